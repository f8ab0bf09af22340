"""The reminders of a morning over 50,000 open pieces of work, beside one count over the same rows.

`python -m bench.reminders [--work 50000]`. All of it calls for a reminder that morning: half is overdue, some of which
goes up to superiors, the rest comes due in seven, three and one working day. It runs in the worker's role with
row-level security; the baseline counts as the owner, with none. Goal: under 30 seconds.
"""

from __future__ import annotations

import argparse
import os
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

GOAL_SECONDS = 30
PEOPLE = 400

ROWS = """
INSERT INTO people_person (username, full_name, email, phone, password, clearance, is_active, must_change_password,
  joined_at)
SELECT 'bench' || n, 'Cán bộ ' || n, 'bench' || n || '@example.vn', '', '', 0, true, false, now()
FROM generate_series(1, {people}) n;
INSERT INTO people_post (person_id, unit_id, role, title, starts_on)
SELECT p.id, (ARRAY[{general}, {registry_unit}, {cipher_unit}])[1 + p.id % 3], 'specialist', 'Chuyên viên', '2025-01-01'
FROM people_person p WHERE p.username LIKE 'bench%';
INSERT INTO documents_document (direction, number, notation, symbol, place, issuer_name, superior_name, subject,
  subject_withheld, signer_name, signer_post, signer_authority, recipients, language, page_count, note, urgency,
  secrecy, likeness, created_by_id)
SELECT 'incoming', n::text, 'BC', n || '-BC', '', 'Sở Y tế', '', 'Báo cáo số ' || n, false, '', '', '', '',
  'Tiếng Việt', 0, '', 0, 0, '', {clerk} FROM generate_series(1, {work}) n;
CREATE TEMP TABLE given AS
  SELECT d.id AS document, p.id AS person, row_number() OVER (ORDER BY d.id) AS n
  FROM documents_document d JOIN (
    SELECT id, row_number() OVER (ORDER BY id) - 1 AS at FROM people_person WHERE username LIKE 'bench%') p
  ON p.at = d.id % {people};
INSERT INTO documents_reader (document_id, unit_id, person_id, basis, note, granted_by_id)
  SELECT document, NULL, person, 'assigned', '', {clerk} FROM given
  UNION ALL SELECT document, unit, NULL, 'register', '', {clerk}
  FROM given, unnest(ARRAY[{registry_unit}, {leadership}, {general}]) unit;
INSERT INTO routing_assignment (document_id, part, unit_id, person_id, instruction, due_on, state, assigned_by_id,
  assigned_at)
SELECT document, 'lead', CASE WHEN n % 10 = 0 THEN {general} END, CASE WHEN n % 10 <> 0 THEN person END, '',
  (ARRAY[{dues}]::date[])[1 + n % {count}], 'accepted', {chief}, '2026-01-05' FROM given;
ANALYZE;
"""


def main() -> None:
    """Make the rows, measure, print; raises SystemExit when the goal is missed."""
    arguments = argparse.ArgumentParser()
    arguments.add_argument("--work", type=int, default=50_000)
    asked = arguments.parse_args()
    with tempfile.TemporaryDirectory(prefix="chauban-bench-") as folder:
        _measure(Path(folder), asked.work)


def _measure(folder: Path, work: int) -> None:
    os.environ |= {"CHAUBAN_DATA": str(folder), "CHAUBAN_ROLE": "owner", "DJANGO_SETTINGS_MODULE": "chauban.settings"}
    (folder / "tmp").mkdir()
    from chauban import database

    database.start_embedded(folder)
    try:
        made, ours, baseline = _morning(work)
    finally:
        database.stop_embedded(folder)
    print(f"{made} notices about {work} pieces of work: {ours:.1f} s (goal {GOAL_SECONDS} s)")
    print(f"one count over the same rows, as the owner: {baseline:.2f} s")
    if made < work or ours > GOAL_SECONDS:
        raise SystemExit(1)


def _morning(work: int) -> tuple[int, float, float]:
    """Notices made, seconds that took, seconds of the baseline."""
    import datetime as dt

    from bench.registration import _office

    office = _office()
    from django.db import connection
    from django.utils import timezone

    from chauban.rulebook import calendar
    from chauban.urging.acts.reminding import remind

    at = timezone.make_aware(dt.datetime.combine(dt.date(2026, 6, 4), dt.time(7)))
    dues = [calendar.add_working_days(at.date(), days) for days in (7, 3, 1, 7, 3, 1, -1, -2, -3, -4, -5, -9)]
    _fill(office, work, dues)
    with connection.cursor() as cursor:
        baseline, _count = _timed(lambda: cursor.execute(COUNT, [at.date()]))
        cursor.execute("SET ROLE chauban_worker")
    ours, made = _timed(lambda: remind(None, at))
    connection.close()
    return made, ours, baseline


COUNT = """
SELECT count(*) FROM routing_assignment a JOIN documents_document d ON d.id = a.document_id
WHERE a.ended_at IS NULL AND a.state IN ('given', 'accepted') AND a.due_on < %s::date + 15
"""


def _fill(office: Any, work: int, dues: list[Any]) -> None:
    from django.db import connection

    numbers = {
        name: getattr(office, name).pk
        for name in ("general", "registry_unit", "cipher_unit", "leadership", "clerk", "chief")
    }
    days = ", ".join(f"'{day}'" for day in dues)
    with connection.cursor() as cursor:
        cursor.execute(ROWS.format(work=work, people=PEOPLE, dues=days, count=len(dues), **numbers))


def _timed(does: Callable[[], Any]) -> tuple[float, Any]:
    begin = time.perf_counter()
    result = does()
    return time.perf_counter() - begin, result


if __name__ == "__main__":
    main()
