"""`chauban web`: the web server."""

from __future__ import annotations

import argparse
import gc
import os

from .parent import end_with

#: Python answers with one core a process.
PROCESSES = 2


def _load() -> None:
    """Load what every page needs, before granian forks: its processes share the memory of it."""
    from django.conf import settings
    from django.db import connections
    from django.template.loader import get_template
    from django.urls import get_resolver
    from django.utils import translation

    import chauban.asgi  # noqa: F401

    get_resolver().reverse_dict  # noqa: B018 (reads every room's addresses and views)
    for code, _name in settings.LANGUAGES:
        with translation.override(code):
            pass  # its catalogue is read
    for name in ("desk/home.html", "desk/document.html", "desk/documents.html"):
        get_template(name)
    connections.close_all()
    gc.collect()
    gc.freeze()


def web(arguments: argparse.Namespace) -> None:
    """Serve the pages until told to stop; requests under way are finished."""
    end_with(os.environ.get("CHAUBAN_PARENT"))
    os.environ["CHAUBAN_ROLE"] = "web"
    os.environ["CHAUBAN_PARENT"] = str(os.getpid())  # of the processes that granian starts
    _load()
    from granian import Granian
    from granian.constants import Interfaces
    from granian.log import LogLevels

    Granian(
        "chauban.asgi:application",
        address=arguments.host,
        port=arguments.port,
        interface=Interfaces.ASGI,
        workers=int(os.environ.get("CHAUBAN_WEB_PROCESSES") or PROCESSES),
        websockets=False,
        workers_kill_timeout=6,
        log_level=LogLevels.error,
    ).serve()
