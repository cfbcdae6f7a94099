"""Duty as the setup plans it: usual places, shifts, lunch in two groups, rota windows."""

from dataclasses import replace
from datetime import date
from typing import Any

from simulated_halls import HOUR, MONDAY, OPEN, one_room

from hallctl.domain.hours import Calendar, DayKind, Hours, Span
from hallctl.domain.planning.rota import RotaEntry
from hallctl.domain.setup import HallSetup, WindowAttribute
from hallctl.simulation.days.clerks import Spell
from hallctl.simulation.days.duty import OFFICE, open_span, planned

TUESDAY = date(2026, 3, 3)


def hall(windows: int = 2, **hours: Any) -> HallSetup:
    return replace(one_room(windows), calendar=Calendar(Hours(OPEN, **hours)))


def spells(setup: HallSetup, on: date = MONDAY) -> dict[str, tuple[tuple[float, float], ...]]:
    """By person, hours on duty."""
    return {
        seat.staff: tuple((spell.start_s / HOUR, spell.end_s / HOUR) for spell in seat.spells)
        for seat in planned(setup, on)
    }


def test_everybody_works_from_opening_to_closing() -> None:
    assert spells(hall()) == {"u1": ((8, 18),), "u2": ((8, 18),)}


def test_nobody_works_on_a_closed_day() -> None:
    closed = replace(hall(), calendar=Calendar(Hours(OPEN), exceptions={MONDAY: DayKind.CLOSED}))
    assert not planned(closed, MONDAY)
    assert open_span(closed, MONDAY) is None


def test_a_hall_that_stays_open_over_lunch_eats_in_two_groups() -> None:
    found = spells(hall(lunch=Span(720, 810)))
    assert found == {"u1": ((8, 12), (12.75, 18)), "u2": ((8, 12.75), (13.5, 18))}


def test_a_hall_that_closes_for_lunch_eats_together() -> None:
    found = spells(hall(lunch=Span(720, 810), lunch_open=False))
    assert found == {"u1": ((8, 12), (13.5, 18)), "u2": ((8, 12), (13.5, 18))}


def test_shifts_and_breaks_are_the_rosters() -> None:
    setup = hall()
    person = replace(setup.staff["u1"], shifts=(Span(540, 720),), breaks=(Span(600, 610),))
    found = spells(replace(setup, staff={**setup.staff, "u1": person}))
    assert found == {"u1": ((9, 10), (10 + 1 / 6, 12)), "u2": ((8, 18),)}


def test_a_hall_open_round_the_clock_is_lived_in_office_hours() -> None:
    setup = replace(hall(), calendar=Calendar(Hours(Span(0, 1440))))
    assert open_span(setup, MONDAY) == OFFICE
    assert {spell for seat in planned(setup, MONDAY) for spell in seat.spells} == {Spell(9 * HOUR, 17 * HOUR)}


def test_a_rota_window_has_its_person_on_its_days_only() -> None:
    setup = replace(hall(3), rota=(RotaEntry("3", "u1", weekdays=frozenset({1})),))
    assert {seat.window: seat.staff for seat in planned(setup, MONDAY)} == {"1": "u1", "2": "u2"}
    assert {seat.window: seat.staff for seat in planned(setup, TUESDAY)} == {"2": "u2", "3": "u1"}


def test_a_temporary_window_stays_closed() -> None:
    setup = hall()
    window = replace(setup.windows["2"], attributes=frozenset({WindowAttribute.TEMPORARY}))
    found = planned(replace(setup, windows={**setup.windows, "2": window}), MONDAY)
    assert [seat.window for seat in found] == ["1"]


def test_a_window_keeps_its_own_hours() -> None:
    setup = hall()
    window = replace(setup.windows["2"], hours=Hours(Span(600, 720)))
    found = spells(replace(setup, windows={**setup.windows, "2": window}))
    assert found == {"u1": ((8, 18),), "u2": ((10, 12),)}
