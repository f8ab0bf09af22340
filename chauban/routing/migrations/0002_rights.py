"""Row-level security of a paper's way: who reads the paper reads all of it; who writes, writes in their own name."""

from django.db import migrations

#: Table: columns an act may change later, and the column that names who wrote the row (none: any reader of the paper).
WAY = {
    "routing_handling": ("state, due_on, closed_at", ""),
    "routing_submission": ("state, ended_at, ended_by_id, end_note", "submitted_by_id"),
    "routing_question": ("answer, answered_by_id, answered_at", "asked_by_id"),
    "routing_annotation": ("", "author_id"),
    "routing_ink": ("", ""),
    "routing_assignment": (
        "state, due_on, accepted_at, accepted_by_id, reported_at, ended_at", "assigned_by_id",
    ),
    "routing_word": ("", "by_id"),
    "routing_wordfile": ("", ""),
    "routing_request": (
        "decided_by_id, decided_for_id, decided_at, granted, granted_due_on, decision_note", "asked_by_id",
    ),
}  # fmt: skip
#: Where a row names for whom its writer acted, that is somebody who lent them powers at that moment.
LENT = ("submission", "question", "annotation", "assignment", "word", "request")


#: Who may add a row, and who may change one, besides reading the paper and writing in their own name.
ADDS = {
    "routing_submission": "routing_may_pass(document_id) AND state = 'waiting' AND ended_by_id IS NULL",
    "routing_question": "answered_by_id IS NULL AND answered_at IS NULL AND answer = ''",
    "routing_request": "decided_by_id IS NULL AND decided_for_id IS NULL AND decided_at IS NULL AND granted IS NULL",
    # The vault's digests are no secret inside the database: only the application attaches what was sent to it.
    "routing_wordfile": "chauban_vouches('file:' || file_id)",
    "routing_annotation": """EXISTS (SELECT FROM routing_submission s WHERE s.id = submission_id AND (
      s.to_id = (SELECT chauban_me()) OR s.to_id = ANY ((SELECT chauban_givers('annotations'))::bigint[])))""",
    "routing_assignment": "routing_may_pass(document_id) AND state = 'given' AND accepted_by_id IS NULL",
}
CHANGES = {
    "routing_submission": """(to_id = (SELECT chauban_me()) OR to_id = ANY ((SELECT chauban_givers('annotations'))::bigint[])
      OR routing_may_pass(document_id))""",
    "routing_question": "(to_id = (SELECT chauban_me()) OR routing_may_pass(document_id))",
    "routing_assignment": """(person_id = (SELECT chauban_me())
      OR person_id = ANY ((SELECT chauban_givers('assignments'))::bigint[]) OR routing_may_pass(document_id))""",
    "routing_request": """(routing_may_pass(document_id) OR EXISTS (
      SELECT FROM routing_assignment a WHERE a.id = assignment_id AND (a.person_id = (SELECT chauban_me())
      OR a.person_id = ANY ((SELECT chauban_givers('assignments'))::bigint[]))))""",
}


def _of_way(table: str, changeable: str, writer: str) -> str:
    reads = f"EXISTS (SELECT FROM documents_document d WHERE d.id = {table}.document_id)"
    own = f"AND {writer} = (SELECT chauban_me())" if writer else ""
    lent = (
        "AND (on_behalf_of_id IS NULL OR on_behalf_of_id = ANY ((SELECT chauban_givers())::bigint[]))"
        if table.removeprefix("routing_") in LENT
        else ""
    )
    adds, changes = (f"AND {rule[table]}" if table in rule else "" for rule in (ADDS, CHANGES))
    return f"""
ALTER TABLE {table} ENABLE ROW LEVEL SECURITY;
CREATE POLICY read ON {table} FOR SELECT TO chauban_app USING ({reads});
CREATE POLICY add ON {table} FOR INSERT TO chauban_app WITH CHECK ({reads} {own} {lent} {adds});
CREATE POLICY machine ON {table} FOR SELECT TO chauban_worker USING ((SELECT chauban_me()) = 0);
REVOKE UPDATE, DELETE ON {table} FROM chauban_app;
""" + (
        f"""
CREATE POLICY change ON {table} FOR UPDATE TO chauban_app USING ({reads} {changes});
GRANT UPDATE ({changeable}) ON {table} TO chauban_app;
"""
        if changeable
        else ""
    )


#: A word's file and an inked page hang on a row of the same paper, not on another's.
HANGING = r"""
CREATE FUNCTION routing_same_paper() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE paper bigint;
BEGIN
  CASE TG_TABLE_NAME
    WHEN 'routing_ink' THEN
      SELECT a.document_id INTO paper FROM routing_annotation a JOIN documents_documentpage p ON p.id = NEW.page_id
      WHERE a.id = NEW.annotation_id AND p.document_id = a.document_id AND a.author_id = chauban_me();
    WHEN 'routing_wordfile' THEN
      SELECT document_id INTO paper FROM routing_word WHERE id = NEW.word_id AND by_id = chauban_me();
    WHEN 'routing_word' THEN SELECT document_id INTO paper FROM routing_assignment WHERE id = NEW.assignment_id;
    WHEN 'routing_request' THEN SELECT document_id INTO paper FROM routing_assignment WHERE id = NEW.assignment_id;
    WHEN 'routing_annotation' THEN SELECT document_id INTO paper FROM routing_submission WHERE id = NEW.submission_id;
    WHEN 'routing_submission' THEN
      SELECT coalesce(min(document_id), NEW.document_id) INTO paper FROM routing_submission WHERE id = NEW.after_id;
    WHEN 'routing_assignment' THEN
      SELECT CASE WHEN count(*) FILTER (WHERE document_id <> NEW.document_id) = 0 THEN NEW.document_id END INTO paper
      FROM (SELECT document_id FROM routing_assignment WHERE id IN (NEW.parent_id, NEW.replaces_id)
            UNION ALL SELECT document_id FROM routing_annotation WHERE id = NEW.annotation_id) hung;
    WHEN 'routing_question' THEN SELECT document_id INTO paper FROM routing_submission WHERE id = NEW.submission_id;
    ELSE paper := NEW.document_id;
  END CASE;
  IF paper IS DISTINCT FROM NEW.document_id THEN
    RAISE EXCEPTION 'this belongs to another paper' USING ERRCODE = 'check_violation';
  END IF;
  RETURN NEW;
END $$;
""" + "\n".join(
    f"CREATE TRIGGER same_paper BEFORE INSERT ON routing_{table} FOR EACH ROW"
    " WHEN (current_user IN ('chauban_web', 'chauban_worker')) EXECUTE FUNCTION routing_same_paper();"
    for table in ("ink", "wordfile", "word", "request", "question", "annotation", "submission", "assignment")
)

#: Whoever is named by a change has made it.
HANDS = r"""
CREATE FUNCTION routing_own_hand() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
  name text;
  before jsonb := to_jsonb(OLD);
  after jsonb := to_jsonb(NEW);
BEGIN
  FOREACH name IN ARRAY TG_ARGV LOOP
    IF after -> name IS DISTINCT FROM before -> name AND after ->> name IS NOT NULL
       AND (after ->> name)::bigint IS DISTINCT FROM chauban_me() THEN
      RAISE EXCEPTION 'nobody acts in another person''s name' USING ERRCODE = 'insufficient_privilege';
    END IF;
  END LOOP;
  RETURN NEW;
END $$;
""" + "\n".join(
    f"CREATE TRIGGER own_hand BEFORE UPDATE ON routing_{table} FOR EACH ROW"
    f" WHEN (current_user IN ('chauban_web', 'chauban_worker')) EXECUTE FUNCTION routing_own_hand('{column}');"
    for table, column in (
        ("submission", "ended_by_id"),
        ("question", "answered_by_id"),
        ("assignment", "accepted_by_id"),
        ("request", "decided_by_id"),
    )
)

#: A deadline is moved by who judges the work, where a paper stands by who has a part in its way.
PLACES = r"""
CREATE FUNCTION routing_deadline() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
  IF (NEW.assigned_by_id = chauban_me() OR NEW.on_behalf_of_id = chauban_me()
          OR NEW.assigned_by_id = ANY (chauban_givers('assignments'))
          OR NEW.on_behalf_of_id = ANY (chauban_givers('assignments'))
          OR chauban_holds('chief', 'deputy_chief') OR routing_stands_for_chief()
          OR EXISTS (SELECT FROM routing_assignment p WHERE p.id = NEW.parent_id
                     AND p.unit_id = ANY (routing_answers_for()))) IS NOT TRUE THEN
    RAISE EXCEPTION 'only who judges the work moves its deadline' USING ERRCODE = 'insufficient_privilege';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER deadline BEFORE UPDATE ON routing_assignment FOR EACH ROW
  WHEN (NEW.due_on IS DISTINCT FROM OLD.due_on AND current_user IN ('chauban_web', 'chauban_worker'))
  EXECUTE FUNCTION routing_deadline();

CREATE FUNCTION routing_place() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
  IF routing_may_pass(NEW.document_id) IS NOT TRUE THEN
    RAISE EXCEPTION 'only who has a part in the paper moves it' USING ERRCODE = 'insufficient_privilege';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER place BEFORE UPDATE ON routing_handling FOR EACH ROW
  WHEN (NEW IS DISTINCT FROM OLD AND current_user IN ('chauban_web', 'chauban_worker'))
  EXECUTE FUNCTION routing_place();
"""

#: Whoever has a part in a paper's way may let others read it: the registry that keeps it, its leaders, its handlers.
PASSING = r"""
-- Units whose work whoever asks answers for: as a head, in a head's stead, or since the unit has no head today.
CREATE FUNCTION routing_answers_for() RETURNS bigint[]
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  SELECT chauban_units('head', 'secretary', 'deputy_secretary', 'chief', 'deputy_chief') || chauban_lent_units()
    || coalesce((
      SELECT array_agg(mine) FROM unnest(chauban_units()) mine
      WHERE NOT EXISTS (
        SELECT FROM people_post p JOIN people_person q ON q.id = p.person_id WHERE p.unit_id = mine AND q.is_active
        AND p.role IN ('head', 'secretary', 'deputy_secretary', 'chief', 'deputy_chief')
        AND p.starts_on <= (now() AT TIME ZONE 'Asia/Ho_Chi_Minh')::date
        AND (p.ends_on IS NULL OR p.ends_on >= (now() AT TIME ZONE 'Asia/Ho_Chi_Minh')::date))), '{}')
$$;

CREATE FUNCTION routing_stands_for_chief() RETURNS boolean
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  SELECT EXISTS (SELECT FROM people_post p WHERE p.person_id = ANY (chauban_givers('assignments'))
                 AND p.role IN ('chief', 'deputy_chief') AND p.unit_id = ANY (chauban_lent_units()))
$$;

CREATE FUNCTION routing_may_pass(document bigint) RETURNS boolean
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  SELECT chauban_may_read(document) AND (
    chauban_holds('chief', 'deputy_chief')
    OR routing_stands_for_chief()
    OR EXISTS (SELECT FROM registry_entry e JOIN registry_volume v ON v.id = e.volume_id
               JOIN registry_register r ON r.id = v.register_id
               WHERE e.document_id = document AND r.keeper_id = ANY (chauban_units('clerk')))
    OR EXISTS (SELECT FROM routing_submission s WHERE s.document_id = document
               AND (s.to_id = chauban_me() OR s.to_id = ANY (chauban_givers('annotations'))))
    OR EXISTS (SELECT FROM routing_assignment a WHERE a.document_id = document
               AND (a.assigned_by_id = chauban_me() OR a.assigned_by_id = ANY (chauban_givers('assignments'))
                    OR a.on_behalf_of_id = chauban_me() OR a.on_behalf_of_id = ANY (chauban_givers('assignments'))
                    OR a.unit_id = ANY (routing_answers_for()))))
$$;

CREATE FUNCTION routing_is_cleared(document bigint, person bigint) RETURNS boolean
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  SELECT person IS NULL OR EXISTS (
    SELECT FROM documents_document d, people_person p
    WHERE d.id = document AND p.id = person AND p.clearance >= d.secrecy)
  AND chauban_may_read(document)
$$;

CREATE POLICY pass ON documents_reader FOR INSERT TO chauban_app WITH CHECK (
  granted_by_id = (SELECT chauban_me()) AND (basis = 'submitted' OR basis = 'assigned')
  AND routing_may_pass(document_id) AND routing_is_cleared(document_id, person_id));

-- Reading that came with work goes with it, unless other work on the paper, open or done, gives it still.
CREATE FUNCTION routing_stop_reading(document bigint, person bigint, unit bigint) RETURNS boolean
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
  IF routing_may_pass(document) IS NOT TRUE THEN
    RAISE EXCEPTION 'only who has a part in the paper takes reading back' USING ERRCODE = 'insufficient_privilege';
  END IF;
  DELETE FROM documents_reader r
  WHERE r.document_id = document AND r.basis = 'assigned'
    AND r.person_id IS NOT DISTINCT FROM person AND r.unit_id IS NOT DISTINCT FROM unit
    AND NOT EXISTS (SELECT FROM routing_assignment a WHERE a.document_id = document AND a.state <> 'withdrawn'
                    AND a.person_id IS NOT DISTINCT FROM person AND a.unit_id IS NOT DISTINCT FROM unit);
  RETURN FOUND;
END $$;

-- Reading that came with a submission goes when it is taken back before it was answered.
CREATE FUNCTION routing_stop_submitted(document bigint, person bigint) RETURNS boolean
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
  IF routing_may_pass(document) IS NOT TRUE THEN
    RAISE EXCEPTION 'only who has a part in the paper takes reading back' USING ERRCODE = 'insufficient_privilege';
  END IF;
  DELETE FROM documents_reader r
  WHERE r.document_id = document AND r.basis = 'submitted' AND r.person_id = person
    AND NOT EXISTS (SELECT FROM routing_submission s WHERE s.document_id = document AND s.to_id = person
                    AND s.state <> 'withdrawn')
    AND NOT EXISTS (SELECT FROM routing_question q WHERE q.document_id = document AND q.to_id = person);
  RETURN FOUND;
END $$;
"""

#: An administrator reads who registered and sent ordinary papers, not what leaders and handlers said on them.
JOURNAL = r"""
DROP POLICY read ON journal_line;
CREATE POLICY read ON journal_line FOR SELECT TO chauban_app USING (
  CASE WHEN document_id IS NULL
       THEN person_id = (SELECT chauban_me()) OR (SELECT chauban_holds('administrator'))
       ELSE EXISTS (SELECT FROM documents_document d WHERE d.id = document_id)
            OR ((SELECT chauban_holds('administrator')) AND act NOT LIKE 'routing.%'
                AND chauban_secrecy_of(document_id) = 0)
  END);
"""

OFFICE = r"""
ALTER TABLE routing_phrase ENABLE ROW LEVEL SECURITY;
CREATE POLICY read ON routing_phrase FOR SELECT TO chauban_app USING (
  person_id IS NULL OR person_id = (SELECT chauban_me()) OR person_id = ANY ((SELECT chauban_givers('annotations'))::bigint[]));
CREATE POLICY own ON routing_phrase FOR INSERT TO chauban_app WITH CHECK (person_id = (SELECT chauban_me()));
CREATE POLICY change ON routing_phrase FOR UPDATE TO chauban_app USING (person_id = (SELECT chauban_me()));
CREATE POLICY remove ON routing_phrase FOR DELETE TO chauban_app USING (person_id = (SELECT chauban_me()));

ALTER TABLE routing_rule ENABLE ROW LEVEL SECURITY;
CREATE POLICY read ON routing_rule FOR SELECT TO chauban_app USING ((SELECT chauban_me()) IS NOT NULL);
CREATE POLICY add ON routing_rule FOR INSERT TO chauban_app WITH CHECK ((SELECT chauban_holds('administrator')));
CREATE POLICY change ON routing_rule FOR UPDATE TO chauban_app USING ((SELECT chauban_holds('administrator')));
REVOKE DELETE ON routing_rule FROM chauban_app;
"""


class Migration(migrations.Migration):
    dependencies = [
        ("routing", "0001_initial"),
        ("registry", "0003_books"),
        ("documents", "0006_lent"),
        ("people", "0008_closed"),
    ]
    operations = [
        migrations.RunSQL(PASSING),
        *(migrations.RunSQL(_of_way(table, *columns)) for table, columns in WAY.items()),
        *(migrations.RunSQL(sql) for sql in (HANGING, HANDS, PLACES, OFFICE, JOURNAL)),
    ]
