"""What `chauban` understands: each command's arguments, the database role it runs in, the function that does it.

Django is imported by the commands that need it, not before, so that the others start at once and stay small.
"""

from __future__ import annotations

import argparse
import datetime as dt
import importlib
import os
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from chauban import database

from .words import _, say


class Failed(Exception):
    """The command could not be done; `str(failure)` is the sentence for whoever typed it."""


@dataclass(frozen=True)
class Command:
    """One word after `chauban`."""

    help: str
    #: `module:function` in this package; the function takes the parsed arguments and returns the exit status or None.
    does: str
    #: The database role, or empty for a command that does without Django.
    role: str = "owner"
    arguments: Callable[[argparse.ArgumentParser], None] = field(default=lambda parser: None)


def _run(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--demo", action="store_true", help=_("fill an empty installation with the demonstration"))
    _address(parser)


def _address(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--host", default=os.environ.get("CHAUBAN_HOST") or "127.0.0.1", help=_("address to listen on"))
    # A text, which the parser reads like one that was typed: what is no number is told, and only to who needs one.
    parser.add_argument("--port", type=int, default=os.environ.get("CHAUBAN_PORT") or "8000", help=_("port"))


def _intake(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("files", nargs="+", type=Path, metavar="FILE")
    parser.add_argument("--unit", help=_("name or number of the registry unit, where there are several"))


def _doctor(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--deep", action="store_true", help=_("read every file and every line of the journal"))


def _createadmin(parser: argparse.ArgumentParser) -> None:
    for name, text in (
        ("username", _("sign-in name")),
        ("full-name", _("full name")),
        ("agency", _("the office's agency")),
        ("unit", _("the administrator's unit")),
        ("title", _("title of the post")),
    ):
        variable = f"CHAUBAN_ADMIN_{name.upper().replace('-', '_')}"
        parser.add_argument(f"--{name}", default=os.environ.get(variable), help=f"{text} ({variable})")


def _journal(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("what", choices=["verify", "heads"])
    parser.add_argument("--head", type=Path, metavar="FILE", help=_("an older signed head that you kept"))


def _layout(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("file", type=Path, metavar="FILE.docx")
    parser.add_argument("--system", choices=["party", "state"], default="party", help=_("by whose rules"))
    parser.add_argument("--date", type=dt.date.fromisoformat, metavar="YYYY-MM-DD", help=_("the paper's own date"))
    parser.add_argument("--mended", type=Path, metavar="FILE", help=_("write a copy with what can be mended mended"))


def _folder(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("folder", type=Path, metavar="DIR")


COMMANDS = {
    "init": Command(_("prepare the data folder and the database"), "preparing:init"),
    "run": Command(_("run the office: database, web server and worker"), "running:run", "", _run),
    "web": Command(_("run the web server alone"), "serving:web", "", _address),
    "worker": Command(_("run the worker alone"), "working:worker", "worker"),
    "intake": Command(_("take files into a registry's tray"), "receiving:intake", "worker", _intake),
    "demo": Command(_("fill an empty installation with the demonstration"), "preparing:demo"),
    "doctor": Command(_("check everything and say what is wrong"), "doctor:doctor", "owner", _doctor),
    "createadmin": Command(_("make an administrator"), "first:createadmin", "owner", _createadmin),
    "journal": Command(_("prove the journal, or print its signed heads"), "journal:journal", "owner", _journal),
    "layout": Command(_("check the layout of a Word file"), "layout:layout", "worker", _layout),
    "backup": Command(_("back up everything while the office runs"), "backup:backup", "owner", _folder),
    "restore": Command(_("restore a backup into an empty data folder"), "restore:restore", "", _folder),
    "reindex": Command(_("build the search index anew"), "preparing:reindex", "worker"),
}


def parser() -> argparse.ArgumentParser:
    """The parser of the command line."""
    top = argparse.ArgumentParser(prog="chauban", description=_("Châu Bản, the digital office of a Party committee"))
    words = top.add_subparsers(dest="command", required=True, metavar="COMMAND")
    for name, command in COMMANDS.items():
        command.arguments(words.add_parser(name, help=command.help, description=command.help))
    return top


def run(arguments: list[str]) -> int:
    """Do what the arguments say; returns the exit status."""
    parsed = parser().parse_args(arguments)
    command = COMMANDS[parsed.command]
    os.environ["DJANGO_SETTINGS_MODULE"] = "chauban.settings"
    try:
        _check_owner(database.data_folder() / "db")
        if command.role:
            start_django(command.role)
        return int(_function(command.does)(parsed) or 0)
    except Failed as failure:
        say(str(failure))
        return 1
    except KeyboardInterrupt:
        return 130


def _check_owner(db: Path) -> None:
    """Raises Failed when the embedded database is another account's: root would take it away from them for good."""
    ours = {os.geteuid()} if os.geteuid() else {0, _server_account()}
    if os.environ.get("DATABASE_URL") or not db.exists() or db.stat().st_uid in ours:
        return
    told = _("The data in {folder} belong to another account of this machine (ls -ld names it); run it as that one.")
    raise Failed(told.format(folder=db.parent))


def _server_account() -> int:
    """The account under which root's embedded server runs, or root itself before there is one."""
    import pwd

    try:
        return pwd.getpwnam("pgserver").pw_uid
    except KeyError:
        return 0


def start_database(data: Path) -> None:
    """Start the embedded database of `data`. Raises Failed when it does not start."""
    try:
        database.start_embedded(data)
    except RuntimeError as error:
        told = _("The embedded database does not start; see {log}.").format(log=data / "db" / "log")
        raise Failed(f"{told} ({error})") from error


def start_django(role: str) -> None:
    """Django in the given database role, with the embedded database running."""
    os.environ["CHAUBAN_ROLE"] = role
    data = database.data_folder()
    (data / "scans").mkdir(parents=True, exist_ok=True)
    for name in ("tmp", "vault", "index"):
        (data / name).mkdir(mode=0o700, exist_ok=True)
    if not os.environ.get("DATABASE_URL"):
        start_database(data)
    import django

    django.setup()
    from django.utils import translation

    translation.activate(os.environ.get("CHAUBAN_LANGUAGE", "vi"))


def _function(does: str) -> Callable[[Any], int | None]:
    module, name = does.split(":")
    function: Callable[[Any], int | None] = getattr(importlib.import_module(f"chauban.operations.{module}"), name)
    return function
