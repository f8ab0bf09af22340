"""Who is away from the office, and until when."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection

from django.db.models import Exists, OuterRef
from django.utils.translation import gettext as _

from chauban.kernel.clock import today

from .models import Absence, Person, Post
from .rights import held_on, unit_ids
from .states import LENDING


def away_until(people: Collection[int]) -> dict[int, dt.date]:
    """Of these people's numbers, who is away today and the last day of it. One statement, none for nobody."""
    if not people:
        return {}
    day = today()
    rows = Absence.objects.filter(person__in=people, starts_on__lte=day, ends_on__gte=day, ended_at=None)
    found: dict[int, dt.date] = {}
    for number, until in rows.values_list("person_id", "ends_on"):
        found[number] = max(until, found.get(number, until))
    return found


def away_words(until: dt.date) -> str:
    """That somebody is away, in short."""
    return _("away until %(day)s") % {"day": f"{until:%d/%m}"}


def absences_of(people: Collection[int]) -> list[Absence]:
    """These people's absences that are not over, the next one first. One statement."""
    return list(
        Absence.objects.filter(person__in=people, ends_on__gte=today(), ended_at=None)
        .select_related("person", "made_by")
        .order_by("starts_on", "id")
    )


def absence_of(pk: int) -> Absence | None:
    """One absence with its person, or None."""
    return Absence.objects.filter(pk=pk).select_related("person").first()


def led_by(person: Person) -> list[Person]:
    """Whose absences the person notes besides their own: of the units they head. One statement, none for others."""
    units = unit_ids(person, *LENDING)
    if not units:
        return []
    posted = Post.objects.filter(held_on(today()), person=OuterRef("pk"), unit__in=units)
    others = Person.objects.filter(Exists(posted), is_active=True).exclude(pk=person.pk)
    return list(others.order_by("sort_name", "pk"))
