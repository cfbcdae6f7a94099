"""Additions (新增授权): one clerk learns what one department brings to the clerk's window."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import NamedTuple

from hallctl.domain.setup import HallSetup
from hallctl.simulation.days.clerks import Seat


class Addition(NamedTuple):
    """`codes`: the items of the department that the clerk would newly take, in order."""

    staff: str
    department: str
    codes: tuple[str, ...]


Plan = tuple[Addition, ...]
"""Additions made together; none is the hall as it is."""


def granted(setup: HallSetup, plan: Iterable[Addition]) -> HallSetup:
    """The hall in which the clerks hold these letters too."""
    staff = dict(setup.staff)
    for addition in plan:
        person = staff[addition.staff]
        staff[person.id] = replace(person, items=person.items | frozenset(addition.codes))
    return replace(setup, staff=staff)


def additions(setup: HallSetup, seats: Sequence[Seat]) -> tuple[Addition, ...]:
    """All that may be added for those on regular duty: items of their windows' zones that a letter opens.

    What a window may not take, or a post not even with a letter, is no addition.
    """
    found: dict[tuple[str, str], set[str]] = {}
    for seat in seats:
        if seat.standby or not seat.spells:
            continue
        zone = setup.windows[seat.window].zone
        codes = tuple(sorted(code for code, item in setup.items.items() if item.zone == zone))
        learned = granted(setup, [Addition(seat.staff, "", codes)])
        now = setup.services_at(seat.window, seat.staff, None)
        then = learned.services_at(seat.window, seat.staff, None)
        for code in (then - now) & setup.items.keys():
            found.setdefault((seat.staff, setup.items[code].department), set()).add(code)
    return tuple(Addition(*who, tuple(sorted(codes))) for who, codes in sorted(found.items()))
