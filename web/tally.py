"""Follows the feed and counts tickets, waits, services and ratings for the metrics."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from hallctl.domain import events as e
from hallctl.domain.day import HallDay
from hallctl.domain.records import Record
from hallctl.domain.tickets import FINAL_STATES, TicketState
from web.metrics import SERVICE_BUCKETS_S, WAIT_BUCKETS_S, Histogram, Meters

ENDINGS: Final = frozenset(state.value for state in FINAL_STATES)


@dataclass(slots=True)
class _Visit:
    zone: str
    klass: str
    taken_at: datetime
    called: bool = False
    started_at: datetime | None = None


class Tally:
    """`begin` with the state at some event, then `take` every later one in order."""

    def __init__(self, meters: Meters) -> None:
        self._meters = meters
        self._visits: dict[str, _Visit] = {}

    def begin(self, day: HallDay) -> None:
        """Know the visits that are under way."""
        self._visits = {
            ticket.id: _Visit(
                ticket.zone,
                ticket.klass.value,
                ticket.taken_at,
                ticket.state is not TicketState.WAITING,
                ticket.started_at,
            )
            for ticket in day.tickets.values()
            if ticket.state not in FINAL_STATES
        }

    def take(self, record: Record) -> None:
        """Count one event."""
        event = record.event
        if isinstance(event, e.TicketIssued):
            self._visits[event.ticket] = _Visit(event.zone, event.klass.value, event.taken_at)
            self._meters.tickets_issued[event.zone, event.klass.value] += 1
        elif isinstance(event, e.TicketEvent):
            self._move(event, record.at)
        elif isinstance(event, e.RatingGiven):
            channel = event.channel.partition(":")[0]
            self._meters.ratings[str(event.level), channel] += 1

    def _move(self, event: e.TicketEvent, at: datetime) -> None:
        visit = self._visits.get(event.ticket)
        if visit is None:
            return
        if isinstance(event, e.TicketCalled) and not visit.called:
            visit.called = True
            _observe(self._meters.waits, visit.zone, event.window, WAIT_BUCKETS_S, at - visit.taken_at)
        elif isinstance(event, e.TicketStarted):
            visit.started_at = at
        elif isinstance(event, e.TicketCompleted) and visit.started_at is not None:
            _observe(
                self._meters.services, event.zone, event.window, SERVICE_BUCKETS_S, at - visit.started_at
            )
        if event.after in ENDINGS:
            del self._visits[event.ticket]
            self._meters.tickets_ended[visit.zone, visit.klass, event.after.lower()] += 1


def _observe(
    into: dict[tuple[str, str], Histogram],
    zone: str,
    window: str,
    bounds: tuple[float, ...],
    took: timedelta,
) -> None:
    histogram = into.setdefault((zone, window), Histogram(bounds))
    histogram.observe(took.total_seconds())
