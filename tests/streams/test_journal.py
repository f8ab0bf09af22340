"""The journal as the administrator and a document's readers see it, with real papers in real registers."""

from __future__ import annotations

import datetime as dt
import uuid

import pytest
from django.urls import reverse
from django.utils import timezone, translation

from chauban.documents.fields import PaperFields
from chauban.journal import queries
from chauban.journal.act import record
from chauban.journal.models import Line
from chauban.journal.queries import Wanted
from chauban.people.identity import acting
from chauban.registry.acts import enter_arrival


@pytest.fixture
def documents(office):
    """Two papers of the registry, the second one classified, by their document numbers."""

    def enter(person, register, **fields):
        paper = PaperFields(issuer_name="Sở Y tế", **fields)
        return enter_arrival(
            person, register, paper, arrived_on=timezone.localdate(), request_key=uuid.uuid4()
        ).document_id

    return (
        enter(office.clerk, office.arrivals, subject="Về phòng, chống dịch"),
        enter(office.secret_clerk, office.arrivals_classified, subject="", subject_withheld=True, secrecy=1),
    )


def test_lines_are_sentences_newest_first(office, documents, client_as):
    page = client_as(office.administrator).get(reverse("journal:lines")).content.decode()
    assert "Võ Thị Mai" in page
    assert "vào sổ văn bản, số đến 1" in page


def test_a_classified_paper_leaves_no_trace_on_the_page(office, documents, client_as):
    ordinary, classified = documents
    page = client_as(office.administrator).get(reverse("journal:lines")).content.decode()
    assert "Sổ văn bản mật đến" not in page
    assert f"document={classified}" not in page
    assert f"document={ordinary}" in page
    with acting(office.secret_clerk):
        line = Line.objects.get(document_id=classified)
    assert client_as(office.administrator).get(reverse("journal:proof", args=[line.pk])).status_code == 404


def test_filters(office, documents, client_as):
    ordinary, _ = documents
    with acting(office.clerk):
        for _again in range(2):
            record(office.clerk, "registry.register_retired", register="Sổ cũ")
    today = timezone.localdate()
    with acting(office.administrator):

        def found(**wanted):
            return [line.sentence for line in queries.page(Wanted(**wanted)).lines]

        with translation.override("en"):
            assert found(act="registry.register_retired") == ["retired the register Sổ cũ"] * 2
            assert found(number=1) == found(document_id=ordinary) != []
        assert found(person_id=office.chief.pk) == []
        assert len(found(person_id=office.clerk.pk)) >= 3
        assert found(until=today - dt.timedelta(days=1)) == []
        assert len(found(since=today, until=today)) >= 3
    client = client_as(office.administrator)
    page = client.get(reverse("journal:lines"), {"person": office.chief.pk}).content.decode()
    assert "Không có dòng nào" in page
    assert client.get(reverse("journal:lines"), {"since": "31/02/2026", "before": "x"}).status_code == 200


def test_history_is_for_readers_of_the_document(office, documents):
    ordinary, classified = documents
    with acting(office.clerk), translation.override("en"):
        record(office.clerk, "document.opened", document_id=ordinary)
        told = queries.history(ordinary)
        year = timezone.localdate().year
        assert [(line.person, line.sentence) for line in told] == [
            ("Võ Thị Mai", f"entered the paper as number 1 in Sổ văn bản đến {year}")
        ]
        assert queries.history(classified) == []
    with acting(office.specialist):
        assert queries.history(ordinary) == []
