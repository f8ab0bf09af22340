"""When a rule was set stands in the journal; nobody read the column."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("urging", "0002_rights")]
    operations = [migrations.RemoveField("rule", "set_at")]
