"""What a closed book, a voided number and a register in use may no longer become; reading units of what is entered."""

from django.db import migrations

ENTRIES = r"""
GRANT UPDATE (arrived_on) ON registry_entry TO chauban_app;

CREATE FUNCTION registry_keep() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE closed timestamptz;
BEGIN
  IF OLD.voided_at IS NOT NULL AND (NEW.voided_at, NEW.voided_by_id, NEW.void_reason)
     IS DISTINCT FROM (OLD.voided_at, OLD.voided_by_id, OLD.void_reason) THEN
    RAISE EXCEPTION 'a voided number stays voided' USING ERRCODE = 'check_violation';
  END IF;
  IF (NEW.arrived_on, NEW.receiver, NEW.passed_on, NEW.note, NEW.voided_at)
     IS DISTINCT FROM (OLD.arrived_on, OLD.receiver, OLD.passed_on, OLD.note, OLD.voided_at) THEN
    SELECT closed_at INTO closed FROM registry_volume WHERE id = OLD.volume_id FOR SHARE;
    IF closed IS NOT NULL THEN
      RAISE EXCEPTION 'volume % is closed', OLD.volume_id USING ERRCODE = 'check_violation';
    END IF;
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER keep BEFORE UPDATE ON registry_entry FOR EACH ROW EXECUTE FUNCTION registry_keep();
"""

VOLUMES = r"""
CREATE FUNCTION registry_stay_closed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF OLD.closed_at IS NOT NULL AND NEW IS DISTINCT FROM OLD THEN
    RAISE EXCEPTION 'volume % is closed', OLD.id USING ERRCODE = 'check_violation';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER stay_closed BEFORE UPDATE ON registry_volume FOR EACH ROW EXECUTE FUNCTION registry_stay_closed();

-- For every day at most one book of a register. A book without an end ends where the next one starts.
CREATE FUNCTION registry_one_book_a_day() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
  PERFORM FROM registry_register WHERE id = NEW.register_id FOR UPDATE;
  IF EXISTS (
    SELECT FROM registry_volume v
    WHERE v.register_id = NEW.register_id AND v.label <> NEW.label
      AND v.starts_on <= coalesce(NEW.ends_on, 'infinity') AND coalesce(v.ends_on, 'infinity') >= NEW.starts_on
      AND (v.ends_on IS NOT NULL OR v.starts_on >= NEW.starts_on OR EXISTS (
             SELECT FROM registry_entry e WHERE e.volume_id = v.id AND e.arrived_on >= NEW.starts_on))) THEN
    RAISE EXCEPTION 'another volume of register % holds these days', NEW.register_id USING ERRCODE = 'check_violation';
  END IF;
  UPDATE registry_volume SET ends_on = NEW.starts_on - 1
  WHERE register_id = NEW.register_id AND label <> NEW.label AND ends_on IS NULL AND starts_on < NEW.starts_on;
  RETURN NEW;
END $$;
CREATE TRIGGER one_book_a_day BEFORE INSERT ON registry_volume FOR EACH ROW EXECUTE FUNCTION registry_one_book_a_day();
"""

REGISTERS = r"""
CREATE FUNCTION registry_in_use(register bigint) RETURNS boolean
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  SELECT EXISTS (SELECT FROM registry_volume WHERE register_id = register AND last_number > 0)
$$;

CREATE FUNCTION registry_stay_same() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF (NEW.agency_id, NEW.direction, NEW.scope, NEW.kind_id, NEW.secrecy_from, NEW.secrecy_to)
     IS DISTINCT FROM (OLD.agency_id, OLD.direction, OLD.scope, OLD.kind_id, OLD.secrecy_from, OLD.secrecy_to)
     AND registry_in_use(OLD.id) THEN
    RAISE EXCEPTION 'register % is in use', OLD.id USING ERRCODE = 'check_violation';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER stay_same BEFORE UPDATE ON registry_register FOR EACH ROW EXECUTE FUNCTION registry_stay_same();
"""

READING = r"""
-- An administrator decides which units read a register without reading its papers: so the database does it for them.
CREATE FUNCTION registry_let_read(register bigint, unit bigint) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
  IF NOT chauban_holds('administrator') THEN
    RAISE EXCEPTION 'only an administrator decides who reads a register' USING ERRCODE = 'insufficient_privilege';
  END IF;
  WITH new AS (
    INSERT INTO documents_reader (document_id, unit_id, basis, note, granted_by_id)
    SELECT DISTINCT e.document_id, unit, 'register', '', chauban_me()
    FROM registry_entry e JOIN registry_volume v ON v.id = e.volume_id WHERE v.register_id = register
    ON CONFLICT DO NOTHING RETURNING document_id)
  INSERT INTO documents_stale (document_id) SELECT document_id FROM new;
END $$;

CREATE FUNCTION registry_stop_reading(register bigint, unit bigint) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
  IF NOT chauban_holds('administrator') THEN
    RAISE EXCEPTION 'only an administrator decides who reads a register' USING ERRCODE = 'insufficient_privilege';
  END IF;
  WITH gone AS (
    DELETE FROM documents_reader d USING registry_entry e, registry_volume v
    WHERE v.register_id = register AND e.volume_id = v.id AND d.document_id = e.document_id
      AND d.unit_id = unit AND d.basis = 'register'
      AND NOT EXISTS (
        SELECT FROM registry_entry f JOIN registry_volume w ON w.id = f.volume_id
        JOIN registry_register r ON r.id = w.register_id
        LEFT JOIN registry_register_readers q ON q.register_id = r.id AND q.unit_id = unit
        WHERE f.document_id = e.document_id AND r.id <> register AND (r.keeper_id = unit OR q.id IS NOT NULL))
    RETURNING d.document_id)
  INSERT INTO documents_stale (document_id) SELECT document_id FROM gone;
END $$;
"""


class Migration(migrations.Migration):
    dependencies = [("registry", "0002_rights")]
    operations = [migrations.RunSQL(sql) for sql in (ENTRIES, VOLUMES, REGISTERS, READING)]
