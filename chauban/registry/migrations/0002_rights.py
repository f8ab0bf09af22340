"""Rights over registers, and numbers without gaps by construction.

The counter of a volume is moved by a trigger alone: an entry's number is the counter plus one or the entry is refused.
"""

from django.db import migrations

NUMBERS = r"""
CREATE FUNCTION registry_count() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE v registry_volume;
BEGIN
  SELECT * INTO v FROM registry_volume WHERE id = NEW.volume_id FOR UPDATE;
  IF v.closed_at IS NOT NULL THEN
    RAISE EXCEPTION 'volume % is closed', v.id USING ERRCODE = 'check_violation';
  END IF;
  IF NEW.number <> v.last_number + 1 THEN
    RAISE EXCEPTION 'number % of volume % would leave a gap after %', NEW.number, v.id, v.last_number
      USING ERRCODE = 'check_violation';
  END IF;
  UPDATE registry_volume SET last_number = NEW.number WHERE id = NEW.volume_id;
  RETURN NEW;
END $$;
CREATE TRIGGER count BEFORE INSERT ON registry_entry FOR EACH ROW EXECUTE FUNCTION registry_count();
"""

RIGHTS = r"""
ALTER TABLE registry_register ENABLE ROW LEVEL SECURITY;
CREATE POLICY see ON registry_register FOR SELECT TO chauban_app USING (
  secrecy_to = 0
  OR (secrecy_from <= (SELECT chauban_clearance())
      AND (keeper_id = ANY ((SELECT chauban_units())::bigint[])
           OR EXISTS (SELECT FROM registry_register_readers r WHERE r.register_id = registry_register.id
                      AND r.unit_id = ANY ((SELECT chauban_units())::bigint[]))))
  OR (SELECT chauban_holds('administrator')));
CREATE POLICY add ON registry_register FOR INSERT TO chauban_app WITH CHECK ((SELECT chauban_holds('administrator')));
CREATE POLICY change ON registry_register FOR UPDATE TO chauban_app USING ((SELECT chauban_holds('administrator')));
REVOKE DELETE ON registry_register FROM chauban_app;

ALTER TABLE registry_register_readers ENABLE ROW LEVEL SECURITY;
CREATE POLICY see ON registry_register_readers FOR SELECT TO chauban_app USING (true);
CREATE POLICY add ON registry_register_readers FOR INSERT TO chauban_app
  WITH CHECK ((SELECT chauban_holds('administrator')));
CREATE POLICY drop ON registry_register_readers FOR DELETE TO chauban_app
  USING ((SELECT chauban_holds('administrator')));

-- How many numbers a classified book has given is itself a secret: not even the administrator sees its volumes.
ALTER TABLE registry_volume ENABLE ROW LEVEL SECURITY;
CREATE POLICY see ON registry_volume FOR SELECT TO chauban_app USING (
  EXISTS (SELECT FROM registry_register r WHERE r.id = register_id
          AND (r.secrecy_to = 0 OR r.secrecy_from <= (SELECT chauban_clearance())
               AND (r.keeper_id = ANY ((SELECT chauban_units())::bigint[])
                    OR EXISTS (SELECT FROM registry_register_readers s WHERE s.register_id = r.id
                               AND s.unit_id = ANY ((SELECT chauban_units())::bigint[]))))));
CREATE POLICY add ON registry_volume FOR INSERT TO chauban_app WITH CHECK (
  last_number = 0 AND ((SELECT chauban_holds('administrator')) OR
  EXISTS (SELECT FROM registry_register r WHERE r.id = register_id
          AND r.keeper_id = ANY ((SELECT chauban_units('clerk'))::bigint[]))));
CREATE POLICY change ON registry_volume FOR UPDATE TO chauban_app USING (
  EXISTS (SELECT FROM registry_register r WHERE r.id = register_id
          AND r.keeper_id = ANY ((SELECT chauban_units('clerk'))::bigint[])));
REVOKE UPDATE, DELETE ON registry_volume FROM chauban_app;
GRANT UPDATE (closed_at, closed_by_id, ends_on) ON registry_volume TO chauban_app;

ALTER TABLE registry_entry ENABLE ROW LEVEL SECURITY;
CREATE POLICY read ON registry_entry FOR SELECT TO chauban_app USING (
  EXISTS (SELECT FROM documents_document d WHERE d.id = document_id));
CREATE POLICY add ON registry_entry FOR INSERT TO chauban_app WITH CHECK (
  entered_by_id = (SELECT chauban_me())
  AND EXISTS (SELECT FROM documents_document d WHERE d.id = document_id)
  AND EXISTS (SELECT FROM registry_volume v JOIN registry_register r ON r.id = v.register_id WHERE v.id = volume_id
              AND r.keeper_id = ANY ((SELECT chauban_units('clerk'))::bigint[])));
CREATE POLICY change ON registry_entry FOR UPDATE TO chauban_app USING (
  EXISTS (SELECT FROM documents_document d WHERE d.id = document_id)
  AND EXISTS (SELECT FROM registry_volume v JOIN registry_register r ON r.id = v.register_id WHERE v.id = volume_id
              AND r.keeper_id = ANY ((SELECT chauban_units('clerk'))::bigint[])));
REVOKE UPDATE, DELETE ON registry_entry FROM chauban_app;
GRANT UPDATE (receiver, passed_on, note, voided_at, voided_by_id, void_reason, stamp_x, stamp_y)
  ON registry_entry TO chauban_app;

ALTER TABLE registry_signoff ENABLE ROW LEVEL SECURITY;
CREATE POLICY read ON registry_signoff FOR SELECT TO chauban_app USING (
  EXISTS (SELECT FROM registry_volume v WHERE v.id = volume_id));
CREATE POLICY add ON registry_signoff FOR INSERT TO chauban_app WITH CHECK (
  person_id = (SELECT chauban_me()) AND EXISTS (
    SELECT FROM registry_volume v JOIN registry_register r ON r.id = v.register_id WHERE v.id = volume_id
    AND r.keeper_id = ANY ((SELECT chauban_units('clerk'))::bigint[])));
REVOKE UPDATE, DELETE ON registry_signoff FROM chauban_app;
"""

MACHINE = "\n".join(
    f"CREATE POLICY machine ON {table} FOR SELECT TO chauban_worker USING ((SELECT chauban_me()) = 0);"
    for table in ("registry_register", "registry_volume", "registry_entry", "registry_signoff")
)


class Migration(migrations.Migration):
    dependencies = [("registry", "0001_initial"), ("documents", "0002_rights")]
    operations = [migrations.RunSQL(sql) for sql in (NUMBERS, RIGHTS, MACHINE)]
