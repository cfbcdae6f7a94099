"""Routing (叫号规则): who is called to a window that asks. One small interface, one rule for each module.

A router reads the waiting lines and changes nothing. No ticket is bound to a window before it is called.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import NamedTuple, Protocol

from hallctl.domain.day import HallDay
from hallctl.domain.routing.reasons import Figures
from hallctl.domain.setup import HallSetup
from hallctl.domain.state import WORKING, WindowDuty
from hallctl.domain.tickets import PRIORITY, TicketClass
from hallctl.domain.waiting import Line


class Choice(NamedTuple):
    """Whom the router chose. `run`: priority calls in a row in the zone, this one included."""

    ticket: str
    run: int
    why: str
    figures: Figures | None = None


class Router(Protocol):
    """The rule that chooses."""

    @property
    def name(self) -> str:
        """As in the configuration."""
        ...

    def follow(self, setup: HallSetup) -> None:
        """From now on people may do what `setup` says: letters have come into force, or are over."""
        ...

    def choose(
        self, day: HallDay, duty: WindowDuty, services: frozenset[str], now: datetime
    ) -> Choice | None:
        """Whom `duty`'s window calls next among the lines within `services`; None when nobody waits there."""
        ...

    def order(self, day: HallDay, idle: Iterable[WindowDuty], now: datetime) -> list[WindowDuty]:
        """Idle windows in the order in which they call when several could."""
        ...


def services(setup: HallSetup, duty: WindowDuty, zone: str | None = None) -> frozenset[str]:
    """What the window may call with the person who staffs it now (QUE-04, ROLE-08).

    A stand-in has what both the absent person may do and the stand-in is qualified for. `zone`: of a ticket
    that came to the window before it was moved (QUE-19); else the one in which the window works now.
    """
    if duty.staff is None:
        return frozenset()
    return setup.services_at(duty.window, duty.staff, duty.acting_for, zone or duty.zone)


def open_to(line: Line, duty: WindowDuty, may: frozenset[str], day: HallDay) -> bool:
    """Whether a window may call from a line.

    A line for one named window is for all once that one does not work, or works in another zone.
    """
    if not line.codes <= may:
        return False
    return line.target is None or line.target == duty.window or is_gone(day, line.target, line.zone)


def is_gone(day: HallDay, window: str, zone: str) -> bool:
    """Whether a window that people wait for in `zone` does not work there any more."""
    duty = day.windows.get(window)
    return duty is None or duty.state not in WORKING or duty.zone != zone


def run_after(day: HallDay, zone: str, klass: TicketClass) -> int:
    """The row of priority calls after one more of class `klass` (QUE-12)."""
    run = day.state.runs.get(zone, 0)
    if klass in PRIORITY:
        return run + 1
    return 0 if klass is TicketClass.NORMAL else run
