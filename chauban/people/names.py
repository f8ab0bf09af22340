"""Names as they are stored, and sign-in names made from them."""

from __future__ import annotations

import re
import secrets
from collections.abc import Container

from django.utils.translation import gettext as _

from chauban.kernel.refused import Refused
from chauban.kernel.text import collapse, fold, nfc

#: Code of a body since QĐ 20/2020/QĐ-TTg: levels joined by dots, the first a letter and two figures: H57.12.3.
CODE = re.compile(r"[A-Z]\d{2}(\.[A-Z0-9]{1,6})*")
#: The older form of QCVN 102:2016/BTTTT: 000.00.11.H53.
OLD_CODE = re.compile(r"\d{3}\.\d{2}\.\d{2}\.[A-Z]\d{2}")
CODE_LENGTH = 35
#: Without letters and figures that look alike: a first password is read off paper.
LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"


def tidy(text: str) -> str:
    """Composed letters, single spaces, and the Vietnamese Đ where a look-alike was typed."""
    return collapse(nfc(text)).translate(str.maketrans("ÐƉðɖ", "ĐĐđđ"))


def named(text: str, sentence: str, field: str) -> str:
    """Tidy text that may not be empty; raises Refused with `sentence` on `field`."""
    clean = tidy(text)
    if not clean:
        raise Refused(sentence, field=field)
    return clean


def sign_in_name(full_name: str) -> str:
    """The given name and the initials of the rest: Nguyễn Văn Bình is binhnv. Empty for a name without letters."""
    words = re.findall(r"[a-z0-9]+", fold(full_name))
    return (words[-1] + "".join(word[0] for word in words[:-1]))[:50] if words else ""


def free_sign_in_name(full_name: str, taken: Container[str]) -> str:
    """The proposed sign-in name, numbered when others have it already: binhnv, binhnv2, binhnv3."""
    stem = sign_in_name(full_name) or "nguoi"
    number = 1
    while (name := stem if number == 1 else f"{stem}{number}") in taken:
        number += 1
    return name


def agency_code(text: str) -> str | None:
    """A body's code as it is stored, or None when there is none; raises Refused on what is no code."""
    code = "".join(text.split()).upper()
    if not code:
        return None
    if len(code) > CODE_LENGTH or not (CODE.fullmatch(code) or OLD_CODE.fullmatch(code)):
        raise Refused(
            _("A code looks like H57.12.3 (at most 35 characters) or, in the older form, 000.00.11.H53."), field="code"
        )
    return code


def first_password() -> str:
    """A fresh password of twelve letters and figures in groups of four: about 59 bits."""
    groups = ("".join(secrets.choice(LETTERS) for _ in range(4)) for _ in range(3))
    return "-".join(groups)
