"""Days on which somebody is away: known to everybody here, written by themselves, their head or an administrator."""

import django.db.models.deletion
import django.db.models.functions.datetime
from django.conf import settings
from django.db import migrations, models

GUARDED = r"""
ALTER TABLE people_absence ENABLE ROW LEVEL SECURITY;
CREATE POLICY see ON people_absence FOR SELECT TO chauban_app USING ((SELECT chauban_me()) IS NOT NULL);
CREATE FUNCTION people_may_note_absence(who bigint) RETURNS boolean
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  SELECT who = chauban_me() OR chauban_holds('administrator') OR EXISTS (
    SELECT FROM people_post p
    WHERE p.person_id = who
      AND p.unit_id = ANY (chauban_units('head', 'chief', 'deputy_chief', 'secretary', 'deputy_secretary'))
      AND p.starts_on <= (now() AT TIME ZONE 'Asia/Ho_Chi_Minh')::date
      AND (p.ends_on IS NULL OR p.ends_on >= (now() AT TIME ZONE 'Asia/Ho_Chi_Minh')::date))
$$;
CREATE POLICY add ON people_absence FOR INSERT TO chauban_app WITH CHECK (
  made_by_id = (SELECT chauban_me()) AND people_may_note_absence(person_id));
CREATE POLICY change ON people_absence FOR UPDATE TO chauban_app
  USING (ended_at IS NULL AND people_may_note_absence(person_id)) WITH CHECK (ended_at IS NOT NULL);
REVOKE UPDATE, DELETE ON people_absence FROM chauban_app;
GRANT UPDATE (ended_at) ON people_absence TO chauban_app;
"""


def person():
    return models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL)


class Migration(migrations.Migration):
    dependencies = [("people", "0006_delegation")]
    operations = [
        migrations.CreateModel(
            name="Absence",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("starts_on", models.DateField(verbose_name="from")),
                ("ends_on", models.DateField(verbose_name="until")),
                ("reason", models.CharField(blank=True, max_length=200, verbose_name="reason")),
                ("made_at", models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                ("ended_at", models.DateTimeField(null=True)),
                ("made_by", person()),
                ("person", person()),
            ],
            options={
                "ordering": ["starts_on", "id"],
                "default_permissions": (),
                "indexes": [
                    models.Index(
                        fields=["person", "ends_on"], condition=models.Q(("ended_at__isnull", True)), name="absence_of"
                    )
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("ends_on__gte", models.F("starts_on"))),
                        name="absence_ends_after_it_starts",
                    )
                ],
            },
        ),
        migrations.RunSQL(GUARDED),
    ]
