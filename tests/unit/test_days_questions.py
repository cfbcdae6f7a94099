"""Questions: what is different is exactly what was asked for, and what cannot be is said at the door."""

from dataclasses import replace
from datetime import date
from itertools import islice
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from simulated_halls import HOUR, MONDAY, OPEN, one_room, whole_days

from hallctl.domain.hours import Calendar, DayKind, Hours
from hallctl.domain.setup import HallSetup, Item, Zone
from hallctl.simulation.days import questions
from hallctl.simulation.days.clerks import Seat, Spell
from hallctl.simulation.days.comparing import BLOCK, Block, Side, blocks, compare, live_block
from hallctl.simulation.days.demand_file import (
    Assumed,
    ClerkLine,
    DemandError,
    DemandLines,
    MatterLine,
    assumed,
    read,
)
from hallctl.simulation.days.observations import Seen
from hallctl.simulation.days.questions import Plan, Ruled, Variation
from hallctl.simulation.days.runs import open_dates
from hallctl.simulation.days.trail import Fate
from hallctl.simulation.days.variants import VariantError, authorised, extra_duty, with_extra_duty

SETUP = one_room(3, items=4)
HALL = Ruled(SETUP, "strict")
FEW = DemandLines(load=0.8, absent=0)


def plan(
    variation: Variation | None = None, days: int = 1, lines: DemandLines = FEW, hall: Ruled = HALL
) -> Plan:
    return questions.drawn(hall, assumed(hall.setup, MONDAY, lines), MONDAY, days, 1, variation)


def shown(plan: Plan, workers: int = 1) -> dict[tuple[int, int], Seen]:
    return {(side, number): seen for side, number, seen in compare(plan.sides, plan.days, workers)}


def same(one: Seen, other: Seen) -> bool:
    return np.array_equal(one.wait_s, other.wait_s) and np.array_equal(one.busy_s, other.busy_s)


# --- the halls of a comparison ------------------------------------------------------------------------------


def test_without_a_variation_there_is_one_hall() -> None:
    assert len(plan().sides) == 1


def test_a_variant_that_changes_nothing_shows_the_same() -> None:
    days = shown(plan(Variation(HALL)))
    assert same(days[0, 0], days[1, 0])


def test_both_halls_meet_the_same_people() -> None:
    sides = plan(Variation(Ruled(SETUP, "weighted")), days=2).sides
    for number in range(-2, 2):
        base, variant = (side.days.coming(number) for side in sides)
        assert base is not None
        assert variant is not None
        assert base.people == variant.people
        assert base.seats == variant.seats


def test_only_what_was_asked_for_is_different() -> None:
    asked = Variation(Ruled(SETUP, "weighted"), opens=("3@08:00-09:00",))
    hall = Ruled(replace(SETUP, staff=SETUP.staff), "strict")
    lines = replace_lines(clerk=(ClerkLine("u1", "1"), ClerkLine("u2", "2")))
    base, variant = questions.drawn(hall, assumed(SETUP, MONDAY, lines), MONDAY, 1, 1, asked).sides
    assert (base.rule, variant.rule) == ("strict", "weighted")
    here, there = (side.days.coming(0) for side in (base, variant))
    assert here is not None
    assert there is not None
    extra = Seat("u3", "3", (Spell(8 * HOUR, 9 * HOUR),), stays=False)
    assert list(there.seats) == [*here.seats, extra]


def replace_lines(**changes: Any) -> DemandLines:
    return DemandLines(**{"load": 0.8, "absent": 0, **changes})


def test_processes_come_to_the_same_as_one() -> None:
    asked = plan(Variation(Ruled(SETUP, "weighted")), days=2, lines=replace_lines(visitors=40, load=None))
    alone, together = shown(asked), shown(asked, workers=2)
    assert alone.keys() == together.keys() == {(side, day) for side in range(2) for day in range(2)}
    assert all(same(alone[key], together[key]) for key in alone)


def test_blocks_share_out_all_days_and_halls_take_turns() -> None:
    found = list(blocks(2, BLOCK + 1))
    assert [(block.side, block.first, block.end) for block in found] == [
        (0, 0, BLOCK),
        (1, 0, BLOCK),
        (0, BLOCK, BLOCK + 1),
        (1, BLOCK, BLOCK + 1),
    ]


def test_a_block_goes_on_where_the_one_before_ended() -> None:
    (side,) = plan(days=5).sides
    *_, (_, last, at_once) = live_block(side, Block(0, 0, 5))
    [(_, number, alone)] = live_block(side, Block(0, 4, 5))
    assert number == last == 4
    assert same(alone, at_once)


def test_a_failure_in_a_process_is_heard_of() -> None:
    broken = [Side(SETUP, "no such rule", side.days) for side in plan(Variation(HALL)).sides]
    with pytest.raises(KeyError, match="no such rule"):
        list(compare(broken, 1, 2))


# --- letters ------------------------------------------------------------------------------------------------


def narrow(setup: HallSetup = SETUP) -> HallSetup:
    return replace(setup, staff={**setup.staff, "u1": replace(setup.staff["u1"], items=frozenset({"I0"}))})


@pytest.mark.parametrize(
    ("wish", "gained"),
    [("u1=I1", {"I1"}), ("u1=I1,I2", {"I1", "I2"}), ("u1=D0", {"I3"}), ("u1=I*", {"I1", "I2", "I3"})],
)
def test_letters_are_items_patterns_or_departments(wish: str, gained: set[str]) -> None:
    changed = authorised(narrow(), [wish])
    assert changed.staff["u1"].items == {"I0"} | gained
    assert {name: person for name, person in changed.staff.items() if name != "u1"} == {
        name: person for name, person in SETUP.staff.items() if name != "u1"
    }


@pytest.mark.parametrize(
    ("wish", "says"),
    [
        ("u9=I1", "not on the staff"),
        ("u1=I9", "neither an item nor a department"),
        ("u1=I0", "may do that already"),
        ("u1", "write PERSON="),
        ("u1=", "write PERSON="),
    ],
)
def test_letters_that_cannot_be_are_refused(wish: str, says: str) -> None:
    with pytest.raises(VariantError, match=says):
        authorised(narrow(), [wish])


def test_letters_without_use_at_any_window_are_refused() -> None:
    elsewhere = Item("X1", "X1", "D9", "B", 300)
    zones = {**SETUP.zones, "B": Zone("B", "B", "B")}
    setup = replace(SETUP, items={**SETUP.items, "X1": elsewhere}, zones=zones)
    asked = Variation(Ruled(setup, "strict"), letters=("u1=X1",))
    with pytest.raises(VariantError, match="nothing of that is handled at window 1"):
        plan(asked, hall=Ruled(setup, "strict"))
    lines = replace_lines(clerk=(ClerkLine("u2", "2"),))
    with pytest.raises(VariantError, match="u1 is at no window"):
        plan(Variation(Ruled(narrow(), "strict"), letters=("u1=I1",)), lines=lines)


# --- windows ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("1@9-10", "no span"),
        ("1@10:00-09:00", "ends before"),
        ("1@10:00-25:00", "after midnight"),
        ("@10:00-11:00", "write WINDOW@"),
        ("7@10:00-11:00", "no such window"),
        ("1@10:00-11:00", "open then anyway"),
        ("3@10:00-11:00", "at a window at that time"),
        ("3=u1@10:00-11:00", "at a window at that time"),
    ],
)
def test_openings_that_cannot_be_are_refused(text: str, says: str) -> None:
    seats = whole_days(SETUP)[:2]
    setup = replace(SETUP, staff={name: SETUP.staff[name] for name in ("u1", "u2")})
    with pytest.raises(VariantError, match=says):
        with_extra_duty(setup, seats, extra_duty(text))


@pytest.mark.parametrize(
    ("opens", "says"),
    [
        (("sometimes",), "one of never"),
        (("queue-length",), "nobody stands by"),
        (("never", "always"), "one rule is enough"),
    ],
)
def test_opening_rules_need_somebody_who_stands_by(opens: tuple[str, ...], says: str) -> None:
    with pytest.raises(VariantError, match=says):
        plan(Variation(HALL, opens=opens), lines=replace_lines(clerk=(ClerkLine("u1", "1"),)))


def test_standby_clerks_open_as_the_rule_says() -> None:
    clerks = (ClerkLine("u1", "1"), ClerkLine("u2", "2", standby=True), ClerkLine("u3", "3", standby=True))
    lines = replace_lines(clerk=clerks, load=1.3, day_cv=0)
    duty = {}
    for rule in ("never", "queue-length", "value", "always"):
        variant = plan(Variation(HALL, opens=(rule,)), lines=lines).sides[1]
        ((_, _, day),) = compare([variant], 1, 1)
        duty[rule] = float(day.duty_s[0, 1:].sum())
        assert day.fates[0, Fate.WAITING] == 0
    assert duty["never"] == 0 < duty["queue-length"] < duty["always"]
    assert 0 < duty["value"] <= duty["always"]


# --- demand files -------------------------------------------------------------------------------------------


def test_a_demand_file_is_read_from_toml_and_json(tmp_path: Path) -> None:
    toml, json = tmp_path / "demand.toml", tmp_path / "demand.json"
    toml.write_text(
        "visitors = 120\nprofile = [1, 2]\nstep_min = 300\nno_show = 0\n"
        '[[matter]]\ncode = "I1"\nmean_min = 4\n'
        '[[clerk]]\nstaff = "u1"\nwindow = "1"\nspeed = 1.2\nhome = "D1"\n'
        'shifts = ["08:00-12:00", "13:00-17:30"]\n'
    )
    json.write_text(
        '{"visitors": 120, "profile": [1, 2], "step_min": 300, "no_show": 0,'
        '"matter": [{"code": "I1", "mean_min": 4}], "clerk": [{"staff": "u1", "window": "1",'
        '"shifts": ["08:00-12:00", "13:00-17:30"], "speed": 1.2, "home": "D1"}]}'
    )
    assert read(toml) == read(json)
    given = assumed(SETUP, MONDAY, read(toml))
    assert given.demand.per_day == 120
    (matter,) = given.demand.matters
    assert (matter.code, matter.mean_s, matter.department) == ("I1", 240, "D1")
    (seat,) = given.clerks
    assert seat.spells == (Spell(8 * HOUR, 12 * HOUR), Spell(13 * HOUR, 17.5 * HOUR))
    assert seat.factor("D1") == 1.2


def test_clerks_are_slower_away_from_home() -> None:
    lines = replace_lines(clerk=(ClerkLine("u1", "1", speed=0.9, home="D0"),), cross=1.2)
    (seat,) = assumed(SETUP, MONDAY, lines).clerks
    assert seat.factor("D0") == 0.9
    assert seat.factor("D1") == pytest.approx(1.08)


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("visitors = 0", "visitors"),
        ("load = -1", "load"),
        ("visitor = 3", "visitor"),
        ("no_show = 1.5", "no_show"),
        ("profile = 3", "profile"),
        ('law = "normal"', "law"),
        ("= 3", "demand.toml"),
        ('[[clerk]]\nstaff = "u1"\nwindow = "1"\nshifts = ["8-12"]', "shifts"),
    ],
)
def test_a_broken_demand_file_is_refused_with_its_place(tmp_path: Path, text: str, says: str) -> None:
    file = tmp_path / "demand.toml"
    file.write_text(text)
    with pytest.raises(DemandError, match=says):
        read(file)


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        ({"visitors": 3}, "not both"),
        ({"priority": 0.6, "booked": 0.6}, "more than everybody"),
        ({"absent_min": (9, 3)}, "shorter absence"),
        ({"priority_class": "NORMAL"}, "no priority class"),
        ({"profile": (0, 0)}, "nobody comes"),
        ({"matter": (MatterLine("I9"),)}, "no item or type"),
        ({"matter": (MatterLine("I1"), MatterLine("I1"))}, "twice"),
        ({"clerk": (ClerkLine("u9", "1"),)}, "no such person"),
        ({"clerk": (ClerkLine("u1", "9"),)}, "no such window"),
        ({"clerk": (ClerkLine("u1", "1", ("10:00-09:00",)),)}, "ends before"),
        ({"clerk": (ClerkLine("u1", "1", ("09:00-11:00", "10:00-12:00")),)}, "overlap"),
    ],
)
def test_demand_that_does_not_fit_the_hall_is_refused(changes: dict[str, Any], says: str) -> None:
    with pytest.raises(DemandError, match=says):
        assumed(SETUP, MONDAY, replace_lines(**changes))


def test_a_hall_in_which_nobody_works_is_refused() -> None:
    with pytest.raises(DemandError, match="nobody is on duty"):
        assumed(replace(SETUP, staff={}), MONDAY)
    standby: Assumed = assumed(SETUP, MONDAY)
    with pytest.raises(VariantError, match="nobody is on duty"):
        questions.drawn(
            HALL,
            replace(standby, clerks=tuple(replace(seat, standby=True) for seat in whole_days(SETUP))),
            MONDAY,
            1,
            1,
            None,
        )


def test_a_journal_without_a_whole_day_is_no_history() -> None:
    with pytest.raises(VariantError, match="no whole day"):
        questions.recorded(HALL, [], None, None)


def test_only_days_on_which_people_are_served_are_lived() -> None:
    calendar = Calendar(
        Hours(OPEN),
        exceptions={date(2026, 3, 3): DayKind.CLOSED, date(2026, 3, 4): DayKind.APPOINTMENT_ONLY},
        round_the_clock=frozenset({"S"}),
    )
    zones = {**SETUP.zones, "S": Zone("S", "24h", "S")}
    setup = replace(SETUP, calendar=calendar, zones=zones)
    dates = list(islice(open_dates(setup, MONDAY), 4))
    assert [(on.month, on.day) for on in dates] == [(3, 2), (3, 5), (3, 6), (3, 9)]
    with pytest.raises(ValueError, match="is closed for 60 days"):
        next(open_dates(replace(setup, calendar=replace(calendar, exceptions=_Never())), MONDAY))


class _Never(dict[date, DayKind]):
    """Every date is closed."""

    def __contains__(self, _key: object) -> bool:
        return True

    def __getitem__(self, _key: date) -> DayKind:
        return DayKind.CLOSED
