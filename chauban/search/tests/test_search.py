"""What is found, in which order, and by whom."""

from __future__ import annotations

import datetime as dt
import unicodedata
from typing import Any

import pytest

from chauban.documents.acts import send_to_know, withdraw_sending
from chauban.documents.models import Document
from chauban.documents.queries import readers
from chauban.people.identity import acting
from chauban.people.models import Person, Post
from chauban.search import index
from chauban.search.matching import Narrowing
from chauban.search.queries import search
from tests.shelf import put

#: name -> fields of a paper, the text of its pages
PAPERS: dict[str, tuple[dict[str, Any], list[str]]] = {
    "nq54": (
        {"symbol": "54-NQ/TW", "issuer_name": "Bộ Chính trị", "issued_on": dt.date(2019, 12, 10),
         "subject": "Về xây dựng và phát triển tỉnh đến năm 2030, tầm nhìn đến năm 2045",
         "signer_name": "Nguyễn Phú Trọng"},
        ["Xây dựng tỉnh trên nền tảng bảo tồn, phát huy giá trị di sản cố đô và bản sắc văn hoá."],
    ),
    "qd15": (
        {"symbol": "15/QĐ-UBND", "issuer_name": "Ủy ban nhân dân tỉnh",
         "subject": "Phê duyệt quy hoạch chi tiết khu đô thị An Vân Dương"},
        ["Căn cứ Nghị quyết số 54-NQ/TW ngày 10 tháng 12 năm 2019.", "Điều 2. Giao Sở Xây dựng chủ trì thực hiện."],
    ),
    "dan_van": (
        {"symbol": "08-HD/BDVTU", "issuer_name": "Ban Dân vận Tỉnh ủy",
         "subject": "Hướng dẫn tăng cường công tác dân vận khéo trong đồng bào có đạo"},
        ["Vận động nhân dân hòa giải ở cơ sở; uỷ ban các cấp phối hợp."],
    ),
    "flood": (
        {"symbol": "03/CĐ-UBND", "issuer_name": "UBND thành phố Huế", "urgency": 3,
         "subject": "Chủ động ứng phó với mưa lũ sau bão số 12"},
        ["Trực ban 24/24 giờ.", "Kiểm tra hồ chứa thủy lợi, thuỷ điện và đê điều."],
    ),
    "health": (
        {"symbol": "612/SYT-NVY", "issuer_name": "Sở Y tế", "subject": "Phòng, chống dịch sốt xuất huyết Dengue",
         "recipients": "Như trên; Trung tâm Y tế thị xã Hương Trà"},
        [],
    ),
    "land": (
        {"symbol": "127-BC/ĐU", "issuer_name": "Đảng ủy Sở Xây dựng",
         "subject": "Báo cáo tiến độ giải phóng mặt bằng các dự án trọng điểm quý IV/2026"},
        ["Vướng mắc tại phường Thủy Xuân: hộ ông Lê Quý Đôn chưa nhận tiền."],
    ),
    "inspect": (
        {"symbol": "03-KH/TU", "issuer_name": "Tỉnh ủy Hương Giang", "subject": "Kế hoạch kiểm tra, giám sát năm 2026"},
        ["Các tổ chức đảng được giám sát chuyên đề."],
    ),
    "flowers": (
        {"symbol": "44/SNN-TT", "issuer_name": "Sở Nông nghiệp và Môi trường",
         "subject": "Sản xuất hoa Tết vụ Đông Xuân"},
        ["Diện tích trồng hoa: hòa vốn ở các xã ven biển."],
    ),
}  # fmt: skip

#: What is typed -> the paper that must come first.
FIRST = {
    "54-NQ/TW": "nq54", "54 nq tw": "nq54", "54-nq/tw": "nq54", "54nqtw": "nq54", "nghị quyết 54-NQ/TW": "qd15",
    "15/QĐ-UBND": "qd15", "15/qd-ubnd": "qd15", "15 QD UBND": "qd15", "15 qđ ubnd": "qd15",
    "08-HD/BDVTU": "dan_van", "8-HD/BDVTU": "dan_van", "3-KH/TU": "inspect", "03-KH/TU": "inspect",
    "dân vận": "dan_van", "dan van": "dan_van", "công tác dân vận": "dan_van", "cong tac dan van kheo": "dan_van",
    "văn hóa": "nq54", "văn hoá": "nq54", "van hoa": "nq54", "bản sắc văn hóa": "nq54",
    "ủy ban": "qd15", "uỷ ban nhân dân": "qd15", "uy ban nhan dan tinh": "qd15",
    "hoà giải": "dan_van", "hòa giải": "dan_van", "hoa giai": "dan_van",
    "thủy điện": "flood", "thuỷ điện": "flood", "thuy loi": "flood", "mưa lũ": "flood", "mua lu bao so 12": "flood",
    "sốt xuất huyết": "health", "sot xuat huyet": "health", "Hương Trà": "health", "y tế": "health",
    "giải phóng mặt bằng": "land", "giai phong mat bang": "land", "quý IV/2026": "land", "Lê Quý Đôn": "land",
    "giám sát": "inspect", '"kiểm tra, giám sát"': "inspect", "Nguyễn Phú Trọng": "nq54", "an van duong": "qd15",
    "hoa Tết": "flowers", "HOA TẾT": "flowers", unicodedata.normalize("NFD", "mưa lũ"): "flood",
    unicodedata.normalize("NFD", "ủy ban nhân dân tỉnh"): "qd15", "xay dung -bao": "qd15",
}  # fmt: skip


@pytest.fixture
def fresh(as_role):
    """`fresh()` lets the worker bring the index up to date."""

    def run() -> None:
        with as_role("chauban_worker"):
            if index.must_be_rebuilt():
                index.rebuild()
            while index.drain():
                pass

    return run


@pytest.fixture
def shelf(office, fresh) -> dict[str, Document]:
    papers = {name: put(office, pages=pages, **fields) for name, (fields, pages) in PAPERS.items()}
    fresh()
    return papers


def names(person: Person, typed: str, shelf: dict[str, Document], **how) -> list[str]:
    by_number = {document.pk: name for name, document in shelf.items()}
    with acting(person):
        results = search(person, typed, **how)
    assert not results.reduced
    return [by_number[hit.document.pk] for hit in results.hits]


def test_what_is_meant_comes_first(office, shelf):
    wrong = {}
    for typed, name in FIRST.items():
        found = names(office.clerk, typed, shelf)
        if not found or found[0] != name:
            wrong[typed] = (name, found)
    assert not wrong


@pytest.mark.parametrize(
    "typed, expected",
    [
        ('"dân vận"', {"dan_van"}),
        ('"vận dân"', set()),
        ("xây dựng", {"nq54", "qd15", "land"}),
        ("xây dựng -duyệt", {"nq54", "land"}),
        ('xây dựng -"mặt bằng"', {"nq54", "qd15"}),
        ('"văn hóa"', {"nq54"}),
        ('"hòa vốn"', {"flowers"}),
        ('"hoa vốn"', set()),
        ('"hoa von"', {"flowers"}),
        ("không có từ nào như thế", set()),
    ],
)
def test_words_phrases_and_exclusions(office, shelf, typed, expected):
    assert set(names(office.clerk, typed, shelf)) == expected


@pytest.mark.parametrize(
    "typed", ["", "   ", '"', "-", '""', "-bão", '"-"', "\0", "()[]{}^~*?:\\/", "a" * 5000, "'; DROP--"]
)
def test_whatever_is_typed_is_answered(office, shelf, typed):
    assert isinstance(names(office.clerk, typed, shelf), list)


def test_marks_are_rewarded(office, shelf):
    """Typed with marks, the paper that has them stands before the one that only sounds alike."""
    assert names(office.clerk, "hoa", shelf)[0] == "flowers"
    assert names(office.clerk, "hòa", shelf)[0] in {"flowers", "dan_van"}
    assert names(office.clerk, "hoá", shelf)[0] == "nq54"


def test_kind_and_dates_narrow(office, shelf):
    until = Narrowing(until=dt.date(2019, 12, 31))
    assert names(office.clerk, "tỉnh", shelf, narrowing=until) == ["nq54"]
    assert names(office.clerk, "tỉnh", shelf, narrowing=Narrowing(since=dt.date(2020, 1, 1))) == []


def test_the_place_is_shown_with_its_page(office, shelf):
    with acting(office.clerk):
        (hit,) = search(office.clerk, "thuỷ điện").hits
    assert hit.snippet is not None
    assert hit.snippet.page == 2
    assert [piece.text for piece in hit.snippet.pieces if piece.found] == ["thủy", "thuỷ", "điện"]
    assert "".join(piece.text for piece in hit.subject) == shelf["flood"].subject


def test_only_readers_find_it(office, shelf, fresh):
    assert names(office.specialist, "dân vận", shelf) == []
    send_to_know(office.clerk, shelf["dan_van"], people=[office.specialist], units=[], note="")
    fresh()
    assert names(office.specialist, "dân vận", shelf) == ["dan_van"]
    assert names(office.specialist, "54-NQ/TW", shelf) == []


def test_a_withdrawn_right_ends_at_once(office, shelf, fresh):
    """Before the index knows, the database already says no."""
    send_to_know(office.clerk, shelf["dan_van"], people=[office.specialist], units=[], note="")
    fresh()
    with acting(office.clerk):
        row = next(row for row in readers(shelf["dan_van"]) if row.sent)
    withdraw_sending(office.clerk, shelf["dan_van"], row.id)
    assert names(office.specialist, "dân vận", shelf) == []


def test_an_ended_post_and_a_lowered_clearance_end_it(office, shelf, fresh, as_role):
    secret = put(office, secrecy=1, subject="Phương án bảo vệ hội nghị", symbol="01-PA/VPTU")
    fresh()
    shelf = shelf | {"secret": secret}
    assert names(office.secret_clerk, '"phương án"', shelf) == ["secret"]
    assert names(office.clerk, '"phương án"', shelf) == []
    with as_role("none"):
        Person.objects.filter(pk=office.secret_clerk.pk).update(clearance=0)
        Post.objects.filter(person=office.chief).update(ends_on=dt.date(2025, 12, 31))
    for name in ("secret_clerk", "chief"):
        assert names(Person.objects.get(username=name), '"phương án"', shelf) == []


def test_a_person_without_posts_finds_nothing(office, shelf, as_role):
    with as_role("none"):
        Post.objects.filter(person=office.clerk).delete()
    assert names(Person.objects.get(username="clerk"), "dân vận", shelf) == []
