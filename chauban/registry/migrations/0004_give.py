"""The next number in one statement whose plan the database keeps: planning the policies took longer than the rest."""

from django.db import migrations

#: Run with the asker's own rights. The volume's row is locked, read and counted on in one statement.
GIVE = r"""
CREATE FUNCTION registry_give(
  volume bigint, day date, document bigint, receiver text, note text, person bigint, key uuid,
  OUT id bigint, OUT number integer, OUT entered_at timestamptz)
LANGUAGE plpgsql VOLATILE SET search_path = public, pg_temp AS $$
BEGIN
  WITH book AS MATERIALIZED (
    SELECT v.id, v.last_number FROM registry_volume v
    WHERE v.id = volume AND v.closed_at IS NULL AND v.starts_on <= day AND (v.ends_on IS NULL OR v.ends_on >= day)
    FOR UPDATE)
  INSERT INTO registry_entry AS e
    (volume_id, number, document_id, arrived_on, receiver, note, entered_by_id, request_key, void_reason)
  SELECT book.id, book.last_number + 1, registry_give.document, registry_give.day, registry_give.receiver,
    registry_give.note, registry_give.person, registry_give.key, '' FROM book
  RETURNING e.id, e.number, e.entered_at INTO registry_give.id, registry_give.number, registry_give.entered_at;
END $$;
"""


class Migration(migrations.Migration):
    dependencies = [("registry", "0003_books")]
    operations = [migrations.RunSQL(GIVE)]
