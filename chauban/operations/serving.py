"""`chauban web`: the web server."""

from __future__ import annotations

import argparse
import os

from .parent import end_with


def web(arguments: argparse.Namespace) -> None:
    """Serve the pages until told to stop; requests under way are finished."""
    end_with(os.environ.get("CHAUBAN_PARENT"))
    os.environ["CHAUBAN_ROLE"] = "web"
    os.environ["CHAUBAN_PARENT"] = str(os.getpid())  # of the process that granian starts
    from granian import Granian
    from granian.constants import Interfaces
    from granian.log import LogLevels

    Granian(
        "chauban.asgi:application",
        address=arguments.host,
        port=arguments.port,
        interface=Interfaces.ASGI,
        workers=1,
        websockets=False,
        workers_kill_timeout=6,
        log_level=LogLevels.error,
    ).serve()
