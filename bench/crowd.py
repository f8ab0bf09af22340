"""A crowded office for measuring: many documents, readers, entries and journal lines, written by COPY as the owner."""

from __future__ import annotations

import datetime as dt
import random
from collections.abc import Iterable
from typing import Any

from django.db import connection

SUBJECTS = (
    "Về việc tăng cường công tác phòng, chống thiên tai và tìm kiếm cứu nạn",
    "Báo cáo kết quả thực hiện Nghị quyết số 54-NQ/TW của Bộ Chính trị",
    "Kế hoạch kiểm tra, giám sát của cấp ủy các cấp",
    "Thông báo kết luận hội nghị giao ban khối Văn phòng",
    "Giấy mời họp về tiến độ các dự án đầu tư công trọng điểm",
)
ISSUERS = ("Ủy ban nhân dân tỉnh", "Sở Y tế", "Ban Tổ chức Trung ương", "Huyện ủy Phú Xuân", "Sở Nội vụ")


#: All but these last papers are handled, and were opened by everybody they were sent to.
FRESH = 100
UNOPENED = """
INSERT INTO documents_unopened (reader_id, document_id, person_id)
SELECT r.id, r.document_id, p.person_id FROM documents_reader r
JOIN people_post p ON p.person_id = r.person_id OR p.unit_id = r.unit_id
WHERE r.basis = 'sent' AND r.document_id > %s ON CONFLICT DO NOTHING
"""


#: What a trigger keeps of each reader's row, which copying passes by.
LEVELS = (
    "UPDATE documents_reader r SET secrecy = d.secrecy FROM documents_document d"
    " WHERE d.id = r.document_id AND d.secrecy > 0"
)
HANDLED = "INSERT INTO routing_handling (document_id, state) SELECT id, 'closed' FROM documents_document WHERE id <= %s"


def _copy(table: str, columns: str, rows: Iterable[tuple[Any, ...]]) -> None:
    with connection.cursor() as cursor:
        cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
        with cursor.copy(f"COPY {table} ({columns}) FROM STDIN") as copy:
            for row in rows:
                copy.write_row(row)
        cursor.execute(f"ALTER TABLE {table} ENABLE TRIGGER USER")


def crowd(office: Any, count: int, *, units: int = 40, seed: int = 7) -> None:
    """Write `count` documents with about six readers each; runs as the owner, inside the caller's transaction or none.

    Nearly all of them are opened and handled.

    Every document is read by its registry and the office's leaders; four more readers are drawn among `units` units
    and the office's people. One in twenty is classified, one in ten has two pages.
    """
    from chauban.kernel.text import fold
    from chauban.people.models import Unit
    from chauban.rulebook.models import Kind

    draw = random.Random(seed)
    year = dt.date.today().year  # noqa: DTZ011
    more = [Unit.objects.create(agency=office.office, name=f"Đơn vị {n}", order=100 + n).pk for n in range(units)]
    people = [person.pk for person in office.people.values()]
    kinds = list(Kind.objects.values_list("pk", flat=True))
    clerk, keeper, leaders = office.clerk.pk, office.registry_unit.pk, office.leadership.pk
    secrecy = [draw.choice((1, 2, 3)) if draw.random() < 0.05 else 0 for _ in range(count)]
    issuers = [draw.choice(ISSUERS) for _ in range(count)]
    _copy(
        "documents_document",
        "id, direction, kind_id, number, notation, symbol, issued_on, place, issuer_name, superior_name, subject,"
        " subject_withheld, signer_name, signer_post, signer_authority, recipients, language, page_count, note,"
        " urgency, secrecy, likeness, created_by_id",
        (
            (
                n, "incoming", draw.choice(kinds), str(n % 900 + 1), "UBND", f"{n % 900 + 1}/UBND-TH",
                dt.date(year, 1, 1) + dt.timedelta(days=n % 300), "Hương Giang", issuers[n - 1], "",
                f"{draw.choice(SUBJECTS)} (số {n})", False, "Trần Văn A", "Chủ tịch", "", "Như trên", "Tiếng Việt", 2,
                "", draw.choices((0, 1, 2, 3), (90, 6, 3, 1))[0], secrecy[n - 1], f"{n}|{fold(issuers[n - 1])}|", clerk,
            )
            for n in range(1, count + 1)
        ),
    )  # fmt: skip
    _copy("documents_reader", "document_id, person_id, unit_id, basis, note, granted_by_id", _readers(
        count, draw, keeper, leaders, [*more, office.general.pk], people, clerk))  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute(LEVELS)
    _copy(
        "registry_entry",
        "volume_id, number, document_id, arrived_on, receiver, note, entered_by_id, request_key, void_reason",
        (
            (
                office.classified_volume.pk if secrecy[n - 1] else office.volume.pk, n, n,
                dt.date(year, 1, 1) + dt.timedelta(days=n % 320), "", "", clerk,
                f"00000000-0000-0000-0000-{n:012d}", "",
            )
            for n in range(1, count + 1)
        ),
    )  # fmt: skip
    _copy(
        "journal_line",
        "at, person_id, act, document_id, detail",
        (
            (dt.datetime.now(dt.UTC), clerk, act, n, f'{{"number": {n}}}')
            for n in range(1, count + 1)
            for act in ("registry.entered", "document.opened")
        ),
    )
    _pages(count)
    with connection.cursor() as cursor:
        cursor.execute(UNOPENED, [count - FRESH])
        cursor.execute(HANDLED, [count - FRESH])
        cursor.execute("SELECT setval('documents_document_id_seq', %s)", [count])
        cursor.execute("VACUUM ANALYZE") if not connection.in_atomic_block else cursor.execute("ANALYZE")


def _readers(
    count: int, draw: random.Random, keeper: int, leaders: int, units: list[int], people: list[int], clerk: int
) -> Iterable[tuple[Any, ...]]:
    for n in range(1, count + 1):
        yield (n, None, keeper, "register", "", clerk)
        yield (n, None, leaders, "register", "", clerk)
        for unit in draw.sample(units, 2):
            yield (n, None, unit, "sent", "", clerk)
        for person in draw.sample(people, 2):
            yield (n, person, None, "sent", "Để biết", clerk)


def _pages(count: int) -> None:
    digest = "0" * 64
    holders = range(10, count + 1, 10)
    _copy("vault_file", "sha256, size, media_type", [(digest, 1, "image/png")])
    _copy(
        "vault_page",
        "id, file_id, number, turn, width, height, image_id, archival_id, archival_number, source, text, words",
        (
            (2 * n + side, digest, 2 * n + side, 0, 595, 842, digest, digest, 1, "digital", "Nội dung văn bản", "[]")
            for n in holders
            for side in (0, 1)
        ),
    )
    _copy(
        "documents_documentpage",
        "document_id, position, page_id",
        ((n, side + 1, 2 * n + side) for n in holders for side in (0, 1)),
    )
    _copy("documents_documentfile", "document_id, file_id, role, name",
          ((n, digest, "original", "cong-van.pdf") for n in holders))  # fmt: skip


BUSY = """
WITH chosen AS (
  SELECT id, row_number() OVER (ORDER BY id DESC) AS n FROM documents_document WHERE secrecy = 0
  ORDER BY id DESC LIMIT {items}),
readers AS (
  INSERT INTO documents_reader (document_id, unit_id, person_id, basis, note, granted_by_id)
  SELECT id, CASE WHEN n % 2 = 0 THEN {unit} END, CASE WHEN n % 2 = 1 THEN {person} END, 'assigned', '', {chief}
  FROM chosen),
ways AS (
  INSERT INTO routing_handling (document_id, state) SELECT id, 'down' FROM chosen
  ON CONFLICT (document_id) DO UPDATE SET state = excluded.state)
INSERT INTO routing_assignment (document_id, part, unit_id, person_id, instruction, due_on, state, assigned_by_id)
SELECT id, CASE WHEN n % 5 = 0 THEN 'inform' ELSE 'lead' END, CASE WHEN n % 2 = 0 THEN {unit} END,
  CASE WHEN n % 2 = 1 THEN {person} END, 'Tham mưu', current_date + (n % 30)::int - 10, 'given', {chief}
FROM chosen
"""


def busy(office: Any, items: int = 500) -> None:
    """Give the head and the head's unit that many open pieces of work, some overdue, some only to know."""
    with connection.cursor() as cursor:
        cursor.execute(BUSY.format(items=items, unit=office.general.pk, person=office.head.pk, chief=office.chief.pk))
        cursor.execute("ANALYZE")
