"""A paper on which nobody needs to decide is filed by the registry, who and why standing in its row."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

GRANTED = """
GRANT UPDATE (filed_by_id, filed_for_id, filed_note) ON routing_handling TO chauban_app;
CREATE TRIGGER own_hand BEFORE UPDATE ON routing_handling FOR EACH ROW
  WHEN (current_user IN ('chauban_web', 'chauban_worker')) EXECUTE FUNCTION routing_own_hand('filed_by_id');
CREATE POLICY begun ON routing_handling AS RESTRICTIVE FOR INSERT TO chauban_app
  WITH CHECK (filed_by_id IS NULL AND filed_for_id IS NULL AND filed_note = '');
"""


def _nobody_or() -> models.Field:
    return models.ForeignKey(settings.AUTH_USER_MODEL, django.db.models.deletion.PROTECT, null=True, related_name="+")


class Migration(migrations.Migration):
    dependencies = [("routing", "0007_judging")]
    operations = [
        migrations.AddField("handling", "filed_by", _nobody_or()),
        migrations.AddField("handling", "filed_for", _nobody_or()),
        migrations.AddField("handling", "filed_note", models.CharField(blank=True, db_default="", max_length=1000)),
        migrations.RunSQL(GRANTED),
    ]
