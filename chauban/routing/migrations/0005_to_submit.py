"""Which papers of one's registers wait to be brought up: asked by clerks all day, so without a policy for each entry.

The function answers for who asks alone, up to their clearance, gives ids alone, and what they stand for is read under
row-level security as ever.
"""

from django.db import migrations

TO_SUBMIT = r"""
CREATE FUNCTION routing_to_submit(since date) RETURNS SETOF bigint
LANGUAGE sql STABLE SECURITY DEFINER ROWS 50 SET search_path = public, pg_temp AS $$
  WITH kept AS MATERIALIZED (
    SELECT v.id FROM registry_volume v JOIN registry_register r ON r.id = v.register_id
    WHERE r.keeper_id = ANY ((SELECT chauban_units('clerk'))::bigint[])),
  waits AS (
    SELECT e.document_id FROM registry_entry e
    WHERE e.volume_id IN (SELECT id FROM kept) AND e.arrived_on >= since AND e.voided_at IS NULL
      AND NOT EXISTS (SELECT FROM routing_handling h
                      WHERE h.document_id = e.document_id AND h.state IN ('down', 'closed'))
    UNION
    -- What came back to the registry is not forgotten, however long ago it arrived.
    SELECT h.document_id FROM routing_handling h JOIN registry_entry e ON e.document_id = h.document_id
    WHERE h.state = 'registry' AND e.volume_id IN (SELECT id FROM kept) AND e.voided_at IS NULL)
  SELECT d.id FROM waits w JOIN documents_document d ON d.id = w.document_id
  WHERE d.secrecy <= (SELECT chauban_clearance()) AND NOT EXISTS (
    SELECT FROM routing_submission s WHERE s.document_id = d.id AND s.state IN ('waiting', 'later', 'asked'))
$$;
REVOKE ALL ON FUNCTION routing_to_submit(date) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION routing_to_submit(date) TO chauban_app;
"""


class Migration(migrations.Migration):
    dependencies = [("routing", "0004_common_phrases"), ("registry", "0005_lately_used")]
    operations = [migrations.RunSQL(TO_SUBMIT, "DROP FUNCTION routing_to_submit(date)")]
