"""What was sent to somebody and not opened yet stands in a table of its own.

A head who was sent twenty thousand papers and opened all but three finds the three without looking at the others.
Triggers keep it, under any way of writing: a sending adds a row for everybody it reaches that day, who joins a unit
gets what was sent to it in the month before, opening takes the row of that person away, taking the sending back all.
"""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

KEPT = r"""
CREATE FUNCTION documents_sent() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE day date := (now() AT TIME ZONE 'Asia/Ho_Chi_Minh')::date;
BEGIN
  INSERT INTO documents_unopened (reader_id, document_id, person_id)
    SELECT NEW.id, NEW.document_id, reached.person_id FROM (
      SELECT NEW.person_id WHERE NEW.person_id IS NOT NULL
      UNION SELECT p.person_id FROM people_post p
        WHERE p.unit_id = NEW.unit_id AND p.starts_on <= day AND (p.ends_on IS NULL OR p.ends_on >= day)) reached
    WHERE reached.person_id <> NEW.granted_by_id
    ON CONFLICT DO NOTHING;
  RETURN NULL;
END $$;
CREATE TRIGGER sent AFTER INSERT OR UPDATE OF granted_at ON documents_reader
  FOR EACH ROW WHEN (NEW.basis = 'sent') EXECUTE FUNCTION documents_sent();

CREATE FUNCTION documents_joined() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
  INSERT INTO documents_unopened (reader_id, document_id, person_id)
    SELECT r.id, r.document_id, NEW.person_id FROM documents_reader r
    WHERE r.unit_id = NEW.unit_id AND r.basis = 'sent' AND r.granted_at > now() - interval '30 days'
      AND r.granted_by_id <> NEW.person_id AND NOT EXISTS (
        SELECT FROM documents_seen s
        WHERE s.document_id = r.document_id AND s.person_id = NEW.person_id AND s.at >= r.granted_at)
    ON CONFLICT DO NOTHING;
  RETURN NULL;
END $$;
CREATE TRIGGER joined AFTER INSERT ON people_post FOR EACH ROW EXECUTE FUNCTION documents_joined();

CREATE FUNCTION documents_opened() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
  DELETE FROM documents_unopened WHERE document_id = NEW.document_id AND person_id = NEW.person_id;
  RETURN NULL;
END $$;
CREATE TRIGGER opened AFTER INSERT OR UPDATE ON documents_seen
  FOR EACH ROW EXECUTE FUNCTION documents_opened();
"""

#: A sending that is taken back is no longer waited for.
GOES_WITH = r"""
ALTER TABLE documents_unopened ADD CONSTRAINT unopened_goes_with_its_reader
  FOREIGN KEY (reader_id) REFERENCES documents_reader (id) ON DELETE CASCADE;
"""

RIGHTS = r"""
ALTER TABLE documents_unopened ENABLE ROW LEVEL SECURITY;
REVOKE ALL ON documents_unopened FROM chauban_app;
GRANT SELECT ON documents_unopened TO chauban_app;
CREATE POLICY read ON documents_unopened FOR SELECT TO chauban_app USING (
  person_id = (SELECT chauban_me()) AND EXISTS (SELECT FROM documents_document d WHERE d.id = document_id));
"""

#: What was sent before this version.
BEFORE = r"""
INSERT INTO documents_unopened (reader_id, document_id, person_id)
  SELECT r.id, r.document_id, r.person_id FROM (
    SELECT id, document_id, person_id, granted_by_id, granted_at FROM documents_reader
      WHERE basis = 'sent' AND person_id IS NOT NULL
    UNION SELECT d.id, d.document_id, p.person_id, d.granted_by_id, d.granted_at
      FROM documents_reader d JOIN people_post p ON p.unit_id = d.unit_id
      WHERE d.basis = 'sent' AND p.starts_on <= (now() AT TIME ZONE 'Asia/Ho_Chi_Minh')::date
        AND (p.ends_on IS NULL OR p.ends_on >= (now() AT TIME ZONE 'Asia/Ho_Chi_Minh')::date)) r
  WHERE r.person_id <> r.granted_by_id AND NOT EXISTS (
    SELECT FROM documents_seen s
    WHERE s.document_id = r.document_id AND s.person_id = r.person_id AND s.at >= r.granted_at);
"""


class Migration(migrations.Migration):
    dependencies = [
        ("documents", "0007_draw"),
        ("people", "0009_no_names_told"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]
    operations = [
        migrations.CreateModel(
            name="Unopened",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "document",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to="documents.document"
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "reader",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="unopened",
                        to="documents.reader",
                    ),
                ),
            ],
            options={
                "default_permissions": (),
                "constraints": [models.UniqueConstraint(fields=("reader", "person"), name="unopened_once")],
            },
        ),
        migrations.RunSQL(GOES_WITH),
        migrations.RunSQL(RIGHTS),
        migrations.RunSQL(BEFORE),
        migrations.RunSQL(KEPT),
    ]
