"""Letters that do not go out."""

from __future__ import annotations

from ..words import _
from .database import rows

#: Days for which a letter that was given up is told of.
TELL_DAYS = 7
WAITING = """
SELECT count(*), to_char(min(made_at) AT TIME ZONE 'Asia/Ho_Chi_Minh', 'DD/MM/YYYY HH24:MI'),
  (SELECT error FROM urging_mail WHERE state = 'waiting' AND error <> '' ORDER BY id DESC LIMIT 1)
FROM urging_mail WHERE state = 'waiting' AND attempts > 0 AND made_at < now() - interval '1 day'
"""
GIVEN_UP = "SELECT count(*) FROM urging_mail WHERE state = 'failed' AND ended_at > now() - make_interval(days => %s)"


def letters(deep: bool) -> list[str]:
    """Letters that the mail server has not taken for a day, and those that were given up."""
    faults = []
    [(waiting, since, error)], [(given_up,)] = rows(WAITING), rows(GIVEN_UP, TELL_DAYS)
    if waiting:
        told = _("{count} letters wait for the mail server since {since}: {error}. None is lost; see CHAUBAN_MAIL_URL.")
        faults.append(told.format(count=waiting, since=since, error=error))
    if given_up:
        told = _("{count} letters were given up in the last {days} days: their addresses are refused.")
        faults.append(told.format(count=given_up, days=TELL_DAYS))
    return faults
