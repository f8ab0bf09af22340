"""The registers, the pages of a book, its print, its sign-off and its closing."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import groupby
from typing import IO

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import FileResponse, HttpRequest, HttpResponse, QueryDict
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from chauban.kernel.clock import today
from chauban.kernel.figures import number_in
from chauban.kernel.refused import Refused, allowed
from chauban.people.asking import person_of
from chauban.people.rights import check_is_administrator
from chauban.registry import acts, queries
from chauban.registry.columns import Line, columns_of, kind_and_subject, line_of
from chauban.registry.cover import Cover, cover_of
from chauban.registry.forms import CloseForm, PeriodForm, SignOffForm
from chauban.registry.models import Volume
from chauban.registry.queries import Period
from chauban.registry.rights import check_may_keep

from .asking import tell

#: Rows of one print or export: a PDF takes about a second for seventy rows, a spreadsheet for some thousands.
PDF_LIMIT, XLSX_LIMIT = 1_000, 20_000
#: Rows of a print that is made while one waits at the book's own page; a longer one is asked for at a page of its own.
PDF_AT_ONCE = 200
PDF_ROWS_A_SECOND = 70


@login_required
@require_safe
def registers(request: HttpRequest) -> HttpResponse:
    """All registers the reader may know of, by agency."""
    person = person_of(request)
    found = list(queries.registers())
    for register in found:
        books = list(register.volumes.all())
        register.current = _current(books)  # type: ignore[attr-defined]
        register.others = [book for book in books if book is not _current(books)]  # type: ignore[attr-defined]
        register.mine = allowed(check_may_keep, person, register)  # type: ignore[attr-defined]
    in_use = [register for register in found if not register.retired]
    context = {
        "agencies": [(agency, list(rows)) for agency, rows in groupby(in_use, key=lambda register: register.agency)],
        "retired": [register for register in found if register.retired],
        "may_administer": allowed(check_is_administrator, person),
    }
    return render(request, "registry/registers.html", context)


def _current(books: list[Volume]) -> Volume | None:
    """The book of today, else the newest."""
    day = today()
    running = [book for book in books if book.starts_on <= day and (not book.ends_on or book.ends_on >= day)]
    return next(iter(running or books), None)


@login_required
@require_safe
def volume(request: HttpRequest, pk: int) -> HttpResponse:
    """A page of the book, newest number first."""
    book = get_object_or_404(queries.volumes(), pk=pk)
    form = PeriodForm(request.GET)
    period = _period(form)
    at, above = _number(request.GET, "at"), _number(request.GET, "above")
    page = queries.book(book, period, at=at, above=above)
    for entry in page.entries:
        entry.volume = book
        entry.kind_and_subject = kind_and_subject(entry)  # type: ignore[attr-defined]
    kept = {name: request.GET[name] for name in ("since", "until") if request.GET.get(name)}
    context = {
        "volume": book, "form": form, "page": page, "columns": columns_of(book.register.classified),
        "may_keep": allowed(check_may_keep, person_of(request), book.register),
        "may_change": book.closed_at is None, "jumped_to": at, "filtered": bool(kept),
        "older": _address_of(kept, "at", page.older), "newer": _address_of(kept, "above", page.newer),
        "shortcuts": _shortcuts(book), "query": urlencode(kept),
    }  # fmt: skip
    return render(request, "registry/volume.html", context)


def _address_of(kept: dict[str, str], name: str, number: int | None) -> str:
    """The address of a neighbouring page, empty at the ends of the book."""
    return "" if number is None else "?" + urlencode(kept | {name: number})


def _period(form: PeriodForm) -> Period:
    """The days asked for; everything when they make no sense."""
    return Period(**form.cleaned_data) if form.is_valid() else Period()


def _number(asked: QueryDict, name: str) -> int | None:
    return number_in(asked.get(name, "").replace(".", "").strip())


def _shortcuts(book: Volume) -> list[tuple[str, str]]:
    """This month and this quarter as addresses, while they lie in the book."""
    day = today()
    if day < book.starts_on or (book.ends_on and day > book.ends_on):
        return []
    month = day.replace(day=1)
    quarter = day.replace(month=3 * ((day.month - 1) // 3) + 1, day=1)
    return [
        (str(label), "?" + urlencode({"since": f"{since:%d/%m/%Y}", "until": f"{day:%d/%m/%Y}"}))
        for label, since in ((_("This month"), month), (_("This quarter"), quarter))
    ]


@login_required
@require_safe
def printed_pdf(request: HttpRequest, pk: int) -> HttpResponseBase:
    """The book, or a period of it, as the regulation has it, to be printed and bound."""
    return _take_out(request, pk, "pdf", PDF_LIMIT)


@login_required
@require_safe
def exported(request: HttpRequest, pk: int) -> HttpResponseBase:
    """The same as a spreadsheet."""
    return _take_out(request, pk, "xlsx", XLSX_LIMIT)


def _take_out(request: HttpRequest, pk: int, form: str, limit: int) -> HttpResponseBase:
    person = person_of(request)
    book = get_object_or_404(queries.volumes(), pk=pk)
    asked = PeriodForm(request.GET)
    period = _period(asked)
    cover = cover_of(book, period)
    if not asked.is_valid():
        messages.error(request, _("Check the period first."))
        return redirect(f"{reverse('registry:volume', args=[pk])}?{request.GET.urlencode()}")
    chosen = asked.cleaned_data["first"] is not None
    if cover.count > limit or (form == "pdf" and not chosen and cover.count > PDF_AT_ONCE):
        context = {
            "volume": book, "count": cover.count, "limit": limit, "parts": _parts(request.GET, cover, limit),
            "seconds": _seconds(min(cover.count, limit)) if form == "pdf" else 0,
        }  # fmt: skip
        return render(request, "registry/parts.html", context)
    acts.print_book(person, book, form=form, period=period)
    lines = (line_of(entry) for entry in queries.printed(book, period).iterator(chunk_size=500))
    return _download(_written(form, cover, lines, person.full_name), cover, form)


def _written(form: str, cover: Cover, lines: Iterable[Line], name: str) -> IO[bytes]:
    """The file; what makes it is loaded by the first who asks, so that a site at rest stays small."""
    if form == "pdf":
        from chauban.registry.printing import book_pdf

        return book_pdf(cover, lines, signed_by=name)
    from chauban.registry.spreadsheet import book_xlsx

    return book_xlsx(cover, lines)


def _seconds(rows: int) -> int:
    """How long a print of so many rows takes, in fives of seconds."""
    return -(-rows // (5 * PDF_ROWS_A_SECOND)) * 5


def _download(file: IO[bytes], cover: Cover, form: str) -> FileResponse:
    numbers = f"-{cover.first}-{cover.last}" if cover.first else ""
    kind = "so-van-ban-mat-den" if cover.classified else "so-van-ban-den"
    response = FileResponse(file, as_attachment=form == "xlsx", filename=f"{kind}-{cover.label}{numbers}.{form}")
    response.headers["Cache-Control"] = "private, no-store"
    return response


def _parts(asked: QueryDict, cover: Cover, limit: int) -> list[dict[str, str]]:
    """What is asked for each part of a long book: its days, its first number and its last number."""
    assert cover.first is not None
    assert cover.last is not None
    kept = {name: asked.get(name, "") for name in ("since", "until") if name in asked}
    starts = range(cover.first, cover.last + 1, limit)
    return [kept | {"first": str(first), "last": str(min(first + limit - 1, cover.last))} for first in starts]


@login_required
@require_safe
def closing(request: HttpRequest, pk: int) -> HttpResponse:
    """Sign-offs of a book, whether its rows still say what was signed, and its closing."""
    book = get_object_or_404(queries.volumes(), pk=pk)
    return _closing_page(request, book)


def _closing_page(
    request: HttpRequest, book: Volume, *, sign: SignOffForm | None = None, close: CloseForm | None = None
) -> HttpResponse:
    checked = queries.sign_offs(book)
    unsigned = queries.not_signed(checked, book.last_number)
    first, last = unsigned or (book.last_number, book.last_number)
    over = book.ends_on is not None and book.ends_on < today()
    context = {
        "volume": book, "checked": checked, "over": over, "unsigned": unsigned,
        "may_keep": allowed(check_may_keep, person_of(request), book.register),
        "sign": sign or SignOffForm(initial={"first": first, "last": last}),
        "close": close or CloseForm(initial={"last_number": book.last_number}),
    }  # fmt: skip
    refused = any(form is not None and form.errors for form in (sign, close))
    return render(request, "registry/closing.html", context, status=422 if refused else 200)


@login_required
@require_POST
def signed_off(request: HttpRequest, pk: int) -> HttpResponse:
    """Numbers were printed and signed."""
    book = get_object_or_404(queries.volumes(), pk=pk)
    form = SignOffForm(request.POST)
    try:
        if form.is_valid():
            done = acts.sign_off(person_of(request), book, form.cleaned_data["first"], form.cleaned_data["last"])
            count = done.last_number - done.first_number + 1
            text = ngettext("%(count)s number is signed off.", "%(count)s numbers are signed off.", count)
            messages.success(request, text % {"count": count})
            return redirect("registry:closing", pk=pk)
    except Refused as refusal:
        tell(form, refusal)
    return _closing_page(request, book, sign=form)


@login_required
@require_POST
def closed(request: HttpRequest, pk: int) -> HttpResponse:
    """The book is closed for good."""
    book = get_object_or_404(queries.volumes(), pk=pk)
    form = CloseForm(request.POST)
    try:
        if form.is_valid():
            acts.close_volume(person_of(request), book, **form.cleaned_data)
            messages.success(request, _("The book %(book)s is closed.") % {"book": book})
            return redirect("registry:closing", pk=pk)
    except Refused as refusal:
        tell(form, refusal)
    return _closing_page(request, book, close=form)
