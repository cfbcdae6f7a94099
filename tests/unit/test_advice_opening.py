"""What opening or closing a window is worth."""

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Self

from halls import WINDOWS, Stage, a_setup, clerk

from hallctl.domain.advice.opening import Kind, Options, Standby, advice, advise, chosen, options, values
from hallctl.domain.advice.rules import AdviceRules
from hallctl.domain.hours import Span
from hallctl.domain.setup import WindowAttribute

RULES = AdviceRules(price=4.0, least_open_min=40.0)
NOW = Stage().now
THREE, FOUR = Standby("3", "u03"), Standby("4", "u04")


@dataclass(frozen=True)
class Zone:
    """A model whose waiting costs 1000 minutes for each window that is missing to five."""

    windows: frozenset[str]

    def with_window(self, window: str, staff: str, opens_at: datetime) -> Self:
        assert staff
        assert opens_at == NOW
        return replace(self, windows=self.windows | {window})

    def without_window(self, window: str) -> Self:
        return replace(self, windows=self.windows - {window})


def cost(model: Zone, /, *, horizon_min: int, runs: int, seed: int) -> float:
    assert (horizon_min, runs, seed) == (60, 32, 7)
    return 1000.0 * max(0, 5 - len(model.windows)) - ("3" in model.windows)


def test_the_window_that_saves_most_is_advised() -> None:
    worth = values(Zone(frozenset("12")), Options("A", (FOUR, THREE), ()), cost, NOW, 7)
    assert worth[Kind.OPEN, THREE] == 1001 / 60
    assert chosen(worth, RULES) == (Kind.OPEN, THREE)
    assert chosen(worth, replace(RULES, price=17.0)) is None


def test_a_window_that_saves_too_little_is_advised_to_close() -> None:
    worth = values(Zone(frozenset("1256789")), Options("A", (), (Standby("9", "u09"),)), cost, NOW, 7)
    assert chosen(worth, RULES) == (Kind.CLOSE, Standby("9", "u09"))
    short = values(Zone(frozenset("129")), Options("A", (), (Standby("9", "u09"),)), cost, NOW, 7)
    assert chosen(short, RULES) is None


def test_nothing_is_simulated_where_nothing_could_change() -> None:
    def never(model: Zone, /, *, horizon_min: int, runs: int, seed: int) -> float:
        raise AssertionError(model, horizon_min, runs, seed)

    assert values(Zone(frozenset()), Options("A", (), ()), never, NOW, 7) == {}
    assert chosen({}, RULES) is None


def test_who_is_present_and_free_could_open_a_closed_window() -> None:
    stage = Stage()
    stage.open("1")
    stage.sign_on("u01", "u03", "u05")
    found = options(stage.day, stage.setup, "A", stage.now, RULES)
    assert found.openable == (Standby("2", "u03"),)  # windows 2 and 3 are the same to u03
    assert options(stage.day, stage.setup, "B", stage.now, RULES).openable == (Standby("5", "u05"),)


def test_those_who_could_take_most_of_what_waits_are_tried_first() -> None:
    stage = Stage(a_setup(staff=[clerk("u01", "A1"), clerk("u02", "A2", "A3")]))
    stage.sign_on("u01", "u02")
    stage.issue("A1")
    stage.issue("A1")
    stage.issue("A2")
    found = options(stage.day, stage.setup, "A", stage.now, RULES)
    assert [pair.person for pair in found.openable] == ["u01", "u02"]


def test_only_temporary_windows_and_those_opened_on_advice_may_close_after_a_while() -> None:
    temporary = frozenset({WindowAttribute.TEMPORARY})
    windows = [replace(window, attributes=temporary) if window.id == "3" else window for window in WINDOWS]
    stage = Stage(a_setup(windows=windows))
    stage.open("1", "2")
    stage.wait(minutes=41)
    assert options(stage.day, stage.setup, "A", stage.now, RULES).closable == ()
    assert options(stage.day, stage.setup, "A", stage.now, RULES, ["2"]).closable == (Standby("2", "u02"),)
    early = replace(RULES, least_open_min=60.0)
    assert options(stage.day, stage.setup, "A", stage.now, early, ["2"]).closable == ()


def test_advice_says_who_where_and_what_it_saves() -> None:
    stage = Stage()
    said = advice(stage.setup, "A", (Kind.OPEN, THREE), 7.04, stage.now, RULES)
    assert (said.kind, said.window, said.person, said.saves_min, said.costs_min) == (
        Kind.OPEN, "3", "u03", 422, 60,
    )  # fmt: skip
    assert "name of u03" in said.because.zh
    assert "422" in said.because.en
    assert (said.until - said.at).total_seconds() == 600
    assert "close" in advice(stage.setup, "A", (Kind.CLOSE, THREE), 1.0, stage.now, RULES).because.en


def test_the_roster_says_who_could_come_and_who_is_at_lunch() -> None:
    morning, afternoon = (Span(480, 720),), (Span(720, 1080),)
    staff = [clerk("u02", "A1", shifts=morning), clerk("u03", "A1", shifts=afternoon)]
    stage = Stage(a_setup(staff=staff))
    assert [pair.person for pair in options(stage.day, stage.setup, "A", stage.now, RULES).openable] == [
        "u02"
    ]
    stage.sign_on("u03")  # here, and not on duty
    assert [pair.person for pair in options(stage.day, stage.setup, "A", stage.now, RULES).openable] == [
        "u02"
    ]
    stage.wait(hours=4)
    assert [pair.person for pair in options(stage.day, stage.setup, "A", stage.now, RULES).openable] == [
        "u03"
    ]


def test_a_second_window_is_weighed_as_if_the_first_were_open() -> None:
    found = Options("A", (THREE, FOUR, Standby("5", "u03"), Standby("6", "u06")), ())
    advised = advise(Zone(frozenset("12")), found, cost, RULES, NOW, 7)
    assert list(advised) == [(Kind.OPEN, THREE), (Kind.OPEN, FOUR)]
    enough = advise(Zone(frozenset("1278")), found, cost, RULES, NOW, 7)
    assert list(enough) == [(Kind.OPEN, THREE)]
    assert advise(Zone(frozenset("12789")), found, cost, RULES, NOW, 7) == {}


def test_a_window_is_never_advised_to_close_beside_one_to_open() -> None:
    found = Options("A", (THREE,), (Standby("9", "u09"),))
    assert list(advise(Zone(frozenset("129")), found, cost, RULES, NOW, 7)) == [(Kind.OPEN, THREE)]
    assert list(advise(Zone(frozenset("1278569")), found, cost, RULES, NOW, 7)) == [
        (Kind.CLOSE, Standby("9", "u09"))
    ]
