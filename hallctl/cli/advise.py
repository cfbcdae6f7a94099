"""`hallctl advise`: what a hall could change, from its configuration and what its journal has learned."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated

import typer

from hallctl.cli.authorisations import authorisations
from hallctl.cli.files import ConfigFile, Sets, configuration, fail
from hallctl.cli.rooms import looked_at
from hallctl.configuration.configuration import Configuration
from hallctl.domain.advice.need import Need, Opening, needs, yearly
from hallctl.domain.day import HallDay, replay
from hallctl.domain.state import DayState
from hallctl.journal.errors import JournalError

app = typer.Typer(help="What a hall could change (建议).", no_args_is_help=True)
app.command()(authorisations)

Days = Annotated[float | None, typer.Option(min=1, max=366, help="Days a year; else the calendar's.")]
Minutes = Annotated[float | None, typer.Option(min=1, max=1440, help="Minutes a day; else the hours.")]
Load = Annotated[float | None, typer.Option(min=0.01, max=1, help="Target load; else that of the file.")]


@app.command()
def windows(
    file: ConfigFile,
    days: Days = None,
    minutes: Minutes = None,
    load: Load = None,
    sets: Sets = None,
) -> None:
    """How many windows each department's items need (动态设置窗口), and how many there are.

    ceil(volume / days x handling / (minutes a day x target load)). The volume is `volume_year` of the items,
    else what has come lately; the handling time is the learned one. May run beside the daemon.
    """
    hall = configuration(file, sets)
    if (days is None) is not (minutes is None):
        raise fail("say both --days and --minutes, or neither")
    given = Opening(days, minutes) if days is not None and minutes is not None else None
    day, target = _known(hall), load or hall.setup.advice.target_load
    today = datetime.now(hall.setup.timezone).date() if day.date == date.min else day.date
    found = needs(
        day, hall.setup, yearly(day, hall.setup, today, given), today=today, target_load=target, given=given
    )
    if not found:
        raise fail("no volume is known: give volume_year to items, or let the hall work for a day")
    for need in found:
        typer.echo(_said(need, target))


def _known(hall: Configuration) -> HallDay:
    """The latest day of the journal; an empty one for a hall that has never run."""
    try:
        with looked_at(hall) as journal:
            opened = journal.latest_day()
    except JournalError:
        opened = None
    return HallDay(DayState(date=date.min)) if opened is None else replay([opened])


def _said(need: Need, target: float) -> str:
    volume = f"{need.volume:,.0f}/{need.days:.0f}"
    return (
        f"{need.zone} {need.group}: {need.windows} windows 窗口 = "
        f"ceil({volume} x {need.handling_min:.1f} / ({need.minutes_per_day:.0f} x {target:g})); "
        f"set up 已设 {need.set_up}"
    )
