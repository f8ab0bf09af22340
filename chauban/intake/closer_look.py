"""A second look at the block of the signature, where seals and signatures lie over print."""

from __future__ import annotations

from dataclasses import replace

from chauban.vault.reading import Reading, closer

from .reading import signature_zone, with_reread


def look_closer(reading: Reading) -> Reading:
    """The reading with the signature's block read once more, when the name there was hidden from the first reading.

    Raises RuntimeError when Tesseract is not in order.
    """
    zone = signature_zone(reading.pages)
    if zone is None:
        return reading
    at = zone.page - 1
    page, image = reading.pages[at], reading.page_images[at]
    for words in closer.readings(page, image, (zone.x0, zone.y0, zone.x1, zone.y1)):
        again = with_reread(page, zone, words)
        reading = replace(reading, pages=[*reading.pages[:at], again, *reading.pages[at + 1 :]])
        if signature_zone([again]) is None:
            break
    return reading
