"""Powers that are lent or taken back change what both sides' desks show, at once."""

from django.db import migrations

TRIGGER = r"""
CREATE FUNCTION live_delegation() RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
  PERFORM pg_notify('chauban_live', 'p:' || NEW.giver_id || ' p:' || NEW.receiver_id);
  PERFORM pg_notify('chauban_live', 'r:' || NEW.receiver_id);
  RETURN NULL;
END $$;
CREATE TRIGGER tell_live AFTER INSERT OR UPDATE ON people_delegation
  FOR EACH ROW EXECUTE FUNCTION live_delegation();
"""


class Migration(migrations.Migration):
    dependencies = [("live", "0001_told_by_the_database"), ("people", "0006_delegation")]
    operations = [migrations.RunSQL(TRIGGER)]
