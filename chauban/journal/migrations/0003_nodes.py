"""Complete subtrees of the log, and indexes for reading the journal by person, act and day."""

from django.db import migrations, models

APPEND_ONLY = """
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON journal_node FOR EACH ROW EXECUTE FUNCTION journal_refuse();
REVOKE ALL ON journal_node FROM chauban_app;
GRANT SELECT ON journal_node TO chauban_app;
GRANT INSERT ON journal_node TO chauban_worker;
"""


class Migration(migrations.Migration):
    dependencies = [("journal", "0002_append_only"), ("people", "0002_identity")]
    operations = [
        migrations.CreateModel(
            name="Node",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "level", "index", blank=True, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("level", models.PositiveSmallIntegerField()),
                ("index", models.BigIntegerField()),
                ("hash", models.BinaryField(max_length=32)),
            ],
            options={"default_permissions": ()},
        ),
        migrations.RunSQL(APPEND_ONLY),
        migrations.AddIndex("line", models.Index(fields=["person", "-id"], name="journal_line_person")),
        migrations.AddIndex("line", models.Index(fields=["act", "-id"], name="journal_line_act")),
        migrations.AddIndex("line", models.Index(fields=["at"], name="journal_line_at")),
    ]
