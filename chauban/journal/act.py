"""`@act`: what must never be forgotten when the office's state changes."""

from __future__ import annotations

import functools
import json
import logging
from collections.abc import Callable
from contextvars import ContextVar
from typing import Concatenate, ParamSpec, TypeVar

from django.core.serializers.json import DjangoJSONEncoder
from django.db import ProgrammingError, connection
from django.utils.translation import gettext as _
from psycopg.errors import InsufficientPrivilege

from chauban.kernel.refused import Refused
from chauban.people.identity import SYSTEM, acting
from chauban.people.models import Person

P = ParamSpec("P")
R = TypeVar("R")
#: An act's doer: a person, or None for the machine (jobs of the worker).
Doer = Person | None

log = logging.getLogger(__name__)
_lines_written: ContextVar[int] = ContextVar("lines_written", default=0)


class NothingRecorded(Exception):
    """An act ended without a line in the journal; everything it wrote is undone."""


def act(body: Callable[Concatenate[Doer, P], R]) -> Callable[Concatenate[Doer, P], R]:
    """Run `body` in one transaction, as its doer in the eyes of the database, and insist on a journal line.

    What the database alone refuses, by its policies, is Refused like what the act refuses.
    """

    @functools.wraps(body)
    def done(doer: Doer, /, *args: P.args, **kwargs: P.kwargs) -> R:
        before = _lines_written.get()
        try:
            with acting(SYSTEM if doer is None else doer):
                result = body(doer, *args, **kwargs)
                if _lines_written.get() == before:
                    raise NothingRecorded(body.__qualname__)
        except ProgrammingError as refusal:
            if not isinstance(refusal.__cause__, InsufficientPrivilege):
                raise
            # The act's own checks passed: a right ended in this very moment, or a check is missing, as the log tells.
            log.exception("the database refused %s", body.__qualname__)
            raise Refused(_("The right to do this has ended meanwhile. Nothing was changed.")) from refusal
        return result

    return done


def record(doer: Doer, act: str, *, document_id: int | None = None, **detail: object) -> None:
    """Write the journal line of an act.

    `detail` must serialise to JSON and must hold what a reader of the history needs to read it as a sentence.
    Written without RETURNING, since the doer need not be able to read the line.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT journal_record(%s, %s, %s, %s)",
            [doer.pk if doer else None, act, document_id, json.dumps(detail, cls=DjangoJSONEncoder)],
        )
    recorded(doer, act, **detail)


def recorded(doer: Doer, act: str, **detail: object) -> None:
    """Say that the line of an act stands in the journal: the act's own statement wrote it, in the database."""
    _lines_written.set(_lines_written.get() + 1)
