"""From records to rows of the events table: the chain of hashes and the columns beside the bytes.

The writer makes the rows with it and `verify` makes them again to compare.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from hallctl.domain.events import DayOpened
from hallctl.domain.records import Record
from hallctl.journal.bulk import Row
from hallctl.journal.entities import entity_of
from hallctl.journal.errors import SequenceBroken
from hallctl.journal.hashing import Digest
from hallctl.journal.moments import micros

EVENT_COLUMNS: Final = (
    "seq",
    "day",
    "type",
    "entity",
    "entity_id",
    "at",
    "recorded_at",
    "actor_kind",
    "actor_person",
    "actor_post",
    "actor_window",
    "actor_workstation",
    "raw",
    "hash",
)


@dataclass(frozen=True, slots=True)
class Tail:
    """Where the chain ends: the last seq (0 before the first), its hash, and the hall day it belongs to."""

    seq: int
    hash: bytes
    day: str


class Chain:
    """Goes on from a tail; `tail` is the new one after `rows`."""

    def __init__(self, tail: Tail, digest: Digest) -> None:
        self.tail = tail
        self._digest = digest

    def rows(self, records: Iterable[Record]) -> list[Row]:
        """Rows in the order of `EVENT_COLUMNS`. Raises `SequenceBroken` for a gap."""
        seq, last, day, digest = self.tail.seq, self.tail.hash, self.tail.day, self._digest
        rows: list[Row] = []
        for record in records:
            seq += 1
            if record.seq != seq:
                raise SequenceBroken(f"record {record.seq} cannot follow {seq - 1}")
            last = digest(last + record.raw)
            day = day_of(record, day)
            rows.append((*columns_of(record, day), record.raw, last))
        self.tail = Tail(seq, last, day)
        return rows


def day_of(record: Record, before: str) -> str:
    """The hall day (ISO date) of a record that follows one of the day `before`."""
    if isinstance(record.event, DayOpened):
        return record.event.date.isoformat()
    return before or record.at.date().isoformat()


def columns_of(record: Record, day: str) -> tuple[object, ...]:
    """The index columns, as they must agree with the bytes."""
    event, actor = record.event, record.actor
    return (
        record.seq,
        day,
        event.TYPE,
        *entity_of(event),
        micros(record.at),
        micros(record.recorded_at),
        actor.kind.value,
        actor.person,
        actor.post,
        actor.window,
        actor.workstation,
    )
