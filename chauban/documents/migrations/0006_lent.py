"""Reading in somebody's stead: what was submitted or assigned to a giver of powers, for as long as they are lent.

Policies of their own beside those of one's own reading, so that nothing changes for whom nothing is lent to: the first
condition is computed once a statement. Never for a classified paper, whatever the clearance of either.
"""

from django.db import migrations, models

LENT = r"""
CREATE OR REPLACE FUNCTION chauban_may_read(document bigint) RETURNS boolean
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  SELECT EXISTS (
    SELECT FROM documents_document d
    WHERE d.id = document AND d.secrecy <= (SELECT chauban_clearance())
      AND EXISTS (SELECT FROM documents_reader r WHERE r.document_id = d.id
                  AND (r.person_id = (SELECT chauban_me()) OR r.unit_id = ANY ((SELECT chauban_units())::bigint[]))))
  OR EXISTS (
    SELECT FROM documents_document d
    WHERE (SELECT cardinality(chauban_givers()) > 0) AND d.id = document AND d.secrecy = 0
      AND EXISTS (SELECT FROM documents_reader r
                  WHERE r.document_id = d.id AND r.lendable
                    AND (r.person_id = ANY ((SELECT chauban_givers())::bigint[])
                         OR r.unit_id = ANY ((SELECT chauban_lent_units())::bigint[]))))
$$;

-- Whether a reader's ground goes with powers that are lent; kept here, since a row of a classified paper must not even
-- be seen in somebody's stead and the policy of readers cannot ask for the document.
CREATE FUNCTION documents_lendable() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
  NEW.lendable := NEW.basis IN ('submitted', 'assigned')
    AND EXISTS (SELECT FROM documents_document WHERE id = NEW.document_id AND secrecy = 0);
  RETURN NEW;
END $$;
CREATE TRIGGER lendable BEFORE INSERT ON documents_reader FOR EACH ROW EXECUTE FUNCTION documents_lendable();
CREATE FUNCTION documents_secrecy_changed() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
  UPDATE documents_reader SET lendable = (NEW.secrecy = 0)
    WHERE document_id = NEW.id AND basis IN ('submitted', 'assigned');
  RETURN NULL;
END $$;
CREATE TRIGGER lendable AFTER UPDATE OF secrecy ON documents_document FOR EACH ROW
  WHEN (NEW.secrecy <> OLD.secrecy) EXECUTE FUNCTION documents_secrecy_changed();

CREATE POLICY lent ON documents_reader FOR SELECT TO chauban_app USING (
  (SELECT cardinality(chauban_givers()) > 0) AND lendable
  AND (person_id = ANY ((SELECT chauban_givers())::bigint[]) OR unit_id = ANY ((SELECT chauban_lent_units())::bigint[])));
CREATE POLICY lent ON documents_document FOR SELECT TO chauban_app USING (
  (SELECT cardinality(chauban_givers()) > 0) AND secrecy = 0
  AND EXISTS (SELECT FROM documents_reader r
              WHERE r.document_id = documents_document.id AND r.lendable
                AND (r.person_id = ANY ((SELECT chauban_givers())::bigint[])
                     OR r.unit_id = ANY ((SELECT chauban_lent_units())::bigint[]))));
"""

BASES = [
    ("register", "reads everything entered in this register"),
    ("entered", "registered it"),
    ("sent", "it was sent to know"),
    ("submitted", "it was submitted to them"),
    ("assigned", "it was given to them to handle or to know"),
]


class Migration(migrations.Migration):
    dependencies = [("documents", "0005_likeness"), ("people", "0006_delegation")]
    operations = [
        migrations.AlterField("reader", "basis", models.CharField(choices=BASES, max_length=10)),
        migrations.AddField("reader", "lendable", models.BooleanField(db_default=False)),
        migrations.RunSQL(LENT),
    ]
