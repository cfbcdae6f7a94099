"""Answers a what-if: builds the halls, lives their days, writes the report."""

from __future__ import annotations

import os
import shlex
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path
from time import monotonic
from typing import Final

import msgspec
import typer

from hallctl.cli.files import fail, write
from hallctl.cli.rooms import looked_at
from hallctl.configuration.configuration import Configuration
from hallctl.domain.day import replay
from hallctl.domain.records import Record
from hallctl.journal.errors import JournalError
from hallctl.journal.journal import Journal
from hallctl.simulation.days import questions
from hallctl.simulation.days.comparing import compare
from hallctl.simulation.days.demand_file import DemandError, DemandLines, assumed, read
from hallctl.simulation.days.history import days_again
from hallctl.simulation.days.observations import Seen
from hallctl.simulation.days.questions import Plan, Ruled, Variation
from hallctl.simulation.days.report import (
    AS_IS,
    VARIANT,
    Question,
    Report,
    as_html,
    as_json,
    change,
    margin,
    report,
    written,
)
from hallctl.simulation.days.runs import open_dates
from hallctl.simulation.days.variants import VariantError

TOLD: Final = ("wait_mean", "wait_p95", "over_30", "busy_share", "cv_busy", "cv_handled", "clerk_hours")


@dataclass(frozen=True)
class DaysAsked:
    """Which days the command line wants lived, by whom, and in how many processes."""

    days: int
    seed: int
    start: str | None
    visitors: float | None
    load: float | None
    demand: Path | None
    from_journal: bool
    workers: int | None

    @property
    def processes(self) -> int:
        """As many as are wanted, or one less than there are cores."""
        return self.workers or max(1, (os.cpu_count() or 2) - 1)


def answer(
    base: Configuration, asked: DaysAsked, variation: Variation | None, changes: tuple[str, ...], out: Path
) -> None:
    """Live it and write the report. `changes`: the variation in the asker's words."""
    plan, people = plan_of(base, asked, variation)
    question = Question(
        hall=base.setup.name,
        asked=shlex.join(["hallctl", *sys.argv[1:]]),
        changes=changes,
        days=plan.days,
        seed=None if asked.from_journal else asked.seed,
        first=plan.first,
        last=plan.last,
        people=people,
    )
    _write(report(base.setup, question, _live(plan, asked.processes)), out, base)


# --- what is to be lived  ----------


def plan_of(base: Configuration, asked: DaysAsked, variation: Variation | None = None) -> tuple[Plan, str]:
    """The halls and their days, and where the people come from.

    What cannot be is said in one sentence, and the program ends with 1.
    """
    try:
        return _recorded(base, asked, variation) if asked.from_journal else _drawn(base, asked, variation)
    except (VariantError, DemandError, JournalError) as error:
        raise fail(str(error)) from None


def _lines(asked: DaysAsked) -> DemandLines:
    """The demand file, or an empty one; the command line has the last word on how many come."""
    lines = read(asked.demand) if asked.demand else DemandLines()
    for name, value in (("--visitors", asked.visitors), ("--load", asked.load)):
        if value is not None and not 0 < value < float("inf"):
            raise DemandError(f"{name} {value}: must be more than nothing")
    if asked.visitors is not None and asked.load is not None:
        raise DemandError("give --visitors or --load, not both")
    if asked.visitors is None and asked.load is None:
        return lines
    return msgspec.structs.replace(lines, visitors=asked.visitors, load=asked.load)


def _first(start: str | None, today: date) -> date:
    if start is None:
        return today + timedelta(days=7 - today.weekday())
    try:
        return date.fromisoformat(start)
    except ValueError:
        raise DemandError(f"--start {start}: write YYYY-MM-DD") from None


def _drawn(base: Configuration, asked: DaysAsked, variation: Variation | None) -> tuple[Plan, str]:
    hall, start = Ruled(base.setup, base.routing_rule), _first(asked.start, _today(base))
    try:
        given = assumed(hall.setup, next(open_dates(hall.setup, start)), _lines(asked))
        plan = questions.drawn(hall, given, start, asked.days, asked.seed, variation)
    except (VariantError, DemandError):
        raise
    except ValueError as error:
        raise DemandError(str(error)) from None
    count = round(given.demand.per_day)
    return plan, f"平均每天约 {count} 人 about {count} visitors a day"


def _recorded(base: Configuration, asked: DaysAsked, variation: Variation | None) -> tuple[Plan, str]:
    if (asked.visitors, asked.load, asked.demand) != (None, None, None):
        raise VariantError("--from-journal brings its own people: leave --visitors, --load, --demand")
    with looked_at(base) as journal:
        latest = journal.latest_day()
        if latest is None:
            raise VariantError("the journal is empty: nobody has been here yet")
        learned = replay([latest]).state.learned
        past = tuple(days_again(base.setup, _past(journal, base, asked.days), learned))
    hall = Ruled(base.setup, base.routing_rule)
    return questions.recorded(hall, past, learned, variation), "历史数据 from the journal"


def _past(journal: Journal, base: Configuration, days: int) -> Iterator[tuple[date, Sequence[Record]]]:
    """The latest whole days, in order."""
    for on in [on for on in journal.dates() if on < _today(base)][-days:]:
        yield on, list(journal.day_records(on))


def _today(base: Configuration) -> date:
    return datetime.now(base.setup.timezone).date()


# --- living it  ----------


def _live(plan: Plan, workers: int) -> tuple[tuple[Seen, ...], ...]:
    """All days of all halls, with progress on standard error."""
    found: list[dict[int, Seen]] = [{} for _ in plan.sides]
    started, whole = monotonic(), len(plan.sides) * plan.days
    for count, (side, number, seen) in enumerate(compare(plan.sides, plan.days, workers), 1):
        found[side][number] = seen
        _progress(found, count, whole, monotonic() - started)
    if sys.stderr.isatty():
        sys.stderr.write("\n")
    return tuple(tuple(days[number] for number in sorted(days)) for days in found)


def _progress(found: Sequence[dict[int, Seen]], count: int, whole: int, took_s: float) -> None:
    """Days done, time left, running means: one line written over and over, or in a file some lines."""
    tty = sys.stderr.isatty()
    if not tty and count != whole and count % max(1, whole // 10):
        return
    left_s = took_s / count * (whole - count)
    means = "  ".join(
        f"{name} {_running_mean(list(days.values())):.1f} min"
        for name, days in zip((AS_IS, VARIANT), found, strict=False)
        if days
    )
    line = f"{count}/{whole} days  {left_s:.0f} s left  {means}"
    sys.stderr.write(f"\r\x1b[K{line}" if tty else f"{line}\n")
    sys.stderr.flush()


def _running_mean(days: Sequence[Seen]) -> float:
    """Minutes of waiting, over all days so far."""
    people = sum(len(day.wait_s) for day in days)
    return sum(float(day.wait_s.sum()) for day in days) / 60 / max(1, people)


# --- telling it  ----------


def _write(told: Report, out: Path, base: Configuration) -> None:
    page = as_html(told, datetime.now(base.setup.timezone))
    for row in told.rows:
        if row.figure.id not in TOLD:
            continue
        text = f"{row.figure.en:32} {written(row.base, row.figure):>10} {margin(row.base, row.figure):8}"
        if row.variant is not None and row.change is not None:
            text += f" {written(row.variant, row.figure):>10} {margin(row.variant, row.figure):8}"
            text += f" {change(row.change, row.figure):>10} {margin(row.change, row.figure):8} {row.verdict}"
        typer.echo(text.rstrip())
    write(out, {"report.html": page.encode(), "report.json": as_json(told)})
