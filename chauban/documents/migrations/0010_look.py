"""What opening a document leaves behind, in one statement: whether it is new today, the opening, the journal, the desk."""

from django.db import migrations

#: Run with the asker's own rights. Returns the act that was recorded; nothing when it was opened today already.
LOOK = r"""
CREATE FUNCTION documents_look(who bigint, what bigint, since timestamptz) RETURNS text
LANGUAGE plpgsql VOLATILE SET search_path = public, pg_temp AS $$
DECLARE told text;
BEGIN
  IF EXISTS (SELECT FROM documents_seen s WHERE s.document_id = what AND s.person_id = who AND s.at >= since)
     AND NOT EXISTS (SELECT FROM documents_unopened u WHERE u.document_id = what AND u.person_id = who) THEN
    RETURN NULL;
  END IF;
  INSERT INTO documents_seen (document_id, person_id, at) VALUES (what, who, clock_timestamp())
    ON CONFLICT (document_id, person_id) DO UPDATE SET at = excluded.at
    RETURNING CASE WHEN xmax = 0 THEN 'document.seen' ELSE 'document.opened' END INTO told;
  PERFORM journal_record(who, told, what, '{}');
  PERFORM pg_notify('chauban_live', 'p:' || who || ' b:' || who);  -- it leaves their desk in other tabs
  RETURN told;
END $$;
"""


class Migration(migrations.Migration):
    dependencies = [
        ("documents", "0009_asked_one_by_one"),
        ("journal", "0004_record"),
        ("live", "0001_told_by_the_database"),
    ]
    operations = [migrations.RunSQL(LOOK, "DROP FUNCTION documents_look(bigint, bigint, timestamptz)")]
