"""A constant of ours, written into the SQL itself."""

from __future__ import annotations

import re
from typing import Any

from django.db.models import Value


class Literal(Value):
    """For the condition of a partial index: a plan that is kept knows no parameters, so it would not use the index.

    Only an integer or a lower-case word, such as the name of a state; raises ValueError for anything else.
    """

    def as_sql(self, compiler: Any, connection: Any) -> tuple[str, tuple[str | int, ...]]:
        """The constant as SQL, without parameters."""
        said = str(self.value)
        if re.fullmatch(r"[0-9]+", said):
            return said, ()
        if not re.fullmatch(r"[a-z_]+", said):
            raise ValueError(f"no literal: {said!r}")
        return f"'{said}'", ()
