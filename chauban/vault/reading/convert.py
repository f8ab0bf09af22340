"""Pictures and Word documents as PDF."""

from __future__ import annotations

import contextlib
import io
import shutil
import subprocess
import warnings
from collections.abc import Iterator
from pathlib import Path

import img2pdf
import pikepdf
from PIL import Image, ImageOps, ImageSequence

from chauban.vault.reading.programs import child_of_ours
from chauban.vault.reading.refusal import Unreadable
from chauban.vault.reading.result import Limits

#: Assumed when a picture does not say its resolution: what makes it about an A4 sheet.
A4_INCHES = 11.7
#: Below and above this, a stated resolution is a mere default of a camera or a screen.
CREDIBLE_DPI = (120, 1200)
#: LibreOffice ends with this status when it has made a new profile and asks to be started again.
START_AGAIN = 81
#: Settings of the profile, as path, name and value: no macros, no links followed, and a proxy that is not there.
SETTINGS = (
    ("Office.Common/Security/Scripting", "DisableMacrosExecution", "true"),
    ("Office.Common/Security/Scripting", "MacroSecurityLevel", "3"),
    ("Office.Common/Security/Scripting", "BlockUntrustedRefererLinks", "true"),
    ("Office.Common/Security/Scripting", "DisableActiveContent", "true"),
    ("Office.Writer/Content/Update", "Link", "2"),
    ("Inet/Settings", "ooInetProxyType", "2"),
    ("Inet/Settings", "ooInetHTTPProxyName", "127.0.0.1"),
    ("Inet/Settings", "ooInetHTTPProxyPort", "9"),
    ("Inet/Settings", "ooInetHTTPSProxyName", "127.0.0.1"),
    ("Inet/Settings", "ooInetHTTPSProxyPort", "9"),
    ("Office.Common/Font/Substitution", "Replacement", "true"),
)
#: Of the free fonts as wide as Microsoft's, those that have all Vietnamese letters; Liberation has not.
FONTS = (("Times New Roman", "Tinos"), ("Arial", "Arimo"), ("Courier New", "Cousine"))


def word_to_pdf(path: Path, workdir: Path, limits: Limits) -> Path:
    """Lay out a .docx with LibreOffice: own profile for this one run, no macros, no network, no links followed.

    Raises `Unreadable` (not-convertible) when LibreOffice makes nothing of it or takes longer than the limit.
    """
    profile = workdir / "office"
    (profile / "user").mkdir(parents=True)
    (profile / "user" / "registrymodifications.xcu").write_text(_profile(), encoding="utf-8")
    # LibreOffice goes by the name, and the name of a vault file says nothing.
    source = workdir / "paper.docx"
    shutil.copyfile(path, source)
    command = [
        _office(),
        f"-env:UserInstallation=file://{profile}",
        "--headless",
        "--norestore",
        "--nologo",
        "--nodefault",
    ]
    command += ["--convert-to", "pdf:writer_pdf_Export", "--outdir", str(workdir), str(source)]
    try:
        _run_office(command, workdir, limits)
    except (subprocess.CalledProcessError, subprocess.TimeoutExpired) as problem:
        raise Unreadable("not-convertible") from problem
    finally:
        shutil.rmtree(profile, ignore_errors=True)
        source.unlink()
    made = workdir / "paper.pdf"
    if not made.is_file():
        raise Unreadable("not-convertible")
    return made


def _run_office(command: list[str], workdir: Path, limits: Limits) -> None:
    for _ in range(2):
        ended = subprocess.run(
            child_of_ours(command), capture_output=True, timeout=limits.conversion_seconds, cwd=workdir
        )
        if ended.returncode != START_AGAIN:
            break
    ended.check_returncode()


def _profile() -> str:
    """The settings as LibreOffice keeps them."""
    items = "".join(
        f'<item oor:path="/org.openoffice.{path}"><prop oor:name="{name}" oor:op="fuse">'
        f"<value>{value}</value></prop></item>"
        for path, name, value in SETTINGS
    )
    pairs = "".join(
        f'<node oor:name="_{number}" oor:op="replace"><prop oor:name="ReplaceFont"><value>{old}</value></prop>'
        f'<prop oor:name="SubstituteFont"><value>{new}</value></prop><prop oor:name="Always"><value>true</value></prop>'
        f'<prop oor:name="OnScreenOnly"><value>false</value></prop></node>'
        for number, (old, new) in enumerate(FONTS)
    )
    fonts = f'<item oor:path="/org.openoffice.Office.Common/Font/Substitution/FontPairs">{pairs}</item>'
    return (
        '<?xml version="1.0" encoding="UTF-8"?><oor:items xmlns:oor="http://openoffice.org/2001/registry">'
        f"{items}{fonts}</oor:items>"
    )


def pictures_to_pdf(path: Path, workdir: Path, limits: Limits) -> Path:
    """A JPEG, PNG or TIFF (each of its pages) as PDF, without loss where the format allows, turned as EXIF says.

    Raises `Unreadable`: picture-too-large, too-many-pages, broken.
    """
    made = workdir / "paper.pdf"
    try:
        with _bomb_guard(limits), Image.open(path) as picture:
            sheets = getattr(picture, "n_frames", 1)
            if sheets > limits.pages:
                raise Unreadable("too-many-pages", pages=sheets, limit=limits.pages)
            with pikepdf.new() as pdf:
                for frame in _frames(path, picture):
                    with pikepdf.open(io.BytesIO(frame)) as sheet:
                        pdf.pages.extend(sheet.pages)
                pdf.save(made)
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as problem:
        raise Unreadable("picture-too-large", limit=limits.pixels // 1_000_000) from problem
    except (OSError, SyntaxError, ValueError, TypeError, EOFError, img2pdf.ImageOpenError, pikepdf.PdfError) as problem:
        # Pillow and img2pdf tell of damaged pictures in all these ways.
        if isinstance(problem, OSError) and problem.errno is not None:
            raise
        raise Unreadable("broken") from problem
    return made


def _frames(path: Path, picture: Image.Image) -> Iterator[bytes]:
    """One-page PDFs of the pages of a picture file, made one at a time so that a thick TIFF fits in memory."""
    if picture.format in ("JPEG", "PNG") and _plain(picture):
        layout = img2pdf.get_fixed_dpi_layout_fun((_dpi(picture),) * 2)
        yield img2pdf.convert(path.read_bytes(), rotation=img2pdf.Rotation.ifvalid, layout_fun=layout)
        return
    # Only in a TIFF are further frames further pages; in a JPEG or PNG they are previews or an animation.
    for frame in ImageSequence.Iterator(picture) if picture.format == "TIFF" else [picture]:
        dpi = _dpi(frame)
        encoded = _encoded(
            _opaque(ImageOps.exif_transpose(frame)), photographic=frame.info.get("compression") == "jpeg"
        )
        yield img2pdf.convert(encoded, layout_fun=img2pdf.get_fixed_dpi_layout_fun((dpi, dpi)))


def _plain(picture: Image.Image) -> bool:
    """Whether img2pdf can embed the picture as it is."""
    if picture.format == "PNG" and getattr(picture, "n_frames", 1) == 1:
        return picture.mode in ("1", "L", "RGB") and "transparency" not in picture.info
    # Phones write two pictures into one JPEG; Pillow calls that MPO, and it is not plain.
    return picture.format == "JPEG" and picture.mode in ("L", "RGB")


def _encoded(picture: Image.Image, *, photographic: bool) -> bytes:
    """The picture as a file that img2pdf embeds without unpacking: fax coding for black and white, else PNG or JPEG."""
    buffer = io.BytesIO()
    if picture.mode == "1":
        picture.save(buffer, "TIFF", compression="group4")
    elif photographic:
        picture.save(buffer, "JPEG", quality=92)
    else:
        picture.save(buffer, "PNG", compress_level=3)
    return buffer.getvalue()


def _opaque(picture: Image.Image) -> Image.Image:
    """The picture on white ground, in black and white, gray or RGB."""
    if picture.mode in ("1", "L", "RGB") and "transparency" not in picture.info:
        return picture
    if picture.mode.startswith(("I", "F")):
        return picture.convert("F").point(lambda value: value / 257).convert("L")
    if "A" in picture.getbands() or "transparency" in picture.info:
        layered = picture.convert("RGBA")
        return Image.alpha_composite(Image.new("RGBA", layered.size, "white"), layered).convert("RGB")
    return picture.convert("RGB")


def _dpi(picture: Image.Image) -> float:
    stated = float(picture.info.get("dpi", (0, 0))[0] or 0)
    low, high = CREDIBLE_DPI
    return stated if low <= stated <= high else max(picture.size) / A4_INCHES


@contextlib.contextmanager
def _bomb_guard(limits: Limits) -> Iterator[None]:
    """Have Pillow refuse, instead of warn of, pictures over the limit."""
    before = Image.MAX_IMAGE_PIXELS
    Image.MAX_IMAGE_PIXELS = limits.pixels
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            yield
    finally:
        Image.MAX_IMAGE_PIXELS = before


def _office() -> str:
    """LibreOffice's program itself: the usual `soffice` is a script whose helper outlives being killed."""
    found = shutil.which("soffice")
    if found is None:
        raise FileNotFoundError("LibreOffice (soffice) is not installed")
    direct = Path(found).resolve().with_name("soffice.bin")
    return str(direct if direct.is_file() else found)
