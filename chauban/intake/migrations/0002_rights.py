"""The tray belongs to the clerks of its registry unit; the machine reads and fills it."""

from django.db import migrations

RIGHTS = r"""
ALTER TABLE intake_arrival ENABLE ROW LEVEL SECURITY;
CREATE POLICY tray ON intake_arrival TO chauban_app USING (unit_id = ANY ((SELECT chauban_units('clerk'))::bigint[]));
CREATE POLICY machine ON intake_arrival TO chauban_worker USING ((SELECT chauban_me()) = 0);
REVOKE DELETE ON intake_arrival FROM chauban_app;

ALTER TABLE intake_sheet ENABLE ROW LEVEL SECURITY;
CREATE POLICY tray ON intake_sheet TO chauban_app USING (
  EXISTS (SELECT FROM intake_arrival a WHERE a.id = arrival_id));

CREATE POLICY tray ON vault_page FOR SELECT TO chauban_app USING (
  EXISTS (SELECT FROM intake_sheet s WHERE s.page_id = vault_page.id));
"""


class Migration(migrations.Migration):
    dependencies = [("intake", "0001_initial"), ("documents", "0002_rights")]
    operations = [migrations.RunSQL(RIGHTS)]
