"""The next number, its entry and its line in the journal in one statement.

The next clerk waits for the book's row until the commit; each statement less in between is a wait less for all.
"""

from django.db import migrations

#: Run with the asker's own rights. The volume's row is locked, read and counted on in one statement.
GIVE = r"""
DROP FUNCTION registry_give(bigint, date, bigint, text, text, bigint, uuid);
CREATE FUNCTION registry_give(
  volume bigint, book text, day date, document bigint, receiver text, note text, person bigint, key uuid,
  OUT id bigint, OUT number integer, OUT entered_at timestamptz)
LANGUAGE plpgsql VOLATILE SET search_path = public, pg_temp AS $$
BEGIN
  WITH open AS MATERIALIZED (
    SELECT v.id, v.last_number FROM registry_volume v
    WHERE v.id = volume AND v.closed_at IS NULL AND v.starts_on <= day AND (v.ends_on IS NULL OR v.ends_on >= day)
    FOR UPDATE)
  INSERT INTO registry_entry AS e
    (volume_id, number, document_id, arrived_on, receiver, note, entered_by_id, request_key, void_reason)
  SELECT open.id, open.last_number + 1, registry_give.document, registry_give.day, registry_give.receiver,
    registry_give.note, registry_give.person, registry_give.key, '' FROM open
  RETURNING e.id, e.number, e.entered_at INTO registry_give.id, registry_give.number, registry_give.entered_at;
  IF number IS NOT NULL THEN
    PERFORM journal_record(person, 'registry.entered', document, jsonb_build_object('number', number, 'register', book));
  END IF;
END $$;
"""


class Migration(migrations.Migration):
    dependencies = [("registry", "0005_lately_used"), ("journal", "0004_record")]
    operations = [migrations.RunSQL(GIVE)]
