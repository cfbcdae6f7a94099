"""`hallctl advise authorisations`: whom to teach what, measured on the hall's own days."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from hallctl.cli.files import ConfigFile, Sets, configuration
from hallctl.cli.whatif import MOST_DAYS, DemandFile, FromJournal, Load, Seed, Start, Visitors, Workers

TrialDays = Annotated[
    int,
    typer.Option(
        "--days",
        min=8,
        max=MOST_DAYS // 4,
        help="Whole days that the best live; with --from-journal, the latest days of the journal.",
    ),
]
Folder = Annotated[
    Path | None, typer.Option("--out", help="Folder for authorisations.svg and authorisations.json.")
]


def authorisations(  # noqa: PLR0913 - the options of a command
    file: ConfigFile,
    *,
    days: TrialDays = 40,
    seed: Seed = 1,
    start: Start = None,
    visitors: Visitors = None,
    load: Load = None,
    demand: DemandFile = None,
    from_journal: FromJournal = False,
    out: Folder = None,
    workers: Workers = None,
    sets: Sets = None,
) -> None:
    """Which two letters of authorisation (授权) would save the visitors most waiting.

    Every clerk might learn what any department brings to the zone. All of that, and the best in pairs, is
    tried on sketched days with the same people; the best live whole days under the hall's own rules. Nothing
    of the hall is touched; its journal is only read.
    """
    hall = configuration(file, sets)
    # NumPy and the simulator wait until somebody asks: the daemon's start does not need them.
    from hallctl.cli.asking import DaysAsked
    from hallctl.cli.authorising import DAYS_IN_ALL, advise

    in_all = days if from_journal else DAYS_IN_ALL * days
    advise(hall, DaysAsked(in_all, seed, start, visitors, load, demand, from_journal, workers), out)
