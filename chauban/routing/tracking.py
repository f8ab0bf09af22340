"""The tracking book (NĐ 30/2020, phụ lục IV, mẫu VIII): who handles each paper of a book, by when, how far.

It is read from the ways of the papers as they stand now, for a book of the registry, a period of it, one unit's papers.
"""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections.abc import Iterable, Iterator
from itertools import islice

from django.db.models import Exists, OuterRef, QuerySet
from django.utils import timezone

from chauban.kernel.clock import today
from chauban.people.models import Unit
from chauban.registry.columns import Columns, Line
from chauban.registry.cover import Cover, cover_of
from chauban.registry.models import Entry, Volume
from chauban.registry.queries import Period, printed
from chauban.rulebook.calendar import working_days_between

from . import states
from .models import Annotation, Assignment, Submission, Word

#: (heading, width in millimetres of the 277 that A4 lying has between its margins); the form's own words.
COLUMNS: Columns = (
    ("Số đến", 15),
    ("Tên loại, số, ký hiệu, ngày, tháng và tên cơ quan, tổ chức ban hành văn bản", 80),
    ("Đơn vị hoặc người nhận", 46),
    ("Thời hạn giải quyết", 24),
    ("Tiến độ giải quyết", 52),
    ("Số, ký hiệu văn bản trả lời", 34),
    ("Ghi chú", 26),
)
TITLE = "SỔ THEO DÕI GIẢI QUYẾT VĂN BẢN ĐẾN"
#: Papers whose ways are read together.
TOGETHER = 500
#: Words in which the book tells a part and a result; it is Vietnamese whoever prints it.
PARTS = {states.Part.LEAD: "chủ trì", states.Part.SUPPORT: "phối hợp", states.Part.INFORM: "để biết"}


def cover(volume: Volume, period: Period) -> Cover:
    """The cover and first leaf: those of the arrivals book under the name of this one."""
    return dataclasses.replace(cover_of(volume, period), title=TITLE)


def entries(volume: Volume, period: Period, unit: Unit | None) -> QuerySet[Entry]:
    """The papers of the book in the period, only those given to the unit if one is named."""
    rows = printed(volume, period)
    if unit is None:
        return rows
    work = Assignment.objects.filter(document=OuterRef("document"), unit=unit).exclude(state=states.Work.WITHDRAWN)
    return rows.filter(Exists(work))


def lines(rows: Iterable[Entry]) -> Iterator[Line]:
    """A row of the tracking book for each entry. Four statements for every `TOGETHER` entries."""
    remaining = iter(rows)
    while found := list(islice(remaining, TOGETHER)):
        ways = _Ways([entry.document_id for entry in found])
        yield from (_line(entry, ways) for entry in found)


class _Ways:
    """What became of some papers, each by its number."""

    def __init__(self, papers: list[int]) -> None:
        self.work: dict[int, list[Assignment]] = {}
        self.results: dict[int, list[Word]] = {}
        self.said: dict[int, Annotation] = {}
        self.waits: dict[int, Submission] = {}
        work = Assignment.objects.filter(document__in=papers, parent=None).exclude(state=states.Work.WITHDRAWN)
        for each in work.select_related("unit", "person"):
            self.work.setdefault(each.document_id, []).append(each)
        words = Word.objects.filter(document__in=papers, said__in=(states.Said.RESULT, states.Said.PROGRESS))
        for word in words.select_related("answer").order_by("pk"):
            self.results.setdefault(word.document_id, []).append(word)
        for opinion in Annotation.objects.filter(document__in=papers, proposed=False).order_by("pk"):
            self.said[opinion.document_id] = opinion
        waiting = Submission.objects.filter(document__in=papers, ended_at=None)
        for submission in waiting.select_related("to"):
            self.waits[submission.document_id] = submission


def _line(entry: Entry, ways: _Ways) -> Line:
    work = sorted(ways.work.get(entry.document_id, []), key=lambda each: list(PARTS).index(states.Part(each.part)))
    lead = next((each for each in work if each.part == states.Part.LEAD), None)
    words = ways.results.get(entry.document_id, [])
    values = (
        entry.number,
        _told(entry),
        "; ".join(f"{each.holder} ({PARTS[states.Part(each.part)]})" for each in work),
        lead.due_on if lead else None,
        _progress(entry.document_id, lead, words, ways),
        "; ".join(word.answer.symbol for word in words if word.answer is not None),
        entry.note,
    )
    return Line(entry.number, values, entry.void_reason if entry.voided_at else "")


def _told(entry: Entry) -> str:
    """Kind, symbol, date and issuing body, as the form's second column asks; no subject stands in it."""
    document = entry.document
    day = f"ngày {document.issued_on:%d/%m/%Y}" if document.issued_on else ""
    named = " ".join(part for part in (document.kind.name if document.kind else "", document.symbol) if part)
    return ", ".join(part for part in (named, day, document.issuer_name) if part)


def _progress(paper: int, lead: Assignment | None, words: list[Word], ways: _Ways) -> str:
    if lead is None:
        if paper in ways.waits:
            return f"Đang trình {ways.waits[paper].to}"
        return f"Đã có ý kiến ngày {_day(ways.said[paper].at)}" if paper in ways.said else ""
    if lead.state == states.Work.CLOSED:
        return f"Đã giải quyết ngày {_day(lead.reported_at or lead.ended_at)}{_late(lead)}"
    if lead.state == states.Work.REPORTED:
        return f"Đã báo cáo kết quả ngày {_day(lead.reported_at)}, chờ duyệt{_late(lead)}"
    last = next((word.text for word in reversed(words) if word.said == states.Said.PROGRESS), "")
    names = {states.Work.GIVEN: "Chưa nhận việc", states.Work.RETURNED: "Đơn vị trả lại"}
    state = names.get(states.Work(lead.state), "Đang giải quyết")
    return f"{state}{_late(lead)}" + (f". {last}" if last else "")


def _late(lead: Assignment) -> str:
    """By how many working days it is, or was, over the deadline."""
    done = lead.reported_at or lead.ended_at
    day = timezone.localdate(done) if done else today()
    over = working_days_between(lead.due_on, day) if lead.due_on and day > lead.due_on else 0
    return f", quá hạn {over} ngày làm việc" if over > 0 else ""


def _day(at: dt.datetime | None) -> str:
    return f"{timezone.localdate(at):%d/%m/%Y}" if at else ""
