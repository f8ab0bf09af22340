"""A small office for tests: one person in every role, and the registers they need."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from typing import Any

import pytest
from django.conf import settings
from django.contrib.auth.hashers import make_password
from django.http import HttpRequest
from django.test import Client

from conftest import database_role

PASSWORD = "mat-khau-dai-cua-van-thu"


def _give_cookie(client: Client, request: HttpRequest) -> None:
    """Django's own `force_login` takes the session's key in the database for the cookie, which ours is not."""
    client.cookies[settings.SESSION_COOKIE_NAME] = request.session.cookie  # type: ignore[attr-defined]


Client._set_login_cookies = _give_cookie  # type: ignore[attr-defined]


@dataclass
class Office:
    """The rows tests speak of, by the names people use."""

    committee: Any = None
    office: Any = None
    leadership: Any = None
    registry_unit: Any = None
    general: Any = None
    cipher_unit: Any = None
    people: dict = field(default_factory=dict)
    arrivals: Any = None
    arrivals_classified: Any = None
    volume: Any = None
    classified_volume: Any = None

    def __getattr__(self, name: str) -> Any:
        try:
            return self.__dict__["people"][name]
        except KeyError:
            raise AttributeError(name) from None


#: name -> (full name, unit attribute, role, title, clearance)
PEOPLE = {
    "secretary": ("Lê Quang Trị", "standing", "secretary", "Bí thư Tỉnh ủy", 3),
    "deputy_secretary": ("Phạm Thị Hồng Vân", "standing", "deputy_secretary", "Phó Bí thư Thường trực", 2),
    "chief": ("Nguyễn Văn Bình", "leadership", "chief", "Chánh Văn phòng", 2),
    "deputy_chief": ("Trần Thị Thu Hà", "leadership", "deputy_chief", "Phó Chánh Văn phòng", 1),
    "head": ("Hoàng Minh Đức", "general", "head", "Trưởng phòng Tổng hợp", 1),
    "specialist": ("Đỗ Thùy Linh", "general", "specialist", "Chuyên viên", 0),
    "clerk": ("Võ Thị Mai", "registry_unit", "clerk", "Văn thư", 0),
    "clerk_two": ("Bùi Ngọc Ánh", "registry_unit", "clerk", "Văn thư", 0),
    "secret_clerk": ("Đặng Thị Lan", "registry_unit", "clerk", "Văn thư bảo mật", 3),
    "archivist": ("Phan Văn Tài", "registry_unit", "archivist", "Lưu trữ viên", 0),
    "cipher": ("Ngô Đức Mạnh", "cipher_unit", "cipher", "Cán bộ cơ yếu", 3),
    "administrator": ("Lý Hoài Nam", "cipher_unit", "administrator", "Quản trị hệ thống", 0),
    "editor": ("Huỳnh Kim Chi", "general", "editor", "Biên tập Cổng", 0),
}


def build() -> Office:
    """Make the office in the owner's role (tests roll it back or empty it)."""
    from chauban.people.models import Agency, Person, Post, Unit
    from chauban.registry.models import Register, Volume
    from chauban.rulebook.acts import load_packs

    office = Office()
    year = dt.date.today().year  # noqa: DTZ011
    with database_role("none"):
        load_packs()
        office.committee = Agency.objects.create(
            name="Tỉnh ủy Hương Giang", code="A99", symbol="TU", hosted=True, place="Hương Giang", order=1
        )
        office.office = Agency.objects.create(
            name="Văn phòng Tỉnh ủy Hương Giang", code="A99.1", symbol="VPTU", hosted=True, parent=office.committee,
            place="Hương Giang", order=2,
        )  # fmt: skip
        units = {
            "standing": (office.committee, "Thường trực Tỉnh ủy"),
            "leadership": (office.office, "Lãnh đạo Văn phòng"),
            "general": (office.office, "Phòng Tổng hợp"),
            "registry_unit": (office.office, "Phòng Hành chính - Lưu trữ"),
            "cipher_unit": (office.office, "Phòng Cơ yếu - Công nghệ thông tin"),
        }
        for order, (attribute, (agency, name)) in enumerate(units.items()):
            setattr(office, attribute, Unit.objects.create(agency=agency, name=name, order=order))
        password = make_password(PASSWORD, hasher="md5")
        for username, (full_name, unit, role, title, clearance) in PEOPLE.items():
            person = Person.objects.create(
                username=username, full_name=full_name, clearance=clearance, password=password
            )
            Post.objects.create(
                person=person, unit=getattr(office, unit), role=role, title=title, starts_on=dt.date(2025, 1, 1)
            )
            office.people[username] = person
        office.arrivals = Register.objects.create(
            agency=office.office, name="Sổ văn bản đến", keeper=office.registry_unit
        )
        office.arrivals.readers.add(office.leadership)
        office.arrivals_classified = Register.objects.create(
            agency=office.office, name="Sổ văn bản mật đến", keeper=office.registry_unit, secrecy_from=1, secrecy_to=3
        )
        office.arrivals_classified.readers.add(office.leadership)
        begin, end = dt.date(year, 1, 1), dt.date(year, 12, 31)
        office.volume = Volume.objects.create(register=office.arrivals, label=str(year), starts_on=begin, ends_on=end)
        office.classified_volume = Volume.objects.create(
            register=office.arrivals_classified, label=str(year), starts_on=begin, ends_on=end
        )
    return office


@pytest.fixture
def office(db) -> Office:
    """The office, rolled back after the test."""
    return build()


@pytest.fixture
def committed_office(committed) -> Office:
    """The office, committed, for tests with several connections."""
    return build()


@pytest.fixture
def client_as(client):
    """`client_as(person)` is a test client signed in as that person."""

    from chauban.people.identity import acting

    def sign_in(person):
        with acting(None):  # the last request's identity outlives it in a test's own transaction
            client.force_login(person, backend="allauth.account.auth_backends.AuthenticationBackend")
        return client

    return sign_in
