"""Taking back a sending, when each person last opened a document, and an index for what was sent to know."""

from django.conf import settings
from django.db import migrations, models

#: The row of another reader is not visible to who wrote it, so taking it back is the database's own act: only a
#: sending, only by who made it. Nobody deletes a reader otherwise.
TAKE_BACK = r"""
DROP POLICY drop ON documents_reader;
REVOKE DELETE ON documents_reader FROM chauban_app;
CREATE FUNCTION chauban_take_back(reader bigint) RETURNS boolean
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
  DELETE FROM documents_reader WHERE id = reader AND basis = 'sent' AND granted_by_id = chauban_me();
  RETURN FOUND;
END $$;
"""

#: A number stays "drawn in this session" for as long as the connection lives, and connections serve many people: only
#: before its document stands may readers be written without being one. A session that drew none is no error.
ADD = r"""
CREATE FUNCTION chauban_just_drawn(document bigint) RETURNS boolean
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
  IF EXISTS (SELECT FROM documents_document WHERE id = document) THEN RETURN false; END IF;
  RETURN document = currval('documents_document_id_seq');
EXCEPTION WHEN object_not_in_prerequisite_state THEN
  RETURN false;
END $$;
DROP POLICY add ON documents_reader;
CREATE POLICY add ON documents_reader FOR INSERT TO chauban_app WITH CHECK (
  granted_by_id = (SELECT chauban_me()) AND (chauban_may_read(document_id) OR chauban_just_drawn(document_id)));
"""

#: Each person notes their own openings only.
SEEN = r"""
DROP POLICY add ON documents_seen;
CREATE POLICY add ON documents_seen FOR INSERT TO chauban_app WITH CHECK (
  person_id = (SELECT chauban_me()) AND EXISTS (SELECT FROM documents_document d WHERE d.id = document_id));
CREATE POLICY change ON documents_seen FOR UPDATE TO chauban_app USING (
  person_id = (SELECT chauban_me()) AND EXISTS (SELECT FROM documents_document d WHERE d.id = document_id));
GRANT UPDATE (at) ON documents_seen TO chauban_app;
"""


class Migration(migrations.Migration):
    dependencies = [
        ("documents", "0002_rights"),
        ("people", "0002_identity"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]
    operations = [
        migrations.AddIndex(
            model_name="reader",
            index=models.Index(
                condition=models.Q(("basis", "sent"), ("unit__isnull", False)),
                fields=["unit", "-document"],
                name="reader_unit_sent",
            ),
        ),
        migrations.AddIndex(
            model_name="seen",
            index=models.Index(fields=["person", "-at"], name="seen_lately"),
        ),
        migrations.AddIndex(
            model_name="document",
            index=models.Index(fields=["symbol"], name="documents_d_symbol_ad9f0a_idx"),
        ),
        migrations.RunSQL(TAKE_BACK),
        migrations.RunSQL(ADD),
        migrations.RunSQL(SEEN),
    ]
