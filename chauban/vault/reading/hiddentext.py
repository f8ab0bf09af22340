"""Taking a worthless hidden text layer off a scanned page."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import pikepdf
from pikepdf import Name, Operator, Page, Pdf

#: Text render modes (ISO 32000, 9.3.6) that paint nothing.
INVISIBLE_MODES = frozenset({3, 7})
SHOWING = {"Tj", "TJ", "'", '"'}
#: Operators that show text and also begin a new line; without the text, the new line remains.
NEXT_LINE = {"'", '"'}


def strip_hidden_text(pdf: Pdf, page: Page) -> None:
    """Remove, in memory, the text nobody sees: painted invisibly, or painted before the picture of the page."""
    resources = page.resources
    stripper = _Stripper(_page_picture(resources))
    content = stripper.strip(page, resources, mode=0)
    page.obj.Contents = pdf.make_stream(content)


@dataclass(slots=True)
class _Stripper:
    """Walks the content of a page and of the forms it draws. `picture`: name of the picture that is the page."""

    picture: str | None
    seen: set[tuple[int, int]] = field(default_factory=set)

    def strip(self, owner: Any, resources: Any, mode: int) -> bytes:
        """The content of `owner` (a page or form) without hidden text."""
        instructions = [(part.operands, part.operator) for part in pikepdf.parse_content_stream(owner)]
        covered_until = self._last_picture(instructions, resources)
        kept: list[tuple[Any, Operator]] = []
        modes: list[int] = []
        for index, (operands, operator) in enumerate(instructions):
            name = str(operator)
            if name == "q":
                modes.append(mode)
            elif name == "Q" and modes:
                mode = modes.pop()
            elif name == "Tr" and operands:
                mode = int(operands[0])
            elif name == "Do" and operands:
                self._strip_form(resources, str(operands[0]), mode)
            if name in SHOWING and (mode in INVISIBLE_MODES or index < covered_until):
                if name in NEXT_LINE:
                    kept.append(([], Operator("T*")))
                continue
            kept.append((operands, operator))
        return pikepdf.unparse_content_stream(kept)

    def _strip_form(self, resources: Any, name: str, mode: int) -> None:
        form = resources.get("/XObject", {}).get(name)
        if not isinstance(form, pikepdf.Stream) or form.get("/Subtype") != Name.Form or form.objgen in self.seen:
            return
        self.seen.add(form.objgen)
        form.write(self.strip(form, form.get("/Resources", resources), mode))

    def _last_picture(self, instructions: list[Any], resources: Any) -> int:
        """Index of the last instruction that draws the picture of the page; 0 when none does."""
        draws = (
            index
            for index, (operands, operator) in enumerate(instructions)
            if str(operator) == "Do" and operands and str(operands[0]) == self.picture
        )
        return max(draws, default=0)


def _page_picture(resources: Any) -> str | None:
    """Name of the largest picture among the resources of a page."""
    pictures = {
        str(name): int(thing.get("/Width", 0)) * int(thing.get("/Height", 0))
        for name, thing in resources.get("/XObject", {}).items()
        if isinstance(thing, pikepdf.Stream) and thing.get("/Subtype") == Name.Image
    }
    return max(pictures, key=lambda name: pictures[name], default=None)
