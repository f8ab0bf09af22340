"""Who sees what, over HTTP: every role, every secrecy, every reason to read, in every place a document shows."""

from __future__ import annotations

import datetime as dt

import pytest

from chauban.documents.acts import send_to_know, withdraw_sending
from chauban.documents.models import Document, Reader
from chauban.documents.queries import readers
from chauban.documents.states import Basis
from chauban.people.identity import acting
from chauban.people.models import Person, Post
from chauban.search import index
from conftest import database_role
from tests.shelf import put

#: Secrecy -> who may read what is entered in its register: its keepers and readers, as far as cleared.
BY_REGISTER = {
    0: {"chief", "deputy_chief", "clerk", "clerk_two", "secret_clerk", "archivist"},
    1: {"chief", "deputy_chief", "secret_clerk"},
    2: {"chief", "secret_clerk"},
    3: {"secret_clerk"},
}
#: The unit `general`, and who of it is cleared for each secrecy.
BY_UNIT = {0: {"head", "specialist", "editor"}, 1: {"head"}, 2: set(), 3: set()}


def grant(office, document: Document, relation: str) -> set[str]:
    """Give the relation's reader row as the registry's own machinery would; returns who may read through it."""
    if relation == "none":
        return set()
    person, unit = (office.deputy_secretary, None) if relation == "person" else (None, office.general)
    with database_role("none"):
        Reader.objects.create(
            document=document, person=person, unit=unit, basis=Basis.SENT, granted_by=office.secret_clerk
        )
    if relation == "person":
        return {"deputy_secretary"} if document.secrecy <= office.deputy_secretary.clearance else set()
    return BY_UNIT[document.secrecy]


def index_all() -> None:
    with database_role("chauban_worker"):
        index.rebuild()


def places(document: Document) -> list[str]:
    """Addresses that answer 200 to a reader and 404 to everybody else; its file stands last."""
    at = f"/documents/{document.pk}/"
    with database_role("none"):
        file = document.files.get()
    return [at, f"{at}pages/1/image/", f"{at}pages/1/words/", f"{at}files/{file.pk}/"]


def shows(client, person: Person, document: Document) -> bool:
    """Whether the person sees the document; fails when the places where it shows do not agree."""
    with acting(None):  # the identity of the last request lasts as long as the test's own transaction
        client.force_login(person, backend="allauth.account.auth_backends.AuthenticationBackend")
    answers = {place: client.get(place).status_code for place in places(document)}
    link, found = f"/documents/{document.pk}/", f'href="/documents/{document.pk}/'
    file = places(document)[-1]
    if document.secrecy and answers[file] == 403:
        answers[file] = 200  # they read it on the screen; its files are for whoever keeps the register
    seen = {place: status == 200 for place, status in answers.items()}
    seen["list"] = f'href="{link}"' in client.get("/documents/").content.decode()
    seen["search"] = found in client.get("/search/", {"q": document.symbol}).content.decode()
    assert set(answers.values()) <= {200, 404}
    assert len(set(seen.values())) == 1, (person.username, seen)
    if not seen["list"]:
        for page in ("/", f"/search/?q={document.symbol}", "/documents/?issuer=Tin"):
            assert found not in client.get(page).content.decode()
    return seen["list"]


@pytest.mark.parametrize("relation", ["none", "person", "unit"])
@pytest.mark.parametrize("secrecy", [0, 1, 2, 3])
def test_exactly_the_allowed_see_it(office, client, secrecy, relation):
    document = put(office, secrecy=secrecy, symbol="7788/TIN", pages=["Nội dung"])
    allowed = BY_REGISTER[secrecy] | grant(office, document, relation)
    index_all()
    seen = {name for name, person in office.people.items() if shows(client, person, document)}
    assert seen == allowed


def test_a_stranger_is_asked_to_sign_in(office, client):
    document = put(office, pages=["Nội dung"])
    for place in ("/", "/documents/", "/search/?q=a", *places(document)):
        assert client.get(place).status_code == 302


def test_it_ends_when_the_sending_is_taken_back(office, client):
    document = put(office, symbol="7788/TIN", pages=["Nội dung"])
    send_to_know(office.clerk, document, people=[office.specialist], units=[], note="")
    index_all()
    assert shows(client, office.specialist, document)
    with acting(office.clerk):
        row = next(row for row in readers(document) if row.sent)
    withdraw_sending(office.clerk, document, row.id)
    assert not shows(client, office.specialist, document)


def test_it_ends_with_the_post(office, client):
    document = put(office, symbol="7788/TIN", pages=["Nội dung"])
    index_all()
    assert shows(client, office.archivist, document)
    with database_role("none"):
        Post.objects.filter(person=office.archivist).update(ends_on=dt.date(2025, 12, 31))
    assert not shows(client, office.archivist, document)


def test_it_ends_with_the_clearance(office, client):
    document = put(office, secrecy=2, symbol="7788/TIN", pages=["Nội dung"])
    index_all()
    assert shows(client, office.chief, document)
    with database_role("none"):
        Person.objects.filter(pk=office.chief.pk).update(clearance=1)
    assert not shows(client, office.chief, document)


def test_nobody_takes_back_what_another_sent(office, client_as):
    document = put(office)
    send_to_know(office.clerk, document, people=[office.specialist], units=[], note="")
    with acting(office.clerk):
        row = next(row for row in readers(document) if row.sent)
    client_as(office.clerk_two).post(f"/documents/{document.pk}/readers/{row.id}/take-back/")
    with acting(office.specialist):
        assert Document.objects.filter(pk=document.pk).exists()


def test_levels_above_ones_clearance_are_not_offered(office, client_as):
    page = client_as(office.clerk).get("/documents/").content.decode()
    assert '<option value="0"' in page.split('name="secrecy"')[1].split("</select>")[0]
    assert '<option value="1"' not in page.split('name="secrecy"')[1].split("</select>")[0]
