"""A line is written once; every line waits to be sealed."""

from django.db import migrations

APPEND_ONLY = r"""
CREATE FUNCTION journal_refuse() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'the journal is append-only' USING ERRCODE = 'insufficient_privilege';
END $$;
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON journal_line FOR EACH ROW EXECUTE FUNCTION journal_refuse();
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON journal_leaf FOR EACH ROW EXECUTE FUNCTION journal_refuse();
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON journal_head FOR EACH ROW EXECUTE FUNCTION journal_refuse();

-- The hour is the database's, whatever the application says.
CREATE FUNCTION journal_date() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  NEW.at := clock_timestamp();
  RETURN NEW;
END $$;
CREATE TRIGGER dated BEFORE INSERT ON journal_line FOR EACH ROW EXECUTE FUNCTION journal_date();

CREATE FUNCTION journal_wait() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
  INSERT INTO journal_unsealed (line_id) VALUES (NEW.id);
  RETURN NULL;
END $$;
CREATE TRIGGER wait_for_seal AFTER INSERT ON journal_line FOR EACH ROW EXECUTE FUNCTION journal_wait();
"""


class Migration(migrations.Migration):
    dependencies = [("journal", "0001_initial")]
    operations = [migrations.RunSQL(APPEND_ONLY)]
