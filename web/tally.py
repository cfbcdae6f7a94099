"""Follows the feed and counts numbers, waits, services, no-shows and ratings for the metrics."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from hallctl.domain import events as e
from hallctl.domain.applications.clock import Clock
from hallctl.domain.applications.ends import BY_TIME, end_of
from hallctl.domain.day import HallDay
from hallctl.domain.records import Record
from hallctl.domain.setup import HallSetup
from hallctl.domain.tickets import FINAL_STATES, Ticket, TicketState, line_codes
from web.visit_metrics import VisitMeters

ENDINGS: Final = frozenset(state.value for state in FINAL_STATES)
SEVERAL: Final = "several"
"""The item of a number for more than one: how long each took is not known."""


@dataclass(slots=True)
class _Visit:
    zone: str
    klass: str
    item: str
    ready_at: datetime
    called: bool = False
    staff_no: str = ""
    started_at: datetime | None = None
    held_at: datetime | None = None
    held_s: float = 0.0


class Tally:
    """`begin` with the state at some event, then `take` every later one in order."""

    def __init__(self, meters: VisitMeters, setup: HallSetup) -> None:
        self._meters = meters
        self._numbers = {person.id: person.number for person in setup.staff.values()}
        self._visits: dict[str, _Visit] = {}

    def begin(self, day: HallDay) -> None:
        """Know the visits that are under way, and those of today that are over."""
        for ticket in day.tickets.values():
            if ticket.valid_on == day.date:
                self._was(ticket)
        self._visits = {
            ticket.id: self._under_way(ticket)
            for ticket in day.tickets.values()
            if ticket.state not in FINAL_STATES
        }

    def _was(self, ticket: Ticket) -> None:
        if ticket.waited_s is not None:
            self._meters.waits_today.note(ticket.zone, ticket.waited_s)
        if ticket.state is TicketState.COMPLETED and ticket.started_at and ticket.ended_at:
            took_s = (ticket.ended_at - ticket.started_at).total_seconds() - ticket.held_s
            self._meters.services_today.note(ticket.zone, max(0.0, took_s))

    def _under_way(self, ticket: Ticket) -> _Visit:
        called = ticket.waited_s is not None or ticket.state is not TicketState.WAITING
        staff_no = self._numbers.get(ticket.staff or "", "")
        visit = _Visit(
            ticket.zone, ticket.klass.value, _item(ticket.codes), ticket.ready_at, called, staff_no
        )
        visit.started_at, visit.held_at, visit.held_s = ticket.started_at, ticket.held_at, ticket.held_s
        return visit

    def take(self, record: Record) -> None:
        """Count one event."""
        event = record.event
        if isinstance(event, e.TicketIssued):
            self._issued(event)
        elif isinstance(event, e.TicketEvent):
            visit = self._visits.get(event.ticket)
            if visit is not None:
                self._move(visit, event, record.at)
        elif isinstance(event, e.DayOpened):
            self._meters.waits_today.by_zone.clear()
            self._meters.services_today.by_zone.clear()
        elif isinstance(event, e.RatingGiven):
            self._meters.ratings.add(str(event.level), event.channel.partition(":")[0])
        elif isinstance(event, e.ApplicationMoved):
            self._ends(event.clocks, record.at)
            if event.act in BY_TIME:
                self._meters.by_time.add(BY_TIME[event.act])
        elif isinstance(event, e.ClockWarned):
            self._ends((event.row,), record.at)

    def _ends(self, clocks: tuple[Clock, ...], at: datetime) -> None:
        for clock in clocks:
            end = end_of(clock, at)
            if end is not None:
                self._meters.clocks_ended.add(clock.kind.value, "late" if end.late else "in_time")

    def _issued(self, event: e.TicketIssued) -> None:
        ready_at = event.taken_at if event.slot is None else max(event.taken_at, event.slot)
        item = _item(line_codes(event.items, event.business, event.zone))
        self._visits[event.ticket] = _Visit(event.zone, event.klass.value, item, ready_at)
        self._meters.issued.add(event.zone, event.klass.value)
        self._meters.item_issued.add(item)

    def _move(self, visit: _Visit, event: e.TicketEvent, at: datetime) -> None:
        if isinstance(event, e.TicketCalled):
            self._called(visit, event, at)
        elif isinstance(event, e.TicketStarted):
            visit.started_at, visit.held_s = at, 0.0
        elif isinstance(event, e.TicketHeld):
            visit.held_at = at
        elif isinstance(event, e.TicketResumed) and visit.held_at is not None:
            visit.held_s += (at - visit.held_at).total_seconds()
            visit.held_at = None
        elif isinstance(event, e.TicketTransferred | e.TicketReassigned):
            visit.zone = event.to_zone
            visit.item = _item(line_codes(event.items, event.business, event.to_zone))
        elif isinstance(event, e.TicketNoShow):
            self._missed(visit, event)
        elif isinstance(event, e.TicketCompleted):
            self._completed(visit, event, at)
        if event.after in ENDINGS:
            del self._visits[event.ticket]
            self._meters.ended.add(visit.zone, visit.klass, event.after.lower())

    def _called(self, visit: _Visit, event: e.TicketCalled, at: datetime) -> None:
        visit.staff_no = self._numbers.get(event.staff, "")
        if visit.called:
            return
        visit.called = True
        waited_s = max(0.0, (at - visit.ready_at).total_seconds())
        self._meters.waits.observe((visit.zone, event.window), waited_s)
        self._meters.waits_today.note(visit.zone, waited_s)
        self._meters.item_waits.observe((visit.item,), waited_s)
        if visit.staff_no:
            self._meters.clerk_waits.observe((visit.staff_no,), waited_s)

    def _missed(self, visit: _Visit, event: e.TicketNoShow) -> None:
        self._meters.no_shows.add(visit.zone, event.window)
        self._meters.item_no_shows.add(visit.item)
        if visit.staff_no:
            self._meters.clerk_no_shows.add(visit.staff_no)

    def _completed(self, visit: _Visit, event: e.TicketCompleted, at: datetime) -> None:
        if visit.started_at is None:
            return
        took_s = max(0.0, (at - visit.started_at).total_seconds() - visit.held_s)
        self._meters.services.observe((event.zone, event.window), took_s)
        self._meters.services_today.note(event.zone, took_s)
        self._meters.item_services.observe((visit.item,), took_s)
        if visit.staff_no:
            self._meters.clerk_services.observe((visit.staff_no,), took_s)


def _item(codes: tuple[str, ...]) -> str:
    return codes[0] if len(codes) == 1 else SEVERAL
