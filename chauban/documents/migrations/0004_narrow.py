"""What SQL slipped into a query could still have done: narrowed to what the acts do.

A reader lets others read ordinary papers only, as a sending; nobody writes
history of a document they cannot read, or under a number of their own choosing; the rulebook is the owner's.
"""

from django.db import migrations

NARROW = r"""
DROP POLICY add ON documents_reader;
CREATE POLICY add ON documents_reader FOR INSERT TO chauban_app WITH CHECK (
  granted_by_id = (SELECT chauban_me())
  AND (chauban_just_drawn(document_id)
       OR (basis = 'sent' AND chauban_may_read(document_id) AND chauban_secrecy_of(document_id) = 0)));

REVOKE INSERT ON journal_line FROM chauban_app;
GRANT INSERT (person_id, act, document_id, detail) ON journal_line TO chauban_app;
DROP POLICY add ON journal_line;
CREATE POLICY add ON journal_line FOR INSERT TO chauban_app WITH CHECK (
  person_id IS NOT DISTINCT FROM nullif((SELECT chauban_me()), 0)
  AND (document_id IS NULL OR (SELECT chauban_me()) = 0 OR chauban_may_read(document_id)));

-- Tells of no document to whoever may not know of it; the policies' own use is by the administrator's branch.
CREATE OR REPLACE FUNCTION chauban_secrecy_of(document bigint) RETURNS smallint
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  SELECT secrecy FROM documents_document WHERE id = document
    AND (chauban_may_read(document) OR chauban_holds('administrator'))
$$;

REVOKE INSERT, UPDATE, DELETE ON rulebook_pack, rulebook_kind FROM chauban_app;
"""


class Migration(migrations.Migration):
    dependencies = [("documents", "0003_sending"), ("rulebook", "0001_initial"), ("people", "0004_asked_once")]
    operations = [migrations.RunSQL(NARROW, migrations.RunSQL.noop)]
