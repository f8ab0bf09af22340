"""Layout check: drafts checked per second on one core, beside only parsing the same bytes with python-docx.

    python -m bench layout [--pages 10] [--seconds 5]

The draft is a decision of NĐ 30/2020 with that many pages of articles, grounds and a table; it is read from its bytes
each time.
"""

from __future__ import annotations

import argparse
import io
import os
import time
from collections.abc import Callable
from dataclasses import replace
from statistics import median

#: Words of running text on a page of A4 at 14 pt.
WORDS_A_PAGE = 380


def draft(pages: int) -> bytes:
    """A clean decision of about so many pages."""
    from chauban.drafting.tests.samples import STATE_BODY, TEXT, Item, state_decision

    sample = state_decision()
    count = pages * WORDS_A_PAGE // len(TEXT.split())
    more = [Item("article", f"Điều {i + 3}. {TEXT}.", bold=True, **STATE_BODY) for i in range(count)]
    return replace(sample, middle=(*sample.middle[:-2], *more, *sample.middle[-2:])).bytes()


def rate(act: Callable[[], object], seconds: float) -> tuple[float, float]:
    """How often a second, and the median of one time in milliseconds."""
    act()
    times: list[float] = []
    while sum(times) < seconds:
        begin = time.perf_counter()
        act()
        times.append(time.perf_counter() - begin)
    return len(times) / sum(times), median(times) * 1000


def main() -> None:
    """Print both rates."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "chauban.settings")
    from docx import Document

    from chauban.drafting.layout import check
    from chauban.drafting.tests.samples import STATE_DAY

    parser = argparse.ArgumentParser()
    parser.add_argument("--pages", type=int, default=10)
    parser.add_argument("--seconds", type=float, default=5)
    given = parser.parse_args()
    data = draft(given.pages)
    findings = check(data, "state", STATE_DAY).findings
    each, middle = rate(lambda: check(data, "state", STATE_DAY), given.seconds)
    bare, bare_middle = rate(lambda: Document(io.BytesIO(data)), given.seconds)
    print(f"{given.pages} pages, {len(data)} bytes, {len(findings)} findings")
    print(f"checked      {each:8.1f} drafts a second, {middle:6.1f} ms each (median)")
    print(f"only parsed  {bare:8.1f} drafts a second, {bare_middle:6.1f} ms each (median)")


if __name__ == "__main__":
    main()
