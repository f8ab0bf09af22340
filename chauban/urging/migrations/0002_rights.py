"""Row-level security of reminders: a notice is its person's, while they may read the paper; the machine makes it."""

from django.db import migrations

REMINDERS = r"""
ALTER TABLE urging_reminder ENABLE ROW LEVEL SECURITY;
CREATE POLICY own ON urging_reminder FOR SELECT TO chauban_app USING (
  person_id = (SELECT chauban_me())
  AND EXISTS (SELECT FROM documents_document d WHERE d.id = urging_reminder.document_id));
CREATE POLICY see ON urging_reminder FOR UPDATE TO chauban_app USING (person_id = (SELECT chauban_me()));
CREATE POLICY machine ON urging_reminder FOR SELECT TO chauban_worker USING ((SELECT chauban_me()) = 0);
CREATE POLICY make ON urging_reminder FOR INSERT TO chauban_worker WITH CHECK ((SELECT chauban_me()) = 0);
REVOKE INSERT, UPDATE, DELETE ON urging_reminder FROM chauban_app;
CREATE POLICY tidy ON urging_reminder FOR UPDATE TO chauban_worker USING ((SELECT chauban_me()) = 0);
GRANT UPDATE (seen_at) ON urging_reminder TO chauban_app;
GRANT INSERT ON urging_reminder TO chauban_worker;

ALTER TABLE urging_weekly ENABLE ROW LEVEL SECURITY;
CREATE POLICY own ON urging_weekly FOR SELECT TO chauban_app USING (person_id = (SELECT chauban_me()));
CREATE POLICY see ON urging_weekly FOR UPDATE TO chauban_app USING (person_id = (SELECT chauban_me()));
CREATE POLICY machine ON urging_weekly FOR SELECT TO chauban_worker USING ((SELECT chauban_me()) = 0);
CREATE POLICY make ON urging_weekly FOR INSERT TO chauban_worker WITH CHECK ((SELECT chauban_me()) = 0);
REVOKE INSERT, UPDATE, DELETE ON urging_weekly FROM chauban_app;
GRANT UPDATE (seen_at) ON urging_weekly TO chauban_app;
GRANT INSERT ON urging_weekly TO chauban_worker;
"""

#: One's own letters are listed on one's page; only the machine writes and sends them.
MAILS = r"""
ALTER TABLE urging_mail ENABLE ROW LEVEL SECURITY;
CREATE POLICY own ON urging_mail FOR SELECT TO chauban_app USING (person_id = (SELECT chauban_me()));
CREATE POLICY machine ON urging_mail FOR ALL TO chauban_worker
  USING ((SELECT chauban_me()) = 0) WITH CHECK ((SELECT chauban_me()) = 0);
REVOKE INSERT, UPDATE, DELETE ON urging_mail FROM chauban_app;
GRANT INSERT, UPDATE ON urging_mail TO chauban_worker;

ALTER TABLE urging_run ENABLE ROW LEVEL SECURITY;
CREATE POLICY machine ON urging_run FOR ALL TO chauban_worker
  USING ((SELECT chauban_me()) = 0) WITH CHECK ((SELECT chauban_me()) = 0);
REVOKE ALL ON urging_run FROM chauban_app;
GRANT SELECT, INSERT ON urging_run TO chauban_worker;
"""

CHOICES = r"""
ALTER TABLE urging_preference ENABLE ROW LEVEL SECURITY;
CREATE POLICY own ON urging_preference FOR ALL TO chauban_app
  USING (person_id = (SELECT chauban_me())) WITH CHECK (person_id = (SELECT chauban_me()));
CREATE POLICY machine ON urging_preference FOR SELECT TO chauban_worker USING ((SELECT chauban_me()) = 0);
REVOKE DELETE ON urging_preference FROM chauban_app;

ALTER TABLE urging_rule ENABLE ROW LEVEL SECURITY;
CREATE POLICY read ON urging_rule FOR SELECT TO chauban_app USING ((SELECT chauban_me()) IS NOT NULL);
CREATE POLICY add ON urging_rule FOR INSERT TO chauban_app WITH CHECK ((SELECT chauban_holds('administrator')));
CREATE POLICY change ON urging_rule FOR UPDATE TO chauban_app USING ((SELECT chauban_holds('administrator')));
REVOKE DELETE ON urging_rule FROM chauban_app;
"""


class Migration(migrations.Migration):
    dependencies = [("urging", "0001_initial"), ("routing", "0002_rights"), ("people", "0006_delegation")]
    operations = [migrations.RunSQL(sql) for sql in (REMINDERS, MAILS, CHOICES)]
