"""Further limits for the web's role alone, beside what the other policies allow.

A file belongs to a document only when it came with a paper of one's tray; a page to a sheet only when one sees it; and
fields of a registered paper are changed by a clerk of the register's keeper.
"""

from django.db import migrations

REACHABLE = r"""
-- Functions, since policies that look through each other's tables would never end.
CREATE FUNCTION chauban_sees_page(page bigint) RETURNS boolean
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  SELECT EXISTS (SELECT FROM documents_documentpage d WHERE d.page_id = page AND chauban_may_read(d.document_id))
    OR EXISTS (SELECT FROM intake_sheet s JOIN intake_arrival a ON a.id = s.arrival_id
               WHERE s.page_id = page AND a.unit_id = ANY (chauban_units('clerk'))
                 AND (a.document_id IS NULL OR chauban_may_read(a.document_id)))
$$;

CREATE FUNCTION chauban_keeps(document bigint) RETURNS boolean
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  SELECT EXISTS (SELECT FROM registry_entry e JOIN registry_volume v ON v.id = e.volume_id
                 JOIN registry_register r ON r.id = v.register_id
                 WHERE e.document_id = document AND r.keeper_id = ANY (chauban_units('clerk')))
$$;

CREATE POLICY reachable ON documents_documentpage AS RESTRICTIVE FOR INSERT TO chauban_web WITH CHECK (
  chauban_sees_page(page_id));

CREATE POLICY reachable ON documents_documentfile AS RESTRICTIVE FOR INSERT TO chauban_web WITH CHECK (
  EXISTS (SELECT FROM intake_arrival a WHERE a.file_id = documents_documentfile.file_id)
  OR EXISTS (SELECT FROM vault_page p WHERE documents_documentfile.file_id IN (p.file_id, p.archival_id)
             AND chauban_sees_page(p.id)));

CREATE POLICY reachable ON intake_sheet AS RESTRICTIVE FOR INSERT TO chauban_web WITH CHECK (
  chauban_sees_page(page_id));
REVOKE UPDATE ON intake_sheet FROM chauban_app;
GRANT UPDATE (arrival_id, position, turn, dropped) ON intake_sheet TO chauban_app;
GRANT UPDATE ON intake_sheet TO chauban_worker;

CREATE POLICY kept ON documents_document AS RESTRICTIVE FOR UPDATE TO chauban_web USING (chauban_keeps(id));
"""


class Migration(migrations.Migration):
    dependencies = [("intake", "0003_turning"), ("documents", "0004_narrow"), ("registry", "0003_books")]
    operations = [migrations.RunSQL(REACHABLE, migrations.RunSQL.noop)]
