"""Waiting time (等候时间): how many are ahead, and the interval that holds the wait in 8 of 10 cases.

The latest outlook of the zone answers where it knows the ticket, or somebody who would have come then. Else a
rough rule does, from those ahead and the open windows; its interval is honest about its roughness. Nothing
here is ever a single minute, and where no window can call somebody, nothing is promised.
"""

from __future__ import annotations

import math

from hallctl.domain.day import HallDay
from hallctl.domain.learning.promises import Promise
from hallctl.domain.moments import microseconds
from hallctl.domain.outlook import Outlook, Wait
from hallctl.domain.routing.router import services
from hallctl.domain.setup import HallSetup
from hallctl.domain.state import WORKING, WindowState
from hallctl.domain.tickets import Ticket, TicketClass, TicketState, line_codes
from hallctl.domain.waiting import position

LOW, HIGH = 0.5, 1.6
"""Spread of the interval around its middle."""


NONE = Wait(0, 0, 0)

_ORDINARY = frozenset({TicketClass.NORMAL, TicketClass.TRANSFER})
"""Classes whose newcomers are reckoned as ordinary visitors: a second errand waits no longer than those."""


def ahead(day: HallDay, setup: HallSetup, ticket: Ticket) -> int | None:
    """How many waiting people of the zone are called before this one as things stand; None if not waiting."""
    if ticket.state is not TicketState.WAITING:
        return None
    queue = day.waiting.zone(ticket.zone)
    outlook = day.outlooks.get(ticket.zone)
    expected = outlook.ahead.get(ticket.id) if outlook else None
    if expected is not None:
        return min(expected, queue.size - 1)
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
    """Expected rest of the wait of a waiting ticket with `before` ahead; None where nobody can call it."""
    codes = frozenset(ticket.codes)
    outlook = _standing(day, setup, ticket.zone, codes)
    if outlook is None:
        return _rough(day, setup, ticket.zone, codes, before)
    passed_s = max(0.0, ((day.decided_at or outlook.at) - outlook.at).total_seconds())
    expected = outlook.tickets.get(ticket.id)
    if expected is None:
        if ticket.id in outlook.untold and _undisturbed(day, outlook):
            return None
        expected = _would_wait(day, setup, outlook, ticket.codes, ticket.klass, ticket)
        if expected is None:
            return _rough(day, setup, ticket.zone, codes, before)
        if ticket.slot is not None:
            expected = _later(expected, max(0.0, (ticket.slot - outlook.at).total_seconds()))
    return _later(expected, -passed_s)


def zone_wait(day: HallDay, setup: HallSetup, zone: str) -> Wait | None:
    """Expected wait of somebody who would come to the zone now."""
    return newcomer_wait(day, setup, zone, line_codes((), setup.general_line(zone)[0], zone))


def newcomer_wait(day: HallDay, setup: HallSetup, zone: str, codes: tuple[str, ...]) -> Wait | None:
    """Expected wait of an ordinary visitor who would take a number for `codes` now."""
    promise = for_newcomer(day, setup, zone, codes, TicketClass.NORMAL)
    return None if promise is None else Wait(promise.low, promise.mid, promise.high)


def for_newcomer(
    day: HallDay, setup: HallSetup, zone: str, codes: tuple[str, ...], klass: TicketClass
) -> Promise | None:
    """The wait to print on a number that is about to be given; None when no window can take it.

    It counts from when the visitor is ready: for one who is booked, from the slot.
    """
    line = frozenset(codes)
    if windows_for(day, setup, zone, line)[1] > day.waiting.zone(zone).size:
        return Promise(*NONE)
    outlook = _standing(day, setup, zone, line)
    expected = _would_wait(day, setup, outlook, codes, klass) if outlook else None
    if expected is not None:
        return Promise(*expected, simulated=True, booked=klass is TicketClass.BOOKED)
    order = setup.rules.classes
    before = sum(len(day.waiting.entries(zone, other)) for other in order[: order.index(klass) + 1])
    rough = _rough(day, setup, zone, line, before)
    return None if rough is None else Promise(*rough)


def _standing(day: HallDay, setup: HallSetup, zone: str, codes: frozenset[str]) -> Outlook | None:
    """The outlook, where it holds.

    Who can be called by nobody now is promised what it says of windows that are planned to come back, until
    anything happens at a window.
    """
    outlook = day.outlooks.get(zone)
    if outlook is None or windows_for(day, setup, zone, codes)[0]:
        return outlook
    return outlook if _undisturbed(day, outlook) else None


def _undisturbed(day: HallDay, outlook: Outlook) -> bool:
    """Whether nothing has happened at a window of the zone since."""
    return all(duty.seq <= outlook.seq for duty in day.windows.values() if duty.zone == outlook.zone)


def _would_wait(
    day: HallDay,
    setup: HallSetup,
    outlook: Outlook,
    codes: tuple[str, ...],
    klass: TicketClass,
    ticket: Ticket | None = None,
) -> Wait | None:
    """From the moment of the outlook: what it says of a newcomer, and what those add who have come since.

    Without `ticket` all of them count, else those who came before it.
    """
    newcomers = outlook.newcomers if klass in _ORDINARY else outlook.preferred.get(klass, {})
    expected = newcomers.get("+".join(codes))
    working = windows_for(day, setup, outlook.zone, frozenset(codes))[0]
    if expected is None or not working:
        return expected
    since = _came_since(day, outlook, ticket)
    return _later(expected, since * setup.handling_s(f"zone:{outlook.zone}") / working)


def _came_since(day: HallDay, outlook: Outlook, ticket: Ticket | None) -> int:
    """How many of the zone have become ready since the outlook and wait, before `ticket` if there is one.

    Who is booked was known to the outlook before.
    """
    first = ((microseconds(outlook.at) + 1, 0), "")
    count = 0
    for klass, entries in day.waiting.zone(outlook.zone).by_class.items():
        if klass is not TicketClass.BOOKED:
            end = len(entries) if ticket is None else position(entries, (ticket.place, ""))
            count += max(0, end - position(entries, first))
    return count


def _later(expected: Wait, seconds: float) -> Wait:
    """The same so much later, or sooner; never before now."""
    low, mid, high = (max(0.0, each + seconds) for each in expected)
    return Wait(math.floor(low), round(mid), math.ceil(high))


def _rough(day: HallDay, setup: HallSetup, zone: str, codes: frozenset[str], before: int) -> Wait | None:
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
