"""The administrator's page of rules: which paper goes where, in which order, tried before it is used."""

from __future__ import annotations

import pytest
from django.db import connection, transaction
from django.db.utils import ProgrammingError
from django.urls import reverse

from chauban.kernel.refused import Refused
from chauban.people.identity import acting
from chauban.routing import acts
from chauban.routing.models import Phrase, Rule
from chauban.routing.queries.rules import phrases, rules
from chauban.rulebook.models import Kind
from conftest import database_role

RULES = reverse("routing:rules")


def write(office, **values):
    said = {
        "field": "", "kind": None, "issuer": None, "words": "", "leader": None, "prereader": None,
        "straight_to": None, "days": None,
    }  # fmt: skip
    return acts.write_rule(office.administrator, office.office, {**said, **values})


def typed(office, **values):
    return {"agency": office.office.pk, "field": "", "words": "", "days": "", **values}


def test_only_an_administrator_has_the_page(office, client_as):
    for name in ("chief", "clerk", "head"):
        assert client_as(getattr(office, name)).get(RULES).status_code == 403
    assert client_as(office.administrator).get(RULES).status_code == 200


def test_a_rule_is_written_changed_and_retired(office, client_as):
    client = client_as(office.administrator)
    answer = client.post(
        reverse("routing:rule-add"),
        typed(office, field="Thiên tai", words="bão\nmưa lũ", leader=office.chief.pk, days=1),
    )
    assert answer.status_code == 302
    with acting(office.administrator):
        (rule,) = rules()
    assert (rule.field, rule.leader, rule.days) == ("Thiên tai", office.chief, 1)
    client.post(reverse("routing:rule", args=[rule.pk]), typed(office, field="Thiên tai", leader=office.secretary.pk))
    client.post(reverse("routing:rule-deed", args=[rule.pk, "retire"]))
    with acting(office.administrator):
        (rule,) = rules()
    assert (rule.leader, rule.days, rule.words, rule.retired) == (office.secretary, None, "", True)
    client.post(reverse("routing:rule-deed", args=[rule.pk, "restore"]))
    with acting(office.administrator):
        assert not Rule.objects.get().retired


def test_what_is_refused_stands_by_its_field_and_nothing_typed_is_lost(office, client_as):
    client = client_as(office.administrator)
    answer = client.post(
        reverse("routing:rule-add"),
        typed(office, field="Thiên tai", leader=office.chief.pk, straight_to=office.general.pk),
    )
    assert answer.status_code == 422
    assert "straight_to" in answer.context["form"].errors
    assert 'value="Thiên tai"' in answer.content.decode()
    unknown = client.post(reverse("routing:rule-add"), typed(office, kind_name="Sắc lệnh", days=3))
    assert "kind_name" in unknown.context["form"].errors
    empty = client.post(reverse("routing:rule-add"), typed(office, field="Không có gì"))
    assert empty.context["form"].non_field_errors()


def test_the_order_in_which_they_are_asked(office, client_as):
    first, second = write(office, field="A", days=1), write(office, field="B", days=2)
    client = client_as(office.administrator)
    client.post(reverse("routing:rule-deed", args=[second.pk, "up"]))
    with acting(office.administrator):
        assert [rule.pk for rule in rules()] == [second.pk, first.pk]
    client.post(reverse("routing:rule-deed", args=[second.pk, "down"]))
    with acting(office.administrator):
        assert [rule.pk for rule in rules()] == [first.pk, second.pk]
    assert client.post(reverse("routing:rule-deed", args=[second.pk, "burn"])).status_code == 404


def test_a_paper_is_tried_on_them(office, client_as):
    write(office, kind=Kind.objects.filter(name="Giấy mời").first(), leader=office.chief)
    storm = write(office, field="Thiên tai", words="bão\nmưa lũ", leader=office.chief)
    rest = write(office, straight_to=office.general)
    client = client_as(office.administrator)

    def tried(subject):
        return client.get(RULES, {"agency": office.office.pk, "subject": subject}).context["fitting"]

    assert tried("về ứng phó BAO số 5") == storm
    assert tried("về cử cán bộ đi học") == rest
    acts.retire_rule(office.administrator, storm, retired=True)
    assert tried("về ứng phó bão số 5") == rest
    acts.retire_rule(office.administrator, rest, retired=True)
    page = client.get(RULES, {"agency": office.office.pk, "subject": "bão"})
    assert page.context["fitting"] is None
    assert "Không quy tắc nào phù hợp" in page.content.decode()


def test_phrases_of_the_office_are_an_administrators(office, client_as):
    client = client_as(office.administrator)
    client.post(reverse("routing:phrase-common"), {"text": "Để biết"})
    client.post(reverse("routing:phrase-common"), {"text": "Phối hợp thực hiện"})
    assert client.post(reverse("routing:phrase-common"), {"text": "Để biết"}).status_code == 422
    with acting(office.chief):
        first, second = phrases(office.chief)
    assert [first.text, second.text] == ["Để biết", "Phối hợp thực hiện"]
    client.post(reverse("routing:phrase-common-deed", args=[second.pk, "up"]))
    with acting(office.chief):
        assert [phrase.text for phrase in phrases(office.chief)] == ["Phối hợp thực hiện", "Để biết"]
    with pytest.raises(Refused):
        acts.remove_phrase(office.chief, first)
    with pytest.raises(Refused):
        acts.add_phrase(office.chief, "Của chung", common=True)
    client.post(reverse("routing:phrase-common-deed", args=[first.pk, "remove"]))
    with acting(office.chief):
        assert len(phrases(office.chief)) == 1


def test_the_database_itself_keeps_the_offices_phrases_from_others(office):
    acts.add_phrase(office.administrator, "Để biết", common=True)
    with acting(office.chief):
        assert Phrase.objects.filter(person=None).delete()[0] == 0
        assert Phrase.objects.filter(person=None).update(text="Khác") == 0
    with pytest.raises(ProgrammingError), acting(office.chief), transaction.atomic():
        Phrase.objects.create(person=None, text="Của chung")
    assert connection.connection is not None
    with database_role("none"):
        assert Phrase.objects.get().text == "Để biết"
