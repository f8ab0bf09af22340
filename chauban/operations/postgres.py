"""PostgreSQL's own programs, run as the database's owner."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from typing import Any

from psycopg import pq

from chauban import database

from .commands import Failed
from .words import _


def run(name: str, *words: str) -> str:
    """Run `pg_dump`, `pg_restore` or `psql` on our database and return what it printed; raises Failed with its reason.

    The password goes by the environment, where other users of the machine do not see it.
    """
    url = os.environ.get("DATABASE_URL", "")
    environment = os.environ | _environment(database.settings(url, database.data_folder(), "owner"))
    program = _fitting(name, environment) if url else str(database.programs() / name)
    done = subprocess.run([program, *words], env=environment, capture_output=True, text=True)
    if done.returncode:
        raise Failed(_("{name} failed: {reason}").format(name=name, reason=done.stderr.strip()))
    return done.stdout


def _environment(entry: dict[str, Any]) -> dict[str, str]:
    """Django's entry as the variables by which PostgreSQL's programs are told; options of Django's own have none."""
    names = {"host": "HOST", "port": "PORT", "user": "USER", "password": "PASSWORD", "dbname": "NAME"}
    given = {**entry["OPTIONS"], **{keyword: entry[key] for keyword, key in names.items()}}
    known = {each.keyword.decode(): each.envvar.decode() for each in pq.Conninfo.get_defaults() if each.envvar}
    return {variable: str(given[keyword]) for keyword, variable in known.items() if given.get(keyword)}


def _fitting(name: str, environment: dict[str, str]) -> str:
    """The machine's own program when it is as new as the office's server, else the one that came with us."""
    ours = str(database.programs() / name)
    installed = shutil.which(name)
    if installed is None:
        return ours
    asked = [str(database.programs() / "psql"), "-tAXc", "SHOW server_version_num"]
    server = subprocess.run(asked, env=environment, capture_output=True, text=True).stdout.strip()
    version = subprocess.run([installed, "--version"], capture_output=True, text=True).stdout
    found = re.search(r"\b(\d+)\.", version)
    return installed if found and server and int(found[1]) >= int(server) // 10_000 else ours
