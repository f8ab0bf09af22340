"""Fields of a paper and registering one, for tests."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Any

from chauban.documents.fields import PaperFields
from chauban.intake import acts
from chauban.intake.models import Arrival
from chauban.kernel.clock import today
from chauban.registry.models import Entry


def fields(**changes: Any) -> PaperFields:
    """A công văn of Sở Y tế."""
    plain: dict[str, Any] = {
        "symbol": "127/SYT-NVY", "number": "127", "notation": "SYT-NVY", "issuer_name": "Sở Y tế",
        "subject": "Phòng, chống dịch bệnh mùa đông xuân", "issued_on": dt.date(2026, 2, 5),
    }  # fmt: skip
    return PaperFields(**(plain | changes))


def enter(office, arrival: Arrival, *, person=None, register=None, key=None, anyway=False, **changes: Any) -> Entry:
    """Register an arrival as the clerk would."""
    return acts.register(
        person or office.clerk,
        arrival,
        register or office.arrivals,
        fields(**changes),
        arrived_on=today(),
        request_key=key or uuid.uuid4(),
        citations=[citation["symbol"] for citation in arrival.citations],
        anyway=anyway,
    )


def posted(office, **changes: Any) -> dict[str, Any]:
    """What the form sends."""
    plain = {
        "register": office.arrivals.pk, "arrived_on": f"{today():%d/%m/%Y}", "symbol": "127/SYT-NVY",
        "issued_on": "5/2/26", "issuer_name": "Sở Y tế", "subject": "Phòng, chống dịch bệnh", "urgency": "0",
        "secrecy": "0", "request_key": str(uuid.uuid4()),
    }  # fmt: skip
    return plain | changes
