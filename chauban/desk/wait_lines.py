"""A thing that waits as one line of the desk: whose it is, till when, and the one next act."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from chauban.documents.models import Document
from chauban.documents.states import Urgency
from chauban.people.models import Person
from chauban.registry.models import Entry
from chauban.routing.models import Word
from chauban.routing.queries.waiting import results
from chauban.routing.states import Submission, Wanted, Work
from chauban.rulebook.standing import Standing, standing

from .waiting import SORTS, THEIRS, Found


@dataclass
class Act:
    """The next act: a place to go to, or a deed done at once."""

    label: str | Promise
    #: Where it is done; empty when it is done here.
    url: str = ""
    #: The deed that is posted.
    deed: str = ""


@dataclass
class Line:
    """What a line shows."""

    sort: str
    pk: int
    document: Document
    act: Act
    #: Who gave, asked or sent it, and what they said.
    told: str
    quoted: str = ""
    due: dt.date | None = None
    #: Something is wrong with it: its holder is gone, it was handed back.
    flag: str = ""
    entry: Entry | None = None
    refusal: str = ""

    @property
    def id(self) -> str:
        return f"{self.sort}-{self.pk}"

    @property
    def label(self) -> str | Promise:
        return SORTS[self.sort].label if self.sort in SORTS else _("In their hands")

    @property
    def pressing(self) -> bool:
        return self.document.urgency > Urgency.NORMAL

    @cached_property
    def standing(self) -> Standing | None:
        return standing(self.due) if self.due else None

    @property
    def over(self) -> bool:
        return self.standing is not None and self.standing.over


def lines(person: Person, found: Found) -> list[Line]:
    """What the page shows as lines, in its order; their numbers in the book come later. Two statements at most."""
    said = results([row.pk for name, row in found.rows if name == "judge"])
    return [_LINES[name](row, person, said) for name, row in found.rows]


def _at_document(row: Any, deed: str = "") -> str:
    """The paper's page, with a deed open at its place."""
    url = reverse("desk:document", args=[row.document_id])
    return f"{url}?deed={deed}&piece={row.pk}#piece-{row.pk}" if deed else f"{url}#work"


def _opinion(row: Any, person: Person, said: dict[int, Word]) -> Line:
    told = _("submitted by %(name)s") % {"name": row.submitted_by}
    if row.to_id != person.pk:
        told = f"{told}, {_('to %(name)s') % {'name': row.to}}"
    if row.onward_to:
        told = f"{told}, {_('to be read before %(name)s') % {'name': row.onward_to}}"
    act = Act(gettext_lazy("Give an opinion"), reverse("routing:up-screen", args=[row.pk]))
    kept = row.get_state_display() if row.state != Submission.WAITING else ""
    return Line("opinion", row.pk, row.document, act, told, row.note, row.document.reply_by, kept)


def _judge(row: Any, person: Person, said: dict[int, Word]) -> Line:
    word = said.get(row.pk)
    quoted = _quoted(word) if word else ""
    if row.left:
        flag = _("%(name)s no longer works here.") % {"name": row.holder}
        return Line("judge", row.pk, row.document, _to(row, "reassign"), str(row.holder), "", row.due_on, flag)
    told = f"{row.holder}: {row.get_state_display().lower()}"
    if row.state == Work.RETURNED:
        return Line("judge", row.pk, row.document, _to(row, "reassign"), told, quoted, row.due_on)
    act = Act(gettext_lazy("Accept the result"), deed="accept-result")
    return Line("judge", row.pk, row.document, act, told, quoted, row.due_on)


def _quoted(word: Word) -> str:
    files = len(word.files.all())
    many = ngettext("%(count)s file", "%(count)s files", files) % {"count": files} if files else ""
    return " · ".join(part for part in (word.text, many) if part)


def _to(row: Any, deed: str) -> Act:
    return Act(LEADING[deed], _at_document(row, deed))


#: Deeds that are done on the paper's page, as a line names them.
LEADING: dict[str, Promise] = {
    "reassign": gettext_lazy("Give to another"),
    "result": gettext_lazy("Report the result"),
    "pass-on": gettext_lazy("Pass on"),
    "urge": gettext_lazy("Urge"),
}


def _asked(row: Any, person: Person, said: dict[int, Word]) -> Line:
    work = row.assignment
    if row.wanted == Wanted.EXTENSION:
        told = _("%(name)s asks for a deadline on %(day)s") % {"name": row.asked_by, "day": f"{row.due_on:%d/%m/%Y}"}
    else:
        told = _("%(name)s asks for the support of %(other)s") % {"name": row.asked_by, "other": row.holder}
    act = Act(gettext_lazy("Grant"), deed="grant")
    return Line("asked", row.pk, work.document, act, told, row.reason, work.due_on)


def _question(row: Any, person: Person, said: dict[int, Word]) -> Line:
    told = _("%(name)s asks") % {"name": row.asked_by}
    act = Act(gettext_lazy("Answer"), _at_document(row))
    return Line("question", row.pk, row.document, act, told, row.text, row.document.reply_by)


def _given(row: Any) -> str:
    giver = row.on_behalf_of or row.assigned_by
    return f"{row.get_part_display()} · {_('given by %(name)s') % {'name': giver}}"


def _work(row: Any, person: Person, said: dict[int, Word]) -> Line:
    told = _given(row)
    if row.person_id != person.pk:
        told = f"{told}, {_('to %(name)s') % {'name': row.person}}"
    accepted = row.state == Work.ACCEPTED
    act = _to(row, "result") if accepted else Act(gettext_lazy("Accept the work"), deed="accept")
    return Line("work", row.pk, row.document, act, told, row.instruction, row.due_on)


def _unit(row: Any, person: Person, said: dict[int, Word]) -> Line:
    told = f"{row.unit} · {_given(row)}"
    if row.state == Work.GIVEN:
        act = _to(row, "pass-on")
    elif row.busy:
        act = Act(gettext_lazy("Follow"), f"{_at_document(row).partition('#')[0]}#piece-{row.pk}")
    else:
        act = _to(row, "result")
    return Line("unit", row.pk, row.document, act, told, row.instruction, row.due_on)


def _know(row: Any, person: Person, said: dict[int, Word]) -> Line:
    told = _("given by %(name)s") % {"name": row.on_behalf_of or row.assigned_by}
    if row.unit:
        told = f"{row.unit} · {told}"
    act = Act(gettext_lazy("Seen"), deed="see")
    return Line("know", row.pk, row.document, act, told, row.instruction, row.document.reply_by)


def _sent(row: Any, person: Person, said: dict[int, Word]) -> Line:
    told = _("sent by %(name)s") % {"name": row.granted_by}
    if row.unit:
        told = f"{row.unit} · {told}"
    act = Act(gettext_lazy("Read"), reverse("desk:document", args=[row.document_id]))
    return Line("sent", row.pk, row.document, act, told, row.note, row.document.reply_by)


def _submit(row: Any, person: Person, said: dict[int, Word]) -> Line:
    act = Act(gettext_lazy("Submit"), reverse("routing:submit", args=[row.document_id]))
    return Line("submit", row.pk, row.document, act, row.document.issuer_name, "", row.document.reply_by)


def _theirs(row: Any, person: Person, said: dict[int, Word]) -> Line:
    flag = _("%(name)s no longer works here.") % {"name": row.holder} if row.left else ""
    act = _to(row, "reassign" if row.left else "urge")
    return Line(
        THEIRS,
        row.pk,
        row.document,
        act,
        f"{row.get_state_display()} · {_given(row)}",
        row.instruction,
        row.due_on,
        flag,
    )


_LINES: dict[str, Callable[[Any, Person, dict[int, Word]], Line]] = {
    "opinion": _opinion, "judge": _judge, "asked": _asked, "question": _question, "work": _work, "unit": _unit,
    "know": _know, "sent": _sent, "submit": _submit, THEIRS: _theirs,
}  # fmt: skip
