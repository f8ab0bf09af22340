"""Files that cannot or must not be read: each is refused with its own reason, and harms nothing."""

from __future__ import annotations

import http.server
import io
import os
import signal
import subprocess
import sys
import threading
import time
import zipfile
import zlib
from contextlib import ExitStack
from dataclasses import asdict
from pathlib import Path

import pikepdf
import pytest
from docx import Document
from docx.shape import InlineShape
from pikepdf import Dictionary, Name, Pdf
from PIL import Image

from chauban.vault.reading import Limits, Progress, Unreadable, nursery, run_reading
from chauban.vault.reading.refusal import REASONS
from chauban.vault.tests import papers

CODE = Path(__file__).resolve().parents[3]
MIB = 1024 * 1024
RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"


def refusal(path: Path, **options: object) -> str:
    with pytest.raises(Unreadable) as refused:
        run_reading(path, path.parent / "work", **{"timeout": 60, **options})  # type: ignore[arg-type]
    assert str(refused.value)
    assert refused.value.reason in REASONS
    return refused.value.reason


def written(path: Path, content: bytes) -> Path:
    path.write_bytes(content)
    return path


OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(500)


@pytest.mark.parametrize(
    ("name", "content", "reason"),
    [
        ("empty.pdf", b"", "empty"),
        ("notes.pdf", "chỉ là chữ".encode(), "unknown-kind"),
        ("program.docx", b"MZ" + bytes(1000), "unknown-kind"),
        ("locked.docx", OLE + "EncryptedPackage".encode("utf-16-le"), "password"),
        ("old.docx", OLE + "WordDocument".encode("utf-16-le"), "old-word"),
        ("mail.docx", OLE + "__nameid_version".encode("utf-16-le"), "unknown-kind"),
        ("cut.pdf", b"%PDF-1.7\n1 0 obj\n<< /Type /Cat", "broken"),
        ("cut.png", b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", "broken"),
        ("cut.jpg", b"\xff\xd8\xff\xe0" + bytes(50), "broken"),
    ],
)
def test_files_that_are_nothing(tmp_path: Path, name: str, content: bytes, reason: str) -> None:
    assert refusal(written(tmp_path / name, content)) == reason


def test_a_picture_broken_off_in_the_middle(tmp_path: Path) -> None:
    whole = papers.png(papers.scan())
    assert refusal(written(tmp_path / "half.png", whole[: len(whole) // 2])) == "broken"


def test_a_locked_pdf_is_refused_and_one_merely_restricted_is_read(tmp_path: Path) -> None:
    with Pdf.open(papers.digital_pdf(tmp_path / "a.pdf")) as pdf:
        pdf.save(tmp_path / "locked.pdf", encryption=pikepdf.Encryption(owner="chủ", user="khách"))
        pdf.save(tmp_path / "restricted.pdf", encryption=pikepdf.Encryption(owner="owner", user=""))
    assert refusal(tmp_path / "locked.pdf") == "password"
    assert papers.PHRASE in run_reading(tmp_path / "restricted.pdf", tmp_path / "work").pages[0].text


def test_a_damaged_pdf_is_mended(tmp_path: Path) -> None:
    whole = papers.digital_pdf(tmp_path / "a.pdf").read_bytes()
    path = written(tmp_path / "cut.pdf", whole[: whole.rindex(b"xref")])
    reading = run_reading(path, tmp_path / "work")
    assert papers.PHRASE in reading.pages[0].text
    assert "repaired" in reading.warnings


def test_limits_on_pages_and_sizes(tmp_path: Path) -> None:
    three = papers.digital_pdf(tmp_path / "three.pdf", pages=3)
    assert refusal(three, limits=Limits(pages=2)) == "too-many-pages"
    with Pdf.open(three) as pdf:
        pdf.pages[1].obj.MediaBox = [0, 0, 200_000, 200_000]
        pdf.save(tmp_path / "vast.pdf")
    assert refusal(tmp_path / "vast.pdf") == "page-too-large"


def test_a_picture_bomb(tmp_path: Path) -> None:
    bomb = tmp_path / "bomb.png"
    Image.new("1", (30_000, 30_000)).save(bomb)
    assert bomb.stat().st_size < MIB
    assert refusal(bomb) == "picture-too-large"


def test_a_picture_bomb_in_a_pdf(tmp_path: Path) -> None:
    with Pdf.new() as pdf:
        page = pdf.add_blank_page()
        picture = pikepdf.Stream(pdf, zlib.compress(bytes(1000)))
        picture.stream_dict = Dictionary(
            Type=Name.XObject, Subtype=Name.Image, Width=100_000, Height=100_000,
            ColorSpace=Name.DeviceGray, BitsPerComponent=8, Filter=Name.FlateDecode,
        )  # fmt: skip
        page.obj.Resources = Dictionary(XObject=Dictionary(Im=picture))
        page.obj.Contents = pdf.make_stream(b"q 600 0 0 800 0 0 cm /Im Do Q")
        pdf.save(tmp_path / "bomb.pdf")
    assert refusal(tmp_path / "bomb.pdf") == "picture-too-large"


def test_a_word_bomb(tmp_path: Path) -> None:
    path = papers.word(tmp_path / "bomb.docx")
    with zipfile.ZipFile(path, "a", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("word/media/zeros.bin", bytes(60 * MIB))
    assert path.stat().st_size < MIB
    assert refusal(path, limits=Limits(unpacked_bytes=50 * MIB)) == "unpacks-too-large"
    assert refusal(path, limits=Limits(entries=5)) == "unpacks-too-large"


def test_a_word_document_that_is_none(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "a.docx", "w") as archive:
        archive.writestr("[Content_Types].xml", "<nonsense")
        archive.writestr("word/document.xml", "<nonsense")
    assert refusal(tmp_path / "a.docx") == "not-convertible"


def test_macros_are_told_and_nothing_is_fetched(tmp_path: Path) -> None:
    asked: list[str] = []

    class Listener(http.server.BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            asked.append(self.path)
            self.send_error(404)

        def log_message(self, *_: object) -> None:
            pass

    server = http.server.HTTPServer(("127.0.0.1", 0), Listener)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    address = f"http://127.0.0.1:{server.server_port}/bait.png"
    document = Document()
    document.add_paragraph(papers.LINES[2])
    picture = document.add_picture(io.BytesIO(papers.png(Image.new("L", (9, 9)))))
    _link_picture(picture, document.part.relate_to(address, f"{RELATIONS}/image", is_external=True))
    document.save(str(tmp_path / "a.docx"))
    with zipfile.ZipFile(tmp_path / "a.docx", "a") as archive:
        archive.writestr("word/vbaProject.bin", b"macros")
    reading = run_reading(tmp_path / "a.docx", tmp_path / "work")
    server.shutdown()
    assert reading.warnings == ["macros"]
    assert "trân trọng" in reading.pages[0].text
    assert asked == []


def _link_picture(shape: InlineShape, relation: str) -> None:
    """Have a picture of a Word document be fetched from outside instead of from the document."""
    blip = shape._inline.graphic.graphicData.pic.blipFill.blip
    del blip.attrib[f"{{{RELATIONS}}}embed"]
    blip.set(f"{{{RELATIONS}}}link", relation)


def test_a_reading_that_takes_too_long_is_stopped_with_all_its_processes(tmp_path: Path) -> None:
    path = papers.scan_pdf(tmp_path / "scan.pdf", *[papers.scan() for _ in range(12)])
    assert refusal(path, timeout=1.5) == "timeout"
    assert _processes_about(tmp_path) == []


@pytest.mark.slow
def test_a_reading_that_wants_too_much_memory_is_stopped(tmp_path: Path) -> None:
    path = papers.scan_pdf(tmp_path / "scan.pdf", papers.scan().resize((9000, 12000)))
    assert refusal(path, memory_limit_bytes=260 * MIB) in ("out-of-memory", "crashed")


@pytest.mark.slow
def test_a_parent_killed_takes_its_reading_along_and_the_reading_can_be_run_again(tmp_path: Path) -> None:
    path = papers.scan_pdf(tmp_path / "scan.pdf", *[papers.scan() for _ in range(4)])
    work = tmp_path / "work"
    program = (
        "import sys; from pathlib import Path; from chauban.vault.reading import run_reading; "
        "run_reading(*map(Path, sys.argv[1:]))"
    )
    parent = subprocess.Popen([sys.executable, "-c", program, path, work], cwd=CODE)
    _wait_for(lambda: any(work.glob("text-*")))
    parent.send_signal(signal.SIGKILL)
    parent.wait()
    _wait_for(lambda: _processes_about(tmp_path) == [])
    assert not (work / "reading.json").exists()
    assert len(run_reading(path, work).pages) == 4


@pytest.mark.slow
def test_a_child_killed_is_told_and_the_reading_can_be_run_again(tmp_path: Path) -> None:
    path = papers.scan_pdf(tmp_path / "scan.pdf", *[papers.scan() for _ in range(3)])

    def kill(progress: Progress) -> None:
        if progress.done == 1:
            os.kill(_processes_about(tmp_path)[0], signal.SIGKILL)

    assert refusal(path, progress=kill) == "out-of-memory"
    assert len(run_reading(path, tmp_path / "work").pages) == 3


@pytest.mark.slow
def test_each_reading_has_a_process_of_its_own_and_a_nursery_killed_is_replaced(tmp_path: Path) -> None:
    path = papers.scan_pdf(tmp_path / "scan.pdf", papers.scan())
    seen: list[tuple[int, int]] = []

    def look(_: Progress) -> None:
        child = _processes_about(tmp_path)[0]
        seen.append((child, _parent_of(child)))

    for _ in range(2):
        run_reading(path, tmp_path / "work", progress=look)
    (first, nursery), (second, same_nursery) = seen[0], seen[-1]
    assert first != second and nursery == same_nursery
    os.kill(nursery, signal.SIGKILL)
    assert len(run_reading(path, tmp_path / "work", progress=look).pages) == 1
    assert seen[-1][1] != nursery


def test_a_reading_holds_nothing_of_those_beside_it(tmp_path: Path) -> None:
    """The end of a pipe in another's hands would keep the parent waiting for a child that has ended."""
    path = papers.scan_pdf(tmp_path / "scan.pdf", papers.scan())

    def begin(name: str, stack: ExitStack) -> nursery.Child:
        (tmp_path / name).mkdir()
        log = stack.enter_context((tmp_path / name / "log").open("wb"))
        task = {"path": str(path), "workdir": str(tmp_path / name), "memory": 4 << 30, "processes": 1, "finish": None}
        child = stack.enter_context(nursery.child(task | {"limits": asdict(Limits())}, log.fileno()))
        os.kill(child.pid, signal.SIGSTOP)
        return child

    with ExitStack() as stay:
        with ExitStack() as go:  # the numbers of their files are free again for the last
            gone = [begin(name, go) for name in ("one", "two")]
            begin("three", stay)
            for child in gone:
                child.kill()
                child.wait()
        last = begin("four", stay)
        links = [str(link.readlink()) for link in Path(f"/proc/{last.pid}/fd").iterdir()]
        own = f"pipe:[{os.fstat(last.told.fileno()).st_ino}]"
        assert {link for link in links if link.startswith("pipe:") or "pidfd" in link} == {own}


@pytest.mark.slow
def test_a_nursery_killed_takes_its_reading_along(tmp_path: Path) -> None:
    path = papers.scan_pdf(tmp_path / "scan.pdf", *[papers.scan() for _ in range(3)])

    def kill(progress: Progress) -> None:
        if progress.done == 1:
            os.kill(_parent_of(_processes_about(tmp_path)[0]), signal.SIGKILL)

    assert refusal(path, progress=kill) == "out-of-memory"
    _wait_for(lambda: _processes_about(tmp_path) == [])


def test_the_file_is_not_emptied_with_the_working_folder(tmp_path: Path) -> None:
    path = papers.digital_pdf(tmp_path / "a.pdf")
    with pytest.raises(ValueError, match="emptied"):
        run_reading(path, tmp_path)
    assert path.exists()


def test_importing_the_reading_is_light() -> None:
    program = (
        "import sys, chauban.vault.reading; "
        "print([m for m in ('pikepdf', 'pypdfium2', 'PIL', 'img2pdf') if m in sys.modules])"
    )
    assert subprocess.check_output([sys.executable, "-c", program], cwd=CODE, text=True).strip() == "[]"


def _processes_about(folder: Path) -> list[int]:
    """Running processes that work in the folder, the oldest first."""
    found = []
    for process in sorted(int(entry.name) for entry in Path("/proc").iterdir() if entry.name.isdigit()):
        try:
            if Path(f"/proc/{process}/cwd").readlink().is_relative_to(folder):
                found.append(process)
        except OSError:
            continue
    return found


def _parent_of(process: int) -> int:
    return int(Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[1])


def _wait_for(what: object) -> None:
    deadline = time.monotonic() + 20
    while not what():  # type: ignore[operator]
        assert time.monotonic() < deadline
        time.sleep(0.02)


def test_a_file_that_is_not_there_is_no_fault_of_the_file(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        run_reading(tmp_path / "gone.pdf", tmp_path / "work")
