"""Who asks: database functions that read the transaction's proved identity, and rights over people's own tables."""

from django.db import migrations

IDENTITY = r"""
CREATE TABLE people_identitysecret (one boolean PRIMARY KEY DEFAULT true CHECK (one), secret text NOT NULL);
REVOKE ALL ON people_identitysecret FROM chauban_app;

-- The person's number, 0 for the machine, or null for nobody or a false proof.
CREATE FUNCTION chauban_me() RETURNS bigint LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
  claim text := current_setting('chauban.person', true);
  number text;
  key text;
BEGIN
  IF claim IS NULL OR claim = '' THEN RETURN NULL; END IF;
  number := split_part(claim, ':', 1);
  SELECT secret INTO key FROM people_identitysecret;
  IF key IS NULL OR encode(sha256(convert_to(key || ':' ||
       encode(sha256(convert_to(key || ':' || number || ':' || pg_backend_pid(), 'UTF8')), 'hex'), 'UTF8')), 'hex')
     IS DISTINCT FROM split_part(claim, ':', 2) THEN
    RETURN NULL;
  END IF;
  RETURN number::bigint;
END $$;

-- Units in which the person holds a post today; with roles given, only posts of those roles.
CREATE FUNCTION chauban_units(VARIADIC roles text[] DEFAULT '{}') RETURNS bigint[]
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  SELECT coalesce(array_agg(DISTINCT p.unit_id), '{}')
  FROM people_post p JOIN people_person q ON q.id = p.person_id
  WHERE p.person_id = chauban_me() AND q.is_active
    AND p.starts_on <= (now() AT TIME ZONE 'Asia/Ho_Chi_Minh')::date
    AND (p.ends_on IS NULL OR p.ends_on >= (now() AT TIME ZONE 'Asia/Ho_Chi_Minh')::date)
    AND (cardinality(roles) = 0 OR p.role = ANY (roles))
$$;

CREATE FUNCTION chauban_clearance() RETURNS smallint LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  SELECT coalesce((SELECT clearance FROM people_person WHERE id = chauban_me() AND is_active), -1)::smallint
$$;

CREATE FUNCTION chauban_holds(VARIADIC roles text[]) RETURNS boolean
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  SELECT cardinality(chauban_units(VARIADIC roles)) > 0
$$;

-- People: everybody signed in sees the office's directory; only an administrator changes it.
CREATE FUNCTION people_guard() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE me bigint := chauban_me();
BEGIN
  -- Before anybody is signed in, only the hour of the sign-in may be noted; a password is changed by its owner or an
  -- administrator.
  IF (NEW.password, NEW.must_change_password, NEW.email, NEW.phone)
       IS DISTINCT FROM (OLD.password, OLD.must_change_password, OLD.email, OLD.phone)
     AND me IS DISTINCT FROM OLD.id AND NOT chauban_holds('administrator') THEN
    RAISE EXCEPTION 'only the person or an administrator changes this' USING ERRCODE = 'insufficient_privilege';
  END IF;
  IF NEW.clearance IS DISTINCT FROM OLD.clearance AND (NOT chauban_holds('administrator') OR me = OLD.id) THEN
    RAISE EXCEPTION 'clearance is set by another person, an administrator' USING ERRCODE = 'insufficient_privilege';
  END IF;
  IF (NEW.is_active, NEW.username, NEW.full_name) IS DISTINCT FROM (OLD.is_active, OLD.username, OLD.full_name)
     AND NOT chauban_holds('administrator') THEN
    RAISE EXCEPTION 'only an administrator changes this' USING ERRCODE = 'insufficient_privilege';
  END IF;
  RETURN NEW;
END $$;

ALTER TABLE people_person ENABLE ROW LEVEL SECURITY;
CREATE POLICY see ON people_person FOR SELECT TO chauban_app USING (true);
CREATE POLICY add ON people_person FOR INSERT TO chauban_app WITH CHECK (chauban_holds('administrator'));
CREATE POLICY change ON people_person FOR UPDATE TO chauban_app
  USING ((SELECT chauban_me()) IS NULL OR id = (SELECT chauban_me()) OR (SELECT chauban_holds('administrator')));
REVOKE DELETE ON people_person, people_agency, people_unit, people_post FROM chauban_app;
"""

GUARDED = "\n".join(
    f"""
ALTER TABLE {table} ENABLE ROW LEVEL SECURITY;
CREATE POLICY see ON {table} FOR SELECT TO chauban_app USING (true);
CREATE POLICY add ON {table} FOR INSERT TO chauban_app WITH CHECK ((SELECT chauban_holds('administrator')));
CREATE POLICY change ON {table} FOR UPDATE TO chauban_app USING ((SELECT chauban_holds('administrator')));
"""
    for table in ("people_agency", "people_unit", "people_post")
)

#: The trigger runs for the application's roles only: the owner makes the first administrator.
TRIGGER = """
CREATE TRIGGER guard BEFORE UPDATE ON people_person FOR EACH ROW
  WHEN (current_user IN ('chauban_web', 'chauban_worker'))
  EXECUTE FUNCTION people_guard();
"""


class Migration(migrations.Migration):
    dependencies = [("people", "0001_initial")]
    operations = [
        migrations.RunSQL(IDENTITY),
        migrations.RunSQL(GUARDED),
        migrations.RunSQL(TRIGGER),
    ]
