"""A page of forty rows asks forty times whether one may read, and never makes a list of all one may read first.

The planner does not see that a page ends after forty rows: for somebody with a hundred thousand documents it puts all
of them into a hash before the first. A second, needless condition on the same column is no hash condition and leaves
it the index alone.
"""

from django.db import migrations

READ = r"""
ALTER POLICY read ON documents_document USING (
  secrecy <= (SELECT chauban_clearance())
  AND EXISTS (SELECT FROM documents_reader r
              WHERE r.document_id = documents_document.id AND r.document_id >= documents_document.id
                AND (r.person_id = (SELECT chauban_me()) OR r.unit_id = ANY ((SELECT chauban_units())::bigint[]))));
ALTER POLICY lent ON documents_document USING (
  (SELECT cardinality(chauban_givers()) > 0) AND secrecy = 0
  AND EXISTS (SELECT FROM documents_reader r
              WHERE r.document_id = documents_document.id AND r.document_id >= documents_document.id AND r.lendable
                AND (r.person_id = ANY ((SELECT chauban_givers())::bigint[])
                     OR r.unit_id = ANY ((SELECT chauban_lent_units())::bigint[]))));
ALTER POLICY read ON documents_seen USING (
  EXISTS (SELECT FROM documents_document d
          WHERE d.id = documents_seen.document_id AND d.id >= documents_seen.document_id));
"""


class Migration(migrations.Migration):
    dependencies = [("documents", "0008_unopened")]
    operations = [migrations.RunSQL(READ)]
