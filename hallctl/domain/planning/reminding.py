"""Whose turn is near (排队提醒): who is to be reminded now, and who knows it already (QUE-10)."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice

from hallctl.domain.day import HallDay
from hallctl.domain.forecast import ahead
from hallctl.domain.planning.today import remind_ahead
from hallctl.domain.setup import HallSetup
from hallctl.domain.tickets import TicketClass


def knows(day: HallDay, setup: HallSetup, zone: str, klass: TicketClass) -> bool:
    """Whether a number taken now has so few ahead that it says so itself: no reminder follows."""
    queue, before = day.waiting.zone(zone), 0
    for other in setup.rules.classes:
        before += len(queue.by_class.get(other, ()))
        if other is klass:
            break
    return before <= remind_ahead(day, setup)


def near(day: HallDay, setup: HallSetup, zone: str) -> Iterator[tuple[str, int]]:
    """(ticket, people ahead) of those in the zone who are to be reminded now."""
    most = remind_ahead(day, setup)
    if not most:
        return
    for ticket_id in dict.fromkeys(_candidates(day, setup, zone, most)):
        ticket = day.tickets.get(ticket_id)
        if ticket is None or ticket.zone != zone or ticket.reminded_at is not None:
            continue
        before = ahead(day, setup, ticket)
        if before is not None and before <= most:
            yield ticket_id, before


def _candidates(day: HallDay, setup: HallSetup, zone: str, most: int) -> Iterator[str]:
    """Nobody else can have so few ahead: first in the order of classes, or by the latest outlook."""
    yield from islice(day.waiting.in_order(zone, setup.rules.classes), most + 1)
    outlook = day.outlooks.get(zone)
    if outlook is not None:
        yield from (ticket for ticket, before in outlook.ahead.items() if before <= most)
