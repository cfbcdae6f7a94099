"""Answers which letters of authorisation would save most waiting: builds the hall, searches, tells."""

from __future__ import annotations

import sys
from dataclasses import dataclass, field
from pathlib import Path
from time import monotonic
from typing import Final

import msgspec
import typer

from hallctl.cli.asking import DaysAsked, plan_of
from hallctl.cli.files import fail, write
from hallctl.configuration.configuration import Configuration
from hallctl.simulation.authorisations.additions import additions
from hallctl.simulation.authorisations.report import advice, svg, text
from hallctl.simulation.authorisations.search import Days, search
from hallctl.simulation.authorisations.trials import Ground, knowing, trials
from hallctl.simulation.days.clerks import Seat
from hallctl.simulation.days.comparing import Side

LITTLE_MIN: Final = 0.1
"""Who waits so little on average needs no more letters."""

DAYS_IN_ALL: Final = 4
"""So many days are drawn for each whole one that the finalists live."""

FEWEST_DAYS: Final = 8
MOST_LOOKED_AT: Final = 10
"""Days of a plan that are looked at for who is on duty."""

TOLD_EVERY_S: Final = 10.0
"""Time between two lines of progress in a file."""


def advise(hall: Configuration, asked: DaysAsked, out: Path | None) -> None:
    """Print the table and write the files; what cannot be is said in one sentence.

    `asked.days` covers all days, see `DAYS_IN_ALL`.
    """
    plan, people = plan_of(hall, asked)
    side, days = plan.sides[0], _shared_out(plan.days, recorded=asked.from_journal)
    if days.whole < FEWEST_DAYS:
        raise fail(
            f"日志只有 {plan.days} 个完整工作日，至少需要 {2 * FEWEST_DAYS} 个。"
            f" The journal has {plan.days} whole days and {2 * FEWEST_DAYS} are needed:"
            " say --demand, --visitors or --load until then"
        )
    possible = additions(side.setup, _seats(side, plan.days))
    if not possible:
        typer.echo(NOTHING_TO_ADD)
        return
    progress = Progress()
    progress.stage(f"{people}, {side.rule} rule, {asked.processes} process(es)")
    with trials(_ground(side), asked.processes, progress.lived) as tried:
        if tried.wait_min((), range(FEWEST_DAYS)) < LITTLE_MIN:
            typer.echo(HARDLY_ANYBODY_WAITS)
            return
        found = search(tried, possible, days, progress.stage)
    told = advice(side.setup, found)
    typer.echo(text(told))
    if out is not None:
        figures = msgspec.json.format(msgspec.json.encode(told), indent=2) + b"\n"
        write(out, {"authorisations.svg": svg(told).encode(), "authorisations.json": figures})


NOTHING_TO_ADD: Final = (
    "在岗人员都已可办理本区全部事项，无可增加的授权。"
    " Everybody on duty may already do all that comes to the zone, or may hold no letter: nothing to add."
)
HARDLY_ANYBODY_WAITS: Final = (
    "几乎无人等候，无需增加授权。 Hardly anybody waits: no letter of authorisation would save anything."
)


def _shared_out(days: int, *, recorded: bool) -> Days:
    """The days to choose on and to measure on: a journal half and half, of drawn ones more."""
    whole = days // 2 if recorded else days // DAYS_IN_ALL
    return Days(days - whole, whole)


def _ground(side: Side) -> Ground:
    if side.learned is None:
        return Ground(side.setup, side.days, side.rule).warmed_up()
    return Ground(side.setup, side.days, side.rule, knowing(side.learned))


def _seats(side: Side, days: int) -> list[Seat]:
    """Everybody who is on duty on one of the first days."""
    found: dict[tuple[str, str], Seat] = {}
    for number in range(min(days, MOST_LOOKED_AT)):
        coming = side.days.coming(number)
        for seat in coming.seats if coming is not None else ():
            found.setdefault((seat.staff, seat.window), seat)
    return list(found.values())


@dataclass
class Progress:
    """What is being done, and how many days have been lived, on standard error."""

    days: int = 0
    started: float = field(default_factory=monotonic)
    told: float = 0.0
    doing: str = ""

    def stage(self, doing: str) -> None:
        """Something else is being done from now on."""
        self.doing = doing
        self._say("\n")

    def lived(self, days: int) -> None:
        """So many more days."""
        self.days += days
        if sys.stderr.isatty():
            self._say("\r")
        elif monotonic() - self.told > TOLD_EVERY_S:
            self._say("\n")

    def _say(self, end: str) -> None:
        self.told = monotonic()
        took_s = self.told - self.started
        sys.stderr.write(f"{self.doing}: {self.days} days lived, {took_s:.0f} s{end}")
        sys.stderr.flush()
