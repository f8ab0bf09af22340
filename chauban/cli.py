"""The `chauban` command."""

from __future__ import annotations

import sys


def main() -> None:
    """Run the command of the arguments; ends the process with its exit status."""
    from chauban.operations.commands import run

    sys.exit(run(sys.argv[1:]))


if __name__ == "__main__":
    main()
