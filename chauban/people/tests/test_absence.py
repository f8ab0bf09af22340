"""Who is away is known to everybody here, and written by themselves, their head or an administrator."""

from __future__ import annotations

import datetime as dt

import pytest
from django.db import DatabaseError, transaction
from django.urls import reverse

from chauban.kernel.clock import today
from chauban.kernel.refused import Refused
from chauban.people.absences import away_until
from chauban.people.acts.absence import call_off_absence, note_absence
from chauban.people.identity import acting
from chauban.people.models import Absence
from chauban.people.queries import choose_people

SOON = dt.timedelta(days=3)


def test_noted_seen_in_pickers_and_called_off(office, client_as):
    until = today() + SOON
    fields = {"person": office.specialist.pk, "starts_on": f"{today():%d/%m/%Y}", "ends_on": f"{until:%d/%m/%Y}"}
    assert client_as(office.specialist).post(reverse("people:absence-note"), fields).status_code == 302
    with acting(office.clerk):
        assert away_until([office.specialist.pk]) == {office.specialist.pk: until}
        (option,) = choose_people("Thùy Linh")
        assert f"{until:%d/%m}" in option["hint"]
        absence = Absence.objects.get()
    page = client_as(office.head).get(reverse("people:me")).content.decode()
    assert "Đỗ Thùy Linh" in page
    client_as(office.head).post(reverse("people:absence-call-off", args=[absence.pk]))
    with acting(office.clerk):
        assert away_until([office.specialist.pk]) == {}


def test_an_administrator_notes_and_calls_off_anybodys_on_their_page(office, client_as):
    client, who = client_as(office.administrator), office.chief
    fields = {"starts_on": f"{today():%d/%m/%Y}", "ends_on": f"{today() + SOON:%d/%m/%Y}"}
    page, note = (
        reverse("people:person", args=[who.pk]),
        reverse("people:person-act", args=[who.pk, "absence"]),
    )
    assert client.post(note, fields | {"ends_on": "01/01/2020"}).status_code == 422
    assert client.post(note, fields).status_code == 302
    with acting(who):
        absence = Absence.objects.get(person=who)
    call_off = reverse("people:absence-call-off", args=[absence.pk])
    assert call_off in client.get(page).content.decode()
    assert client.post(call_off).url == page


def test_not_before_it_begins(office):
    note_absence(office.head, office.head, starts_on=today() + SOON, ends_on=today() + 2 * SOON)
    with acting(office.clerk):
        assert away_until([office.head.pk]) == {}


@pytest.mark.parametrize(("starts", "ends"), [(0, -1), (-9, -8), (0, 400)])
def test_days_that_cannot_be_meant(office, starts, ends):
    day = today()
    with pytest.raises(Refused):
        note_absence(
            office.head, office.head, starts_on=day + dt.timedelta(days=starts), ends_on=day + dt.timedelta(days=ends)
        )


@pytest.mark.parametrize("who", ["clerk", "specialist", "editor"])
def test_nobody_notes_anothers(office, client_as, who):
    with pytest.raises(Refused):
        note_absence(office.people[who], office.head, starts_on=today(), ends_on=today())
    with acting(office.people[who]), pytest.raises(DatabaseError), transaction.atomic():
        Absence.objects.create(person=office.head, made_by=office.people[who], starts_on=today(), ends_on=today())
    fields = {"person": office.head.pk, "starts_on": f"{today():%d/%m/%Y}", "ends_on": f"{today():%d/%m/%Y}"}
    assert client_as(office.people[who]).post(reverse("people:absence-note"), fields).status_code == 422
    absence = note_absence(office.head, office.head, starts_on=today(), ends_on=today())
    assert client_as(office.people[who]).post(reverse("people:absence-call-off", args=[absence.pk])).status_code == 404


def test_called_off_once(office):
    absence = note_absence(office.administrator, office.head, starts_on=today(), ends_on=today(), reason="Đi công tác")
    call_off_absence(office.head, absence)
    with pytest.raises(Refused):
        call_off_absence(office.head, absence)
