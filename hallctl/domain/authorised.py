"""The hall as letters and tests let it work today: derived from configuration and state, never stored."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from hallctl.domain import events as e
from hallctl.domain.letters import covered
from hallctl.domain.setup import HallSetup, Staff
from hallctl.domain.state import DayState

CHANGING: Final = frozenset({e.DayOpened, e.LetterGranted, e.LetterEnded, e.TestRecorded})
"""Events after which more or less may be authorised."""


def authorised(setup: HallSetup, state: DayState) -> HallSetup:
    """`setup`, which is as configured, with the items of each person that hold on the date of `state`.

    It is `setup` itself where letters and tests change nothing.
    """
    staff = {person.id: _as_of(person, setup, state) for person in setup.staff.values()}
    return setup if staff == setup.staff else setup.with_staff(staff)


def _as_of(person: Staff, setup: HallSetup, state: DayState) -> Staff:
    """The person with what may be called to a window: the power for the next step, by letter and test."""
    tested = frozenset(state.tests.get(person.id, ()))
    if person.id not in state.lettered:
        return replace(person, tested=tested)
    items: set[str] = set()
    for power in {item.power for item in setup.items.values()}:
        held = covered(state.letters, state.tests, person.id, power, state.date)
        items |= {code for code in held if code in setup.items and setup.items[code].power is power}
    return replace(person, items=frozenset(items), tested=tested)
