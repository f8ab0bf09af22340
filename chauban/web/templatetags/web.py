"""What templates say again and again: dates as the office writes them, stamps, icons, controls with more attributes."""

from __future__ import annotations

import datetime
import json
from typing import Any

from django import template
from django.forms import BoundField
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

from chauban.web.templatetags.icons import ICONS

register = template.Library()

#: code -> (words on the stamp, what it speaks of, rank 1..3). The words stay Vietnamese: they are what is on the paper.
STAMPS: dict[str, tuple[str, str, int]] = {
    "secret": ("Mật", "secrecy", 1),
    "top_secret": ("Tối mật", "secrecy", 2),
    "most_secret": ("Tuyệt mật", "secrecy", 3),
    "urgent": ("Khẩn", "urgency", 1),
    "very_urgent": ("Thượng khẩn", "urgency", 2),
    "express": ("Hỏa tốc", "urgency", 3),
    "express_at": ("Hỏa tốc hẹn giờ", "urgency", 3),
}


def _local(moment: datetime.datetime) -> datetime.datetime:
    return timezone.localtime(moment) if timezone.is_aware(moment) else moment


@register.simple_tag
def vi_date(day: datetime.date | None) -> str:
    """24/11/2026, or nothing."""
    if not day:
        return ""
    if isinstance(day, datetime.datetime):
        day = _local(day).date()
    return format_html('<time datetime="{}">{}</time>', day.isoformat(), f"{day:%d/%m/%Y}")


@register.simple_tag
def vi_datetime(moment: datetime.datetime | None) -> str:
    """24/11/2026 08:15 on the office's clock, or nothing."""
    if not moment:
        return ""
    moment = _local(moment)
    return format_html('<time datetime="{}">{}</time>', moment.isoformat(), f"{moment:%d/%m/%Y %H:%M}")


@register.simple_tag
def icon(name: str, label: str = "") -> SafeString:
    """An inline drawing; silent to screen readers unless it carries a label."""
    voice = format_html('role="img" aria-label="{}"', label) if label else mark_safe('aria-hidden="true"')
    return format_html('<svg class="icon" viewBox="0 0 24 24" {}><path d="{}"/></svg>', voice, ICONS[name])


@register.simple_tag
def stamp(code: str | None, note: str = "", size: str = "") -> str:
    """The red frame of a level of secrecy or urgency; nothing for an ordinary paper."""
    if not code or code not in STAMPS:
        return ""
    words, kind, rank = STAMPS[code]
    return format_html(
        '<span class="stamp{}" data-kind="{}" data-rank="{}" lang="vi">{}{}</span>',
        f" {size}" if size else "", kind, rank, words, f" {note}" if note else "",
    )  # fmt: skip


@register.simple_tag
def control(field: BoundField, **attributes: Any) -> SafeString:
    """The widget of a form field with more attributes: `data_places=places` becomes `data-places='[...]'`.

    True writes the bare attribute, None and False leave it out, lists and dicts are written as JSON.
    """
    written: dict[str, Any] = {}
    for name, value in attributes.items():
        if value is None or value is False or value == "":
            continue
        name = name.replace("_", "-")
        written[name] = json.dumps(value, ensure_ascii=False) if isinstance(value, list | dict) else value
    return field.as_widget(attrs={**field.field.widget.attrs, **written})


#: Stamp codes by level, as the law on state secrets and NĐ 30/2020 order them.
SECRECY_CODES = ("", "secret", "top_secret", "most_secret")
URGENCY_CODES = ("", "urgent", "very_urgent", "express", "express_at")


@register.simple_tag
def secrecy_stamp(level: int, size: str = "") -> str:
    """The secrecy stamp of a level 0..3; level 0 shows nothing."""
    return stamp(SECRECY_CODES[int(level or 0)], size=size)


@register.simple_tag
def urgency_stamp(level: int, note: str = "", size: str = "") -> str:
    """The urgency stamp of a level 0..4; level 0 shows nothing. `note` is the hour of a timed one."""
    return stamp(URGENCY_CODES[int(level or 0)], note=note, size=size)
