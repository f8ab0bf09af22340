"""PostgreSQL's own programs, run as the database's owner."""

from __future__ import annotations

import os
import shutil
import subprocess

from chauban import database

from .commands import Failed
from .words import _


def run(name: str, *words: str) -> str:
    """Run `pg_dump`, `pg_restore` or `psql` on our database and return what it printed; raises Failed with its reason.

    The embedded server brings its own; for the office's own server they must be installed. The password goes by the
    environment, where other users of the machine do not see it.
    """
    url = os.environ.get("DATABASE_URL", "")
    entry = database.settings(url, database.data_folder(), "owner")
    keys = {"PGHOST": "HOST", "PGPORT": "PORT", "PGUSER": "USER", "PGPASSWORD": "PASSWORD", "PGDATABASE": "NAME"}
    environment = os.environ | {key: str(entry[value]) for key, value in keys.items() if entry[value]}
    program = shutil.which(name) if url else str(database.programs() / name)
    if program is None:
        raise Failed(_("The program {name} is not installed; it must be as new as the server.").format(name=name))
    done = subprocess.run([program, *words], env=environment, capture_output=True, text=True)
    if done.returncode:
        raise Failed(_("{name} failed: {reason}").format(name=name, reason=done.stderr.strip()))
    return done.stdout
