"""The true content of the made papers: what a careful clerk would write in the book for each.

`party.yaml` and `state.yaml` hold the content; a paper's looks (font, table or tabs, colon after Số, ways of scanning)
follow from its id, so the same papers are made every time.
"""

from __future__ import annotations

import random
import subprocess
import zlib
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

import yaml

HERE = Path(__file__).parent


def _family(wanted: str, otherwise: str) -> str:
    """A font family if it is installed. Debian's Liberation lacks the Vietnamese letters beyond Latin-1, which
    LibreOffice then takes one by one from DejaVu; Tinos and Arimo (fonts-croscore) have them all."""
    found = subprocess.run(["fc-list", wanted, "family"], capture_output=True, text=True, check=False).stdout
    return wanted if found.strip() else otherwise


SERIF, SANS = _family("Tinos", "Liberation Serif"), _family("Arimo", "Liberation Sans")
STRIPPED = ("V/v ", "về việc ", "Về việc ")

SENTENCES = (
    "Trong thời gian qua, các cơ quan, đơn vị đã nghiêm túc triển khai nhiệm vụ, bước đầu đạt kết quả tích cực.",
    "Tuy nhiên, tiến độ một số nội dung còn chậm, sự phối hợp giữa các bên có lúc chưa chặt chẽ.",
    "Đề nghị người đứng đầu cơ quan, đơn vị tập trung chỉ đạo, phân công rõ người, rõ việc, rõ thời gian hoàn thành.",
    "Kinh phí thực hiện được bố trí từ nguồn ngân sách theo phân cấp hiện hành và các nguồn hợp pháp khác.",
    "Quá trình thực hiện nếu có vướng mắc, kịp thời phản ánh về cơ quan thường trực để tổng hợp, xem xét.",
    "Các nội dung đã hoàn thành cần được cập nhật đầy đủ vào hồ sơ công việc và lưu giữ theo quy định.",
    "Công tác tuyên truyền phải bám sát cơ sở, phù hợp với phong tục và điều kiện của từng địa bàn dân cư.",
    "Giao bộ phận tham mưu theo dõi, đôn đốc và báo cáo kết quả hằng quý vào ngày làm việc cuối cùng.",
    "Việc kiểm tra được tiến hành công khai, khách quan, không làm ảnh hưởng đến hoạt động bình thường của đơn vị.",
    "Mọi khoản chi phải có chứng từ hợp lệ và được thủ trưởng đơn vị phê duyệt trước khi thanh toán.",
)


@dataclass(frozen=True)
class Cite:
    symbol: str
    kind: str
    date: str


@dataclass(frozen=True)
class Looks:
    """How one typist would lay the paper out."""

    font: str
    body: float
    table: bool
    colon: bool
    spaced: bool  # "Số: 986 / SNV-CCVC" is typed with a blank after the number's place
    dashes: bool
    long_body: bool
    gap: int  # empty lines for the signature: 32 to 40 mm from post to name on real papers


@dataclass(frozen=True)
class Spec:
    """One paper. `head` lines begin with ^ when they name the superior body."""

    id: str
    system: str
    head: tuple[str, ...]
    issuer: str
    number: str
    notation: str
    place: str
    day: date
    kind: str
    title: str
    subject: tuple[str, ...]
    signer: str
    authority: str = ""
    post: str = ""
    post2: str = ""
    degree: str = ""
    superior: str = ""
    urgency: str = ""
    authority_line: str = ""
    dear_word: str = "Kính gửi"
    dear: tuple[str, ...] = ()
    recipients: tuple[str, ...] = ()
    sentences: tuple[str, ...] = ()
    cites: tuple[Cite, ...] = field(default_factory=tuple)

    @property
    def symbol(self) -> str:
        return f"{self.number}{'-' if self.system == 'party' else '/'}{self.notation}"

    @property
    def looks(self) -> Looks:
        dice = random.Random(zlib.crc32(self.id.encode()))
        return Looks(
            font=dice.choice([SERIF, SERIF, SERIF, SANS]),
            body=dice.choice([13, 14, 14]),
            table=dice.random() < 0.6,
            colon=self.system == "state" or dice.random() < 0.2,
            spaced=dice.random() < 0.15,
            dashes=dice.random() < 0.6,
            long_body=dice.random() < 0.35,
            gap=dice.choice([5, 5, 6]),
        )

    @property
    def date_line(self) -> str:
        dice = random.Random(zlib.crc32(self.id.encode()) + 1)
        pad = self.day.month < 3 or dice.random() < 0.3
        month = f"{self.day.month:02d}" if pad else str(self.day.month)
        return f"{self.place}, ngày {self.day.day:02d} tháng {month} năm {self.day.year}"

    @property
    def fields(self) -> dict[str, str]:
        """The true value of every field the paper carries."""
        subject = " ".join(self.subject)
        if self.kind == "CV":
            for words in STRIPPED:
                subject = subject.removeprefix(words)
        post = self.post2 or self.post
        authority = self.authority
        if self.post2:
            authority = f"{authority} {self.post}"
        values = {
            "number": self.number, "notation": self.notation, "symbol": self.symbol, "place": self.place,
            "issued_on": self.day.isoformat(), "issuer": self.issuer, "superior": self.superior, "kind": self.kind,
            "subject": subject[:1].upper() + subject[1:], "signer": self.signer, "signer_post": post,
            "signer_authority": authority, "recipients": "\n".join(self.recipients), "urgency": self.urgency,
        }  # fmt: skip
        return {k: v for k, v in values.items() if v}


def _spec(row: dict[str, Any], system: str) -> Spec:
    parts = [c.split("|") for c in row.get("cites", [])]
    dice = random.Random(zlib.crc32(row["id"].encode()) + 2)
    body = dice.sample(SENTENCES, len(SENTENCES))
    return Spec(
        id=row["id"], system=system, head=tuple(row["head"]), issuer=row["issuer"], superior=row.get("sup", ""),
        number=row["num"], notation=row["sym"], place=row["place"], day=row["day"], kind=row["kind"],
        title=row.get("title", ""), subject=tuple(row["subject"]), signer=row["signer"],
        authority=row.get("auth", ""), post=row.get("post", ""), post2=row.get("post2", ""),
        degree=row.get("degree", ""), urgency=row.get("urgency", ""), authority_line=row.get("authority_line", ""),
        dear_word=row.get("dearword", "Kính gửi"), dear=tuple(row.get("dear", [])), recipients=tuple(row["to"]),
        sentences=tuple([p[0] for p in parts] + body), cites=tuple(Cite(p[1], p[2], p[3]) for p in parts),
    )  # fmt: skip


def specs(texts: Path = HERE) -> list[Spec]:
    """Every made paper whose content is in the folder `texts`, Party papers first."""
    made = []
    for system in ("party", "state"):
        rows = yaml.safe_load((texts / f"{system}.yaml").read_text("utf-8"))
        made += [_spec(row, system) for row in rows]
    return made
