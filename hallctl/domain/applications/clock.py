"""What is stored of a legal clock (时限): the row. How long it runs and what it does is in `clocks`."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import Final

import msgspec

from hallctl.domain.catalogue.kinds import Unit


class ClockKind(StrEnum):
    """The clocks of domain chapter 4.8 that belong to an application."""

    INTAKE = "C01"
    PRE_REVIEW_OF_DEPARTMENT = "C02"
    SUPPLEMENT = "C03"
    PROMISE = "C04"
    STATUTORY = "C05"
    SPECIAL = "C06"
    HAND_OVER = "C07"
    PAPER_TRANSFER = "C08"
    DELIVERY = "C09"
    PUBLICATION = "C10"
    FORWARDING = "C11"
    LOWER_REVIEW = "C12"
    PAPER_FILING = "C13"
    JOINT = "C14"
    SUPERIOR_ACCEPTANCE = "C20"
    STAGE = "C21"
    TOLERANCE = "C26"
    ORIGINALS = "C27"
    PRE_REVIEW = "C28"
    SUPPLEMENT_CHECK = "C29"
    RETURN = "C30"
    SIGNED = "C31"
    UNCOLLECTED = "C32"


class ClockState(StrEnum):
    """How a clock stands. What is stopped or expired never runs again (4.2): a correction is a new row."""

    RUNNING = "RUNNING"
    SUSPENDED = "SUSPENDED"
    STOPPED = "STOPPED"
    EXPIRED = "EXPIRED"


class Level(StrEnum):
    """What a clock says when its time comes (CLK-14)."""

    YELLOW = "YELLOW"
    RED = "RED"


class Clock(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True, gc=False):
    """One clock of one application. `id` is unique in the application: kind and running number, `C09-2`.

    `since`: from when the length counts (the start day itself does not); `value`: how many of `unit`, with
    what it was `extended` by. `due_at`: the first instant at which it has expired; None while it is
    suspended. `yellow_at`: when it warns next; None where it does not, or has. `resumed_at`: when it was
    last taken up again; from that day on, itself included, `days_left` count. `told_from`: when it was
    started or counted again, where it counts from before that: it says nothing earlier, whatever is over.
    `subject`: what it is about where there may be several (a special procedure, a department, a stage).
    `liable`: the person who answers for it, as far as known when it starts.
    """

    id: str
    kind: ClockKind
    state: ClockState = ClockState.RUNNING
    since: datetime
    value: int
    unit: Unit = Unit.WORKING_DAY
    due_at: datetime | None = None
    yellow_at: datetime | None = None
    suspended_at: datetime | None = None
    resumed_at: datetime | None = None
    told_from: datetime | None = None
    days_left: int | None = None  # whole days of its unit, from the suspension's first day on
    ended_at: datetime | None = None
    extended: int = 0
    subject: str = ""
    liable: str = ""
    corrects: str | None = None
    reason: str = ""


OVER: Final = frozenset({ClockState.STOPPED, ClockState.EXPIRED})
