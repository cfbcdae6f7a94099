"""History (历史): the days of a hall's journal as people and seats, to be lived again under another rule.

People bring the work that they really were, reckoned for a clerk of average speed by what the hall has
learned of its clerks. Who was never served brings what the hall expected.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime, time
from typing import Any, Final

from hallctl.domain import events as e
from hallctl.domain.day import replay
from hallctl.domain.learning.handling import department_of, expected_s
from hallctl.domain.learning.learned import Learned
from hallctl.domain.moments import local
from hallctl.domain.records import Record
from hallctl.domain.setup import HallSetup
from hallctl.domain.state import WORKING, Appointment, AppointmentState
from hallctl.domain.tickets import TicketClass
from hallctl.simulation.days.clerks import DAY_S, Seat, Spell
from hallctl.simulation.days.duty import open_span
from hallctl.simulation.days.people import Errand, People, Visitor
from hallctl.simulation.days.runs import Coming
from hallctl.simulation.days.trail import Fate, Service, Story, Trail, trail

LONGEST_WALK_S: Final = 120.0
"""Whoever took longer from the call to the window had been called more than once."""

CLOSING_S: Final = 600.0
"""Who worked until so shortly before the end of the day stays for the last visitors."""

SHORTEST_SPELL_S: Final = 60.0


def day_again(setup: HallSetup, on: date, records: Sequence[Record], learned: Learned) -> Coming | None:
    """One day from its records, the first of which opens it; None where nobody came or nobody worked.

    `learned`: what the hall knows of its clerks today.
    """
    midnight = local(datetime.combine(on, time(), setup.timezone), setup.timezone)
    told = trail(records, midnight)
    seats = tuple(_seats(setup, on, records, told, learned))
    visitors = [_visitor(setup, learned, number, story) for number, story in enumerate(told.stories.values())]
    visitors += _never_came(setup, records, told, len(visitors))
    if not told.stories or not seats:
        return None
    visitors.sort(key=lambda visitor: visitor.arrives_s)
    return Coming(on, People(tuple(visitors)), seats)


def days_again(
    setup: HallSetup, days: Iterable[tuple[date, Sequence[Record]]], learned: Learned
) -> Iterator[Coming]:
    """All days on which somebody came and somebody worked."""
    for on, records in days:
        again = day_again(setup, on, records, learned) if records else None
        if again is not None:
            yield again


# --- people -------------------------------------------------------------------------------------------------


def _visitor(setup: HallSetup, learned: Learned, number: int, story: Story) -> Visitor:
    booked = story.slot_s is not None
    priority = not booked and story.klass not in {TicketClass.NORMAL, TicketClass.TRANSFER}
    errands = tuple(_errand(setup, learned, service) for service in story.services)
    gone = story.missed_s is not None
    back_s = None if story.missed_s is None or story.back_s is None else story.back_s - story.missed_s
    patience_s = None if story.left_s is None else max(0.0, story.left_s - story.ready_s)
    return Visitor(
        id=number,
        arrives_s=round(story.taken_s, 3),
        errands=errands or (_expected(setup, learned, story.codes),),
        klass=story.klass if priority else TicketClass.NORMAL,
        slot_s=None if story.slot_s is None else round(story.slot_s),
        gone=gone,
        back_s=back_s,
        patience_s=patience_s if story.fate is Fate.LEFT and not gone else None,
        walk_s=min(LONGEST_WALK_S, max(0.0, story.walked_s or 0.0)),
    )


def _errand(setup: HallSetup, learned: Learned, service: Service) -> Errand:
    factor = learned.factor(service.staff, department_of(setup, service.codes[0]))
    return Errand(service.codes, max(1.0, service.took_s / factor))


def _expected(setup: HallSetup, learned: Learned, codes: tuple[str, ...]) -> Errand:
    return Errand(codes, sum(expected_s(learned, setup, code) for code in codes))


def _never_came(setup: HallSetup, records: Sequence[Record], told: Trail, first: int) -> list[Visitor]:
    """Those who had booked for the day and did not come."""
    booked = {
        booking.id: booking
        for booking in replay(records[:1]).state.appointments.values()
        if booking.state is AppointmentState.BOOKED
    }
    came: set[str] = set()
    for record in records:
        event = record.event
        if isinstance(event, e.AppointmentBooked):
            booked[event.appointment] = Appointment(
                event.appointment, event.item, event.zone, event.slot, event.token
            )
        if isinstance(event, e.AppointmentCheckedIn):
            came.add(event.appointment)
    return [
        Visitor(number, slot_s, (Errand((booking.item,), 1.0),), slot_s=round(slot_s), missing=True)
        for number, booking in enumerate(booked.values(), first)
        if booking.id not in came
        and booking.item in setup.items
        and 0.0 <= (slot_s := told.second(booking.slot)) < DAY_S
    ]


# --- clerks -------------------------------------------------------------------------------------------------


def _seats(
    setup: HallSetup, on: date, records: Iterable[Record], told: Trail, learned: Learned
) -> Iterator[Seat]:
    """Who really sat where and when."""
    stretches: dict[tuple[str, str], list[Spell]] = {}
    for window, staff, spell in _stretches(records, told):
        if spell.end_s - spell.start_s >= SHORTEST_SPELL_S:
            stretches.setdefault((window, staff), []).append(spell)
    last = max((spells[-1].end_s for spells in stretches.values()), default=0.0)
    span = open_span(setup, on)
    closes_s = last if span is None else min(last, span.end * 60.0)
    departments = {item.department for item in setup.items.values()}
    for (window, staff), spells in stretches.items():
        if window not in setup.windows or staff not in setup.staff:
            continue
        seat = Seat(
            staff,
            window,
            tuple(spells),
            stays=spells[-1].end_s >= closes_s - CLOSING_S,
            speed=learned.factor(staff, ""),
            factors={department: learned.factor(staff, department) for department in departments},
        )
        if seat.matters(setup):
            yield seat


def _stretches(records: Iterable[Record], told: Trail) -> Iterator[tuple[str, str, Spell]]:
    """(window, person, when) for each stretch on duty, in order of their ends."""
    at: dict[str, str] = {}
    since: dict[str, float] = {}
    now_s = 0.0
    for record in records:
        event: Any = record.event
        now_s = told.second(record.at)
        if isinstance(event, _ENDS) and event.window in since:
            yield event.window, at[event.window], Spell(since.pop(event.window), now_s)
        if isinstance(event, e.WindowOpened | e.WindowSubstituted):
            at[event.window] = event.staff
        if isinstance(event, _BEGINS) and event.window in at and event.after in WORKING:
            since[event.window] = now_s
    for window, start_s in since.items():
        yield window, at[window], Spell(start_s, now_s)


_BEGINS: Final = (e.WindowOpened, e.WindowResumed, e.WindowSubstituted)
_ENDS: Final = (e.WindowPaused, e.WindowClosed, e.WindowLost, e.WindowSubstituted)
