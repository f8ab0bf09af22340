"""The journal's line in one statement whose plan the database keeps."""

from django.db import migrations

#: Run with the asker's own rights.
RECORD = r"""
CREATE FUNCTION journal_record(person bigint, act text, document bigint, detail jsonb) RETURNS void
LANGUAGE plpgsql VOLATILE SET search_path = public, pg_temp AS $$
BEGIN
  INSERT INTO journal_line (person_id, act, document_id, detail) VALUES (person, act, document, detail);
END $$;
"""


class Migration(migrations.Migration):
    dependencies = [("journal", "0003_nodes")]
    operations = [migrations.RunSQL(RECORD)]
