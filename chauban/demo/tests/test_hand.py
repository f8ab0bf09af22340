"""The demonstration's hand writes whatever its leaders say, as ink that the office would take."""

from __future__ import annotations

from chauban.demo import hand
from chauban.demo.way import words
from chauban.routing.ink import POINT, strokes_of

A4 = (595.0, 842.0)


def test_every_word_that_is_written_by_hand_can_be_and_stays_on_the_page():
    for seed, text in enumerate(words()["inked"]):
        strokes = hand.write(text, 70, 700, 370, seed=seed)
        assert strokes_of(strokes, A4) == strokes
        assert len(strokes) > len(text.replace(" ", ""))
        xs = [x for _begun, _width, points in strokes for x in points[::POINT]]
        assert min(xs) > 40
        assert max(xs) < 560


def test_the_same_seed_writes_the_same_and_another_does_not():
    once, again, other = (hand.write("Đồng ý", 70, 700, 370, seed=seed) for seed in (1, 1, 2))
    assert once == again != other


def test_a_hand_takes_its_time_and_presses_unevenly():
    strokes = hand.write("Đồng ý", 70, 700, 370, seed=1)
    begun = [stroke[0] for stroke in strokes]
    assert begun == sorted(begun)
    assert len({pressure for _begun, _width, points in strokes for pressure in points[2::POINT]}) > 10
