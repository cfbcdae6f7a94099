"""The authorisation adviser: on small halls where the answer is obvious, it finds it, and says so plainly."""

import json
import xml.etree.ElementTree as ET
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from simulated_halls import MONDAY, OPEN, one_room, whole_days
from typer.testing import CliRunner

from hallctl.cli import app
from hallctl.domain.events import DayOpened
from hallctl.domain.posts import Post
from hallctl.domain.records import Record
from hallctl.domain.setup import HallSetup, Staff
from hallctl.simulation.authorisations.additions import Addition, additions, granted
from hallctl.simulation.authorisations.report import advice, svg, text
from hallctl.simulation.authorisations.search import Days, Found, search
from hallctl.simulation.authorisations.trials import Ground, knowing, trials
from hallctl.simulation.days.clerks import Seat
from hallctl.simulation.days.demand import STEADY, Demand, Matter
from hallctl.simulation.days.demand_file import Assumed
from hallctl.simulation.days.history import day_again
from hallctl.simulation.days.questions import Ruled, drawn, recorded
from hallctl.simulation.days.runs import lived, memory_door
from hallctl.simulation.days.sources import DrawnDays

HANDLING_S = 3600
RELIEF = Addition("u3", "D0", ("I0",))
"""What helps in the lopsided hall: the idle clerk learns what too many come for."""


def lopsided() -> HallSetup:
    """Three clerks, each with a department of his own: one overrun, one busy, one idle."""
    setup = one_room(3, items=3, handling_s=HANDLING_S)
    staff = {
        f"u{number + 1}": replace(setup.staff[f"u{number + 1}"], items=frozenset({f"I{number}"}))
        for number in range(3)
    }
    return replace(setup, staff=staff)


def coming(loads: Sequence[float]) -> Demand:
    """Work for each clerk as a share of the day."""
    visits = [load * (OPEN.end - OPEN.start) * 60 / HANDLING_S for load in loads]
    matters = tuple(
        Matter(f"I{n}", share, HANDLING_S, 0.5, f"D{n}") for n, share in enumerate(visits) if share
    )
    start, end = OPEN.start * 60.0, OPEN.end * 60.0
    return Demand(matters, sum(visits), start, end - 600, end, day_cv=0.0, habits=STEADY, absent=0.0)


def ground(setup: HallSetup, loads: Sequence[float] = (1.2, 0.95, 0.05), seed: int = 1) -> Ground:
    given = Assumed(coming(loads), whole_days(setup))
    side = drawn(Ruled(setup, "weighted"), given, MONDAY, days=40, seed=seed, variation=None).sides[0]
    return Ground(setup, side.days, side.rule)


def found(asked: Sequence[Addition], whole: int, seed: int = 1) -> Found:
    with trials(ground(lopsided(), seed=seed), 1, lambda _: None) as tried:
        return search(tried, asked, Days(2 * whole, whole), lambda _: None)


@pytest.fixture(scope="module")
def advised() -> Found:
    setup = lopsided()
    return found(additions(setup, whole_days(setup)), whole=6)


# --- what may be added --------------------------------------------------------------------------------------


def test_each_clerk_might_learn_each_other_department() -> None:
    setup = lopsided()
    possible = additions(setup, whole_days(setup))
    assert {(one.staff, one.department) for one in possible} == {
        (f"u{clerk}", f"D{department}")
        for clerk in (1, 2, 3)
        for department in (0, 1, 2)
        if department != clerk - 1
    }
    assert granted(setup, [RELIEF]).services_at("3", "u3", None) >= {"I0", "I2"}
    assert "I0" not in setup.services_at("3", "u3", None)


def test_who_may_do_everything_has_nothing_to_learn() -> None:
    setup = one_room(3, items=3)
    assert additions(setup, whole_days(setup)) == ()


def test_a_post_without_letters_and_who_stands_by_are_left_out() -> None:
    setup = lopsided()
    consultant = Staff("u2", "n2", Post.CONSULTATION, "no2")
    seats = whole_days(setup)
    standing_by = (*seats[:2], replace(seats[2], standby=True))
    possible = additions(replace(setup, staff={**setup.staff, "u2": consultant}), standing_by)
    assert {one.staff for one in possible} == {"u1"}


# --- sketches and trials ------------------------------------------------------------------------------------


@pytest.mark.parametrize("rule", ["strict", "weighted"])
def test_a_sketch_comes_close_to_the_whole_day(rule: str) -> None:
    hall = replace(ground(lopsided(), (0.9, 0.6, 0.3)), rule=rule)
    plans: list[tuple[Addition, ...]] = [(), (RELIEF,)]
    for plan in plans:
        whole = sum(hall.day(plan, number).waited_s for number in range(3))
        sketched = sum(hall.sketch(plan, number).waited_s for number in range(3))
        assert sketched == pytest.approx(whole, rel=0.15)


def test_a_sketch_counts_nobody_who_never_comes() -> None:
    hall = ground(lopsided(), (0.3, 0.3, 0.3))
    assert isinstance(hall.days, DrawnDays)
    demand = replace(hall.days.demand, habits=replace(STEADY, booked=0.6, missed=0.5))
    hall = replace(hall, days=replace(hall.days, demand=demand))
    assert hall.sketch((), 0).visitors == hall.day((), 0).visitors


def test_a_day_has_the_same_people_with_and_without_a_letter() -> None:
    hall = ground(lopsided())
    without, with_it = hall.day((), 0), hall.day((RELIEF,), 0)
    assert without.visitors == with_it.visitors > 10
    assert with_it.waited_s < without.waited_s
    assert hall.day((), 0).waited_s == without.waited_s


def test_a_letter_for_what_nobody_wants_saves_nothing() -> None:
    setup = lopsided()
    with trials(ground(setup, (0.9, 0.5, 0.0)), 1, lambda _: None) as tried:
        saving = tried.saving((Addition("u1", "D2", ("I2",)),), range(3))
    assert (saving.value, saving.margin) == (0.0, 0.0)


# --- the search ---------------------------------------------------------------------------------------------


def test_the_idle_clerk_learns_what_too_many_come_for(advised: Found) -> None:
    assert advised.ranking[0].addition == advised.plan[0] == RELIEF
    assert advised.plan[1] == Addition("u3", "D1", ("I1",))
    first, second, both = advised.savings
    assert first.value - first.margin > 10
    assert both.value == pytest.approx(first.value + second.value)
    assert advised.wait_min[1] < advised.wait_min[0] / 2
    assert advised.looked_at == 6


def test_the_same_seed_gives_the_same_answer() -> None:
    assert found([RELIEF], whole=4, seed=3) == found([RELIEF], whole=4, seed=3)


def test_several_processes_give_the_same_as_one() -> None:
    hall = ground(lopsided())
    savings = []
    for workers in (1, 2):
        with trials(hall, workers, lambda _: None) as tried:
            savings.append(tried.saving((RELIEF,), range(2)))
    assert savings[0] == savings[1]


def test_a_single_possibility_is_measured_alone() -> None:
    alone = found([RELIEF], whole=4)
    assert alone.plan == (RELIEF,)
    assert len(alone.savings) == 1


def since_opening(records: Sequence[Record]) -> Sequence[Record]:
    """A day of a journal begins with its opening; who is left from the day before goes before that."""
    first = next(n for n, record in enumerate(records) if isinstance(record.event, DayOpened))
    return records[first:]


def test_past_days_of_the_hall_serve_as_well() -> None:
    setup = lopsided()
    hall, door = ground(setup), memory_door(setup, "weighted")
    days = [lived(door, one) for number in range(4) if (one := hall.days.coming(number)) is not None]
    learned = door.day.state.learned
    past = [day_again(setup, day.date, since_opening(day.records), learned) for day in days]
    side = recorded(Ruled(setup, "weighted"), [day for day in past if day], learned, None).sides[0]
    with trials(Ground(setup, side.days, side.rule, knowing(learned)), 1, lambda _: None) as tried:
        advised = search(tried, [RELIEF, Addition("u1", "D2", ("I2",))], Days(2, 2), lambda _: None)
    assert advised.plan[0] == RELIEF
    assert advised.savings[0].value > 10


# --- what is told -------------------------------------------------------------------------------------------


def test_the_report_names_clerk_department_minutes_and_training(advised: Found) -> None:
    told = advice(lopsided(), advised)
    assert "n3 (u3)" in text(told)
    assert "D0" in text(told)
    assert told.best[0].items == ("I0",)
    assert told.best[0].low <= told.best[0].spared_min <= told.best[0].high
    picture = ET.fromstring(svg(told))  # noqa: S314 - our own
    assert picture.tag.endswith("svg")


HALL = """
[hall]
id = "small"
name = "小厅"
level = "subhall"

[hours]
weekdays = "08:00-18:00"

[routing]
rule = "weighted"

[database]
url = "sqlite:///{folder}/hall.db"

[personal]
master_key_file = "{folder}/master.key"

[[zone]]
id = "A"
name = "A"
prefix = "A"
"""


def a_hall_file(folder: Path, items: Sequence[Sequence[str]]) -> Path:
    """A window and a clerk for each sequence of departments."""
    departments = sorted({department for may in items for department in may})
    parts = [HALL.format(folder=folder)]
    parts += [
        f'[[item]]\ncode = "{name}-1"\nname = "{name}"\ndepartment = "{name}"\nzone = "A"\n'
        f"handling_s = {HANDLING_S}\n"
        for name in departments
    ]
    for number, may in enumerate(items, 1):
        letters = ", ".join(f'"{name}-*"' for name in may)
        parts.append(
            f'[[window]]\nid = "{number}"\nzone = "A"\nkind = "COMPREHENSIVE"\n'
            f'[[staff]]\nid = "u{number}"\nname = "n{number}"\npost = "comprehensive_acceptance"\n'
            f"items = [{letters}]\n"
        )
    file = folder / "hall.toml"
    file.write_text("\n".join(parts), encoding="utf-8")
    return file


def told(file: Path, *options: str) -> tuple[int, str]:
    start = date(2026, 3, 2).isoformat()
    asked = ["advise", "authorisations", str(file), "--workers", "1", *options]
    if "--from-journal" not in options:
        asked += ["--start", start]
    result = CliRunner().invoke(app, asked)
    return result.exit_code, result.output


def test_the_command_writes_a_table_a_plot_and_figures(tmp_path: Path) -> None:
    file = a_hall_file(tmp_path, [["A"], ["B"]])
    demand = tmp_path / "demand.toml"
    demand.write_text(
        "load = 0.5\nbooked = 0\n"
        '[[matter]]\ncode = "A-1"\nweight = 9\n[[matter]]\ncode = "B-1"\nweight = 1\n',
        encoding="utf-8",
    )
    code, output = told(file, "--days", "8", "--demand", str(demand), "--out", str(tmp_path / "out"))
    assert code == 0, output
    assert "n2 (u2)" in output
    figures = json.loads((tmp_path / "out" / "authorisations.json").read_text("utf-8"))
    assert (figures["best"][0]["staff"], figures["best"][0]["department"]) == ("u2", "A")
    ET.parse(tmp_path / "out" / "authorisations.svg")  # noqa: S314 - our own


@pytest.mark.parametrize(
    ("hall", "options", "code", "sentence"),
    [
        ([["A", "B"], ["A", "B"]], ("--load", "0.9"), 0, "nothing to add"),
        ([["A"], ["B"]], ("--visitors", "0.5"), 0, "Hardly anybody waits"),
        ([["A"], ["B"]], ("--from-journal",), 1, "there is no database"),
        ([["A"], ["B"]], ("--load", "0.9", "--visitors", "9"), 1, "not both"),
    ],
    ids=["everybody may do everything", "nobody waits", "no history", "two answers"],
)
def test_a_sentence_says_why_there_is_nothing_to_advise(
    tmp_path: Path, hall: list[list[str]], options: tuple[str, ...], code: int, sentence: str
) -> None:
    ended, output = told(a_hall_file(tmp_path, hall), "--days", "8", *options)
    assert ended == code, output
    assert sentence in output
    assert "Traceback" not in output


def test_who_is_on_duty_at_two_windows_learns_for_both() -> None:
    setup = lopsided()
    first, *rest = whole_days(setup)
    twice = [first, replace(first, window="2"), *rest]
    assert [one for one in additions(setup, twice) if one.staff == "u1"] == [
        Addition("u1", "D1", ("I1",)),
        Addition("u1", "D2", ("I2",)),
    ]


def test_seats_without_duty_do_not_count() -> None:
    setup = lopsided()
    assert additions(setup, [Seat("u1", "1", ())]) == ()
