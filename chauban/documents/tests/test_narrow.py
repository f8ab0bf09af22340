"""What SQL slipped into a query cannot do or learn: asked as the web's role, in the person's own identity."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction

from chauban.documents.acts import send_to_know
from chauban.documents.models import Document, Reader
from chauban.journal.models import Line
from chauban.people.identity import acting
from conftest import database_role
from tests.shelf import put

ADDED = {
    "page": "INSERT INTO documents_documentpage (document_id, position, page_id)"
            " SELECT document_id, 9, page_id FROM documents_documentpage LIMIT 1",
    "file": "INSERT INTO documents_documentfile (document_id, file_id, role, name)"
            " SELECT %(paper)s, p.file_id, 'original', 'x' FROM vault_page p LIMIT 1",
    "citation": "INSERT INTO documents_citation (document_id, symbol, kind_name, issuer_name)"
                " VALUES (%(paper)s, '1/A', '', '')",
    "correction": "INSERT INTO documents_correction (document_id, field, before, after, reason, person_id)"
                  " VALUES (%(paper)s, 'subject', '', 'x', 'y', %(person)s)",
}  # fmt: skip


def run(doer: Any, sql: str, **values: Any) -> None:
    with acting(doer), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql, values)


@pytest.mark.parametrize("what", ADDED)
def test_only_the_registers_keeper_adds_to_a_document(office, what):
    paper = put(office, pages=["một"])
    send_to_know(office.clerk, paper, people=[office.specialist], units=[], note="")
    for person in (office.specialist, office.chief):
        with pytest.raises(DatabaseError, match="row-level security"):
            run(person, ADDED[what], paper=paper.pk, person=person.pk)
    run(office.clerk, ADDED[what], paper=paper.pk, person=office.clerk.pk)


def test_nobody_corrects_in_anothers_name(office):
    paper = put(office)
    with pytest.raises(DatabaseError, match="row-level security"):
        run(office.clerk, ADDED["correction"], paper=paper.pk, person=office.clerk_two.pk)


def test_readers_of_classified_papers_are_shown_to_the_cleared_alone(office):
    """The clerk's unit keeps the classified register; how many papers are in it is a secret all the same."""
    ordinary, secret = put(office), put(office, secrecy=1, subject="Kín")
    with acting(office.clerk):
        assert set(Reader.objects.values_list("document_id", flat=True)) == {ordinary.pk}
    with acting(office.secret_clerk):
        assert set(Reader.objects.values_list("document_id", flat=True)) == {ordinary.pk, secret.pk}
    with database_role("none"):
        Document.objects.filter(pk=ordinary.pk).update(secrecy=2)
        Document.objects.filter(pk=secret.pk).update(secrecy=0)
    with acting(office.clerk):
        assert set(Reader.objects.values_list("document_id", flat=True)) == {secret.pk}


def test_a_later_reader_of_a_classified_paper_is_not_shown_either(office):
    secret = put(office, secrecy=1, subject="Kín")
    with database_role("none"):
        Reader.objects.create(document=secret, unit=office.general, basis="assigned", granted_by=office.chief)
    with acting(office.specialist):
        assert not Reader.objects.exists()
    with acting(office.head):
        assert Reader.objects.get().document_id == secret.pk


def test_the_secrecy_of_a_paper_is_told_to_its_readers_alone(office):
    papers = [put(office), put(office, secrecy=1, subject="Kín")]

    def told(person: Any) -> list[int | None]:
        with acting(person), connection.cursor() as cursor:
            cursor.execute("SELECT chauban_secrecy_of(id) FROM unnest(%s::bigint[]) id", [[each.pk for each in papers]])
            return [row[0] for row in cursor.fetchall()]

    assert told(office.secret_clerk) == [0, 1]
    assert told(office.administrator) == [0, None]
    assert told(office.specialist) == [None, None]
    with acting(office.administrator):
        entered = Line.objects.filter(act="registry.entered").values_list("document_id", flat=True)
        assert list(entered) == [papers[0].pk]
