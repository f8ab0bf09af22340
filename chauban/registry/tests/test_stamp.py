"""The ĐẾN stamp finds an empty place, says what the book says, and never touches the original."""

from __future__ import annotations

import hashlib
import io
import subprocess
from pathlib import Path

import pikepdf
import pytest
from django.urls import reverse
from PIL import Image, ImageDraw

from chauban.people.identity import acting
from chauban.registry import stamp
from chauban.registry.acts import move_stamp

from .entering import enter, give_page

WIDE, HIGH = 595.28, 841.89
MM = stamp.POINTS_PER_MM
FACE = stamp.Face("Văn phòng Tỉnh ủy Hương Giang", "1482", "24/11/2026", "Phòng Tổng hợp")


def lines(left: float, top: float, right: float, bottom: float, step: float = 6.5) -> list[list[object]]:
    """Lines of words over a rectangle in millimetres."""
    return [
        ["chữ", x * MM, y * MM, (x + 8) * MM, (y + 4.5) * MM]
        for y in _steps(top, bottom, step)
        for x in _steps(left, right - 8, 9.5)
    ]


def _steps(start: float, end: float, step: float) -> list[float]:
    return [start + at * step for at in range(int((end - start) / step) + 1)]


def overlap(words, place) -> float:
    """Square millimetres of words under the stamp."""
    x, y = place
    total = 0.0
    for _text, x0, y0, x1, y1 in words:
        wide = min(x1 / MM, x + stamp.WIDTH_MM) - max(x0 / MM, x)
        high = min(y1 / MM, y + stamp.HEIGHT_MM) - max(y0 / MM, y)
        total += max(wide, 0) * max(high, 0)
    return total


#: A letter: head, symbol at the left, body from 90 mm down to 270 mm.
LETTER = [
    *lines(25, 15, 95, 32), *lines(110, 15, 195, 32),
    ["Số", 30 * MM, 36 * MM, 35 * MM, 40 * MM], ["54-NQ/TW", 36 * MM, 36 * MM, 60 * MM, 40 * MM],
    *lines(30, 90, 195, 270),
]  # fmt: skip


def test_an_empty_page_takes_the_stamp_at_the_left_below_the_head():
    assert stamp.find_place([], WIDE, HIGH) == (15.0, 45.0)


def test_it_goes_below_the_symbol():
    x, y = stamp.find_place(LETTER, WIDE, HIGH)
    assert overlap(LETTER, (x, y)) == 0
    assert x < 40 and 40 < y < 55


@pytest.mark.parametrize("free", [(100, 60), (140, 200), (20, 240), (60, 120)])
def test_the_only_free_place_is_found(free):
    x, y = free
    full = lines(5, 5, 205, 290)
    page = [word for word in full if not overlap([word], (x - 2, y - 2)) and not overlap([word], (x + 2, y + 2))]
    assert overlap(page, stamp.find_place(page, WIDE, HIGH)) == 0


def test_on_a_full_page_it_covers_least():
    page = [*lines(5, 5, 205, 200, step=5), *lines(5, 200, 205, 290, step=9)]
    place = stamp.find_place(page, WIDE, HIGH)
    assert place[1] > 190
    assert 0 < overlap(page, place) <= min(overlap(page, (x, y)) for x in (10, 40, 80, 120) for y in (10, 60, 120))


@pytest.mark.parametrize(("wide", "high"), [(120, 90), (WIDE, 60), (2000, 3000)])
def test_a_page_of_any_size_has_a_place(wide, high):
    x, y = stamp.find_place([], wide, high)
    assert 0 <= x <= max(wide / MM - 50, 0) + 1 and 0 <= y <= max(high / MM - 35, 0) + 1


def test_ink_that_is_no_text_is_left_free(tmp_path):
    picture = Image.new("L", (1240, 1754), 240)
    ImageDraw.Draw(picture).ellipse((60, 240, 460, 640), outline=90, width=40)  # a seal over the left, 10-78 mm
    picture.save(tmp_path / "page.png")
    x, y = stamp.find_place([], WIDE, HIGH, tmp_path / "page.png")
    assert x > 75 or y > 105 or y + 35 < 42


def test_a_page_image_that_cannot_be_read_does_no_harm(tmp_path):
    (tmp_path / "page.png").write_bytes(b"no picture")
    assert stamp.find_place([], WIDE, HIGH, tmp_path / "page.png") == (15.0, 45.0)


def blank(path: Path, turn: int = 0) -> Path:
    with pikepdf.new() as made:
        made.add_blank_page(page_size=(WIDE, HIGH))
        made.pages[0].Rotate = turn
        made.save(path)
    return path


def text_of(pdf: bytes, path: Path, *options: str) -> str:
    path.write_bytes(pdf)
    return subprocess.run(["pdftotext", *options, str(path), "-"], capture_output=True, text=True, check=True).stdout


def test_the_working_copy_says_what_the_stamp_says(tmp_path):
    original = blank(tmp_path / "one.pdf")
    before = hashlib.sha256(original.read_bytes()).hexdigest()
    copy = stamp.working_copy([(original, 1), (original, 1)], FACE, (20, 45))
    text = text_of(copy, tmp_path / "copy.pdf")
    for words in ("ĐẾN", "1482", "24/11/2026", "Chuyển:", "Phòng Tổng hợp", "Số và ký hiệu HS:"):
        assert words in text
    assert hashlib.sha256(original.read_bytes()).hexdigest() == before
    with pikepdf.open(io.BytesIO(copy)) as made:
        assert len(made.pages) == 2


def test_its_letters_are_embedded_and_all_of_one_font(tmp_path):
    copy = tmp_path / "copy.pdf"
    copy.write_bytes(stamp.working_copy([(blank(tmp_path / "one.pdf"), 1)], FACE, (20, 45)))
    fonts = subprocess.run(["pdffonts", str(copy)], capture_output=True, text=True, check=True).stdout.splitlines()[2:]
    assert fonts and all(line.split()[-5] == "yes" for line in fonts)
    assert len({line.split("+")[1].split("-Bold")[0].split()[0] for line in fonts}) == 1


@pytest.mark.parametrize("turn", [0, 90, 180, 270])
def test_it_stands_where_it_was_put_on_a_turned_page_too(tmp_path, turn):
    copy = stamp.working_copy([(blank(tmp_path / "one.pdf", turn), 1)], FACE, (100, 150))
    (tmp_path / "copy.pdf").write_bytes(copy)
    subprocess.run(["pdftoppm", "-r", "25.4", "-singlefile", "-png", "copy.pdf", "copy"], cwd=tmp_path, check=True)
    seen = Image.open(tmp_path / "copy.png").convert("L").point(lambda value: 255 if value < 200 else 0).getbbox()
    assert seen is not None
    assert [abs(found - wanted) <= 2 for found, wanted in zip(seen, (100, 150, 150, 185), strict=True)] == [True] * 4


def test_a_name_with_marks_of_html_is_only_a_name():
    assert "<script" not in stamp.svg(stamp.Face("A <script> & B", "01", "01/01/2026", "<b>"))


def test_a_long_name_stays_inside_its_frame():
    drawn = stamp.svg(stamp.Face("Đảng ủy Các cơ quan Đảng và Ủy ban nhân dân tỉnh Hương Giang", "01", "01/01/2026"))
    assert drawn.count('<text x="25"') == 2


def test_the_pages_of_the_stamp(office, client_as, settings, tmp_path):
    entry = enter(office)
    for page in ("stamp", "page-one", "working-copy"):
        assert client_as(office.clerk).get(reverse(f"registry:{page}", args=[entry.pk])).status_code == 404
    give_page(entry.document, settings.VAULT, tmp_path)
    for name, person in office.people.items():
        reads = name in {"chief", "deputy_chief", "clerk", "clerk_two", "secret_clerk", "archivist"}
        for page in ("stamp", "page-one", "working-copy"):
            answer = client_as(person).get(reverse(f"registry:{page}", args=[entry.pk]))
            assert answer.status_code == (200 if reads else 404)
    original = entry.document.pages.select_related("page__file")
    with acting(office.clerk):
        assert hashlib.sha256(Path(original[0].page.file.path).read_bytes()).hexdigest() == original[0].page.file_id


def test_a_moved_stamp_stays_where_it_was_put(office, client_as, settings, tmp_path):
    entry = enter(office)
    give_page(entry.document, settings.VAULT, tmp_path)
    client, address = client_as(office.clerk), reverse("registry:move-stamp", args=[entry.pk])
    assert 'data-x="12.5" data-y="30.0"' in client.post(address, {"x": "12.5", "y": "30"}).content.decode()
    assert client.post(address, {"x": "12.5"}).status_code == 422
    assert client.post(address, {"x": "-3", "y": "nan"}).status_code == 422
    assert 'data-x="15.0" data-y="45.0"' in client.post(address, {}).content.decode()
    assert client_as(office.chief).post(address, {"x": "1", "y": "1"}).status_code == 403
    with acting(office.clerk):
        entry.refresh_from_db()
        assert entry.stamp_x is None


def test_the_stamp_may_be_moved_in_a_closed_book(office, settings, tmp_path):
    from chauban.registry.acts import close_volume

    entry = enter(office)
    close_volume(office.clerk, office.volume, last_number=1, early=True)
    assert move_stamp(office.clerk, entry, 10, 20).stamp_y == 20


@pytest.mark.parametrize(("wide", "high"), [(210, mm) for mm in range(34, 46)] + [(mm, 297) for mm in range(49, 60)])
def test_a_page_hardly_larger_than_the_stamp_still_has_a_place(wide, high):
    x, y = stamp.find_place([], wide * MM, high * MM)
    assert 0 <= x <= max(wide - stamp.WIDTH_MM, 0) and 0 <= y <= max(high - stamp.HEIGHT_MM, 0)


def test_a_copy_of_many_pages_opens_its_file_once(tmp_path, monkeypatch):
    original, really = blank(tmp_path / "one.pdf"), pikepdf.open
    opened: list[object] = []

    def noted(source):
        opened.append(source)
        return really(source)

    monkeypatch.setattr(pikepdf, "open", noted)
    stamp.working_copy([(original, 1)] * 5, FACE, (20, 45))
    assert opened.count(original) == 1
