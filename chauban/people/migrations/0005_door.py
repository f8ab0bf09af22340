"""Sign-in: what lies in the database opens no account, and one administrator alone takes none over."""

import django.db.models.deletion
import django.db.models.functions.datetime
from django.conf import settings
from django.db import migrations, models

from chauban.people.second_factor import OfficeMFAAdapter

#: Sessions lay there by the value of their cookie: all end. Access logs are the journal's affair.
FORGET = "DELETE FROM django_session; DELETE FROM usersessions_usersession; DELETE FROM axes_accesslog;"


def seal(apps, schema_editor):
    """Keys of apps and seeds of recovery codes that stand there in clear are sealed."""
    for row in apps.get_model("mfa", "Authenticator").objects.filter(type__in=["totp", "recovery_codes"]):
        encrypt = OfficeMFAAdapter().encrypt
        clear = {name: row.data[name] for name in ("secret", "seed") if name in row.data}
        row.data = row.data | {name: encrypt(text) for name, text in clear.items()}
        row.save(update_fields=["data"])


OWN = r"""
-- While somebody signs in, nobody is known yet: nobody reads keys (they are sealed) and notes that one was used.
ALTER TABLE mfa_authenticator ENABLE ROW LEVEL SECURITY;
CREATE POLICY see ON mfa_authenticator FOR SELECT TO chauban_app USING (user_id = (SELECT chauban_me())
  OR (SELECT chauban_me()) IS NULL OR (SELECT chauban_holds('administrator')));
CREATE POLICY add ON mfa_authenticator FOR INSERT TO chauban_app WITH CHECK (user_id = (SELECT chauban_me()));
CREATE POLICY change ON mfa_authenticator FOR UPDATE TO chauban_app
  USING (user_id = (SELECT chauban_me()) OR (SELECT chauban_me()) IS NULL);
CREATE POLICY remove ON mfa_authenticator FOR DELETE TO chauban_app
  USING (user_id = (SELECT chauban_me()) OR (SELECT chauban_holds('administrator')));
CREATE FUNCTION people_factor_guard() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF chauban_me() IS NULL AND (NEW.id, NEW.user_id, NEW.type, NEW.created_at, NEW.data - 'used_mask')
       IS DISTINCT FROM (OLD.id, OLD.user_id, OLD.type, OLD.created_at, OLD.data - 'used_mask') THEN
    RAISE EXCEPTION 'only the person changes a second factor' USING ERRCODE = 'insufficient_privilege';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER guard BEFORE UPDATE ON mfa_authenticator FOR EACH ROW
  WHEN (current_user IN ('chauban_web', 'chauban_worker')) EXECUTE FUNCTION people_factor_guard();

ALTER TABLE usersessions_usersession ENABLE ROW LEVEL SECURITY;
CREATE POLICY see ON usersessions_usersession FOR SELECT TO chauban_app
  USING (user_id = (SELECT chauban_me()) OR (SELECT chauban_holds('administrator')));
CREATE POLICY add ON usersessions_usersession FOR INSERT TO chauban_app WITH CHECK (user_id = (SELECT chauban_me()));
CREATE POLICY change ON usersessions_usersession FOR UPDATE TO chauban_app USING (user_id = (SELECT chauban_me()));
CREATE POLICY remove ON usersessions_usersession FOR DELETE TO chauban_app
  USING (user_id = (SELECT chauban_me()) OR (SELECT chauban_holds('administrator')));

-- Failures are counted at the door; signed in, one sees those of one's own name.
ALTER TABLE axes_accessattempt ENABLE ROW LEVEL SECURITY;
CREATE POLICY door ON axes_accessattempt TO chauban_app USING ((SELECT chauban_me()) IS NULL
  OR (SELECT chauban_holds('administrator'))
  OR username = (SELECT p.username FROM people_person p WHERE p.id = (SELECT chauban_me())));
ALTER TABLE axes_accessattemptexpiration ENABLE ROW LEVEL SECURITY;
REVOKE ALL ON axes_accesslog, axes_accessfailurelog FROM chauban_app;

ALTER TABLE account_emailaddress ENABLE ROW LEVEL SECURITY;
CREATE POLICY own ON account_emailaddress TO chauban_app USING (user_id = (SELECT chauban_me()));
REVOKE ALL ON account_emailconfirmation FROM chauban_app;
"""

TWO = r"""
ALTER TABLE people_passwordgift ENABLE ROW LEVEL SECURITY;
CREATE POLICY see ON people_passwordgift FOR SELECT TO chauban_app
  USING (person_id = (SELECT chauban_me()) OR (SELECT chauban_holds('administrator', 'chief')));
CREATE POLICY ask ON people_passwordgift FOR INSERT TO chauban_app
  WITH CHECK ((SELECT chauban_holds('administrator')) AND asked_by_id = (SELECT chauban_me())
    AND person_id <> asked_by_id AND given_by_id IS NULL AND given_at IS NULL AND NOT announced);
REVOKE UPDATE, DELETE ON people_passwordgift FROM chauban_app;

-- Roles whose holder reads or decides more than an ordinary clerk.
CREATE FUNCTION people_trusted_roles() RETURNS text[] LANGUAGE sql IMMUTABLE AS $$
  SELECT '{secretary,deputy_secretary,chief,deputy_chief,cipher,administrator}'::text[]
$$;

-- Whether the person is trusted with more than ordinary papers, now or from a day that is set already.
CREATE FUNCTION people_is_trusted(who bigint) RETURNS boolean
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  SELECT EXISTS (SELECT FROM people_person WHERE id = who AND clearance > 0) OR EXISTS (
    SELECT FROM people_post WHERE person_id = who AND role = ANY (people_trusted_roles())
      AND (ends_on IS NULL OR ends_on >= (now() AT TIME ZONE 'Asia/Ho_Chi_Minh')::date))
$$;

-- Administrators who can sign in, besides whoever asks and the person it is about.
CREATE FUNCTION people_other_administrators(who bigint) RETURNS bigint[]
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  SELECT coalesce(array_agg(DISTINCT q.id), '{}')
  FROM people_post p JOIN people_person q ON q.id = p.person_id
  WHERE p.role = 'administrator' AND q.is_active AND q.password NOT LIKE '!%' AND q.password <> ''
    AND q.id IS DISTINCT FROM (SELECT chauban_me()) AND q.id <> who
    AND p.starts_on <= (now() AT TIME ZONE 'Asia/Ho_Chi_Minh')::date
    AND (p.ends_on IS NULL OR p.ends_on >= (now() AT TIME ZONE 'Asia/Ho_Chi_Minh')::date)
$$;

-- The open question of another administrator, not older than a day, for a password of this person.
CREATE FUNCTION people_asked_for(who bigint) RETURNS bigint
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  SELECT max(id) FROM people_passwordgift WHERE person_id = who AND given_at IS NULL
    AND asked_at > now() - interval '1 day' AND asked_by_id = ANY (people_other_administrators(who))
$$;

-- Whether whoever asks may give this person a password: 'needless' to have a second administrator, one has 'asked',
-- one is 'wanted', or there is no other and one is 'alone'.
CREATE FUNCTION people_second_word(who bigint) RETURNS text
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  SELECT CASE WHEN NOT people_is_trusted(who) THEN 'needless' WHEN people_asked_for(who) IS NOT NULL THEN 'asked'
    WHEN cardinality(people_other_administrators(who)) > 0 THEN 'wanted' ELSE 'alone' END
$$;

-- Whether whoever asks gave this person the last password alone, though there are others: they do not raise them then.
CREATE FUNCTION people_gave_alone(who bigint) RETURNS boolean
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  SELECT cardinality(people_other_administrators(who)) > 0 AND coalesce((
    SELECT given_by_id = chauban_me() AND asked_by_id = chauban_me() FROM people_passwordgift
    WHERE person_id = who AND given_at IS NOT NULL ORDER BY given_at DESC, id DESC LIMIT 1), false)
$$;

CREATE FUNCTION people_enter_gift(who bigint) RETURNS void LANGUAGE plpgsql AS $$
DECLARE word text := people_second_word(who); me bigint := chauban_me();
BEGIN
  IF word = 'wanted' THEN
    RAISE EXCEPTION 'a second administrator must ask for this' USING ERRCODE = 'insufficient_privilege';
  END IF;
  UPDATE people_passwordgift SET given_by_id = me, given_at = now(), announced = (word <> 'needless')
    WHERE id = people_asked_for(who);
  IF NOT FOUND THEN
    INSERT INTO people_passwordgift (person_id, asked_by_id, asked_at, given_by_id, given_at, announced)
      VALUES (who, me, now(), me, now(), word <> 'needless');
  END IF;
END $$;
REVOKE EXECUTE ON FUNCTION people_enter_gift(bigint) FROM PUBLIC;

CREATE OR REPLACE FUNCTION people_guard() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
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
  IF NEW.clearance > OLD.clearance AND people_gave_alone(OLD.id) THEN
    RAISE EXCEPTION 'whoever gave the password does not raise the clearance' USING ERRCODE = 'insufficient_privilege';
  END IF;
  IF (NEW.is_active, NEW.username, NEW.full_name) IS DISTINCT FROM (OLD.is_active, OLD.username, OLD.full_name)
     AND NOT chauban_holds('administrator') THEN
    RAISE EXCEPTION 'only an administrator changes this' USING ERRCODE = 'insufficient_privilege';
  END IF;
  IF NEW.password IS DISTINCT FROM OLD.password AND me IS DISTINCT FROM OLD.id THEN
    PERFORM people_enter_gift(OLD.id);
  END IF;
  RETURN NEW;
END $$;

-- Nobody is added with a password or a clearance: both are given afterwards, and then seen.
ALTER POLICY add ON people_person
  WITH CHECK ((SELECT chauban_holds('administrator')) AND clearance = 0 AND (password = '' OR password LIKE '!%'));
ALTER POLICY add ON people_post WITH CHECK ((SELECT chauban_holds('administrator'))
  AND NOT (role = ANY (people_trusted_roles()) AND people_gave_alone(person_id)));
REVOKE UPDATE ON people_post FROM chauban_app;
GRANT UPDATE (ends_on) ON people_post TO chauban_app;
"""


def person(**options):
    return models.ForeignKey(
        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL, **options
    )


class Migration(migrations.Migration):
    dependencies = [
        ("people", "0004_asked_once"),
        ("account", "0009_emailaddress_unique_primary_email"),
        ("axes", "0010_accessattemptexpiration"),
        ("mfa", "0003_authenticator_type_uniq"),
        ("sessions", "0001_initial"),
        ("usersessions", "0001_initial"),
    ]
    operations = [
        migrations.RunSQL(FORGET),
        migrations.RunPython(seal),
        migrations.CreateModel(
            name="PasswordGift",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("asked_at", models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                ("given_at", models.DateTimeField(null=True)),
                ("announced", models.BooleanField(default=False)),
                ("asked_by", person()),
                ("given_by", person(null=True)),
                ("person", person()),
            ],
            options={
                "default_permissions": (),
                "indexes": [models.Index(fields=["person", "given_at"], name="password_gift_of_person")],
            },
        ),
        migrations.RunSQL(OWN),
        migrations.RunSQL(TWO),
    ]
