"""`hallctl whatif`: the hall as it is and as it might be, on the same people."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Final

import typer

from hallctl.cli.files import ConfigFile, configuration, fail
from hallctl.domain.routing.routers import ROUTERS
from hallctl.simulation.days.opening import RULES

MOST_DAYS: Final = 5000

DayCount = Annotated[int, typer.Option("--days", min=1, max=MOST_DAYS, help="How many days are lived.")]
Seed = Annotated[int, typer.Option(min=0, help="The same seed brings the same people.")]
Start = Annotated[str | None, typer.Option(help="First date, YYYY-MM-DD; next Monday unless given.")]
Rule = Annotated[str | None, typer.Option(help="Variant: routing rule, " + " or ".join(ROUTERS) + ".")]
Changes = Annotated[
    list[str] | None, typer.Option("--set", metavar="KEY=VALUE", help="Variant: another setting of the file.")
]
Both = Annotated[
    list[str] | None, typer.Option("--both", metavar="KEY=VALUE", help="Override a setting in both halls.")
]
Letters = Annotated[
    list[str] | None,
    typer.Option("--authorise", metavar="PERSON=ITEMS", help="Variant: more letters; items or a department."),
]
Openings = Annotated[
    list[str] | None,
    typer.Option(
        "--open",
        metavar="WINDOW@SPAN",
        help="Variant: a window open at more times, or a rule for standby clerks: " + ", ".join(RULES) + ".",
    ),
]
Visitors = Annotated[float | None, typer.Option(help="Visitors of an average day.")]
Load = Annotated[float | None, typer.Option(help="Share of clerk time that people take, for example 0.9.")]
DemandFile = Annotated[Path | None, typer.Option("--demand", help="What comes and who works (TOML or JSON).")]
FromJournal = Annotated[bool, typer.Option("--from-journal", help="Live the latest days of this hall again.")]
Out = Annotated[Path, typer.Option(help="Folder for report.html and report.json.")]
Workers = Annotated[
    int | None, typer.Option(min=1, help="Processes; one less than there are cores unless given.")
]


def whatif(  # noqa: PLR0913 - the options of a command
    file: ConfigFile,
    *,
    days: DayCount = 20,
    seed: Seed = 1,
    start: Start = None,
    rule: Rule = None,
    sets: Changes = None,
    both: Both = None,
    authorise: Letters = None,
    opens: Openings = None,
    visitors: Visitors = None,
    load: Load = None,
    demand: DemandFile = None,
    from_journal: FromJournal = False,
    out: Out = Path("whatif"),
    workers: Workers = None,
) -> None:
    """Ask what would happen: live the same days in the hall as it is and in a variant, and compare.

    Nothing of the running hall is touched; its journal is only read. docs/whatif.md explains every option.
    """
    if rule is not None and rule not in ROUTERS:
        raise fail(f"--rule {rule}: choose one of {', '.join(ROUTERS)}")
    named = [f"routing.rule={rule}"] if rule else []
    base = configuration(file, both)
    varied = configuration(file, [*(both or ()), *(sets or ()), *named])
    asked = {"--rule": [rule] if rule else [], "--set": sets, "--authorise": authorise, "--open": opens}
    changes = tuple(f"{option} {value}" for option, values in asked.items() for value in values or ())
    # NumPy and the simulator wait until somebody asks: the daemon's start does not need them.
    from hallctl.cli.asking import DaysAsked, answer
    from hallctl.simulation.days.questions import Ruled, Variation

    asked_days = DaysAsked(days, seed, start, visitors, load, demand, from_journal, workers)
    variation = Variation(
        Ruled(varied.setup, varied.routing_rule), tuple(authorise or ()), tuple(opens or ())
    )
    answer(base, asked_days, variation if changes else None, changes, out)
