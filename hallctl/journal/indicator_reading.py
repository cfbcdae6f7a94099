"""Counts for the indicators (指标): reads of the journal. Blocking, thread-safe."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import Connection, func, select

from hallctl.journal import tables
from hallctl.journal.moments import micros


@dataclass(frozen=True, slots=True)
class Ended:
    """How many clocks of a kind ended, and how many of them late."""

    ended: int = 0
    late: int = 0

    @property
    def on_time(self) -> float:
        """The share that was in time."""
        return 1 - self.late / self.ended


@dataclass(frozen=True, slots=True)
class Indicators:
    """By kind of clock; what time did, by `BY_TIME`."""

    clocks: Mapping[str, Ended] = field(default_factory=dict)
    by_time: Mapping[str, int] = field(default_factory=dict)


class IndicatorReading:
    """Reads on connections of its journal."""

    def __init__(self, reader: Callable[[], AbstractContextManager[Connection]]) -> None:
        self._reader = reader

    def between(self, begin: datetime, end: datetime) -> Indicators:
        """What ended from `begin` until before `end`."""
        ends, acts = tables.CLOCK_ENDS.c, tables.BY_TIME.c
        first, last = micros(begin), micros(end)
        clocks: dict[str, Ended] = {}
        with self._reader() as connection:
            wanted = select(ends.kind, ends.late, func.count()).where(
                ends.ended_at >= first, ends.ended_at < last
            )
            for kind, late, count in connection.execute(wanted.group_by(ends.kind, ends.late)):
                known = clocks.get(kind, Ended())
                clocks[kind] = Ended(known.ended + count, known.late + (count if late else 0))
            done = select(acts.act, func.count().label("done")).where(acts.at >= first, acts.at < last)
            by_time = {row.act: row.done for row in connection.execute(done.group_by(acts.act))}
        return Indicators(dict(sorted(clocks.items())), by_time)
