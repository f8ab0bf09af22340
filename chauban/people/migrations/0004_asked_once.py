"""Who asks is found out once a statement, not once a row: an import of 5,000 people took minutes.

`chauban_me()` in a plain condition is computed for every row a scan visits; in a sub-select it is computed once.
"""

from django.db import migrations

ONCE = r"""
CREATE OR REPLACE FUNCTION chauban_units(VARIADIC roles text[] DEFAULT '{}') RETURNS bigint[]
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  SELECT coalesce(array_agg(DISTINCT p.unit_id), '{}')
  FROM people_post p JOIN people_person q ON q.id = p.person_id
  WHERE p.person_id = (SELECT chauban_me()) AND q.is_active
    AND p.starts_on <= (now() AT TIME ZONE 'Asia/Ho_Chi_Minh')::date
    AND (p.ends_on IS NULL OR p.ends_on >= (now() AT TIME ZONE 'Asia/Ho_Chi_Minh')::date)
    AND (cardinality(roles) = 0 OR p.role = ANY (roles))
$$;

CREATE OR REPLACE FUNCTION chauban_clearance() RETURNS smallint
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  SELECT coalesce((SELECT clearance FROM people_person WHERE id = (SELECT chauban_me()) AND is_active), -1)::smallint
$$;

ALTER POLICY add ON people_person WITH CHECK ((SELECT chauban_holds('administrator')));
"""


class Migration(migrations.Migration):
    dependencies = [("people", "0003_names_and_import")]
    operations = [migrations.RunSQL(ONCE, migrations.RunSQL.noop)]
