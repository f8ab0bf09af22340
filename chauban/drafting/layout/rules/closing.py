"""Authority to sign, the signer's name, addressees and recipients."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from typing import Final

from django.utils.translation import gettext_lazy as _

from chauban.intake.reading.rules import rules

from ..elements import Element, Form, Name
from ..findings import Fault, Remedy
from .checked import TO_BE_FILLED, Checked

_AUTHORITY: Final = re.compile(r"^\s*(?P<words>(?:T/?M|K/?T|T/?L|T/?U\.?Q|Q)[./]?)(?=\s)")
_LETTERS: Final = re.compile(r"[^A-Z]")
_END: Final = re.compile(r"(?P<end>\s*[.,;:]*\s*)$")
_DASH: Final = re.compile(r"^\s*[-–]")
_KEEP: Final = re.compile(r"^\W*L[ưu]u\b")


def authority(page: Checked) -> Iterator[Fault]:
    """ "TM." or "T/M", each system its own way."""
    for item in page.elements.all(Name.AUTHORITY):
        match = _AUTHORITY.match(item.line.raw)
        if match is None:
            continue
        said = match["words"]
        wanted = page.pack.wording.authorities.get(_LETTERS.sub("", said))
        if said != wanted:
            remedy = Remedy("text", value=wanted) if wanted else None
            required = wanted or ", ".join(page.pack.wording.authorities.values())
            yield Fault("authority.words", page.within(item, match, "words"), said, required, remedy)


@cache
def _titles() -> re.Pattern[str]:
    known = sorted((re.escape(t) for t in [*rules()["degrees"], *rules()["ranks"]]), key=len, reverse=True)
    return re.compile(rf"^\s*(?P<titles>(?:(?:{'|'.join(known)})(?:\.\s*|\s+))+)(?=\S)")


def titles(page: Checked) -> Iterator[Fault]:
    """No degrees, ranks and honours before the name."""
    for item in page.elements.all(Name.SIGNER):
        match = _titles().match(item.line.raw)
        if match:
            yield Fault(
                "signer.titles", page.within(item, match, "titles"), match["titles"].strip(), _("the name alone")
            )


def addressees(page: Checked) -> Iterator[Fault]:
    """Two or more addressees stand in a list like that of the recipients."""
    items = page.elements.all(Name.ADDRESSEE)
    for item, last in _with_last(items if len(items) > 1 else ()):
        mark = "." if last else page.pack.wording.item_end
        if item.text and not item.text.endswith(mark) and _ends_an_item(items, item):
            yield _ending("addressee.ends", page, item, mark)


def recipients(page: Checked) -> Iterator[Fault]:
    """Dashes, marks, the first line and the line that says where the copy is kept."""
    items = page.elements.all(Name.RECIPIENT)
    wording = page.pack.wording
    for item, last in _with_last(items):
        if not _DASH.match(item.line.raw) and not item.paragraph.numbered and _begins_an_item(items, item):
            where = item.paragraph.place(item.line.start, item.line.start)
            yield Fault("recipient.dash", where, item.text, "- " + item.text, Remedy("text", value="- "))
        mark = "." if last else wording.item_end
        if not item.text.endswith(mark) and not TO_BE_FILLED.search(item.text[-3:]) and _ends_an_item(items, item):
            yield _ending("recipient.ends", page, item, mark)
    if items:
        yield from _kept(items, wording.keep)
    yield from _first(page, items)


def _kept(items: tuple[Element, ...], words: str) -> Iterator[Fault]:
    keeps = [item for item in items if _KEEP.match(item.line.raw)]
    if not keeps:
        yield Fault("recipient.keep", items[-1].place, items[-1].text, "- " + words)
        return
    said = keeps[-1].text.lstrip("-– ")
    if not said.replace("Lưu:VT", "Lưu: VT").startswith(words) and not TO_BE_FILLED.search(said):
        yield Fault("recipient.keep", keeps[-1].place, keeps[-1].text, "- " + words)


def _first(page: Checked, items: tuple[Element, ...]) -> Iterator[Fault]:
    """ "Như trên" where the paper names its addressees above."""
    form = "letter" if page.elements.form is Form.LETTER else page.kind
    addressed = page.elements.first(Name.SENT_TO) is not None
    if items and addressed and form in page.pack.wording.first_recipient and "như trên" not in items[0].text.lower():
        yield Fault("recipient.first", items[0].place, items[0].text, "- Như trên" + page.pack.wording.item_end)


def _with_last(items: tuple[Element, ...]) -> Iterator[tuple[Element, bool]]:
    return ((item, i == len(items) - 1) for i, item in enumerate(items))


def _begins_an_item(items: tuple[Element, ...], item: Element) -> bool:
    """Whether a line is no continuation of the one above, which then has not ended."""
    at = items.index(item)
    return at == 0 or items[at - 1].text.endswith((";", ",", ".", ":"))


def _ends_an_item(items: tuple[Element, ...], item: Element) -> bool:
    """Whether the next line begins another item, by its dash."""
    at = items.index(item)
    return at + 1 == len(items) or bool(_DASH.match(items[at + 1].line.raw)) or items[at + 1].paragraph.numbered


def _ending(rule: str, page: Checked, item: Element, mark: str) -> Fault:
    match = _END.search(item.line.raw)
    assert match  # the pattern also matches nothing
    found = match["end"].strip() or _("no mark")
    return Fault(rule, page.within(item, match), found, mark, Remedy("text", value=mark))


RULES: Final = (authority, titles, addressees, recipients)
