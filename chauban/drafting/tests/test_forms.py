"""The official sample forms pass their own pack."""

from __future__ import annotations

import datetime as dt

import pytest

from chauban.drafting.layout import check
from chauban.drafting.layout.elements import Form, Name

from .forms import sample_forms

DAY = dt.date(2026, 11, 24)
FORMS = sample_forms()


def test_all_forms_are_there():
    assert len(FORMS) == 16


@pytest.mark.parametrize("title", FORMS)
def test_a_form_has_no_blocking_finding(title: str):
    report = check(FORMS[title], "state", DAY)
    assert [f"{f.rule}: {f.found} | {f.place.text}" for f in report.blocking] == []


@pytest.mark.parametrize("title", [title for title in FORMS if title.startswith("Mẫu 1.")])
def test_elements_of_a_form_are_found(title: str):
    elements = check(FORMS[title], "state", DAY).elements
    assert elements.text(Name.HEADING).upper().replace("HOÀ", "HÒA") == "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"
    assert elements.text(Name.SUPERIOR) == "TÊN CQ, TC CHỦ QUẢN"
    assert " ".join(elements.text(Name.ISSUER).split()) == "TÊN CƠ QUAN, TỔ CHỨC"
    assert elements.first(Name.NUMBER)
    assert elements.all(Name.RECIPIENT)[-1].text.startswith("- Lưu: VT")
    assert {item.text for item in elements.all(Name.SIGNER)} == {"Họ và tên"}
    assert elements.form is (Form.LETTER if "Công văn" in title else Form.TITLED)


def test_annexes_and_attached_papers_are_known_as_such():
    forms = {title[:8]: check(data, "state", DAY).elements.form for title, data in FORMS.items()}
    assert forms["Mẫu 2.1 "] is forms["Mẫu 2.2 "] is Form.ANNEX
    assert forms["Mẫu văn "] is Form.ATTACHED
