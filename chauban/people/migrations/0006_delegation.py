"""Powers lent for a time: the table, who may write it, and the database's own answer to whose powers somebody has."""

import datetime

import django.db.models.deletion
import django.db.models.functions.datetime
from django.conf import settings
from django.db import migrations, models

LENT = r"""
-- Whether the person has powers to lend today: an open account and a leader's or head's post.
CREATE FUNCTION people_may_lend(who bigint) RETURNS boolean
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  SELECT EXISTS (
    SELECT FROM people_post p JOIN people_person q ON q.id = p.person_id
    WHERE p.person_id = who AND q.is_active
      AND p.role IN ('secretary', 'deputy_secretary', 'chief', 'deputy_chief', 'head')
      AND p.starts_on <= (now() AT TIME ZONE 'Asia/Ho_Chi_Minh')::date
      AND (p.ends_on IS NULL OR p.ends_on >= (now() AT TIME ZONE 'Asia/Ho_Chi_Minh')::date))
$$;

-- Whose powers whoever asks may use at this moment; with scopes given, only for those. What was lent to the giver is
-- not among them, and nothing is without a post of one's own.
CREATE FUNCTION chauban_givers(VARIADIC scopes text[] DEFAULT '{}') RETURNS bigint[]
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  SELECT coalesce(array_agg(DISTINCT d.giver_id), '{}') FROM people_delegation d
  WHERE d.receiver_id = (SELECT chauban_me())
    AND d.ended_at IS NULL AND d.starts_at <= now() AND d.ends_at > now()
    AND (cardinality(scopes) = 0 OR d.scope = 'everything' OR d.scope = ANY (scopes))
    AND people_may_lend(d.giver_id) AND cardinality(chauban_units()) > 0
$$;

-- Units that whoever asks directs at this moment in somebody's stead.
CREATE FUNCTION chauban_lent_units() RETURNS bigint[]
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  SELECT coalesce(array_agg(DISTINCT p.unit_id), '{}') FROM people_post p
  WHERE p.person_id = ANY ((SELECT chauban_givers('assignments'))::bigint[])
    AND p.role IN ('secretary', 'deputy_secretary', 'chief', 'deputy_chief', 'head')
    AND p.starts_on <= (now() AT TIME ZONE 'Asia/Ho_Chi_Minh')::date
    AND (p.ends_on IS NULL OR p.ends_on >= (now() AT TIME ZONE 'Asia/Ho_Chi_Minh')::date)
$$;
"""

#: Who stands in for whom is known in the office like its posts. Nobody lends another's powers but an administrator, who
#: has an order for it, takes none themselves and hands none to an account of whose password they alone know.
GUARDED = r"""
ALTER TABLE people_delegation ENABLE ROW LEVEL SECURITY;
CREATE POLICY see ON people_delegation FOR SELECT TO chauban_app USING (true);
CREATE POLICY lend ON people_delegation FOR INSERT TO chauban_app WITH CHECK (
  made_by_id = (SELECT chauban_me()) AND made_at BETWEEN now() AND clock_timestamp()
  AND ended_at IS NULL AND ends_at > now() AND people_may_lend(giver_id)
  AND (giver_id = (SELECT chauban_me())
       OR ((SELECT chauban_holds('administrator')) AND receiver_id <> (SELECT chauban_me()) AND reason <> ''
           AND NOT people_gave_alone(receiver_id))));
CREATE POLICY finish ON people_delegation FOR UPDATE TO chauban_app
  USING (ended_at IS NULL AND ends_at > now()
         AND ((SELECT chauban_me()) IN (giver_id, receiver_id) OR (SELECT chauban_holds('administrator'))))
  WITH CHECK (ended_by_id = (SELECT chauban_me()) AND ended_at BETWEEN now() AND clock_timestamp());
REVOKE UPDATE, DELETE ON people_delegation FROM chauban_app;
GRANT UPDATE (ended_at, ended_by_id, end_reason) ON people_delegation TO chauban_app;
"""


def person(**options):
    return models.ForeignKey(
        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL, **options
    )


SCOPES = [
    ("everything", "everything"),
    ("annotations", "annotating papers submitted to them"),
    ("assignments", "directing work: passing on, judging results, deadlines"),
]


class Migration(migrations.Migration):
    dependencies = [("people", "0005_door")]
    operations = [
        migrations.CreateModel(
            name="Delegation",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("scope", models.CharField(choices=SCOPES, max_length=12, verbose_name="scope")),
                ("starts_at", models.DateTimeField(verbose_name="from")),
                ("ends_at", models.DateTimeField(verbose_name="until")),
                ("reason", models.CharField(blank=True, max_length=300, verbose_name="reason")),
                ("made_at", models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                ("ended_at", models.DateTimeField(null=True)),
                ("end_reason", models.CharField(blank=True, max_length=300)),
                ("ended_by", person(null=True)),
                ("giver", person()),
                ("made_by", person()),
                ("receiver", person()),
            ],
            options={
                "ordering": ["-starts_at", "-id"],
                "default_permissions": (),
                "indexes": [
                    models.Index(fields=["receiver", "ends_at"], name="delegation_received"),
                    models.Index(fields=["giver", "ends_at"], name="delegation_given"),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("giver", models.F("receiver")), _negated=True),
                        name="delegation_to_another",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("ends_at__gt", models.F("starts_at")),
                            ("ends_at__lte", models.F("starts_at") + datetime.timedelta(days=366)),
                        ),
                        name="delegation_up_to_a_year",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("ended_at__isnull", True), ("ended_by__isnull", True)),
                            models.Q(("ended_at__isnull", False), ("ended_by__isnull", False)),
                            _connector="OR",
                        ),
                        name="delegation_ended_by_somebody",
                    ),
                ],
            },
        ),
        migrations.RunSQL(LENT),
        migrations.RunSQL(GUARDED),
    ]
