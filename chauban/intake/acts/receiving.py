"""A file arrives."""

from __future__ import annotations

from pathlib import Path

from django.conf import settings
from django.utils.translation import gettext as _

from chauban.journal.act import Doer, act, record
from chauban.kernel.refused import Refused
from chauban.live.tell import tell
from chauban.people.identity import vouching
from chauban.people.models import Unit
from chauban.vault import store
from chauban.vault.models import File
from chauban.vault.reading import Unreadable
from chauban.vault.reading.sniff import kind_of

from ..models import Arrival
from ..naming import clean_name
from ..rights import check_may_receive
from ..states import Source, State
from .moving import defer_reading, keep_from_being_forgotten

MEDIA_TYPES = {
    "pdf": "application/pdf",
    "jpeg": "image/jpeg",
    "png": "image/png",
    "tiff": "image/tiff",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
}


@act
def receive(doer: Doer, unit: Unit, source: Source, name: str, path: Path) -> Arrival:
    """Take a file into the tray of a registry.

    Afterwards its bytes are safe in the vault and the tray names them; a job to read it is deferred. A file of a kind
    that cannot be read is kept too, in state FAILED with its reason. Raises Refused when the doer is no clerk there,
    the file is too large, or the disk is full; then nothing is kept.
    """
    if doer is not None:
        check_may_receive(doer, unit)
    try:
        media_type, failure = MEDIA_TYPES[kind_of(path)], ""
    except Unreadable as refusal:
        media_type, failure = "application/octet-stream", refusal.reason
    file = _keep(path, media_type)
    with vouching(f"file:{file.sha256}"):
        arrival = Arrival.objects.create(
            unit=unit,
            source=source,
            state=State.FAILED if failure else State.WAITING,
            failure=failure,
            name=clean_name(name),
            file=file,
            received_by=doer,
        )
    # The file's name may tell what a paper is about, and the journal forgets nothing: so it is not told there.
    record(doer, "intake.received", arrival=arrival.pk, source=str(source), unit=str(unit))
    if not failure:
        defer_reading(arrival)
    tell(units=[unit.pk])
    return arrival


def keep_file(path: Path) -> File:
    """Keep a file of any sort that comes with something said, not as a paper; raises Refused without room for it."""
    try:
        media_type = MEDIA_TYPES[kind_of(path)]
    except Unreadable:
        media_type = "application/octet-stream"
    return _keep(path, media_type)


def _keep(path: Path, media_type: str) -> File:
    """The file's bytes in the vault, then its row; raises Refused when there is no room for them."""
    keep_from_being_forgotten()
    try:
        kept = store.put(settings.VAULT, path, limit_bytes=settings.FILE_LIMIT)
    except store.TooLarge as problem:
        megabytes = settings.FILE_LIMIT // 1024 // 1024
        raise Refused(
            _("The file is larger than %(limit)s MB, the most that is taken in.") % {"limit": megabytes}
        ) from problem
    except store.StoreFull as problem:
        raise Refused(
            _(
                "There is no room left on the server's disk, so the file was not received."
                " Tell the administrator, then send it again."
            )
        ) from problem
    file = File(sha256=kept.sha256, size=kept.size, media_type=media_type)
    File.objects.bulk_create([file], ignore_conflicts=True)
    return file
