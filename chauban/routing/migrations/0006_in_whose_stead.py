"""In whose stead something was taken in hand, answered or ended, and who ended it, beside the journal in the row itself."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

#: Who is named as the hand is whoever asks; whom they stood in for has lent them powers at this moment.
HANDS = r"""
CREATE OR REPLACE FUNCTION routing_own_hand() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
  name text;
  stead text;
  before jsonb := to_jsonb(OLD);
  after jsonb := to_jsonb(NEW);
BEGIN
  FOREACH name IN ARRAY TG_ARGV LOOP
    IF after -> name IS DISTINCT FROM before -> name AND after ->> name IS NOT NULL
       AND (after ->> name)::bigint IS DISTINCT FROM chauban_me() THEN
      RAISE EXCEPTION 'nobody acts in another person''s name' USING ERRCODE = 'insufficient_privilege';
    END IF;
    stead := replace(name, '_by_id', '_for_id');
    IF after -> stead IS DISTINCT FROM before -> stead AND after ->> stead IS NOT NULL
       AND ((after ->> stead)::bigint = ANY (chauban_givers())) IS NOT TRUE THEN
      RAISE EXCEPTION 'nobody stands in for who lent them nothing' USING ERRCODE = 'insufficient_privilege';
    END IF;
  END LOOP;
  RETURN NEW;
END $$;
DROP TRIGGER own_hand ON routing_assignment;
CREATE TRIGGER own_hand BEFORE UPDATE ON routing_assignment FOR EACH ROW
  WHEN (current_user IN ('chauban_web', 'chauban_worker'))
  EXECUTE FUNCTION routing_own_hand('accepted_by_id', 'ended_by_id');
GRANT UPDATE (ended_for_id) ON routing_submission TO chauban_app;
GRANT UPDATE (answered_for_id) ON routing_question TO chauban_app;
GRANT UPDATE (accepted_for_id, ended_by_id, ended_for_id) ON routing_assignment TO chauban_app;

-- A new row is nobody's end yet.
CREATE POLICY begun ON routing_submission AS RESTRICTIVE FOR INSERT TO chauban_app
  WITH CHECK (ended_for_id IS NULL);
CREATE POLICY begun ON routing_question AS RESTRICTIVE FOR INSERT TO chauban_app
  WITH CHECK (answered_for_id IS NULL);
CREATE POLICY begun ON routing_assignment AS RESTRICTIVE FOR INSERT TO chauban_app
  WITH CHECK (accepted_for_id IS NULL AND ended_by_id IS NULL AND ended_for_id IS NULL);

-- The document that answers a paper is one its writer may read; a foreign key alone would tell that it exists.
CREATE POLICY answer ON routing_word AS RESTRICTIVE FOR INSERT TO chauban_app WITH CHECK (
  answer_id IS NULL OR EXISTS (SELECT FROM documents_document d WHERE d.id = answer_id));

-- Who accepted results stood in the journal alone.
UPDATE routing_assignment a SET ended_by_id = told.person_id
FROM (SELECT DISTINCT ON (l.document_id, l.detail ->> 'holder') l.document_id, l.detail ->> 'holder' AS holder, l.person_id
      FROM journal_line l WHERE l.act = 'routing.result_accepted'
      ORDER BY l.document_id, l.detail ->> 'holder', l.id DESC) told
WHERE a.document_id = told.document_id AND a.state = 'closed'
  AND told.holder = coalesce((SELECT name FROM people_unit u WHERE u.id = a.unit_id),
                             (SELECT full_name FROM people_person p WHERE p.id = a.person_id));
"""


def _nobody_or() -> models.Field:
    return models.ForeignKey(settings.AUTH_USER_MODEL, django.db.models.deletion.PROTECT, null=True, related_name="+")


class Migration(migrations.Migration):
    dependencies = [("routing", "0005_to_submit")]
    operations = [
        migrations.AddField("assignment", "accepted_for", _nobody_or()),
        migrations.AddField("assignment", "ended_by", _nobody_or()),
        migrations.AddField("assignment", "ended_for", _nobody_or()),
        migrations.AddField("question", "answered_for", _nobody_or()),
        migrations.AddField("submission", "ended_for", _nobody_or()),
        migrations.RunSQL(HANDS),
    ]
