"""The leader's screen: the papers that wait, one of them at a time, and what is said to it."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.middleware.csrf import get_token
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from chauban.documents.acts import open_document
from chauban.documents.models import Document
from chauban.documents.queries import readable
from chauban.kernel.clock import today
from chauban.kernel.refused import Refused, allowed
from chauban.people.asking import person_of
from chauban.people.models import Person
from chauban.rulebook.calendar import next_working
from chauban.web.days import parse_day
from chauban.web.paper import Sheet

from .. import states
from ..models import Submission
from ..plans import deadline
from ..queries import up
from ..queries.ink import inked
from ..queries.rules import phrases, rule_for
from ..queries.way import way
from ..rights import check_may_decide

#: Papers fetched before they are asked for.
AHEAD = 2


@login_required
@require_safe
def queue(request: HttpRequest) -> HttpResponse:
    """What waits for the person's opinion, the most urgent first; asked for in part when something of it changed."""
    part = bool(request.headers.get("HX-Request"))
    context = {"queue": up.queue(person_of(request))}
    return render(request, "routing/_leader_queue.html" if part else "routing/leader_queue.html", context)


@login_required
@require_safe
def screen(request: HttpRequest, pk: int) -> HttpResponse:
    """One paper to be decided on. With `X-Part` the paper alone, to be put into the page that is open; a paper
    fetched ahead (`X-Part: ahead`) was not opened yet."""
    person, submission = person_of(request), get_object_or_404(up.submission_of(pk))
    part = request.headers.get("X-Part", "")
    if part != "ahead":
        open_document(person, submission.document)
    template = "routing/_leader.html" if part else "routing/leader.html"
    return render(request, template, _context(person, submission))


@login_required
@require_POST
def opened(request: HttpRequest, pk: int) -> HttpResponse:
    """A paper that was fetched ahead is before the leader now."""
    submission = get_object_or_404(up.submission_of(pk))
    open_document(person_of(request), submission.document)
    return HttpResponse(status=204)


@login_required
@require_safe
def said(request: HttpRequest, pk: int) -> HttpResponse:
    """What others said on the paper, asked for when somebody did."""
    submission = get_object_or_404(up.submission_of(pk))
    context = {"submission": submission, "document": submission.document, "way": way(submission.document)}
    return render(request, "routing/_leader_said.html", context)


@login_required
@require_safe
def count(request: HttpRequest) -> HttpResponse:
    """How many papers wait, asked for when it may have changed."""
    return render(request, "routing/_leader_count.html", {"waiting": len(up.queue(person_of(request)).waiting)})


@login_required
@require_safe
def ready(request: HttpRequest) -> JsonResponse:
    """Who is signed in, and the token with which their device may send what it kept."""
    return JsonResponse({"person": person_of(request).pk, "token": get_token(request)})


@login_required
@require_safe
def due(request: HttpRequest) -> JsonResponse:
    """The working day a typed day means; 422 with a sentence when it can be none."""
    try:
        typed = parse_day(request.GET.get("day", "")[:40], today(), "future")
        day = deadline(typed)
    except (ValueError, OverflowError):
        return JsonResponse({"sentence": _("There is no such day. Write it like 5/2 or 05/02/2026.")}, status=422)
    except Refused as refusal:
        return JsonResponse({"sentence": str(refusal)}, status=422)
    assert day is not None
    told = date_format(day, "l, d/m/Y")
    moved = _("%(typed)s is a day off: due on %(day)s.") % {"typed": f"{typed:%d/%m/%Y}", "day": told}
    return JsonResponse({"day": day.isoformat(), "told": told, "sentence": moved if day != typed else ""})


@login_required
@require_safe
def ink(request: HttpRequest, document: int) -> HttpResponse:
    """What was written by hand on a paper, to be laid over its pages."""
    found: Document = get_object_or_404(readable(), pk=document)
    return render(request, "routing/_ink_pages.html", {"inked": inked(found)})


def _context(person: Person, submission: Submission) -> dict[str, object]:
    document, rule = submission.document, rule_for(submission.document)
    place = up.place(person, submission)
    proposal = up.proposal_for(submission)
    return {
        "submission": submission,
        "document": document,
        "may_decide": allowed(check_may_decide, person, submission),
        "prereads": submission.purpose == states.Purpose.PREREAD,
        "pages": _sheets(document),
        "inked": inked(document),
        "way": way(document),
        "phrases": phrases(person),
        "holders": up.usual_holders(person, submission),
        "deadlines": up.deadlines(document, rule, _labels(rule.days if rule else 0)),
        "leaders": [each for each in up.leaders() if each.person.pk not in (person.pk, submission.to_id)],
        "proposal": proposal,
        "proposed": _proposed(proposal.plan) if proposal else {},
        "place": place,
        "next": place.following[0] if place.following else None,
        "ahead": [each for each in place.following[:AHEAD] if not each.classified],
    }


def _labels(days: int | None) -> dict[str, str]:
    return {
        "rule": _("By rule: %(days)s days") % {"days": days},
        "reply": _("To answer in time"),
        # On a day off the nearest day that can be a deadline is another; the chip says what it means.
        "today": _("Today") if next_working(today()) == today() else _("Next working day"),
        "three": _("3 days"),
        "friday": _("Friday"),
        "week": _("1 week"),
    }


def _proposed(plan: list[dict[str, object]]) -> dict[str, object]:
    """The plan of a proposal as the screen takes it over."""
    named = up.named_in(plan)
    parts: dict[str, list[dict[str, str]]] = {part: [] for part in states.Part.values}
    for each in plan:
        value = f"unit:{each['unit']}" if each.get("unit") else f"person:{each['person']}"
        if value in named:
            parts[str(each["part"])].append({"value": value, "label": up.holder(named[value]).label})
    due_on = next((each["due_on"] for each in plan if each.get("due_on")), None)
    return {**parts, "due": due_on}


def _sheets(document: Document) -> list[Sheet]:
    """The pages as the viewer takes them; images and words are served on the document's own addresses."""
    return [
        Sheet(
            page.position,
            page.page.width,
            page.page.height,
            reverse("desk:page-image", args=[document.pk, page.position]),
            reverse("desk:page-words", args=[document.pk, page.position]),
        )
        for page in up.pages(document)
    ]
