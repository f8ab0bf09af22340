"""A second look at a scan, where ink lies over print: the lines of the signature, and of a number written by hand."""

from __future__ import annotations

from dataclasses import replace

from chauban.vault.pages import PageText
from chauban.vault.reading import Reading, closer

from .reading import (
    is_whole,
    lost_end,
    number_line,
    post_worth,
    signature_zone,
    strips,
    with_line,
    with_number_line,
    with_reread,
)
from .reading.shapes import Place

#: A post read with at least this worth needs no second way.
WELL_READ = 1.1


def look_closer(reading: Reading) -> Reading:
    """The reading of a scan with its signature's lines read once more, each alone; other papers as they are.

    Raises RuntimeError when Tesseract is not in order.
    """
    reading = _with_lost_end(_with_number(reading))
    zone = signature_zone(reading.pages)
    if zone is None:
        return reading
    page = reading.pages[zone.page - 1]
    with closer.drawn(reading.archival_pdf, zone.page, _box(zone)) as near:
        if near is None:
            return reading
        if not is_whole(page, zone):
            page = with_reread(page, zone, near.block())
        for strip in strips(page, zone):
            readings = []
            for words in near.line(_box(strip.place)):
                readings.append(words)
                if not strip.is_name and post_worth(words) > WELL_READ:
                    break
            page = with_line(page, strip, readings)
    return _with_page(reading, page)


def _with_number(reading: Reading) -> Reading:
    """The reading with the number's line read again, when its notation is not sure."""
    line = number_line(reading.pages)
    if line is None:
        return reading
    with closer.drawn(reading.archival_pdf, line.page, _box(line)) as near:
        readings = list(near.line(_box(line))) if near else []
    return _with_page(reading, with_number_line(reading.pages[line.page - 1], line, readings))


def _with_lost_end(reading: Reading) -> Reading:
    """The reading with the end of the last page, when nothing of it was read."""
    zone = lost_end(reading.pages)
    if zone is None:
        return reading
    with closer.drawn(reading.archival_pdf, zone.page, _box(zone)) as near:
        words = near.block() if near else ()
    return _with_page(reading, with_reread(reading.pages[zone.page - 1], zone, words))


def _with_page(reading: Reading, page: PageText) -> Reading:
    at = page.number - 1
    return replace(reading, pages=[*reading.pages[:at], page, *reading.pages[at + 1 :]])


def _box(place: Place) -> closer.Box:
    return place.x0, place.y0, place.x1, place.y1
