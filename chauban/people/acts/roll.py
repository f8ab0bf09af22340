"""Taking in the office's list from a workbook: a draft first, then all of it at once."""

from __future__ import annotations

from typing import Any

from django.db import IntegrityError
from django.utils import timezone
from django.utils.translation import gettext as _

from chauban.journal.act import Doer, act, record
from chauban.kernel.refused import Refused

from ..models import ImportDraft, Person, Post
from ..rights import check_is_administrator, somebody
from ..roll.plan import Plan, State, make_plan
from .agency import lock_tree


@act
def keep_draft(doer: Doer, file_name: str, rows: dict[str, list[dict[str, Any]]]) -> ImportDraft:
    """Keep a workbook's rows for the preview; the administrator's earlier drafts go."""
    check_is_administrator(doer)
    owner = somebody(doer)
    ImportDraft.objects.filter(person=owner).delete()
    draft = ImportDraft.objects.create(person=owner, file_name=file_name[:200], rows=rows)
    record(doer, "people.import_read", file=draft.file_name, rows=sum(map(len, rows.values())))
    return draft


@act
def import_draft(doer: Doer, draft: ImportDraft, seen: str) -> dict[str, int]:
    """Write all rows of a draft that are not wrong, or none; returns how many were new, changed, same and wrong.

    `seen` is the digest of the preview the administrator agreed to. Raises Refused when the office has changed since,
    so that the rows would do something else, and when the draft was imported already.
    """
    check_is_administrator(doer)
    lock_tree()
    draft = ImportDraft.objects.select_for_update().get(pk=draft.pk)
    if draft.done_at is not None:
        raise Refused(_("This file has been imported already."))
    plan = make_plan(draft.rows)
    if plan.digest() != seen:
        raise _stale()
    count = plan.count()
    if not count[State.NEW] + count[State.CHANGED]:
        raise Refused(_("There is nothing to import."))
    try:
        _write(plan)
    except IntegrityError:  # somebody entered the same in this very moment
        raise _stale() from None
    draft.done_at = timezone.now()
    draft.save(update_fields=["done_at"])
    record(
        doer, "people.imported", file=draft.file_name, **count,
        people=[[person.pk, person.username] for person in plan.people],
        agencies=[agency.pk for agency in plan.agencies], units=[unit.pk for unit in plan.units],
        posts=[post.pk for post in plan.posts],
    )  # fmt: skip
    return count


def _stale() -> Refused:
    return Refused(_("The office's lists have changed since this preview. Look at it once more."))


def _write(plan: Plan) -> None:
    waiting = list(plan.agencies)
    while waiting:  # superiors first; the plan has no ring and no superior that is not written
        ready = [agency for agency in waiting if agency.parent is None or agency.parent.pk is not None]
        for agency in ready:
            agency.save()
        waiting = [agency for agency in waiting if agency.pk is None]
    for unit in plan.units:
        unit.save()
    Person.objects.bulk_create(plan.people, batch_size=500)
    Post.objects.bulk_create(plan.posts, batch_size=500)
    for row, columns in plan.changes:
        for column, value in columns.items():
            setattr(row, column, value)
        row.save(update_fields=list(columns))
