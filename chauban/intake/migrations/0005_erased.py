"""What is erased is gone, whatever else named it; bytes are named by the application alone.

What names a file or a page is read from the catalogue of constraints, so that a room above, which keeps files of its
own, is asked, too. Erasing takes discarded papers of the same files along: nobody sees them in the tray, and they would
keep the bytes. A paper names the file that the application vouches for, and keeps it; SQL slipped into a clerk's
session names no other's.
"""

from django.db import migrations

NAMED = r"""
CREATE FUNCTION intake_is_named(target regclass, key text, but regclass DEFAULT NULL) RETURNS boolean
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE link record; found boolean;
BEGIN
  FOR link IN
    SELECT c.conrelid::regclass AS place, a.attname AS name FROM pg_constraint c
    JOIN pg_attribute a ON a.attrelid = c.conrelid AND a.attnum = c.conkey[1]
    WHERE c.contype = 'f' AND c.confrelid = target AND c.conrelid IS DISTINCT FROM but
  LOOP
    EXECUTE format('SELECT EXISTS (SELECT FROM %s WHERE %I = %L)', link.place, link.name, key) INTO found;
    IF found THEN
      RETURN true;
    END IF;
  END LOOP;
  RETURN false;
END $$;
REVOKE EXECUTE ON FUNCTION intake_is_named(regclass, text, regclass) FROM PUBLIC;

CREATE OR REPLACE FUNCTION intake_forget(digests text[]) RETURNS SETOF text
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE free text[]; made text[]; digest text;
BEGIN
  SELECT array_agg(f.sha256) INTO free FROM vault_file f
    WHERE f.sha256 = ANY (digests) AND NOT intake_is_named('vault_file', f.sha256, 'vault_page')
      AND NOT EXISTS (SELECT FROM vault_page p WHERE p.file_id = f.sha256 AND intake_is_named('vault_page', p.id::text));
  WITH gone AS (DELETE FROM vault_page p WHERE p.file_id = ANY (free) RETURNING image_id, archival_id)
    SELECT array_agg(image_id) || array_agg(archival_id) INTO made FROM gone;
  FOR digest IN SELECT f.sha256 FROM vault_file f WHERE f.sha256 = ANY (free || coalesce(made, '{}')) LOOP
    IF NOT intake_is_named('vault_file', digest) THEN
      DELETE FROM vault_file WHERE sha256 = digest;
      RETURN NEXT digest;
    END IF;
  END LOOP;
END $$;
"""

ERASE = r"""
CREATE FUNCTION intake_files_of(papers bigint[]) RETURNS text[]
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  SELECT array_agg(file_id::text) FROM (
    SELECT file_id FROM intake_arrival WHERE id = ANY (papers)
    UNION SELECT p.file_id FROM intake_sheet s JOIN vault_page p ON p.id = s.page_id WHERE s.arrival_id = ANY (papers)
  ) held
$$;
REVOKE EXECUTE ON FUNCTION intake_files_of(bigint[]) FROM PUBLIC;

CREATE OR REPLACE FUNCTION intake_erase(wanted bigint) RETURNS SETOF text
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE digests text[]; papers bigint[];
BEGIN
  PERFORM FROM intake_arrival
    WHERE id = wanted AND document_id IS NULL AND unit_id = ANY (chauban_units('clerk')) FOR UPDATE;
  IF NOT FOUND THEN
    RAISE EXCEPTION 'this paper is not yours to erase' USING ERRCODE = 'insufficient_privilege';
  END IF;
  digests := intake_files_of(ARRAY[wanted]);
  SELECT array_agg(id) INTO papers FROM (
    SELECT id FROM intake_arrival
    WHERE id = wanted OR (state = 'discarded' AND document_id IS NULL AND id IN (
      SELECT id FROM intake_arrival WHERE file_id = ANY (digests)
      UNION SELECT s.arrival_id FROM vault_page p JOIN intake_sheet s ON s.page_id = p.id
        WHERE p.file_id = ANY (digests)))
    FOR UPDATE) gone;
  digests := intake_files_of(papers);
  DELETE FROM intake_sheet WHERE arrival_id = ANY (papers);
  DELETE FROM intake_arrival WHERE id = ANY (papers);
  RETURN QUERY SELECT intake_forget(digests);
END $$;
"""

VOUCHED = r"""
CREATE POLICY vouched ON intake_arrival AS RESTRICTIVE FOR INSERT TO chauban_web WITH CHECK (
  chauban_vouches('file:' || file_id));
REVOKE UPDATE ON intake_arrival FROM chauban_app;
GRANT UPDATE (state, pages_done, pages_total, stage, failure, signed, proposals, citations, held_by_id, held_at,
  document_id) ON intake_arrival TO chauban_app;
GRANT UPDATE ON intake_arrival TO chauban_worker;
"""


class Migration(migrations.Migration):
    dependencies = [("intake", "0004_reachable"), ("people", "0008_closed")]
    operations = [migrations.RunSQL(sql) for sql in (NAMED, ERASE, VOUCHED)]
