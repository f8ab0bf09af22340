"""A result is accepted, and a request granted, by who judges the work: the database asks it as it does of deadlines.

And reading goes from all whose work an act ended at once: the doer may have read the paper by that work alone.
"""

from django.db import migrations

JUDGING = r"""
CREATE FUNCTION routing_judges(work bigint) RETURNS boolean
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  SELECT chauban_holds('chief', 'deputy_chief') OR routing_stands_for_chief() OR EXISTS (
    SELECT FROM routing_assignment a WHERE a.id = work AND (
      chauban_me() IN (a.assigned_by_id, a.on_behalf_of_id)
      OR a.assigned_by_id = ANY (chauban_givers('assignments'))
      OR a.on_behalf_of_id = ANY (chauban_givers('assignments'))
      OR EXISTS (SELECT FROM routing_assignment p WHERE p.id = a.parent_id
                 AND p.unit_id = ANY (routing_answers_for()))))
$$;
REVOKE ALL ON FUNCTION routing_judges(bigint) FROM PUBLIC;

CREATE OR REPLACE FUNCTION routing_deadline() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
  IF routing_judges(NEW.id) IS NOT TRUE THEN
    RAISE EXCEPTION 'only who judges the work moves its deadline' USING ERRCODE = 'insufficient_privilege';
  END IF;
  RETURN NEW;
END $$;

CREATE FUNCTION routing_judged() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
  IF TG_TABLE_NAME = 'routing_request' THEN
    IF routing_judges(NEW.assignment_id) IS TRUE THEN
      RETURN NEW;
    END IF;
  ELSIF routing_judges(NEW.id) IS TRUE OR EXISTS (
    -- With the paper's lead ends what supported it, whoever gave that.
    SELECT FROM routing_assignment l WHERE l.document_id = NEW.document_id AND l.part = 'lead' AND l.parent_id IS NULL
    AND l.ended_by_id = chauban_me() AND routing_judges(l.id)) THEN
    RETURN NEW;
  END IF;
  RAISE EXCEPTION 'only who judges the work accepts what came of it' USING ERRCODE = 'insufficient_privilege';
END $$;
CREATE TRIGGER judged BEFORE UPDATE ON routing_assignment FOR EACH ROW
  WHEN (NEW.state = 'closed' AND OLD.state <> 'closed' AND current_user IN ('chauban_web', 'chauban_worker'))
  EXECUTE FUNCTION routing_judged();
CREATE TRIGGER judged BEFORE UPDATE ON routing_request FOR EACH ROW
  WHEN (NEW.granted IS TRUE AND current_user IN ('chauban_web', 'chauban_worker'))
  EXECUTE FUNCTION routing_judged();
"""

READING = r"""
DROP FUNCTION routing_stop_reading(bigint, bigint, bigint);
CREATE FUNCTION routing_stop_reading(document bigint, people bigint[], units bigint[]) RETURNS void
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
  IF routing_may_pass(document) IS NOT TRUE THEN
    RAISE EXCEPTION 'only who has a part in the paper takes reading back' USING ERRCODE = 'insufficient_privilege';
  END IF;
  DELETE FROM documents_reader r
  WHERE r.document_id = document AND r.basis = 'assigned' AND (r.person_id = ANY (people) OR r.unit_id = ANY (units))
    AND NOT EXISTS (SELECT FROM routing_assignment a WHERE a.document_id = document AND a.state <> 'withdrawn'
                    AND a.person_id IS NOT DISTINCT FROM r.person_id AND a.unit_id IS NOT DISTINCT FROM r.unit_id);
END $$;
"""


class Migration(migrations.Migration):
    dependencies = [("routing", "0006_in_whose_stead")]
    operations = [migrations.RunSQL(JUDGING), migrations.RunSQL(READING)]
