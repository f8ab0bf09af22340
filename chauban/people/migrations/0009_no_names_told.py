"""The list of a connection's prepared statements is closed: who knows a name could put another statement under it.

Where the owner of the database may not close it (an office's own server), nothing is prepared (`chauban/database.py`).
"""

from django.db import migrations

CLOSED = "REVOKE ALL ON FUNCTION pg_catalog.pg_prepared_statement() FROM PUBLIC"
OPEN = "GRANT EXECUTE ON FUNCTION pg_catalog.pg_prepared_statement() TO PUBLIC"


class Migration(migrations.Migration):
    dependencies = [("people", "0008_closed")]
    operations = [migrations.RunSQL(CLOSED, OPEN)]
