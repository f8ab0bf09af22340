"""A page of a book asks of each entry whether one may read its paper; see documents.0009."""

from django.db import migrations

READ = r"""
ALTER POLICY read ON registry_entry USING (
  EXISTS (SELECT FROM documents_document d
          WHERE d.id = registry_entry.document_id AND d.id >= registry_entry.document_id));
"""


class Migration(migrations.Migration):
    dependencies = [("registry", "0006_give_and_record"), ("documents", "0009_asked_one_by_one")]
    operations = [migrations.RunSQL(READ)]
