"""`hallctl route` answers a simulator line by line; `hallctl explain` says why somebody was called."""

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from busy_hall import BusyHall
from daemon import Daemon
from typer.testing import CliRunner, Result

from hallctl.cli import app
from hallctl.cli.rooms import master_key
from hallctl.domain.actors import Actor
from hallctl.domain.commands import CallNext, IssueTicket, OpenWindow
from hallctl.domain.posts import Post
from hallctl.domain.routing.routers import ROUTERS
from hallctl.feed import Feed
from hallctl.hall import Hall
from hallctl.journal.journal import Journal

START: dict[str, Any] = {
    "event": "start",
    "items": [{"id": n, "dept": n, "name": str(n), "weight": 0.5} for n in (0, 1)],
    "mean": [3.0, 25.0],
    "windows": [{"id": 0, "home": 0, "can": [0, 1]}, {"id": 1, "home": 1, "can": [1]}],
}


def state(now: float, *waiting: tuple[int, int, float], idle: tuple[int, ...] = (0,)) -> dict[str, Any]:
    return {
        "event": "route",
        "now": now,
        "idle": idle,
        "waiting": [
            {"id": ticket, "item": item, "cls": 0, "arrived": ready, "ready": ready, "slot": None, "leg": 0}
            for ticket, item, ready in waiting
        ],
        "windows": [
            {
                "id": n,
                "on_duty": True,
                "busy": 0.0,
                "handled": 0,
                "idle_since": 500.0,
                "item": None,
                "since": 0,
            }
            for n in (0, 1)
        ],
    }


def route(*lines: object, words: tuple[str, ...] = ()) -> Result:
    said = "".join((line if isinstance(line, str) else json.dumps(line)) + "\n" for line in lines)
    return CliRunner().invoke(app, ["route", "--stdio", *words], input=said)


def replies(*lines: object, words: tuple[str, ...] = ()) -> list[Any]:
    done = route(*lines, words=words)
    assert done.exit_code == 0, done.output
    return [json.loads(line) for line in done.stdout.splitlines()]


def test_each_line_gets_one_line_of_calls() -> None:
    both = state(520, (4, 1, 507.0), (5, 0, 510.0))
    assert replies(START, both, START, both) == [[], [[5, 0]], [], [[5, 0]]]


def test_the_guard_holds_through_the_door() -> None:
    assert replies(START, state(520, (4, 1, 499.0), (5, 0, 510.0)))[1] == [[4, 0]]


def test_the_less_flexible_of_two_idle_windows_calls_first() -> None:
    two = state(520, (4, 1, 507.0), (5, 1, 508.0), idle=(0, 1))
    assert replies(START, two)[1] == [[4, 1], [5, 0]]


def test_who_is_gone_from_the_lines_is_not_called() -> None:
    first, second = state(520, (4, 1, 507.0), idle=(1,)), state(530, (6, 1, 509.0), idle=(1,))
    assert replies(START, first, second)[1:] == [[[4, 1]], [[6, 1]]]


def test_the_strict_rule_can_be_judged_too() -> None:
    both = state(520, (4, 1, 507.0), (5, 0, 510.0))
    assert replies(START, both, words=("--rule", "strict"))[1] == [[4, 0]]


@pytest.mark.parametrize(
    ("lines", "said"),
    [
        (["nonsense"], "line 1"),
        ([{"event": "dance"}], "line 1"),
        ([state(520)], "must be a start"),
        ([START, {"event": "route", "now": 5}], "line 2"),
        ([START, state(520, (4, 7, 500.0))], "line 2"),
        ([START, {**state(520), "idle": [9]}], "line 2"),
    ],
)
def test_a_line_that_makes_no_sense_ends_with_a_sentence(lines: list[object], said: str) -> None:
    done = route(*lines)
    assert done.exit_code == 1
    assert said in done.stderr
    assert "Traceback" not in done.output


ADVISING: dict[str, Any] = START | {
    "windows": [
        {"id": 0, "can": [0, 1], "shifts": [[480, 1020]]},
        {"id": 1, "can": [0, 1], "shifts": [], "standby": True},
    ],
    "day": {"open": 480, "close": 1020, "last": 1005, "rates": [[480, 1005, 0.2]]},
}


def advise(now: float, waiting: int, *, standby_open: bool, since: float = 490.0) -> dict[str, Any]:
    """So many wait for the long item; window 0 serves, window 1 stands by or has been open."""
    asked = state(now, *((n, 1, now - 30) for n in range(10, 10 + waiting)))
    asked["event"] = "advise"
    asked["windows"][0] |= {"item": 1, "since": now - 2}
    asked["windows"][1] |= {"on_duty": standby_open, "idle_since": since}
    return asked | {"bookings": [[now + 30, 0]]}


def test_a_standby_window_is_advised_to_open_when_many_wait() -> None:
    assert replies(ADVISING, advise(520, 12, standby_open=False)) == [[], [["open", 1]]]


def test_it_is_advised_to_close_when_it_is_no_longer_worth_its_clerk() -> None:
    quiet = ADVISING | {"day": ADVISING["day"] | {"rates": [[480, 1005, 0.001]]}}
    idle = advise(600, 0, standby_open=True)
    assert replies(quiet, advise(540, 0, standby_open=True, since=540.0), idle) == [[], [], [["close", 1]]]


def test_nothing_is_advised_without_a_standby_window() -> None:
    assert replies(START, advise(520, 12, standby_open=True)) == [[], []]


def test_an_unknown_rule_is_refused() -> None:
    assert "strict, weighted" in route(words=("--rule", "fastest")).stderr


# --- explain


async def a_day_of_calls(daemon: Daemon) -> None:
    """A long and, three minutes later, a short matter; one window calls both after ten minutes more."""
    configuration = daemon.configuration
    now = datetime.now(UTC).replace(hour=1, minute=0)
    journal = Journal(
        configuration.database_url,
        suite=configuration.suite,
        clock=lambda: now,
        hall=configuration.setup.id,
        master_key=master_key(configuration),
    )
    journal.open()
    setup = configuration.setup
    router = ROUTERS[configuration.routing_rule](setup)
    hall = Hall(setup=setup, journal=journal, feed=Feed(), router=router, clock=lambda: now)
    await hall.start()
    clerk = Actor.staff("clerk-1", Post.COMPREHENSIVE_ACCEPTANCE, "1", "window-1")
    await hall.do(OpenWindow(window="1"), clerk)
    for item in ("IT-002", "IT-001"):
        await hall.do(IssueTicket(items=(item,)), Actor.public("kiosk"))
        now += timedelta(minutes=3)
    now += timedelta(minutes=7)
    await hall.do(CallNext(window="1"), clerk)
    await hall.stop()


@pytest.fixture
async def told(tmp_path: Path) -> Daemon:
    toml = BusyHall(windows=1, items=2).toml()
    before, mark, after = toml.partition('code = "IT-002"')
    long = before + mark + after.replace("handling_s = 480", "handling_s = 1500", 1)
    assert long != toml
    daemon = Daemon.in_folder(tmp_path, long + '\n[routing]\nrule = "weighted"\n')
    await a_day_of_calls(daemon)
    return daemon


def explain(daemon: Daemon, *words: str) -> Result:
    options = [word for value in daemon.sets for word in ("--set", value)]
    return CliRunner().invoke(app, ["explain", str(daemon.file), *words, *options])


async def test_a_call_is_explained_by_its_number(told: Daemon) -> None:
    done = explain(told, "A002")
    assert done.exit_code == 0, done.output
    chinese, english = done.stdout.splitlines()
    assert "先于A001号" in chinese
    assert "went before A001" in english


async def test_a_number_that_was_not_called_has_no_reason(told: Daemon) -> None:
    done = explain(told, "A001", "--english")
    assert done.exit_code == 1
    assert "was not called" in done.stderr
