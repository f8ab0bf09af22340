"""The quick look at the log: its newest head, the file of heads, the lines that wait. `verifying` reads everything."""

from __future__ import annotations

import datetime as dt

from django.utils import timezone
from django.utils.translation import gettext as _

from . import heads
from .models import Head, Line, Unsealed
from .sealing import Forked, signed, stored_tree

#: A line that waits longer than this tells that the sealer does not run.
WAIT_LIMIT = dt.timedelta(minutes=5)


def overdue() -> list[str]:
    """A sentence when lines wait to be sealed for longer than they should."""
    oldest = Line.objects.filter(unsealed__isnull=False).order_by("pk").values_list("at", flat=True).first()
    if oldest is None or timezone.now() - oldest < WAIT_LIMIT:
        return []
    return [
        _("%(count)s lines wait to be sealed, the oldest since %(at)s: the worker does not seal.")
        % {"count": Unsealed.objects.count(), "at": timezone.localtime(oldest).strftime("%d/%m/%Y %H:%M")}
    ]


def glance() -> list[str]:
    """The quick look of the doctor: newest head, its signature, the file of heads, the waiting lines."""
    faults = overdue()
    newest = Head.objects.first()
    try:
        told, key = heads.last_in_file(), heads.public_key()
    except ValueError as error:
        return [*faults, _("The file of heads or the journal's public key is damaged: %(place)s.") % {"place": error}]
    if newest is not None and (key is None or not signed(newest).is_ours(key)):
        faults.append(_("The journal's newest head is not signed by this office's key."))
    if told and not Head.objects.filter(size=told.size, root=told.root).exists():
        faults.append(_("The file of heads tells of %(size)s lines, the database does not.") % {"size": told.size})
    try:
        stored_tree()
    except Forked:
        faults.append(_("The journal's tree differs from its newest head."))
    return faults
