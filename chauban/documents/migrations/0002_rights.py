"""Row-level security of documents and of all that hangs on them.

A person reads a document when cleared for its secrecy and named by a reader row, in person or through a unit in which
they hold a post today. The machine (worker role, identity 0) reads all, to index and to seal.
"""

from django.db import migrations

RIGHTS = r"""
CREATE FUNCTION chauban_may_read(document bigint) RETURNS boolean
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  SELECT EXISTS (
    SELECT FROM documents_document d
    WHERE d.id = document AND d.secrecy <= chauban_clearance()
      AND EXISTS (SELECT FROM documents_reader r WHERE r.document_id = d.id
                  AND (r.person_id = chauban_me() OR r.unit_id = ANY (chauban_units()))))
$$;

-- Everybody who may read a document, told to whoever may read it.
CREATE FUNCTION chauban_readers(document bigint) RETURNS SETOF documents_reader
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  SELECT * FROM documents_reader WHERE document_id = document AND chauban_may_read(document) ORDER BY id
$$;

CREATE FUNCTION chauban_secrecy_of(document bigint) RETURNS smallint
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  SELECT secrecy FROM documents_document WHERE id = document
$$;

ALTER TABLE documents_reader ENABLE ROW LEVEL SECURITY;
CREATE POLICY own ON documents_reader FOR SELECT TO chauban_app USING (
  person_id = (SELECT chauban_me()) OR unit_id = ANY ((SELECT chauban_units())::bigint[]));
-- A new document's readers are written before it (its number was drawn in this session); later ones only by a reader.
CREATE POLICY add ON documents_reader FOR INSERT TO chauban_app WITH CHECK (
  granted_by_id = (SELECT chauban_me())
  AND (document_id = currval('documents_document_id_seq') OR chauban_may_read(document_id)));
CREATE POLICY drop ON documents_reader FOR DELETE TO chauban_app USING (
  granted_by_id = (SELECT chauban_me()) OR chauban_may_read(document_id));
REVOKE UPDATE ON documents_reader FROM chauban_app;

ALTER TABLE documents_document ENABLE ROW LEVEL SECURITY;
CREATE POLICY read ON documents_document FOR SELECT TO chauban_app USING (
  secrecy <= (SELECT chauban_clearance())
  AND EXISTS (SELECT FROM documents_reader r WHERE r.document_id = documents_document.id
              AND (r.person_id = (SELECT chauban_me()) OR r.unit_id = ANY ((SELECT chauban_units())::bigint[]))));
CREATE POLICY add ON documents_document FOR INSERT TO chauban_app WITH CHECK (
  created_by_id = (SELECT chauban_me()) AND id = currval('documents_document_id_seq'));
CREATE POLICY change ON documents_document FOR UPDATE TO chauban_app USING (
  secrecy <= (SELECT chauban_clearance())
  AND EXISTS (SELECT FROM documents_reader r WHERE r.document_id = documents_document.id
              AND (r.person_id = (SELECT chauban_me()) OR r.unit_id = ANY ((SELECT chauban_units())::bigint[]))));
REVOKE DELETE ON documents_document FROM chauban_app;
"""

HANGING = "\n".join(
    f"""
ALTER TABLE {table} ENABLE ROW LEVEL SECURITY;
CREATE POLICY read ON {table} FOR SELECT TO chauban_app USING (
  EXISTS (SELECT FROM documents_document d WHERE d.id = {table}.document_id));
CREATE POLICY add ON {table} FOR INSERT TO chauban_app WITH CHECK (
  EXISTS (SELECT FROM documents_document d WHERE d.id = {table}.document_id));
REVOKE UPDATE, DELETE ON {table} FROM chauban_app;
"""
    for table in (
        "documents_documentpage",
        "documents_documentfile",
        "documents_correction",
        "documents_citation",
        "documents_seen",
    )
)

PAGES = """
ALTER TABLE vault_page ENABLE ROW LEVEL SECURITY;
CREATE POLICY read ON vault_page FOR SELECT TO chauban_app USING (
  EXISTS (SELECT FROM documents_documentpage p WHERE p.page_id = vault_page.id));
REVOKE INSERT, UPDATE, DELETE ON vault_page FROM chauban_app;
GRANT INSERT, UPDATE ON vault_page TO chauban_worker;
REVOKE UPDATE, DELETE ON vault_file FROM chauban_app;
CREATE POLICY add_machine ON vault_page FOR INSERT TO chauban_worker WITH CHECK ((SELECT chauban_me()) = 0);
CREATE POLICY change_machine ON vault_page FOR UPDATE TO chauban_worker USING ((SELECT chauban_me()) = 0);
"""

JOURNAL = """
ALTER TABLE journal_line ENABLE ROW LEVEL SECURITY;
REVOKE ALL ON journal_line, journal_unsealed, journal_leaf, journal_head FROM chauban_app;
GRANT SELECT, INSERT ON journal_line TO chauban_app;
GRANT SELECT ON journal_leaf, journal_head TO chauban_app;
GRANT INSERT ON journal_leaf, journal_head TO chauban_worker;
GRANT SELECT, DELETE ON journal_unsealed TO chauban_worker;
CREATE POLICY add ON journal_line FOR INSERT TO chauban_app WITH CHECK (
  person_id IS NOT DISTINCT FROM nullif((SELECT chauban_me()), 0));
CREATE POLICY read ON journal_line FOR SELECT TO chauban_app USING (
  CASE WHEN document_id IS NULL
       THEN person_id = (SELECT chauban_me()) OR (SELECT chauban_holds('administrator'))
       ELSE EXISTS (SELECT FROM documents_document d WHERE d.id = document_id)
            OR ((SELECT chauban_holds('administrator'))
                AND chauban_secrecy_of(document_id) = 0)
  END);
"""

#: The web adds to the outbox and never reads it; the worker empties it.
OUTBOX = """
REVOKE SELECT, UPDATE, DELETE ON documents_stale FROM chauban_app;
GRANT SELECT, DELETE ON documents_stale TO chauban_worker;
"""

MACHINE = "\n".join(
    f"CREATE POLICY machine ON {table} FOR SELECT TO chauban_worker USING ((SELECT chauban_me()) = 0);"
    for table in (
        "documents_reader",
        "documents_document",
        "documents_documentpage",
        "documents_documentfile",
        "documents_correction",
        "documents_citation",
        "documents_seen",
        "vault_page",
        "journal_line",
    )
)


class Migration(migrations.Migration):
    dependencies = [
        ("documents", "0001_initial"),
        ("vault", "0001_initial"),
        ("journal", "0002_append_only"),
        ("people", "0002_identity"),
    ]
    operations = [migrations.RunSQL(sql) for sql in (RIGHTS, HANGING, PAGES, JOURNAL, OUTBOX, MACHINE)]
