"""What an attack from inside still got through, closed.

No session steps into the common role, round which triggers and restrictive policies of the others do not look; bytes
are attached by the application alone; who stands in for somebody is trusted like them; an ended post stays ended; a
sealed key belongs to one person.
"""

from django.db import migrations

ROLES = "GRANT chauban_app TO chauban_web, chauban_worker WITH INHERIT TRUE, SET FALSE"

VOUCHES = r"""
-- Whether the application itself, on this connection, vouches for what is done: SQL slipped into a query cannot.
CREATE FUNCTION chauban_vouches(what text) RETURNS boolean
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE key text;
BEGIN
  SELECT secret INTO key FROM people_identitysecret;
  RETURN key IS NOT NULL AND current_setting('chauban.vouched', true) =
    encode(sha256(convert_to(key || ':' ||
      encode(sha256(convert_to(key || ':' || what || ':' || pg_backend_pid(), 'UTF8')), 'hex'), 'UTF8')), 'hex');
END $$;
"""

TRUSTED = r"""
CREATE OR REPLACE FUNCTION people_is_trusted(who bigint) RETURNS boolean
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  SELECT EXISTS (SELECT FROM people_person WHERE id = who AND clearance > 0) OR EXISTS (
    SELECT FROM people_post WHERE person_id = who AND role = ANY (people_trusted_roles())
      AND (ends_on IS NULL OR ends_on >= (now() AT TIME ZONE 'Asia/Ho_Chi_Minh')::date)) OR EXISTS (
    SELECT FROM people_delegation WHERE receiver_id = who AND ended_at IS NULL AND ends_at > now())
$$;
"""

POSTS = r"""
CREATE FUNCTION people_post_stays_ended() RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
  IF OLD.ends_on < (now() AT TIME ZONE 'Asia/Ho_Chi_Minh')::date
     AND (NEW.ends_on IS NULL OR NEW.ends_on > OLD.ends_on) THEN
    RAISE EXCEPTION 'a post that ended stays ended; give a new one' USING ERRCODE = 'insufficient_privilege';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER stays_ended BEFORE UPDATE ON people_post FOR EACH ROW
  WHEN (current_user IN ('chauban_web', 'chauban_worker')) EXECUTE FUNCTION people_post_stays_ended();
"""

#: A seal never comes out the same twice, so the same one in two rows was carried from one to the other.
FACTORS = r"""
CREATE UNIQUE INDEX mfa_sealed_once ON mfa_authenticator ((coalesce(data ->> 'secret', data ->> 'seed')));
"""


class Migration(migrations.Migration):
    dependencies = [("people", "0007_absence")]
    operations = [migrations.RunSQL(sql) for sql in (ROLES, VOUCHES, TRUSTED, POSTS, FACTORS)]
