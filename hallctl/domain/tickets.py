"""Tickets (号票): their states, priority classes and the table of allowed moves (domain chapter 5.2)."""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum
from typing import Final

import msgspec

from hallctl.domain.identity import Identity
from hallctl.domain.learning.promises import Promise
from hallctl.domain.ratings import Evaluation
from hallctl.domain.routing.reasons import CallReason


class TicketState(StrEnum):
    """Where a ticket is. ISSUED and TRANSFERRED are passed through within one act."""

    WAITING = "WAITING"
    CALLED = "CALLED"
    SERVING = "SERVING"
    HELD = "HELD"
    NO_SHOW = "NO_SHOW"
    COMPLETED = "COMPLETED"
    DIVERTED = "DIVERTED"
    CANCELLED = "CANCELLED"
    EXPIRED = "EXPIRED"


class TicketClass(StrEnum):
    """Priority classes (domain chapter 5.3)."""

    SPECIAL_CHANNEL = "SPECIAL_CHANNEL"  # 特别通道
    GREEN_CHANNEL = "GREEN_CHANNEL"  # 绿色通道
    CARE = "CARE"  # 特殊群体优先
    BOOKED = "BOOKED"  # 预约
    TRANSFER = "TRANSFER"  # 转办
    NORMAL = "NORMAL"


PRIORITY: Final = frozenset({TicketClass.SPECIAL_CHANNEL, TicketClass.GREEN_CHANNEL, TicketClass.CARE})
"""Classes that count towards the run after which a normal ticket is called (QUE-12)."""

REASONED: Final = PRIORITY
"""Classes that need a reason and an accountable operator."""

CHOSEN: Final = PRIORITY | {TicketClass.NORMAL}
"""Classes that may be asked for when a number is taken; the others follow from what happens."""

AT_WINDOW: Final = frozenset({TicketState.CALLED, TicketState.SERVING})
OPEN_STATES: Final = frozenset(
    {TicketState.WAITING, TicketState.CALLED, TicketState.SERVING, TicketState.HELD, TicketState.NO_SHOW},
)
FINAL_STATES: Final = frozenset(TicketState) - OPEN_STATES

S = TicketState
MOVES: Final[dict[str, frozenset[TicketState]]] = {
    "call": frozenset({S.WAITING}),
    "recall": frozenset({S.CALLED}),
    "start": frozenset({S.CALLED}),
    "hold": frozenset({S.SERVING}),
    "unhold": frozenset({S.HELD}),
    "complete": frozenset({S.SERVING}),
    "transfer": AT_WINDOW,
    "no_show": frozenset({S.CALLED}),
    "requeue": frozenset({S.NO_SHOW}),
    "cancel": frozenset({S.WAITING, S.NO_SHOW}),
    "divert": frozenset({S.WAITING}),
    "reassign": frozenset({S.WAITING}),
    "expire": frozenset({S.WAITING, S.NO_SHOW}),
    "return": frozenset({S.CALLED, S.SERVING, S.HELD}),
    "void": frozenset({S.WAITING}),
    "reprint": OPEN_STATES,
}
"""Operation → the states it may start from (table of chapter 5.2)."""
del S

Place = tuple[int, int]
"""Where a ticket stands inside its class: (microseconds since the epoch when it is ready, rank)."""

RANK_STEP: Final = 1 << 16
"""Ranks are given so far apart that somebody can always be put in between."""


def place_at(ready_us: int, seq: int) -> Place:
    """The place of what event `seq` puts in line, behind everybody else who is ready at the same moment."""
    return (ready_us, seq * RANK_STEP)


def line_codes(items: tuple[str, ...], business: str | None, zone: str) -> tuple[str, ...]:
    """Codes of the line for items, for a business type or, where there is neither, for the whole zone."""
    if business is not None:
        return (f"type:{business}",)
    return items or (f"zone:{zone}",)


class Ticket(msgspec.Struct, gc=False):
    """One visit's number. Changed only by `HallDay.apply`."""

    id: str
    number: str
    zone: str
    items: tuple[str, ...]
    type: str | None
    klass: TicketClass
    state: TicketState
    taken_at: datetime
    valid_on: date
    token: str
    channel: str
    place: Place
    reason: str | None = None
    slot: datetime | None = None
    appointment: str | None = None
    holder: str | None = None  # id of the sealed personal record, never the person
    window: str | None = None  # the counter it is or was last called to
    target_window: str | None = None  # a transfer to one named window
    staff: str | None = None
    calls: int = 0
    called_why: str | None = None  # of the present call: rule, reason and class
    called_because: CallReason | None = None
    called_by_name: str | None = None
    no_shows: int = 0
    called_at: datetime | None = None
    started_at: datetime | None = None
    ended_at: datetime | None = None
    held_at: datetime | None = None
    held_s: float = 0.0  # set aside so long since it was started
    no_show_at: datetime | None = None
    outcome: str | None = None
    applications: tuple[str, ...] = ()
    printed: str | None = None
    copies: int = 0  # times that its paper was asked for again
    voided_at: datetime | None = None  # its paper failed; a new number is offered
    replaced_by: str | None = None  # the ticket that has its place now
    rated: int | None = None
    evaluation: Evaluation | None = None
    identity: Identity | None = None  # whose number it is, where a card was read
    applicant: str | None = None  # keyed hash of whoever has applied on it
    reminded_at: datetime | None = None
    promised: Promise | None = None  # the wait that was told with the number
    waited_s: float | None = None  # until its first call, from when it was ready
    situation: str | None = None  # the variant of its item (办事情形)

    @property
    def ready_at(self) -> datetime:
        """When the first wait begins: with the number, for a booking at the slot if that is later."""
        return self.taken_at if self.slot is None else max(self.taken_at, self.slot)

    def situation_of(self, item: str) -> str | None:
        """The variant that was chosen with the number, if it is for `item` still."""
        return self.situation if self.items == (item,) else None

    @property
    def line(self) -> str:
        """The key of the line it waits in: items joined, `type:ID` or `zone:ID`."""
        return "+".join(self.codes)

    @property
    def codes(self) -> tuple[str, ...]:
        """What a window must be able to take, all of it, to call this ticket."""
        return line_codes(self.items, self.type, self.zone)
