"""The hall as letters and tests let it work today: derived from configuration and state, never stored."""

from __future__ import annotations

from collections.abc import Set as AbstractSet
from dataclasses import replace
from typing import Final

from hallctl.domain import events as e
from hallctl.domain.catalogue.kinds import Remote, Scope
from hallctl.domain.catalogue.life import ItemLife
from hallctl.domain.letters import covered
from hallctl.domain.posts import OF_DEPARTMENT_ALONE, POWERS, Grant, Power
from hallctl.domain.setup import HallSetup, Item, Staff, WindowKind
from hallctl.domain.state import DayState

CHANGING: Final = frozenset(
    {e.DayOpened, e.LetterGranted, e.LetterEnded, e.TestRecorded, e.ItemOneWindowEnded, e.ItemRemoteSwitched}
)
"""Events after which more or less may be authorised."""

_DEDICATED: Final = frozenset({WindowKind.DEPARTMENT_DEDICATED})
_REMOTE: Final = frozenset({WindowKind.REMOTE})


def authorised(setup: HallSetup, state: DayState) -> HallSetup:
    """`setup`, which is as configured, with the items of each person that hold on the date of `state`.

    An item that has left one-window handling goes to its department's own windows (ROLE-11). It is `setup`
    itself where nothing of all that changes anything.
    """
    staff = {person.id: _as_of(person, setup, state) for person in setup.staff.values()}
    items = {item.code: _taken_by(item, setup, state) for item in setup.items.values()}
    return setup if (staff, items) == (setup.staff, setup.items) else setup.with_powers(staff, items)


def _taken_by(item: Item, setup: HallSetup, state: DayState) -> Item:
    """The item with the windows that may take it: those of other regions only what is open to them."""
    life = state.lives.get(item.code, ItemLife())
    if life.is_dedicated:
        kinds = _DEDICATED
    else:
        remote = life.remote or setup.catalogue.versions[item.code][-1].remote
        kinds = item.window_kinds - _REMOTE if remote is Remote.NONE else item.window_kinds
    return item if kinds == item.window_kinds else replace(item, window_kinds=kinds)


def _as_of(person: Staff, setup: HallSetup, state: DayState) -> Staff:
    """The person with what may be called to a window: the power for the next step, by letter and test."""
    tested = frozenset(state.tests.get(person.id, ()))
    by_letter = frozenset(
        power
        for power, grant in POWERS[person.post].items()
        if grant is Grant.BY_LETTER
        and any(_gives(setup, code, power) for code in _held(person, power, state))
    )
    if person.id not in state.lettered:
        return replace(person, tested=tested, by_letter=by_letter)
    items: set[str] = set()
    for power in {item.power for item in setup.items.values()}:
        held = _held(person, power, state)
        items |= {code for code in held if code in setup.items and setup.items[code].power is power}
    return replace(person, items=frozenset(items), tested=tested, by_letter=by_letter)


def _held(person: Staff, power: Power, state: DayState) -> AbstractSet[str]:
    """Items on which the person has the power by letter; as configured where there never was one."""
    if person.id not in state.lettered:
        return person.items
    return covered(state.letters, state.tests, person.id, power, state.date)


def _gives(setup: HallSetup, code: str, power: Power) -> bool:
    """Whether a letter carries the power: of a RECEIVE_ONLY item, some stay with its department."""
    if code not in setup.items:
        return False
    receives_only = setup.catalogue.versions[code][-1].scope is Scope.RECEIVE_ONLY
    return not (receives_only and power in OF_DEPARTMENT_ALONE)
