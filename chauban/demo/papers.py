"""Believable papers for the demonstration, the same for the same seed."""

from __future__ import annotations

import datetime as dt
import random
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import yaml

DATA = Path(__file__).parent / "data"
ROMAN = ["I", "II", "III", "IV"]
COMMUNES = ["Sơn Thủy", "Phong Lâm", "Hòa Lộc", "Lộc Hải"]


@dataclass(frozen=True)
class DemoPaper:
    """One paper of the demonstration; `issuer` is the agency's key in `office.yaml`."""

    issuer: str
    kind: str
    subject: str
    issued_on: dt.date
    arrived_on: dt.date
    number: int
    secrecy: int
    urgency: int
    authority: str
    post: str
    signer: str


@cache
def office_data() -> dict[str, Any]:
    """Agencies, units, people and registers (`data/office.yaml`)."""
    found: dict[str, Any] = yaml.safe_load((DATA / "office.yaml").read_text(encoding="utf-8"))
    return found


def papers(today: dt.date, count: int, seed: int = 1945) -> list[DemoPaper]:
    """`count` papers that arrived on working days of the last five months, oldest first."""
    chance = random.Random(seed)
    data = yaml.safe_load((DATA / "papers.yaml").read_text(encoding="utf-8"))
    days = [today - dt.timedelta(days=back) for back in range(150, -1, -1)]
    working = [day for day in days if day.weekday() < 5] or [today]
    arrivals = sorted(chance.choices(working, k=count))
    return [_paper(chance, data, day) for day in arrivals]


def _paper(chance: random.Random, data: dict[str, Any], arrived_on: dt.date) -> DemoPaper:
    spec = chance.choice(data["classified"] if chance.random() < 0.05 else data["papers"])
    issued_on = arrived_on - dt.timedelta(days=chance.choice([0, 0, 1, 1, 1, 2, 2, 3, 5]))
    authority, post, signer = chance.choice(data["signers"][_signing(spec["from"][0])])
    return DemoPaper(
        issuer=chance.choice(spec["from"]),
        kind=spec["kind"],
        subject=_filled(chance, spec.get("subject", ""), data["fields"], issued_on),
        issued_on=issued_on,
        arrived_on=arrived_on,
        number=chance.randint(3, 950),
        secrecy=spec.get("secrecy", 0),
        urgency=spec.get("urgency", 1 if chance.random() < 0.04 else 0),
        authority=authority,
        post=post,
        signer=signer,
    )


def _signing(issuer: str) -> str:
    system: str = next(agency["system"] for agency in office_data()["agencies"] if agency["key"] == issuer)
    return system


def _filled(chance: random.Random, subject: str, fields: list[str], day: dt.date) -> str:
    """The subject with its blanks filled so that they fit the paper's date."""
    return subject.format(
        nganh=chance.choice(fields),
        xa=chance.choice(COMMUNES),
        quy=ROMAN[(day.month - 1) // 3],
        thang=f"{day.month:02d}" if day.month < 3 else day.month,
        nam=day.year,
        n=chance.randint(2, 12),
    )


def symbol(number: int, kind_code: str, agency_symbol: str, system: str) -> tuple[str, str]:
    """(notation, whole symbol) as the issuing body's regulation writes them.

    Party: 54-NQ/TW (HD 05-HD/VPTW); State: 15/QĐ-UBND, and 15/UBND-TH for a công văn (NĐ 30/2020, phụ lục I).
    """
    padded = f"{number:02d}"
    if system == "state":
        notation = f"{agency_symbol}-TH" if kind_code == "CV" else f"{kind_code}-{agency_symbol}"
        return notation, f"{padded}/{notation}"
    notation = f"{kind_code}/{agency_symbol}"
    return notation, f"{padded}-{notation}"


def paragraphs(paper: DemoPaper) -> Iterator[str]:
    """A few paragraphs of body text for the papers that are rendered as files."""
    yield (
        f"Thực hiện chương trình công tác năm {paper.issued_on.year} và ý kiến chỉ đạo của Thường trực Tỉnh ủy "
        f"Hương Giang, cơ quan ban hành trình bày nội dung {paper.subject} như sau:"
    )
    yield (
        "1. Tình hình chung: Các cấp ủy, tổ chức đảng đã kịp thời quán triệt, cụ thể hóa thành chương trình, kế hoạch; "
        "phân công rõ người, rõ việc, rõ thời gian, rõ trách nhiệm và rõ kết quả; công tác kiểm tra, giám sát được "
        "duy trì nền nếp, bước đầu tạo chuyển biến tích cực."
    )
    yield (
        "2. Tồn tại, hạn chế: Một số nơi triển khai còn chậm so với tiến độ đề ra; việc phối hợp giữa các cơ quan, "
        "đơn vị có lúc chưa chặt chẽ; chế độ thông tin, báo cáo chưa đầy đủ theo quy định."
    )
    yield (
        "3. Nhiệm vụ thời gian tới: Tiếp tục bám sát sự lãnh đạo, chỉ đạo của Trung ương và Tỉnh ủy; tập trung tháo gỡ "
        f"khó khăn, vướng mắc; báo cáo kết quả về Văn phòng Tỉnh ủy trước ngày "
        f"{paper.issued_on + dt.timedelta(days=30):%d/%m/%Y} để tổng hợp."
    )
