"""PostgreSQL's own programs, run as the database's owner."""

from __future__ import annotations

import os
import re
import shutil
import subprocess

from chauban import database

from .commands import Failed
from .words import _


def run(name: str, *words: str) -> str:
    """Run `pg_dump`, `pg_restore` or `psql` on our database and return what it printed; raises Failed with its reason.

    The password goes by the environment, where other users of the machine do not see it.
    """
    url = os.environ.get("DATABASE_URL", "")
    entry = database.settings(url, database.data_folder(), "owner")
    keys = {"PGHOST": "HOST", "PGPORT": "PORT", "PGUSER": "USER", "PGPASSWORD": "PASSWORD", "PGDATABASE": "NAME"}
    environment = os.environ | {key: str(entry[value]) for key, value in keys.items() if entry[value]}
    program = _fitting(name, environment) if url else str(database.programs() / name)
    done = subprocess.run([program, *words], env=environment, capture_output=True, text=True)
    if done.returncode:
        raise Failed(_("{name} failed: {reason}").format(name=name, reason=done.stderr.strip()))
    return done.stdout


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
