"""Waiting time (等候时间): how many are ahead, and a rough interval from their work and the open windows.

The interval is honest about its roughness: it spans what the configured handling times and the number of open
windows allow. Nothing here is ever a single minute.
"""

from __future__ import annotations

import math

from hallctl.domain.day import HallDay
from hallctl.domain.outlook import Wait
from hallctl.domain.promises import Promise
from hallctl.domain.routing import services
from hallctl.domain.setup import HallSetup
from hallctl.domain.state import WORKING, WindowState
from hallctl.domain.tickets import Ticket, TicketClass, TicketState
from hallctl.domain.waiting import position

LOW, HIGH = 0.5, 1.6
"""Spread of the interval around its middle."""


NONE = Wait(0, 0, 0)


def ahead(day: HallDay, setup: HallSetup, ticket: Ticket) -> int | None:
    """How many waiting people of the zone are called before this one as things stand; None if not waiting."""
    if ticket.state is not TicketState.WAITING:
        return None
    queue = day.waiting.zone(ticket.zone)
    before = 0
    for klass in setup.rules.classes:
        entries = queue.by_class.get(klass)
        if klass is ticket.klass:
            return before + (position(entries, (ticket.place, ticket.id)) if entries else 0)
        before += len(entries) if entries else 0
    return before


def windows_for(day: HallDay, setup: HallSetup, zone: str, codes: frozenset[str]) -> tuple[int, int]:
    """(working windows that may take all `codes`, those of them that are idle)."""
    known = day.able_windows.get((zone, codes))
    if known is None:
        able = [
            duty.state
            for duty in day.windows.values()
            if duty.zone == zone and duty.state in WORKING and codes <= services(setup, duty)
        ]
        known = day.able_windows[zone, codes] = (len(able), able.count(WindowState.OPEN))
    return known


def wait(day: HallDay, setup: HallSetup, ticket: Ticket, before: int) -> Wait | None:
    """Expected wait of a waiting ticket with `before` people ahead; None when no open window can take it."""
    return _wait(day, setup, ticket.zone, frozenset(ticket.codes), before)


def zone_wait(day: HallDay, setup: HallSetup, zone: str) -> Wait | None:
    """Expected wait of somebody who would come to the zone now."""
    kind, _ = setup.general_line(zone)
    code = f"type:{kind}" if kind else f"zone:{zone}"
    return _wait(day, setup, zone, frozenset({code}), day.waiting.zone(zone).size)


def for_newcomer(
    day: HallDay, setup: HallSetup, zone: str, codes: tuple[str, ...], klass: TicketClass
) -> Promise | None:
    """The wait to print on a number that is about to be given; None when no open window can take it.

    It counts from when the visitor is ready: for one who is booked, from the slot.
    """
    outlook = day.outlooks.get(zone)
    expected = outlook.newcomers.get("+".join(codes)) if outlook and klass is TicketClass.NORMAL else None
    if expected is not None:
        return Promise(*expected, simulated=True)
    order = setup.rules.classes
    before = sum(len(day.waiting.entries(zone, other)) for other in order[: order.index(klass) + 1])
    rough = _wait(day, setup, zone, frozenset(codes), before)
    return None if rough is None else Promise(*rough)


def _wait(day: HallDay, setup: HallSetup, zone: str, codes: frozenset[str], before: int) -> Wait | None:
    working, idle = windows_for(day, setup, zone, codes)
    if not working:
        return None
    if idle > before:
        return NONE
    middle = (before - idle + 1) * setup.handling_s(f"zone:{zone}") / working
    return Wait(math.floor(middle * LOW), round(middle), math.ceil(middle * HIGH))


def unserved(day: HallDay, setup: HallSetup, zone: str) -> int:
    """How many wait in the zone whom no working window may take."""
    return sum(
        line.size
        for line in day.waiting.zone(zone).lines.values()
        if not windows_for(day, setup, zone, line.codes)[0]
    )
