"""What the browser tests of the leader's screen share: papers that wait, a pen, fingers."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

from chauban.kernel.clock import today
from chauban.people.identity import acting
from chauban.routing.models import Annotation
from chauban.vault.models import Page
from conftest import database_role
from tests.shelf import add_pages, keep

from .ways import registered, submitted

ROOT = Path(__file__).resolve().parents[3]
#: Milliseconds in which a page left and its server come to rest.
SETTLE = 400
#: Set to a folder, the pages are photographed into it.
PHOTOGRAPHS = os.environ.get("CHAUBAN_PHOTOGRAPHS", "")
SUBJECTS = (
    "Về việc tăng cường công tác phòng, chống dịch bệnh sốt xuất huyết trên địa bàn tỉnh",
    "Báo cáo tình hình thực hiện nhiệm vụ phát triển kinh tế - xã hội 11 tháng năm 2026",
    "Đề nghị cho ý kiến về chủ trương đầu tư tuyến đường ven biển",
)


class Papers:
    """Three papers that wait for the chief, the first of them urgent, with pages that look like pages."""

    def __init__(self, office: Any) -> None:
        self.office = office
        self.waiting = [self.submit(office, at, subject) for at, subject in enumerate(SUBJECTS)]
        with database_role("none"):
            picture = (ROOT / "chauban" / "web" / "gallery" / "page-1.png").read_bytes()
            Page.objects.update(image=keep(picture, "image/png"))

    def submit(self, office: Any, at: int, subject: str) -> Any:
        pressing = {"reply_by": today()} if at else {"urgency": 3}
        document = registered(office, subject=subject, symbol=f"{127 + at}/SYT-NVY", **pressing)
        add_pages(document, ["Trang một", "Trang hai"])
        return submitted(office, document=document, note="Kính trình đồng chí cho ý kiến chỉ đạo")

    def address(self, live_server: Any, at: int = 0) -> str:
        return f"{live_server.url}/routing/up/{self.waiting[at].pk}/"

    def said(self) -> list[Annotation]:
        with acting(self.office.chief):
            return list(Annotation.objects.order_by("pk"))


def begun(page) -> None:
    page.wait_for_selector("[data-leader][data-begun]")
    page.wait_for_selector(".paper-page[data-page='1'] .ink-canvas[data-strokes]")


def photograph(page, name: str) -> None:
    if PHOTOGRAPHS:
        page.screenshot(path=str(Path(PHOTOGRAPHS) / f"{name}.png"))


def spot(page) -> tuple[float, float]:
    """A place on the first page, in pixels of the window."""
    box = page.locator(".paper-scroll").bounding_box()
    return box["x"] + box["width"] * 0.4, box["y"] + box["height"] * 0.35


class Pen:
    """A pen on the glass, as the browser's own protocol has it."""

    def __init__(self, page) -> None:
        self.session, self.page = page.context.new_cdp_session(page), page

    def event(self, kind: str, x: float, y: float, force: float = 0.5, **more: Any) -> None:
        self.session.send(
            "Input.dispatchMouseEvent",
            {"type": kind, "x": x, "y": y, "button": "left", "buttons": 0 if kind == "mouseReleased" else 1,
             "pointerType": "pen", "force": force, "clickCount": 1, **more},
        )  # fmt: skip

    def stroke(self, x: float, y: float, length: float = 120, forces: tuple[float, ...] = (0.2, 0.5, 0.9)) -> None:
        self.event("mousePressed", x, y, forces[0])
        steps = 12
        for at in range(1, steps + 1):
            force = forces[min(at * len(forces) // (steps + 1), len(forces) - 1)]
            self.event("mouseMoved", x + length * at / steps, y + 8 * (at % 3), force)
        self.event("mouseReleased", x + length, y, 0)


class Fingers:
    """Fingers on the glass."""

    def __init__(self, page) -> None:
        self.session = page.context.new_cdp_session(page)

    def send(self, kind: str, *points: tuple[float, float], radius: float = 10) -> None:
        self.session.send(
            "Input.dispatchTouchEvent",
            {"type": kind, "touchPoints": [
                {"x": x, "y": y, "id": at, "radiusX": radius, "radiusY": radius} for at, (x, y) in enumerate(points)
            ]},
        )  # fmt: skip

    def drag(self, x: float, y: float, across: float, down: float, steps: int = 10, **more: Any) -> None:
        self.send("touchStart", (x, y), **more)
        for at in range(1, steps + 1):
            self.send("touchMove", (x + across * at / steps, y + down * at / steps), **more)
        self.send("touchEnd")


def strokes(page, number: int = 1):
    return page.locator(f".paper-page[data-page='{number}'] .ink-canvas")
