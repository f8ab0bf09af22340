"""A second look at a scan, where ink lies over print: the lines of the signature, and of a number written by hand."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

from chauban.vault.pages import PageText
from chauban.vault.reading import Reading, closer

from .reading import (
    Place,
    Strip,
    is_whole,
    lost_end,
    name_zone,
    number_line,
    signature_zone,
    strips,
    with_line,
    with_number_line,
    with_reread,
)


def look_closer(reading: Reading) -> Reading:
    """The reading of a scan with its signature's lines, and the number's when its notation is not sure, read once more,
    each alone; other papers as they are.

    Raises RuntimeError when Tesseract is not in order.
    """
    reading = _with_lost_end(reading)
    number, zone = number_line(reading.pages), signature_zone(reading.pages)
    places = [place for place in (number, zone) if place is not None]
    if not places:
        return reading
    with closer.drawn(reading.archival_pdf, [(place.page, _box(place)) for place in places]) as parts:
        if not parts:
            return reading
        near = dict(zip(places, parts, strict=True))
        found: list[Strip] = []
        with ThreadPoolExecutor(1) as beside:
            of_number = beside.submit(closer.read_lines, [(near[number], _box(number))] if number else [])
            if zone is not None:
                reading = _with_block(reading, zone, near[zone])
                found = strips(reading.pages[zone.page - 1], zone)
            told = closer.read_lines([(parts[-1], _box(strip.place)) for strip in found])
            numbers = of_number.result()
    if number is not None:
        reading = _with_page(reading, with_number_line(reading.pages[number.page - 1], number, numbers[0]))
    for strip, readings in zip(found, told, strict=True):
        reading = _with_page(reading, with_line(reading.pages[strip.place.page - 1], strip, readings))
    return reading


def _with_block(reading: Reading, zone: Place, near: closer.Closer) -> Reading:
    """The reading with the whole block of the signature read again, when the first reading lost rows of it."""
    for with_ink in (False, True) if near.coloured else (False,):
        page = reading.pages[zone.page - 1]
        if is_whole(page, zone):
            break
        anew = name_zone(page, zone) if with_ink else zone
        reading = _with_page(reading, with_reread(page, anew, near.block(with_ink=with_ink)))
    return reading


def _with_lost_end(reading: Reading) -> Reading:
    """The reading with the end of the last page, when nothing of it was read."""
    zone = lost_end(reading.pages)
    if zone is None:
        return reading
    with closer.drawn(reading.archival_pdf, [(zone.page, _box(zone))]) as parts:
        words = parts[0].block() if parts else ()
    return _with_page(reading, with_reread(reading.pages[zone.page - 1], zone, words))


def _with_page(reading: Reading, page: PageText) -> Reading:
    at = page.number - 1
    return replace(reading, pages=[*reading.pages[:at], page, *reading.pages[at + 1 :]])


def _box(place: Place) -> closer.Box:
    return place.x0, place.y0, place.x1, place.y1
