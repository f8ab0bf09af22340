"""A document's number and its first readers in one statement whose plan the database keeps."""

from django.db import migrations

#: Run with the asker's own rights: the number is drawn and its readers stand before the document does.
DRAW = r"""
CREATE FUNCTION documents_draw(person bigint, units bigint[], basis text) RETURNS bigint
LANGUAGE plpgsql VOLATILE SET search_path = public, pg_temp AS $$
DECLARE drawn bigint := nextval('documents_document_id_seq');
BEGIN
  INSERT INTO documents_reader (document_id, unit_id, basis, note, granted_by_id)
    SELECT drawn, unit, documents_draw.basis, '', person FROM unnest(units) unit;
  RETURN drawn;
END $$;
"""


class Migration(migrations.Migration):
    dependencies = [("documents", "0006_lent")]
    operations = [migrations.RunSQL(DRAW)]
