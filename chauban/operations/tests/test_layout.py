"""`chauban layout`: what it says of a Word file, and the copy it mends."""

from __future__ import annotations

from argparse import Namespace
from dataclasses import replace

import pytest

from chauban.drafting.tests.samples import STATE_DAY, state_decision
from chauban.operations.commands import Failed
from chauban.operations.layout import layout


def asked(file, mended=None) -> Namespace:
    return Namespace(file=file, system="state", date=STATE_DAY, mended=mended)


def test_a_clean_draft_has_no_finding(tmp_path, capsys):
    file = tmp_path / "quyet-dinh.docx"
    file.write_bytes(state_decision().bytes())
    assert layout(asked(file)) == 0
    assert "0" in capsys.readouterr().out.splitlines()[-1]


def test_a_wrong_font_is_told_and_mended_in_a_copy(tmp_path, capsys):
    file, mended = tmp_path / "quyet-dinh.docx", tmp_path / "da-sua.docx"
    sample = state_decision()
    wrong = replace(sample, middle=tuple(replace(item, font="Arial") for item in sample.middle))
    file.write_bytes(wrong.bytes())
    assert layout(asked(file, mended)) == 1
    assert "Arial" in capsys.readouterr().out
    assert layout(asked(mended)) == 0
    with pytest.raises(Failed):
        layout(asked(file, mended))


def test_what_is_no_word_file_is_told(tmp_path):
    file = tmp_path / "thư.docx"
    file.write_bytes(b"no zip")
    for path in (file, tmp_path / "nothing.docx"):
        with pytest.raises(Failed):
            layout(asked(path))
