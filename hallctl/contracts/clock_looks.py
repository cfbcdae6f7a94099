"""From a clock (时限) to what staff see of it: how it stands now, and how urgent that is."""

from __future__ import annotations

from datetime import datetime

import msgspec

from hallctl.domain.applications import clocks
from hallctl.domain.applications.clock import Clock, ClockKind, ClockState
from hallctl.domain.setup import HallSetup


class CaseClockView(msgspec.Struct, frozen=True, kw_only=True):
    """A clock (时限). `days_left`: whole days of `unit` after today; None once it is over.

    `tone`: RUNNING, YELLOW as it nears its end, RED when that has passed, SUSPENDED or OVER.
    """

    id: str
    kind: ClockKind
    state: ClockState
    tone: str
    since: datetime
    value: int
    unit: str
    due_at: datetime | None
    days_left: int | None
    subject: str
    liable: str
    extended: int
    reason: str  # of its correction


def clock_view(clock: Clock, setup: HallSetup, now: datetime) -> CaseClockView:
    """A clock as it stands at `now`."""
    over = clock.state in {ClockState.STOPPED, ClockState.EXPIRED}
    return CaseClockView(
        id=clock.id,
        kind=clock.kind,
        state=clock.state,
        tone=tone_of(clock, setup, now),
        since=clock.since,
        value=clock.value,
        unit=clock.unit.value,
        due_at=clock.due_at,
        days_left=None if over else clocks.days_left(clock, now, setup.calendar),
        subject=clock.subject,
        liable=clock.liable,
        extended=clock.extended,
        reason=clock.reason,
    )


def tone_of(clock: Clock, setup: HallSetup, now: datetime) -> str:
    """How urgent it is (CLK-14)."""
    if clock.state is ClockState.EXPIRED:
        return "RED"
    if clock.state is not ClockState.RUNNING:
        return "SUSPENDED" if clock.state is ClockState.SUSPENDED else "OVER"
    if clock.due_at is not None and clock.due_at <= now:
        return "RED"
    warns = bool(setup.clocks.of(clock.kind).yellow)
    has_warned = clock.yellow_at is None or clock.yellow_at <= now
    return "YELLOW" if warns and has_warned else "RUNNING"
