"""What the tables say of an application: the whole of it as bytes, and what it is looked for by.

All of it follows from the application, and that from its events: `case_proof` makes it again.
"""

from __future__ import annotations

from typing import Final

from hallctl.domain.applications.application import Application, encode_application
from hallctl.domain.applications.clock import Clock, ClockState
from hallctl.domain.applications.clocks import next_at
from hallctl.domain.applications.tasks import beside
from hallctl.journal.bulk import Row
from hallctl.journal.moments import micros
from hallctl.journal.shapes import STORES

CASE_COLUMNS: Final = ("id", "seq", "revision", "state", "raw")
LOOKED_FOR: Final = (
    *("state", "revision", "window", "owner", "received_at", "accepted_at", "decided_at", "delivered_at"),
    *("closed_at", "due_at", "tracking", "beside"),
)
"""Columns of `applications` that every act may change."""
CLOCK_COLUMNS: Final = (
    *("application", "clock", "seq", "kind", "state", "since", "due_at", "next_at", "subject", "liable"),
)
PART_COLUMNS: Final = ("application", "department", "seq", "part", "state", "submitted_at")
_KEPT: Final = frozenset(ClockState) - {ClockState.STOPPED}


def case_row(application: Application, seq: int) -> Row:
    """In the order of `CASE_COLUMNS`."""
    raw = encode_application(application)
    return application.id, seq, application.revision, application.state.value, raw


def looked_for(application: Application) -> Row:
    """In the order of `LOOKED_FOR`."""
    ends = [
        clock.due_at
        for clock in application.clocks
        if clock.state is ClockState.RUNNING and clock.due_at is not None
    ]
    values = (
        application.state,
        application.revision,
        application.window,
        application.owner,
        application.received_at or application.submitted_at,
        application.accepted_at,
        application.decided_at,
        application.delivered_at,
        application.closed_at,
        min(ends, default=None),
        application.tracking,
        beside(application),
    )
    return tuple([STORES[value.__class__](value) for value in values])


def part_rows(application: Application, seq: int) -> list[Row]:
    """In the order of `PART_COLUMNS`: one for each department that has a part of a joint matter."""
    since = application.submitted_at
    return [
        (
            application.id,
            child.department,
            seq,
            child.state.value,
            application.state.value,
            0 if since is None else micros(since),
        )
        for child in application.children
    ]


def clock_row(application: str, clock: Clock, seq: int) -> Row | None:
    """In the order of `CLOCK_COLUMNS`; None where the table says nothing of it any more."""
    if clock.state not in _KEPT:
        return None
    following = next_at(clock)
    return (
        application,
        clock.id,
        seq,
        clock.kind.value,
        clock.state.value,
        micros(clock.since),
        None if clock.due_at is None else micros(clock.due_at),
        None if following is None else micros(following),
        clock.subject,
        clock.liable,
    )
