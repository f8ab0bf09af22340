"""The tray: what came in, how far it has been read, and the next thing to do with each."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from django.conf import settings
from django.contrib import messages
from django.core.files.uploadedfile import TemporaryUploadedFile
from django.http import HttpRequest, HttpResponse, HttpResponseBase, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.cache import patch_vary_headers
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_POST

from chauban.kernel.figures import number_in
from chauban.kernel.refused import Refused
from chauban.people.asking import person_of
from chauban.people.models import Unit

from .. import acts, queries
from ..models import Arrival
from ..rights import check_has_a_tray
from ..states import Source
from .access import arrival_of, clerks_only

VIEWS = {
    "open": gettext_lazy("To do"),
    "ready": gettext_lazy("To be checked"),
    "failed": gettext_lazy("Cannot be read"),
    "registered": gettext_lazy("Registered"),
    "discarded": gettext_lazy("Discarded"),
}

#: Name in the session of the papers its clerk passed over, until none but them is left.
PUT_OFF = "intake_put_off"


@require_GET
@clerks_only
def tray(request: HttpRequest) -> HttpResponse:
    """One view of the tray, newest first; htmx asks for its list alone, when something in a tray changed."""
    person = person_of(request)
    shown = _shown(request.GET)
    before = number_in(request.GET.get("before")) or 0
    page = queries.tray(person, shown, before)
    units = Unit.objects.filter(pk__in=check_has_a_tray(person))
    context = {
        "lines": page.lines,
        "shown": shown,
        "views": VIEWS.items(),
        "here": f"?show={shown}&before={before}" if before else f"?show={shown}",
        "older": f"?show={shown}&before={page.older}" if page.older else "",
        "newest": f"?show={shown}" if before else "",
        "trays": [(unit, f"{reverse('intake:upload')}?unit={unit.pk}&show={shown}") for unit in units],
        "limit": settings.FILE_LIMIT,
        "megabytes": settings.FILE_LIMIT // 1024 // 1024,
    }
    alone = request.headers.get("HX-Request") and not request.headers.get("HX-History-Restore-Request")
    response = render(request, "intake/_list.html" if alone else "intake/tray.html", context)
    patch_vary_headers(response, ["HX-Request"])
    return response


@require_POST
@clerks_only
def upload(request: HttpRequest) -> HttpResponse:
    """One file into the tray; answers with its line, or with a sentence why not."""
    person = person_of(request)
    file = request.FILES.get("file")
    units = check_has_a_tray(person)
    wanted = request.GET.get("unit", "")
    if not isinstance(file, TemporaryUploadedFile):
        return HttpResponse(_("No file came with this."), status=422, content_type="text/plain; charset=utf-8")
    number = number_in(wanted)
    unit = Unit.objects.get(pk=number if number and number in units else units[0])
    try:
        arrival = acts.receive(person, unit, Source.UPLOAD, file.name or "", Path(file.temporary_file_path()))
    except Refused as refusal:
        return HttpResponse(str(refusal), status=422, content_type="text/plain; charset=utf-8")
    context = {"line": queries.lines(person, [arrival.pk])[0], "shown": _shown(request.GET)}
    return render(request, "intake/_line.html", context)


@require_GET
@clerks_only
def progress(request: HttpRequest) -> HttpResponse:
    """The lines that were busy a moment ago, as they are now; each finds its place by its id."""
    wanted = sorted(number for each in request.GET.getlist("busy") if (number := number_in(each)))
    oldest = wanted[: 2 * queries.PAGE]  # what came first is read first
    context = {"lines": queries.lines(person_of(request), oldest), "shown": _shown(request.GET)}
    return render(request, "intake/progress.html", context)


def _shown(parameters: QueryDict) -> str:
    """The view of the tray they name."""
    shown = parameters.get("show", "")
    return shown if shown in VIEWS else "open"


def _simple(act: Callable[..., object], done: Promise) -> Callable[..., HttpResponseBase]:
    """A view that does one act to an arrival and goes on to the next paper, or back to where it was asked."""

    @require_POST
    @clerks_only
    def view(request: HttpRequest, number: int) -> HttpResponse:
        arrival = arrival_of(number)
        try:
            act(person_of(request), arrival)
        except Refused as refusal:
            messages.error(request, str(refusal))
        else:
            messages.success(request, str(done) % {"name": arrival.name})
        if "next" in request.POST:
            return redirect(_next_but(request, number))
        return redirect(f"{reverse('intake:tray')}?show={_shown(request.POST)}")

    return view


def _next_but(request: HttpRequest, number: int) -> str:
    """The way to the next paper; this one comes again only when there is no other, however it stands now."""
    request.session[PUT_OFF] = [*request.session.get(PUT_OFF, []), number]
    return reverse("intake:next")


retry = _simple(acts.retry, gettext_lazy("“%(name)s” is tried again."))
discard = _simple(acts.discard, gettext_lazy("“%(name)s” was discarded. It can be taken back under “Discarded”."))
take_back = _simple(acts.take_back, gettext_lazy("“%(name)s” is back in the tray."))
release = _simple(acts.release, gettext_lazy("“%(name)s” stays in the tray for later."))


@require_POST
@clerks_only
def hold(request: HttpRequest, number: int) -> HttpResponse:
    """Claim the paper that was opened, or renew the claim; answers with who holds it, if another does.

    With `still` it was opened a while ago: the journal tells that once, not as long as somebody waits for another.
    """
    person = person_of(request)
    arrival = arrival_of(number)
    waits = "still" in request.GET and arrival.is_held_by_another(person)
    if not waits and not acts.renew(person, arrival):
        try:
            arrival = acts.hold(person, arrival)
        except Refused:
            return HttpResponse()
    return render(request, "intake/_held.html", {"arrival": arrival if arrival.is_held_by_another(person) else None})


@require_GET
@clerks_only
def go_on(request: HttpRequest) -> HttpResponse:
    """To the paper to be checked next, or back to the tray when there is none."""
    person = person_of(request)
    found = queries.next_ready(person, request.session.get(PUT_OFF, []))
    if found is None:
        put_off = request.session.pop(PUT_OFF, None) and queries.next_ready(person)
        told = _("Only papers that you put off wait to be checked.") if put_off else _("No paper waits to be checked.")
        messages.info(request, told)
        return redirect("intake:tray")
    return redirect("intake:check", found)


def line_page(request: HttpRequest, arrival: Arrival, status: int = 200) -> HttpResponse:
    """A page with the one line of a paper that cannot be checked now: it is being read, or was discarded."""
    lines = queries.lines(person_of(request), [arrival.pk])
    return render(request, "intake/one.html", {"lines": lines, "arrival": arrival}, status=status)
