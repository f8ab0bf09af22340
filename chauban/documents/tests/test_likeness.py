"""Two copies of one paper are told as one, and a paper is found by who issued it."""

from __future__ import annotations

import datetime as dt

import pytest
from django.db import connection

from chauban.documents.fields import PaperFields, alike, split_symbol
from chauban.documents.models import Document
from chauban.documents.queries import Filters, readable_page
from chauban.people.identity import acting
from tests.shelf import put

DAY = dt.date(2026, 2, 5)


def told(office, **fields) -> int:
    """How many registered papers may be the one with these fields."""
    with acting(office.clerk):
        return Document.objects.filter(alike(PaperFields(**fields))).count()


def test_copies_agree_in_symbol_issuer_and_day(office):
    put(office, symbol="12/SYT-NV", issuer_name="Sở Y tế", issued_on=DAY)
    copy = {"symbol": "12/syt - nv", "issuer_name": "SỞ Y TẾ", "issued_on": DAY}
    assert told(office, **copy) == 1
    assert told(office, **copy | {"issued_on": None}) == 1
    assert told(office, **copy | {"issued_on": DAY.replace(year=2025)}) == 0
    assert told(office, **copy | {"issuer_name": "Sở Nội vụ"}) == 0
    assert told(office, **copy | {"symbol": ""}) == told(office, **copy | {"issuer_name": ""}) == 0


def test_an_undated_paper_and_an_agency_written_otherwise(office):
    put(office, symbol="12-CV/TU", issuer=office.committee, issuer_name="TỈNH ỦY H. GIANG")
    copy = {"symbol": "12-CV/TU", "issuer": office.committee, "issuer_name": office.committee.name}
    assert told(office, **copy) == told(office, **copy, issued_on=DAY) == 1


@pytest.mark.parametrize("day", [None, DAY])
def test_copies_are_looked_up_in_the_index(office, day):
    """Under row-level security too, where only a leakproof condition may come before the right to read."""
    fields = PaperFields(symbol="12/SYT-NV", issuer_name="Sở Y tế", issued_on=day)
    with acting(office.clerk):
        with connection.cursor() as cursor:
            cursor.execute("SET LOCAL enable_seqscan = off")
        plan = Document.objects.filter(alike(fields)).order_by().values("pk").explain()
    assert "documents_document_likeness" in plan, plan


@pytest.mark.parametrize(
    ("asked", "found"), [("so y te", 1), ("Sở Y tế", 1), ("tinh uy huong", 1), ("H. Giang", 1), ("syt", 0), ("2026", 0)]
)
def test_papers_are_found_by_who_issued_them(office, asked, found):
    put(office, symbol="12/SYT-NV", issuer_name="Sở Y tế")
    put(office, symbol="", issuer=office.committee, issuer_name="TỈNH ỦY H. GIANG", issued_on=DAY)
    with acting(office.clerk):
        assert len(readable_page(office.clerk, filters=Filters(issuer=asked)).documents) == found


@pytest.mark.parametrize(
    ("symbol", "parts"),
    [
        ("54-NQ/TW", ("54", "NQ/TW")), ("15/QĐ-UBND", ("15", "QĐ-UBND")), ("2310 /UBND-TH", ("2310", "UBND-TH")),
        ("12a/BC-ĐU", ("12a", "BC-ĐU")), ("03đ-TB/TU", ("03đ", "TB/TU")), ("QĐ 15", ("", "")), ("15/", ("", "")),
    ],
)  # fmt: skip
def test_a_symbol_is_a_number_and_a_notation(symbol, parts):
    assert split_symbol(symbol) == parts
