"""A worker as the office runs it, in a process of its own, to be killed: DATABASE VAULT TEMPORARY-FOLDER."""

from __future__ import annotations

import sys
from pathlib import Path

import django
from django.conf import settings


def main() -> None:
    database, vault, temporary = sys.argv[1:]
    settings.DATABASES["default"]["NAME"] = database
    settings.DATABASES["default"]["OPTIONS"]["options"] = "-c role=chauban_worker"
    settings.VAULT, settings.FILE_UPLOAD_TEMP_DIR = Path(vault), temporary
    settings.READING_PROCESSES = 1
    django.setup()
    from procrastinate.contrib.django import app

    with app.replace_connector(app.connector.get_worker_connector()):  # type: ignore[attr-defined]
        app.run_worker(queues=["reading"], wait=True, install_signal_handlers=False)


if __name__ == "__main__":
    main()
