"""What people do with their notices, and what an administrator sets."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils import timezone
from django.utils.translation import gettext as _

from chauban.journal.act import Doer, act, record
from chauban.kernel.refused import Refused
from chauban.people.models import Agency
from chauban.people.rights import check_is_administrator, somebody

from ..models import Preference, Reminder, Rule, Weekly
from ..rights import check_may_list_overdue
from ..states import Mode


@act
def dismiss(doer: Doer, reminder: Reminder) -> None:
    """Put a notice aside, with the earlier ones about the same work; raises Refused for another's."""
    person = somebody(doer)
    if reminder.person_id != person.pk:
        raise Refused(_("This notice is for somebody else."))
    same = Reminder.objects.filter(
        person=person, assignment=reminder.assignment_id, pk__lte=reminder.pk, seen_at__isnull=True
    )
    same.update(seen_at=timezone.now())
    record(person, "urging.dismissed")


@act
def dismiss_list(doer: Doer, weekly: Weekly) -> None:
    """Put the week's list aside; raises Refused for another's."""
    person = somebody(doer)
    if weekly.person_id != person.pk:
        raise Refused(_("This notice is for somebody else."))
    Weekly.objects.filter(pk=weekly.pk, seen_at__isnull=True).update(seen_at=timezone.now())
    record(person, "urging.list_dismissed", on=weekly.week)


@act
def dismiss_all(doer: Doer, shown: Iterable[int]) -> int:
    """Put aside the notices with these numbers, which are those that the page showed; returns how many."""
    person = somebody(doer)
    mine = Reminder.objects.filter(person=person, pk__in=list(shown), seen_at__isnull=True)
    count = mine.update(seen_at=timezone.now())
    record(person, "urging.all_dismissed", notices=count)
    return count


@act
def print_overdue(doer: Doer, *, form: str, rows: int) -> None:
    """That the list of overdue work was taken out as a file ("pdf", "xlsx") goes on record; raises Refused."""
    check_may_list_overdue(doer)
    record(doer, "urging.overdue_printed", form=form, rows=rows)


@act
def choose_letters(
    doer: Doer, *, mode: str, address: str = "", quiet_from: dt.time | None = None, quiet_until: dt.time | None = None
) -> Preference:
    """How the doer wants to be written to; raises Refused on an address that is none or half of the quiet hours."""
    person = somebody(doer)
    if mode not in Mode.values:
        raise Refused(_("Choose one of the ways."), field="mode")
    if (quiet_from is None) != (quiet_until is None):
        missing = "quiet_until" if quiet_until is None else "quiet_from"
        raise Refused(_("Quiet hours need a beginning and an end."), field=missing)
    columns = {"mode": mode, "address": _address(address), "quiet_from": quiet_from, "quiet_until": quiet_until}
    choice, _new = Preference.objects.update_or_create(person=person, defaults=columns)
    record(person, "urging.letters_chosen", mode=str(Mode(mode).label))
    return choice


def _address(text: str) -> str:
    clean = text.strip()
    if clean:
        try:
            validate_email(clean)
        except ValidationError:
            raise Refused(_("This is no e-mail address."), field="address") from None
    return clean


@act
def set_rule(doer: Doer, agency: Agency, days: int) -> Rule:
    """After how many working days overdue work of an agency goes up a level; raises Refused."""
    check_is_administrator(doer)
    if not 1 <= days <= 60:
        raise Refused(_("Between 1 and 60 working days."), field="days")
    rule, _new = Rule.objects.update_or_create(agency=agency, defaults={"days": days})
    record(doer, "urging.rule_set", agency=agency.name, days=days)
    return rule
