"""The office's own phrases are an administrator's to keep."""

from django.db import migrations

COMMON = r"""
CREATE POLICY common_add ON routing_phrase FOR INSERT TO chauban_app WITH CHECK (
  person_id IS NULL AND (SELECT chauban_holds('administrator')));
CREATE POLICY common_change ON routing_phrase FOR UPDATE TO chauban_app USING (
  person_id IS NULL AND (SELECT chauban_holds('administrator')));
CREATE POLICY common_remove ON routing_phrase FOR DELETE TO chauban_app USING (
  person_id IS NULL AND (SELECT chauban_holds('administrator')));
"""


class Migration(migrations.Migration):
    dependencies = [("routing", "0003_word_urged")]
    operations = [migrations.RunSQL(COMMON)]
