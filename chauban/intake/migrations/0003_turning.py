"""A sheet remembers how a clerk wants it turned; a registered paper's tray row is seen by its readers alone.

`intake_erase` takes a classified paper's scan out of an installation that may not hold it: rows here and now, bytes by
the job deferred with it. `intake_forget` removes files that nothing names any more.
"""

from django.db import migrations, models

RIGHTS = r"""
DROP POLICY tray ON intake_arrival;
CREATE POLICY tray ON intake_arrival TO chauban_app USING (
  unit_id = ANY ((SELECT chauban_units('clerk'))::bigint[])
  AND (document_id IS NULL OR EXISTS (SELECT FROM documents_document d WHERE d.id = document_id)));

-- Forget those of the named files that no paper holds any more, in whole or in part, with the pages read on them and
-- what was made of those; returns whose bytes may go.
CREATE FUNCTION intake_forget(digests text[]) RETURNS SETOF text
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE free text[]; made text[];
BEGIN
  SELECT array_agg(f.sha256) INTO free FROM vault_file f
    WHERE f.sha256 = ANY (digests)
      AND NOT EXISTS (SELECT FROM intake_arrival a WHERE a.file_id = f.sha256)
      AND NOT EXISTS (SELECT FROM documents_documentfile d WHERE d.file_id = f.sha256)
      AND NOT EXISTS (SELECT FROM vault_page p JOIN intake_sheet s ON s.page_id = p.id WHERE p.file_id = f.sha256)
      AND NOT EXISTS (SELECT FROM vault_page p JOIN documents_documentpage d ON d.page_id = p.id
                      WHERE p.file_id = f.sha256);
  WITH gone AS (DELETE FROM vault_page p WHERE p.file_id = ANY (free) RETURNING image_id, archival_id)
    SELECT array_agg(image_id) || array_agg(archival_id) INTO made FROM gone;
  RETURN QUERY
    DELETE FROM vault_file f
    WHERE f.sha256 = ANY (free || coalesce(made, '{}'))
      AND NOT EXISTS (SELECT FROM intake_arrival a WHERE a.file_id = f.sha256)
      AND NOT EXISTS (SELECT FROM documents_documentfile d WHERE d.file_id = f.sha256)
      AND NOT EXISTS (SELECT FROM vault_page p WHERE p.file_id = f.sha256)
      AND NOT EXISTS (SELECT FROM vault_page p WHERE p.image_id = f.sha256)
      AND NOT EXISTS (SELECT FROM vault_page p WHERE p.archival_id = f.sha256)
    RETURNING f.sha256::text;
END $$;
REVOKE EXECUTE ON FUNCTION intake_forget(text[]) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION intake_forget(text[]) TO chauban_worker;

-- Take one unregistered paper out of the tray for good; only a clerk of its registry may.
CREATE FUNCTION intake_erase(wanted bigint) RETURNS SETOF text
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE digests text[];
BEGIN
  PERFORM FROM intake_arrival
    WHERE id = wanted AND document_id IS NULL AND unit_id = ANY (chauban_units('clerk')) FOR UPDATE;
  IF NOT FOUND THEN
    RAISE EXCEPTION 'this paper is not yours to erase' USING ERRCODE = 'insufficient_privilege';
  END IF;
  SELECT array_agg(p.file_id) INTO digests
    FROM intake_sheet s JOIN vault_page p ON p.id = s.page_id WHERE s.arrival_id = wanted;
  DELETE FROM intake_sheet WHERE arrival_id = wanted;
  WITH gone AS (DELETE FROM intake_arrival WHERE id = wanted RETURNING file_id)
    SELECT digests || array_agg(file_id::text) INTO digests FROM gone;
  RETURN QUERY SELECT intake_forget(digests);
END $$;
REVOKE EXECUTE ON FUNCTION intake_erase(bigint) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION intake_erase(bigint) TO chauban_app;
"""


class Migration(migrations.Migration):
    dependencies = [("intake", "0002_rights")]
    operations = [
        migrations.AddField("sheet", "turn", models.PositiveSmallIntegerField(default=0)),
        migrations.RemoveField("sheet", "name"),
        migrations.RunSQL(RIGHTS),
    ]
