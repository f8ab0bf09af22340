"""What no act need remember to tell: a document changed, a session ended, an account or a post changed.

Looking at a document is no change to it.
"""

from django.conf import settings
from django.db import migrations

TRIGGERS = r"""
CREATE FUNCTION live_document() RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
  PERFORM pg_notify('chauban_live', 'd:' || NEW.document_id || coalesce(' b:' || NEW.person_id, ''));
  RETURN NULL;
END $$;
CREATE TRIGGER tell_live AFTER INSERT ON journal_line FOR EACH ROW
  WHEN (NEW.document_id IS NOT NULL
        AND NEW.act NOT IN ('document.opened', 'document.seen', 'registry.asked_again'))
  EXECUTE FUNCTION live_document();

-- The key of a session in the database is a hash of what the browser holds.
CREATE FUNCTION live_session() RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
  PERFORM pg_notify('chauban_live', 's:' || OLD.session_key);
  RETURN NULL;
END $$;
CREATE TRIGGER tell_live AFTER DELETE ON django_session FOR EACH ROW EXECUTE FUNCTION live_session();

CREATE FUNCTION live_person() RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
  PERFORM pg_notify('chauban_live', 'r:' || NEW.id);
  RETURN NULL;
END $$;
CREATE TRIGGER tell_live AFTER UPDATE OF is_active, password, must_change_password ON people_person
  FOR EACH ROW EXECUTE FUNCTION live_person();

CREATE FUNCTION live_post() RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
  PERFORM pg_notify('chauban_live', 'r:' || NEW.person_id);
  RETURN NULL;
END $$;
CREATE TRIGGER tell_live AFTER INSERT OR UPDATE ON people_post FOR EACH ROW EXECUTE FUNCTION live_post();
"""


class Migration(migrations.Migration):
    dependencies = [
        ("journal", "0003_nodes"),
        ("sessions", "0001_initial"),
        ("people", "0004_asked_once"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]
    operations = [migrations.RunSQL(TRIGGERS)]
