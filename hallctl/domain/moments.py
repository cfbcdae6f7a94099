"""Moments: points in time as the hall writes them, local and with a fixed offset.

A fixed offset, because Python subtracts two times of one zone by what the clocks show: on the night when they
change a wait would be an hour off, and a replay would differ from the day itself.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone, tzinfo
from typing import Final

EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND: Final = timedelta(microseconds=1)


def local(at: datetime, zone: tzinfo) -> datetime:
    """The same moment in `zone`, with the offset that holds there then."""
    there = at.astimezone(zone)
    return there.replace(tzinfo=timezone(there.utcoffset() or timedelta()), fold=0)


def midnight(at: datetime, zone: tzinfo) -> datetime:
    """The beginning of the day that it is then in `zone`, with the offset of `at`."""
    return local(at, zone).replace(hour=0, minute=0, second=0, microsecond=0)


def microseconds(at: datetime) -> int:
    """Whole microseconds since the epoch, exactly."""
    return (at - EPOCH) // _MICROSECOND
