"""Answers a what-if: builds the halls, lives their days, writes the report."""

from __future__ import annotations

import os
import shlex
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from time import monotonic
from typing import Final

import msgspec
import typer

from hallctl.cli.files import fail
from hallctl.cli.rooms import looked_at
from hallctl.configuration.configuration import Configuration
from hallctl.domain.records import Record
from hallctl.journal.errors import JournalError
from hallctl.journal.journal import Journal
from hallctl.simulation.days import questions
from hallctl.simulation.days.comparing import compare
from hallctl.simulation.days.demand_file import DemandError, DemandLines, assumed, read
from hallctl.simulation.days.history import days_again, opened_state
from hallctl.simulation.days.observations import Seen
from hallctl.simulation.days.questions import Plan, Ruled, Variation
from hallctl.simulation.days.report import Question, Report, as_html, as_json, change, margin, report, written
from hallctl.simulation.days.runs import open_dates
from hallctl.simulation.days.variants import VariantError

TOLD: Final = ("wait_mean", "wait_p95", "over_30", "busy_share", "cv_busy", "cv_handled", "clerk_hours")
NAMES: Final = ("现状 as is", "方案 variant")


@dataclass(frozen=True)
class Asked:
    """What the command line says. `changes`: the variant in the asker's words, none for the hall alone."""

    varied: Configuration
    changes: tuple[str, ...]
    letters: tuple[str, ...]
    opens: tuple[str, ...]
    days: int
    seed: int
    start: str | None
    visitors: float | None
    load: float | None
    demand: Path | None
    from_journal: bool
    out: Path
    workers: int | None

    @property
    def variation(self) -> Variation | None:
        """What is different."""
        if not self.changes:
            return None
        return Variation(Ruled(self.varied.setup, self.varied.routing_rule), self.letters, self.opens)


def answer(base: Configuration, asked: Asked) -> None:
    """Live it and write the report."""
    plan, people = plan_of(base, asked)
    question = Question(
        hall=base.setup.name,
        asked=shlex.join(["hallctl", *sys.argv[1:]]),
        changes=asked.changes,
        days=plan.days,
        seed=None if asked.from_journal else asked.seed,
        first=plan.first,
        last=plan.last,
        people=people,
    )
    shown = _live(plan, asked.workers or max(1, (os.cpu_count() or 2) - 1))
    _write(report(base.setup, question, shown), asked.out, base)


# --- what is to be lived  ----------


def plan_of(base: Configuration, asked: Asked) -> tuple[Plan, str]:
    """The halls and their days, and where the people come from.

    What cannot be is said in one sentence, and the program ends with 1.
    """
    try:
        return _recorded(base, asked) if asked.from_journal else _drawn(base, asked)
    except (VariantError, DemandError, JournalError) as error:
        raise fail(str(error)) from None


def _lines(asked: Asked) -> DemandLines:
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


def _date(start: str | None) -> date:
    if start is None:
        today = datetime.now(UTC).date()
        return today + timedelta(days=7 - today.weekday())
    try:
        return date.fromisoformat(start)
    except ValueError:
        raise DemandError(f"--start {start}: write YYYY-MM-DD") from None


def _drawn(base: Configuration, asked: Asked) -> tuple[Plan, str]:
    hall, start = Ruled(base.setup, base.routing_rule), _date(asked.start)
    try:
        given = assumed(hall.setup, next(open_dates(hall.setup, start)), _lines(asked))
        plan = questions.drawn(hall, given, start, asked.days, asked.seed, asked.variation)
    except (VariantError, DemandError):
        raise
    except ValueError as error:
        raise DemandError(str(error)) from None
    count = round(given.demand.per_day)
    return plan, f"平均每天约 {count} 人 about {count} visitors a day"


def _recorded(base: Configuration, asked: Asked) -> tuple[Plan, str]:
    if (asked.visitors, asked.load, asked.demand) != (None, None, None):
        raise VariantError("--from-journal brings its own people: leave --visitors, --load, --demand")
    with looked_at(base) as journal:
        latest = journal.latest_day()
        if latest is None:
            raise VariantError("the journal is empty: nobody has been here yet")
        learned = opened_state(latest).state.learned
        past = tuple(days_again(base.setup, _past(journal, base, asked.days), learned))
    hall = Ruled(base.setup, base.routing_rule)
    return questions.recorded(hall, past, learned, asked.variation), "历史数据 from the journal"


def _past(journal: Journal, base: Configuration, days: int) -> Iterator[tuple[date, Sequence[Record]]]:
    """The latest whole days, in order."""
    today = datetime.now(base.setup.timezone).date()
    for on in [on for on in journal.dates() if on < today][-days:]:
        yield on, list(journal.day_records(on))


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
        for name, days in zip(NAMES, found, strict=False)
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
    try:
        out.mkdir(parents=True, exist_ok=True)
        page, figures = out / "report.html", out / "report.json"
        page.write_text(as_html(told, datetime.now(base.setup.timezone)), encoding="utf-8")
        figures.write_bytes(as_json(told))
    except OSError as error:
        raise fail(f"--out {out}: {error}") from None
    for row in told.rows:
        if row.figure.id not in TOLD:
            continue
        text = f"{row.figure.en:32} {written(row.base, row.figure):>10} {margin(row.base, row.figure):8}"
        if row.variant is not None and row.change is not None:
            text += f" {written(row.variant, row.figure):>10} {margin(row.variant, row.figure):8}"
            text += f" {change(row.change, row.figure):>10} {margin(row.change, row.figure):8} {row.verdict}"
        typer.echo(text.rstrip())
    typer.echo(f"{page}\n{figures}")
