"""The opening adviser in somebody else's simulator: what the hall knows of the day, and which window to open.

Everything that is weighed is the daemon's: demand, simulation, value of a window.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Final

import msgspec

from hallctl.domain.advice.opening import options
from hallctl.domain.day import HallDay
from hallctl.domain.hours import Calendar, Hours, Span
from hallctl.domain.learning.turnout import QUARTER_MIN, Habits, Usual
from hallctl.domain.setup import HallSetup
from hallctl.domain.state import Appointment, DayState, Presence, WindowDuty, WindowState
from hallctl.domain.tickets import Ticket, TicketClass, TicketState

KNOWN_DAYS: Final = 1e4
"""Days of history that the simulator's profile is worth: nothing draws it elsewhere."""

END_OF_DAY: Final = 24 * 60


class DayLine(msgspec.Struct, frozen=True):
    """What is known of a day beforehand: hours, and who usually comes.

    `rates`: (from, to, walk-ins and bookings a minute). Shares: of people by class, of those called who do
    not come, of visits with a second errand, of bookings that are kept.
    """

    open: float
    close: float
    last: float
    rates: tuple[tuple[float, float, float], ...]
    priority: float = 0.0
    appointment: float = 0.0
    no_show: float = 0.0
    second: float = 0.0
    kept: float = 1.0

    @property
    def calendar(self) -> Calendar:
        """The hours, on every day."""
        return Calendar(Hours(Span(int(self.open), int(self.close)), last_ticket=int(self.last)))


def shift_spans(shifts: Iterable[tuple[float, float]], close: float) -> tuple[Span, ...]:
    """Shifts of a clerk; who works until closing stays until everybody has been served."""
    return tuple(Span(int(start), END_OF_DAY if end >= close else int(end)) for start, end in shifts)


def usual(day: DayLine, weights: dict[str, tuple[str, float]]) -> Usual:
    """What usually comes. `weights`: by code its department and its share of the demand."""
    quarters = range(END_OF_DAY // QUARTER_MIN)
    people = {quarter: _people(day, quarter * QUARTER_MIN) for quarter in quarters}
    open_in = range(int(day.open) // QUARTER_MIN, -(-int(day.last) // QUARTER_MIN))
    walk_in = 1.0 - day.appointment
    whole = sum(share for _, share in weights.values())
    departments: dict[str, float] = {}
    for department, share in weights.values():
        departments[department] = departments.get(department, 0.0) + share / whole
    visits = KNOWN_DAYS * sum(people.values())
    return Usual(
        days=dict.fromkeys(open_in, KNOWN_DAYS),
        walk_ins={
            department: {quarter: KNOWN_DAYS * people[quarter] * walk_in * share for quarter in open_in}
            for department, share in departments.items()
        },
        codes={code: visits * walk_in * share / whole for code, (_, share) in weights.items()},
        habits=Habits(
            classes={
                TicketClass.CARE.value: visits * day.priority,
                TicketClass.NORMAL.value: visits * (walk_in - day.priority),
            },
            called=visits,
            missed=visits * day.no_show,
            served=visits * (1.0 - day.no_show),
            onward={
                code: visits * (1.0 - day.no_show) * day.second * share / whole
                for code, (_, share) in weights.items()
                if day.second
            },
            booked=visits * day.appointment,
            kept=visits * day.appointment * day.kept,
        ),
    )


def _people(day: DayLine, start: float) -> float:
    """Walk-ins and bookings in the quarter of an hour that begins at minute `start`."""
    end = start + QUARTER_MIN
    return sum(max(0.0, min(end, stop) - max(start, begin)) * rate for begin, stop, rate in day.rates)


def take_bookings(state: DayState, zone: str, bookings: Iterable[tuple[datetime, str]]) -> None:
    """Who is booked and has not come yet."""
    state.appointments.clear()
    for number, (slot, code) in enumerate(bookings):
        state.appointments[str(number)] = Appointment(str(number), code, zone, slot, token="")


def set_standby(day: HallDay, duty: WindowDuty, now: datetime) -> None:
    """A standby window that nobody has opened: closed, and its clerk is there."""
    if duty.state is WindowState.PAUSED:
        duty.state = WindowState.CLOSED
        day.state.present[duty.window] = Presence(duty.window, duty.window, None, now)
        duty.staff = None
    else:
        day.state.present.pop(duty.window, None)


def serving(duty: WindowDuty, zone: str, code: str, since: datetime) -> Ticket:
    """Who is at a window."""
    return Ticket(
        id=f"at-{duty.window}",
        number="",
        zone=zone,
        items=(code,),
        type=None,
        klass=TicketClass.NORMAL,
        state=TicketState.SERVING,
        taken_at=since,
        valid_on=since.date(),
        token="",
        channel="simulator",
        place=(0, 0),
        called_at=since,
        started_at=since,
        window=duty.window,
        staff=duty.window,
    )


def opening_advice(
    day: HallDay, setup: HallSetup, rule: str, zone: str, now: datetime
) -> list[tuple[str, int]]:
    """[("open" or "close", window)], as the daemon would advise; nothing where nothing is worth it."""
    # Only who asks for advice waits for NumPy.
    from hallctl.simulation.advised import advised

    found = options(day, setup, zone, now + timedelta(seconds=1), setup.advice)
    choices = advised(day, setup, rule, found, now, seed=int(now.timestamp()) // 60)
    return [(kind.value, int(pair.window)) for kind, pair in choices]
