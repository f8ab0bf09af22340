"""Every component with words of the office, as plain files: `python -m chauban.web.gallery.render out`."""

from __future__ import annotations

import datetime
import json
import shutil
import subprocess
import sys
from pathlib import Path
from types import SimpleNamespace as Thing

HERE = Path(__file__).resolve().parent
PAGES = ("gallery", "document", "door")


STAMP = (
    '<button type="button" class="paper-overlay" data-draggable-stamp data-x="35" data-y="48" data-w="50" data-h="32" '
    'data-stamp-x="#stamp-x" data-stamp-y="#stamp-y" aria-label="Dấu ĐẾN">'
    "VĂN PHÒNG TỈNH ỦY<br>ĐẾN<br>Số: 1.483</button>"
)


def render(out: Path) -> None:
    """The pages with `chauban.css` and `chauban.js` beside them under `out`; Django must be set up."""
    from django.template import engines
    from django.utils import translation

    from chauban.web.bundle import WEB, build

    build(out / "static")
    with translation.override("vi"):
        engine = engines["django"]
        for page in PAGES:
            text = engine.from_string((HERE / f"{page}.html").read_text(encoding="utf-8")).render(_context())
            (out / f"{page}.html").write_text(text, encoding="utf-8")
    (out / "static" / "web").mkdir(exist_ok=True)
    shutil.copy(WEB / "seal.svg", out / "static" / "web" / "seal.svg")
    for name in ("page-1.png", "page-1.json"):
        shutil.copy(HERE / name, out / name)


def _context() -> dict[str, object]:
    from django.contrib.messages import SUCCESS
    from django.contrib.messages.storage.base import Message
    from django.template import engines

    now = datetime.datetime(2026, 11, 24, 8, 15)  # noqa: DTZ001
    rooms = [
        ("Bàn làm việc", "desk", "g d"), ("Khay văn bản đến", "tray", "g k"), ("Văn bản đến", "book", "g e"),
        ("Văn bản đi", "send", "g i"), ("Dự thảo", "draft", "g t"), ("Nhiệm vụ", "task", "g n"),
        ("Lịch công tác", "calendar", "g l"), ("Hồ sơ", "dossier", "g h"),
    ]  # fmt: skip
    return {
        "office": Thing(name="Văn phòng Tỉnh ủy Lam Sơn", short="Văn phòng Tỉnh ủy"),
        "person": Thing(name="Nguyễn Thị Thu Hà", post="Văn thư, Phòng Hành chính - Lưu trữ", url="#account"),
        "navigation": [
            Thing(label=label, icon=icon, key=key, url=f"#{icon}", current=icon == "desk") for label, icon, key in rooms
        ],
        "messages": [Message(message="Đã vào sổ văn bản đến số 1.482.", level=SUCCESS)],
        "form": _form(),
        "pages": [
            Thing(number=number, width=595, height=842, image_url="page-1.png", words_url="page-1.json")
            for number in (1, 2, 3)
        ],
        "overlay": engines["django"].from_string(STAMP),
        "places": _places(),
        "today": now.date(),
        "now": now,
    }


def _places() -> dict[str, list[dict[str, float]]]:
    """The boxes of the fields, from the words of the sample page."""
    words = json.loads((HERE / "page-1.json").read_text(encoding="utf-8"))
    spans = {"issuer": (6, 11), "symbol": (13, 14), "dated": (21, 27), "kind": (27, 29), "subject": (29, 52)}
    places: dict[str, list[dict[str, float]]] = {}
    for name, (first, last) in spans.items():
        lines: dict[float, list[dict[str, float]]] = {}
        for word in words[first:last]:
            lines.setdefault(word["y0"], []).append(word)
        places[name] = [
            {"page": 1, "x0": line[0]["x0"], "y0": top, "x1": line[-1]["x1"], "y1": line[0]["y1"]}
            for top, line in lines.items()
        ]
    return places


def _form() -> object:
    from django import forms

    date = forms.TextInput(attrs={"data-date": "past", "inputmode": "numeric"})

    class Register(forms.Form):
        issuer = forms.CharField(
            label="Cơ quan ban hành",
            widget=forms.TextInput(attrs={"data-combobox": True, "data-options": "#issuers"}),
        )
        arrived = forms.CharField(label="Ngày đến", widget=date)
        symbol = forms.CharField(label="Số, ký hiệu", help_text="Như trên văn bản: 127-BC/ĐU")
        dated = forms.CharField(label="Ngày văn bản", widget=date)
        kind = forms.ChoiceField(label="Thể loại", choices=[("BC", "Báo cáo"), ("CV", "Công văn")])
        subject = forms.CharField(label="Trích yếu", widget=forms.Textarea(attrs={"rows": 2}))
        urgency = forms.ChoiceField(
            label="Độ khẩn",
            widget=forms.RadioSelect,
            choices=[("", "Thường"), ("urgent", "Khẩn"), ("very_urgent", "Thượng khẩn"), ("express", "Hỏa tốc")],
        )
        paper_too = forms.BooleanField(label="Có bản giấy kèm theo", required=False)

    return Register(
        {
            "issuer": "Đảng ủy Sở Xây dựng", "arrived": "24/11/2026", "symbol": "127-BC/ĐU", "dated": "", "kind": "BC",
            "subject": "Tiến độ các dự án trọng điểm và kiến nghị tháo gỡ vướng mắc về giải phóng mặt bằng quý IV",
            "urgency": "very_urgent",
        }
    )  # fmt: skip


def main() -> None:
    import django
    from django.conf import settings

    out = Path(sys.argv[1])
    words = out / "locale" / "vi" / "LC_MESSAGES"
    words.mkdir(parents=True, exist_ok=True)
    subprocess.run(
        ["msgfmt", "-o", str(words / "django.mo"), str(HERE.parent / "locale/vi/LC_MESSAGES/django.po")], check=True
    )
    settings.configure(
        LOCALE_PATHS=[out / "locale"],
        USE_I18N=True,
        LANGUAGES=[("vi", "Tiếng Việt"), ("en", "English")], USE_TZ=True,
        TIME_ZONE="Asia/Ho_Chi_Minh", STATIC_URL="static/", LANGUAGE_CODE="vi",
        ROOT_URLCONF="chauban.web.gallery.urls", INSTALLED_APPS=["django.contrib.staticfiles", "chauban.web"],
        TEMPLATES=[{"BACKEND": "django.template.backends.django.DjangoTemplates", "APP_DIRS": True}],
    )  # fmt: skip
    django.setup()
    render(out)


if __name__ == "__main__":
    main()
