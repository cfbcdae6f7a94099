"""Results (结果) that wait in the hall for whoever applied. Known by the number of the application alone."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final

import msgspec

MOST: Final = 200
"""So many are remembered; the oldest make room."""

SHOWN_FOR: Final = timedelta(days=30)


class ResultWaiting(msgspec.Struct, frozen=True):
    """The result of `application` is to be collected since `since`."""

    application: str
    since: datetime


TO_COLLECT: Final = frozenset({"AWAITING_COLLECTION", "UNCOLLECTED"})
"""States of an application whose result lies in the hall for whoever applied."""


def follow(
    waiting: dict[str, ResultWaiting], application: str, before: str, after: str, at: datetime
) -> None:
    """An application has gone from one state to another."""
    if after not in TO_COLLECT:
        waiting.pop(application, None)
    elif before not in TO_COLLECT:
        remember(waiting, application, at)


def remember(waiting: dict[str, ResultWaiting], application: str, since: datetime) -> None:
    """A result is in the hall."""
    waiting.pop(application, None)
    waiting[application] = ResultWaiting(application, since)
    while len(waiting) > MOST:
        del waiting[next(iter(waiting))]
