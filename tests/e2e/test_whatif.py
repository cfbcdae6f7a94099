"""`hallctl whatif` as an operator types it, from the hall's file to the report."""

from __future__ import annotations

import asyncio
import json
import re
import subprocess
import sys
from datetime import datetime, timedelta
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest
from halls import Clock, a_real_hall
from typer.testing import CliRunner

from hallctl.cli import app
from hallctl.cli.files import look_at
from hallctl.cli.rooms import journal
from hallctl.simulation.days.demand_file import DemandLines, assumed
from hallctl.simulation.days.doors import live_in
from hallctl.simulation.days.duty import planned
from hallctl.simulation.days.runs import drawn, is_open
from hallctl.simulation.days.world import World

CONFIG = Path(__file__).parents[2] / "config"
PLOTS = {"by-hour", "by-length", "by-window", "balance"}


def asked(*words: str) -> Any:
    return CliRunner().invoke(app, ["whatif", *words])


class Page(HTMLParser):
    """What a report holds: plots by the section they are in, and everything that would be loaded."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.section, self.plots, self.loads, self.open = "", set[str](), list[str](), list[str]()
        self.feed(text)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        if tag not in {"meta", "br"} and not self.get_starttag_text_ends():
            self.open.append(tag)
        if tag == "section":
            self.section = given.get("id") or ""
        if tag == "svg" and given.get("class") == "plot":
            self.plots.add(self.section)
        self.loads += [value or "" for name, value in attrs if name in {"src", "href"}]

    def get_starttag_text_ends(self) -> bool:
        return (self.get_starttag_text() or "").endswith("/>")

    def handle_endtag(self, tag: str) -> None:
        if self.open and tag not in {"line", "rect", "circle", "polyline", "polygon"}:
            assert self.open.pop() == tag


def a_whole_report(out: Path) -> dict[str, Any]:
    page = Page((out / "report.html").read_text(encoding="utf-8"))
    assert page.open == []
    assert page.plots == PLOTS
    assert page.loads == []
    told: dict[str, Any] = json.loads((out / "report.json").read_bytes())
    return told


@pytest.mark.parametrize("hall", ["demo.toml", "county.toml"])
def test_a_variant_of_a_shipped_hall_is_compared(hall: str, tmp_path: Path) -> None:
    done = asked(
        str(CONFIG / hall),
        "--days",
        "2",
        "--rule",
        "weighted",
        "--set",
        "routing.theta=0.7",
        "--out",
        str(tmp_path),
        "--visitors",
        "150",
        "--workers",
        "1",
        "--start",
        "2026-03-02",
    )
    assert done.exit_code == 0, done.output
    told = a_whole_report(tmp_path)
    assert told["question"]["changes"] == ["--rule weighted", "--set routing.theta=0.7"]
    assert told["question"]["days"] == 2
    figures = told["figures"]
    for figure in figures.values():
        change = figure["variant"]["value"] - figure["as_is"]["value"]
        assert figure["change"]["value"] == pytest.approx(change, abs=1e-4)
        assert figure["change"]["margin"] >= 0
    assert 100 < figures["served"]["as_is"]["value"] < 200
    assert "2/4 days" in done.output
    assert re.search(r"mean wait .* min ± .* min ± .*", done.output)


def test_the_hall_alone_is_shown_without_a_variant(tmp_path: Path) -> None:
    done = asked(str(CONFIG / "township.toml"), "--days", "1", "--out", str(tmp_path), "--workers", "1")
    assert done.exit_code == 0, done.output
    told = a_whole_report(tmp_path)
    assert told["figures"]["wait_mean"]["variant"] is None
    assert "方案" not in (tmp_path / "report.html").read_text(encoding="utf-8").split("<footer>")[0]


def test_the_same_seed_gives_the_same_figures_in_any_number_of_processes(tmp_path: Path) -> None:
    def words(name: str, workers: int) -> list[str]:
        same = f"--days 1 --rule weighted --visitors 60 --seed 3 --start 2026-03-02 --workers {workers}"
        return [str(CONFIG / "demo.toml"), *same.split(), "--out", str(tmp_path / name)]

    def figures(name: str) -> Any:
        return json.loads((tmp_path / name / "report.json").read_bytes())["figures"]

    assert asked(*words("alone", 1)).exit_code == 0
    command = [sys.executable, "-m", "hallctl", "whatif", *words("together", 2)]
    subprocess.run(command, check=True, capture_output=True, timeout=240)
    assert figures("together") == figures("alone")


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (("--days", "0"), "--days"),
        (("--days", "-3"), "--days"),
        (("--rule", "fairest"), "strict, weighted"),
        (("--set", "routing.theta=7"), "theta"),
        (("--set", "routing.thata=0.7"), "thata"),
        (("--authorise", "u99=SI-001"), "u99 is not on the staff"),
        (("--authorise", "u03=XX-9"), "XX-9 is neither an item nor a department"),
        (("--authorise", "u01=SI-001"), "takes no letter"),
        (("--open", "99@09:00-10:00"), "no such window"),
        (("--open", "2@09:00"), "no span"),
        (("--open", "value-ish"), "write WINDOW@"),
        (("--open", "always"), "nobody stands by"),
        (("--visitors", "0"), "more than nothing"),
        (("--load", "nan"), "more than nothing"),
        (("--load", "0.8", "--visitors", "100"), "not both"),
        (("--demand", "nowhere.toml"), "nowhere.toml"),
        (("--start", "tomorrow"), "YYYY-MM-DD"),
        (("--from-journal", "--load", "0.9"), "its own people"),
    ],
)
def test_what_cannot_be_is_said_at_the_door(words: tuple[str, ...], says: str, tmp_path: Path) -> None:
    done = asked(str(CONFIG / "demo.toml"), *words, "--out", str(tmp_path / "out"))
    assert done.exit_code != 0
    assert says in done.output
    assert "Traceback" not in done.output
    assert not (tmp_path / "out").exists()


def test_a_hall_without_a_journal_has_no_history(tmp_path: Path) -> None:
    database = f"database.url=sqlite:///{tmp_path}/hall.db"
    done = asked(
        str(CONFIG / "demo.toml"), "--from-journal", "--both", database, "--out", str(tmp_path / "out")
    )
    assert done.exit_code == 1
    assert "there is no database" in done.output
    assert not (tmp_path / "out").exists()


async def test_the_days_of_a_journal_are_lived_again(tmp_path: Path) -> None:
    database = f"database.url=sqlite:///{tmp_path}/hall.db"
    hall_file = str(CONFIG / "village.toml")
    hall = look_at(Path(hall_file), [database]).required()
    setup, clock = hall.setup, Clock()
    today = datetime.now(setup.timezone).date()
    dates = [on for ago in range(20, 0, -1) if is_open(setup, on := today - timedelta(days=ago))][-2:]
    given = assumed(setup, dates[0], DemandLines(visitors=30, absent=0, booked=0, no_show=0, second=0))
    days = [drawn(given.demand, planned(setup, on), on, 1, number) for number, on in enumerate(dates)]

    def set_clock(at: datetime) -> None:
        clock.time = at

    book = journal(hall)
    book.open()
    running = a_real_hall(book, setup, clock)
    await running.start()
    try:
        for day in days:
            await live_in(World(setup, day.date, day.people, day.seats).steps(), running, set_clock)
        # The daemon still runs: its journal is read beside it.
        words = ("--days", "5", "--from-journal", "--both", database, "--rule", "weighted", "--workers", "1")
        done = await asyncio.to_thread(asked, hall_file, *words, "--out", str(tmp_path / "out"))
    finally:
        await running.stop()
    assert done.exit_code == 0, done.output
    told = a_whole_report(tmp_path / "out")
    assert (told["question"]["first"], told["question"]["last"]) == tuple(on.isoformat() for on in dates)
    came = [len(day.people.visitors) for day in days]
    assert told["figures"]["served"]["as_is"]["value"] == pytest.approx(sum(came) / 2)
