"""`python -m bench` runs every measurement; `python -m bench crash --kills 60` runs one, with its own arguments."""

from __future__ import annotations

import importlib
import pkgutil
import sys
from pathlib import Path

MODULES = pkgutil.iter_modules([str(Path(__file__).parent)])
NAMES = sorted(module.name for module in MODULES if module.name != "__main__")


def run(name: str, arguments: list[str]) -> None:
    """Run one measurement under its own name, if the module is one."""
    main = getattr(importlib.import_module(f"bench.{name}"), "main", None)
    if main is None:
        return
    print(f"== {name}", flush=True)
    sys.argv = [f"bench.{name}", *arguments]
    main()


def main() -> None:
    """What the command line asks for."""
    wanted = sys.argv[1:]
    if wanted and wanted[0] not in NAMES:
        sys.exit(f"There is no measurement {wanted[0]!r}; there are: {', '.join(NAMES)}")
    for name in wanted[:1] or NAMES:
        run(name, wanted[1:])


if __name__ == "__main__":
    main()
