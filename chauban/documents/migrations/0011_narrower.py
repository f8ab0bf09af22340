"""What SQL slipped into a query could still do or learn, narrowed once more; and who starts later misses nothing.

Reading a document let one add pages, files, citations and corrections to it. The rows that tell who reads a document
told, to a unit that keeps a classified register, how many classified papers there are, whatever their clearance. And
an administrator could ask for the secrecy of any document by its number.
"""

from django.db import migrations, models

#: Pages, files and citations come with registering, corrections later: all of it is the register's keeper's. The
#: worker, which puts files together, has a role of its own and is not meant.
KEPT = "".join(
    f"""
CREATE POLICY kept ON {table} AS RESTRICTIVE FOR INSERT TO chauban_web WITH CHECK (chauban_keeps(document_id) {own});
"""
    for table, own in (
        ("documents_documentpage", ""),
        ("documents_documentfile", ""),
        ("documents_citation", ""),
        ("documents_correction", "AND person_id = (SELECT chauban_me())"),
    )
)

#: A document's first readers stand before it does, so its secrecy comes to them with its own row. Ordinary papers, which
#: are nearly all, cost nothing for it.
SECRECY = r"""
CREATE OR REPLACE FUNCTION documents_lendable() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE level smallint;
BEGIN
  SELECT secrecy INTO level FROM documents_document WHERE id = NEW.document_id;
  NEW.secrecy := coalesce(level, 0);
  NEW.lendable := NEW.basis IN ('submitted', 'assigned') AND level IS NOT DISTINCT FROM 0;
  RETURN NEW;
END $$;
CREATE OR REPLACE FUNCTION documents_secrecy_changed() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
  UPDATE documents_reader
    SET secrecy = NEW.secrecy, lendable = (NEW.secrecy = 0 AND basis IN ('submitted', 'assigned'))
    WHERE document_id = NEW.id;
  RETURN NULL;
END $$;
CREATE TRIGGER secrecy AFTER INSERT ON documents_document FOR EACH ROW
  WHEN (NEW.secrecy > 0) EXECUTE FUNCTION documents_secrecy_changed();

-- The first half says nothing new. By it the planner, which knows no one's clearance, knows that nearly all rows pass:
-- else it would sort all papers of a unit to show the newest thirty.
ALTER POLICY own ON documents_reader USING (
  (secrecy = 0 OR secrecy <= (SELECT chauban_clearance()))
  AND (person_id = (SELECT chauban_me()) OR unit_id = ANY ((SELECT chauban_units())::bigint[])));

CREATE OR REPLACE FUNCTION chauban_secrecy_of(document bigint) RETURNS smallint
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  SELECT secrecy FROM documents_document WHERE id = document
    AND (chauban_may_read(document) OR secrecy = 0 AND chauban_holds('administrator'))
$$;
"""

#: A post entered ahead of its day is sent papers at once; they show from the day on which the unit's papers may be read.
JOINING = r"""
CREATE OR REPLACE FUNCTION documents_sent() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE day date := (now() AT TIME ZONE 'Asia/Ho_Chi_Minh')::date;
BEGIN
  INSERT INTO documents_unopened (reader_id, document_id, person_id)
    SELECT NEW.id, NEW.document_id, reached.person_id FROM (
      SELECT NEW.person_id WHERE NEW.person_id IS NOT NULL
      UNION SELECT p.person_id FROM people_post p
        WHERE p.unit_id = NEW.unit_id AND (p.ends_on IS NULL OR p.ends_on >= day)) reached
    WHERE reached.person_id <> NEW.granted_by_id
    ON CONFLICT DO NOTHING;
  RETURN NULL;
END $$;
"""

BEFORE = r"""
UPDATE documents_reader r SET secrecy = d.secrecy FROM documents_document d
  WHERE d.id = r.document_id AND d.secrecy > 0;
"""

BASES = [
    ("register", "reads everything entered in this register"),
    ("sent", "it was sent to know"),
    ("submitted", "it was submitted to them"),
    ("assigned", "it was given to them to handle or to know"),
]
ROLES = [("original", "Original as received"), ("archival", "Searchable copy (PDF/A)")]


class Migration(migrations.Migration):
    dependencies = [("documents", "0010_look"), ("intake", "0004_reachable")]
    operations = [
        migrations.AlterField("reader", "basis", models.CharField(choices=BASES, max_length=10)),
        migrations.AlterField("documentfile", "role", models.CharField(choices=ROLES, max_length=12)),
        migrations.AddField("reader", "secrecy", models.PositiveSmallIntegerField(db_default=0)),
        migrations.RunSQL(KEPT, migrations.RunSQL.noop),
        migrations.RunSQL(SECRECY, migrations.RunSQL.noop),
        migrations.RunSQL(JOINING, migrations.RunSQL.noop),
        migrations.RunSQL(BEFORE, migrations.RunSQL.noop),
    ]
