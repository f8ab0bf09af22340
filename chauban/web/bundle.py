"""One stylesheet and one script for the whole office, by plain concatenation: no Node, no build chain.

Every room keeps its own `static/<room>/*.css` and `static/<room>/js/*.js`. Cascade layers are declared in
`web/static/web/00-layers.css`, so a file's place in the bundle decides nothing but ties inside one layer.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable, Iterator
from importlib import resources
from pathlib import Path

WEB = Path(__file__).resolve().parent / "static" / "web"
HTMX = "static/django_htmx/htmx-2.min.js"


def build(out: Path, rooms: Iterable[Path] | None = None) -> None:
    """Write `chauban.css` and `chauban.js` into `out`; the same sources give the same bytes.

    `rooms` are folders of static files, web's own always first; by default those of every room that has one.
    """
    folders = [WEB, *(find_rooms() if rooms is None else rooms)]
    htmx = resources.files("django_htmx").joinpath(HTMX).read_text(encoding="utf-8")
    out.mkdir(parents=True, exist_ok=True)
    _write(out / "chauban.css", "".join(_parts(folders, "*.css", "/* {} */")))
    scripts = "".join(_parts(folders, "js/*.js", "// {}"))
    _write(out / "chauban.js", f"{htmx.rstrip()};\n{scripts}")


def find_rooms() -> list[Path]:
    """The folders `chauban/<room>/static/<room>` of all rooms but web, by name."""
    house = Path(__file__).resolve().parents[1]
    found = (path for path in sorted(house.glob("*/static/*")) if path.is_dir())
    return [path for path in found if path.name == path.parents[1].name and path != WEB]


def _write(path: Path, text: str) -> None:
    """All at once: a site that runs may be serving the file at this moment."""
    fresh = path.with_name(f".{path.name}.{os.getpid()}")
    fresh.write_text(text, encoding="utf-8")
    fresh.replace(path)


def _parts(folders: Iterable[Path], pattern: str, heading: str) -> Iterator[str]:
    for folder in folders:
        # By stem, so that `paper` comes before `paper-words`, which builds upon it.
        for path in sorted(folder.glob(pattern), key=lambda path: path.stem):
            yield f"{heading.format(f'{folder.name}/{path.name}')}\n{path.read_text(encoding='utf-8').rstrip()}\n\n"


if __name__ == "__main__":
    build(Path(sys.argv[1]))
