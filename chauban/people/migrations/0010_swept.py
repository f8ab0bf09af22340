"""Sessions that ran out are swept up; the machine that does it sees no session that is still in use."""

from django.db import migrations

SWEPT = r"""
CREATE FUNCTION people_sweep_sessions() RETURNS void
LANGUAGE sql SECURITY DEFINER SET search_path = public, pg_temp AS $$
  DELETE FROM django_session WHERE expire_date < now();
  DELETE FROM usersessions_usersession u
    WHERE NOT EXISTS (SELECT FROM django_session s WHERE s.session_key = u.session_key);
$$;
REVOKE EXECUTE ON FUNCTION people_sweep_sessions() FROM PUBLIC;
GRANT EXECUTE ON FUNCTION people_sweep_sessions() TO chauban_worker;
"""


class Migration(migrations.Migration):
    dependencies = [("people", "0009_no_names_told")]
    operations = [migrations.RunSQL(SWEPT, "DROP FUNCTION people_sweep_sessions")]
