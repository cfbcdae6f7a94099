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
        max=MOST_DAYS // 2,
        help="Days on which the best compete; as many fresh ones follow to measure the winners.",
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

    Every clerk might learn what any department brings to the zone. All of that is looked at, the most
    promising is tried on simulated days with the same people, the best compete in pairs. Nothing of the hall
    is touched; its journal is only read.
    """
    hall = configuration(file, sets)
    # NumPy and the simulator wait until somebody asks: the daemon's start does not need them.
    from hallctl.cli.asking import Asked
    from hallctl.cli.authorising import advise

    asked = Asked(
        varied=hall,
        changes=(),
        letters=(),
        opens=(),
        days=2 * days,
        seed=seed,
        start=start,
        visitors=visitors,
        load=load,
        demand=demand,
        from_journal=from_journal,
        out=out or Path(),
        workers=workers,
    )
    advise(hall, asked, out)
