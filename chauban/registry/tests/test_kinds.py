"""A register of one kind takes papers of that kind and no others, whatever is corrected later."""

from __future__ import annotations

import pytest
from django.urls import reverse

from chauban.kernel.refused import Refused
from chauban.people.identity import acting
from chauban.registry.acts import add_register, correct_entry, retire_register
from chauban.registry.models import Register, Scope
from chauban.rulebook.models import Kind
from conftest import database_role

from .entering import enter
from .test_books import values


def kind(name: str) -> Kind:
    return Kind.objects.get(name=name, system="party")


@pytest.fixture
def of_resolutions(office) -> Register:
    """A register of resolutions, of the committee."""
    changes = {"direction": "arrivals", "agency": office.committee, "kind": kind("Nghị quyết"), "scope": Scope.YEAR}
    return add_register(office.administrator, values(office, **changes), [])


def test_a_register_of_one_kind_takes_no_other(office, of_resolutions):
    assert enter(office, register=of_resolutions, kind=kind("Nghị quyết")).number == 1
    for other in (kind("Quyết định"), None):
        with pytest.raises(Refused) as refusal:
            enter(office, register=of_resolutions, kind=other)
        assert refusal.value.field == "register"
    for any_kind in (kind("Nghị quyết"), kind("Quyết định"), None):
        enter(office, kind=any_kind)


def test_a_correction_keeps_the_kind_of_the_register(office, of_resolutions):
    entry = enter(office, register=of_resolutions, kind=kind("Nghị quyết"))
    for other in (kind("Quyết định"), None):
        with pytest.raises(Refused) as refusal:
            correct_entry(office.clerk, entry, {"kind": other}, "Đọc sai")
        assert refusal.value.field == "kind"
    correct_entry(office.clerk, entry, {"symbol": "1-NQ/TW"}, "Đọc sai")
    correct_entry(office.clerk, enter(office), {"kind": kind("Quyết định")}, "Đọc sai")


def test_registers_of_two_kinds_stand_beside_each_other_but_not_beside_one_of_all(office, of_resolutions):
    same = {"direction": "arrivals", "agency": office.committee}
    add_register(office.administrator, values(office, name="Sổ quyết định", kind=kind("Quyết định"), **same), [])
    for again in (None, kind("Nghị quyết")):
        with pytest.raises(Refused):
            add_register(office.administrator, values(office, name="Sổ khác", kind=again, **same), [])
    retire_register(office.administrator, of_resolutions, retired=True)
    add_register(office.administrator, values(office, name="Sổ khác", kind=kind("Nghị quyết"), **same), [])


def test_a_register_whose_kind_went_out_of_use_can_still_be_changed(office, client_as, of_resolutions):
    with database_role("none"):
        Kind.objects.filter(pk=of_resolutions.kind_id).update(retired=True)
    typed = {
        "agency": office.committee.pk, "name": "Sổ nghị quyết đến", "scope": "year", "kind": of_resolutions.kind_id,
        "secrecy_from": 0, "secrecy_to": 0, "keeper": office.registry_unit.pk, "order": 5,
    }  # fmt: skip
    client, place = client_as(office.administrator), reverse("registry:change-register", args=[of_resolutions.pk])
    assert client.post(place, typed | {"order": 40_000}).status_code == 422
    assert client.post(place, typed).status_code == 302
    with acting(office.administrator):
        of_resolutions.refresh_from_db()
    assert of_resolutions.name == "Sổ nghị quyết đến"
