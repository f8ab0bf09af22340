"""Names as they are stored, proposed, searched and sorted."""

from __future__ import annotations

import re
import unicodedata

import pytest

from chauban.kernel.refused import Refused
from chauban.kernel.text import fold, sort_key
from chauban.people.identity import acting
from chauban.people.models import Person
from chauban.people.names import agency_code, first_password, free_sign_in_name, sign_in_name, tidy


@pytest.mark.parametrize(
    ("full_name", "expected"),
    [
        ("Nguyễn Văn Bình", "binhnv"),
        ("Đỗ Thùy Linh", "linhdt"),
        (unicodedata.normalize("NFD", "Đặng Thị Ngọc Ánh"), "anhdtn"),
        ("Y Blok Êban", "ebanyb"),
        ("Hoa", "hoa"),
        ("—", ""),
    ],
)
def test_sign_in_name_is_made_of_given_name_and_initials(full_name, expected):
    assert sign_in_name(full_name) == expected


def test_a_taken_sign_in_name_is_numbered():
    assert free_sign_in_name("Nguyễn Văn Bình", {"binhnv", "binhnv2"}) == "binhnv3"


@pytest.mark.parametrize("code", ["H57", "H57.12.3", "000.00.11.H53", " h57.12 ", "A01." + "123456." * 4 + "1"])
def test_both_forms_of_agency_codes_are_taken(code):
    assert agency_code(code) == code.strip().upper()


@pytest.mark.parametrize("code", ["57", "H5", "H57..1", "H57.", "00.00.11.H53", "H57." + "123456." * 5 + "1", "H57-1"])
def test_what_is_no_code_is_refused(code):
    with pytest.raises(Refused) as refusal:
        agency_code(code)
    assert refusal.value.field == "code"


def test_text_is_stored_composed_with_the_vietnamese_d():
    assert tidy(unicodedata.normalize("NFD", "  Ðặng \u200b Thị  Lan ")) == "Đặng Thị Lan"


def test_first_passwords_differ_and_can_be_read_aloud():
    made = {first_password() for _ in range(50)}
    assert len(made) == 50
    assert all(re.fullmatch(r"([a-hjkmnp-z2-9]{4}-){2}[a-hjkmnp-z2-9]{4}", each) for each in made)


def test_the_database_folds_and_sorts_as_the_kernel_does(office):
    """The generated columns agree with kernel.text on what matters: search words and the order of the alphabet."""
    names = [
        "Trần Ân",
        "Trần An",
        "Lê Ăn",
        "Bùi Đa",
        "Bùi Da",
        "Hồ Ơn",
        "Hồ Ôn",
        "Hồ On",
        "Võ Ư",
        "Võ U",
        "Võ Ý",
        "Ma Êban",
    ]
    with acting(office.administrator):
        Person.objects.bulk_create(Person(full_name=name, username=f"x{at}") for at, name in enumerate(names))
        rows = list(Person.objects.filter(username__startswith="x").order_by("sort_name"))
    assert all(row.folded == fold(row.full_name) for row in rows)
    given_first = lambda name: sort_key(" ".join([name.split()[-1], *name.split()[:-1]]))  # noqa: E731
    assert [row.full_name for row in rows] == sorted(names, key=given_first)
