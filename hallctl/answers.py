"""What the hall's door takes and gives back besides commands: keys, outcomes, what was seen."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Generic, TypeVar

from hallctl.domain.applications import Application
from hallctl.domain.events import Event
from hallctl.domain.records import Record

T = TypeVar("T")
E = TypeVar("E", bound=Event)


class Intake(StrEnum):
    """Whether the hall takes commands."""

    STARTING = "starting"
    RUNNING = "running"
    PAUSED = "paused"
    STOPPED = "stopped"


@dataclass(frozen=True, slots=True)
class Key:
    """An idempotency key: digests of (credential, route, key) and of the body."""

    scope: bytes
    body: bytes


@dataclass(frozen=True, slots=True)
class Done:
    """What a command did, durable. `replayed`: the key was known and nothing was done again.

    `cases`: the applications that it changed, as they were then; none where it was replayed.
    """

    records: tuple[Record, ...]
    seq: int
    replayed: bool = False
    cases: tuple[Application, ...] = ()

    def first(self, kind: type[E]) -> E | None:
        """The first event of `kind`, if any."""
        for record in self.records:
            if isinstance(record.event, kind):
                return record.event
        return None


@dataclass(frozen=True, slots=True)
class Seen(Generic[T]):
    """What was read, and the event up to which it holds."""

    value: T
    seq: int
