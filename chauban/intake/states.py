"""Where a received paper stands before it is registered."""

from __future__ import annotations

import datetime as dt

from django.db import models
from django.utils.translation import gettext_lazy as _


class State(models.TextChoices):
    WAITING = "waiting", _("Waiting to be read")
    READING = "reading", _("Being read")
    READY = "ready", _("To be checked")
    FAILED = "failed", _("Cannot be read")
    REGISTERED = "registered", _("Registered")
    DISCARDED = "discarded", _("Discarded")


#: From each state, the states an arrival may go to.
MOVES: dict[State, frozenset[State]] = {
    State.WAITING: frozenset({State.READING, State.DISCARDED}),
    State.READING: frozenset({State.WAITING, State.READY, State.FAILED, State.DISCARDED}),
    State.READY: frozenset({State.WAITING, State.REGISTERED, State.DISCARDED}),
    State.FAILED: frozenset({State.WAITING, State.REGISTERED, State.DISCARDED}),
    State.REGISTERED: frozenset({State.READY, State.FAILED}),
    State.DISCARDED: frozenset({State.WAITING, State.READY}),
}

#: The stage of a discarded arrival that has become part of another.
JOINED = "joined"

#: The machine is at work on it, or will be.
BUSY = frozenset({State.WAITING, State.READING})
#: It waits for a person.
OPEN = frozenset({State.WAITING, State.READING, State.READY, State.FAILED})

#: A claim on an open paper that is not renewed ends by itself.
HOLD = dt.timedelta(minutes=10)


class Source(models.TextChoices):
    UPLOAD = "upload", _("Uploaded")
    FOLDER = "folder", _("Scan folder")
    COMMAND = "command", _("Command line")
    DEMO = "demo", _("Demonstration")
