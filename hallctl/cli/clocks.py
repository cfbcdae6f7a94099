"""`hallctl clocks`: legal clocks of the running hall (时限)."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any

import typer

from hallctl.cli.files import ConfigFile, Sets, configuration, fail
from hallctl.control import ControlError, ask

WITHIN_S = 1800.0
"""A year of a large hall: tens of thousands of applications, each with an event of its own."""

app = typer.Typer(no_args_is_help=True, help="Legal clocks of the running hall (时限).")

Year = Annotated[int, typer.Argument(min=2000, max=2200, help="Whose legal calendar has changed.")]


@app.callback()
def clocks() -> None:
    """Legal clocks of the running hall (时限)."""


@app.command()
def remake(year: Year, file: ConfigFile, sets: Sets = None) -> None:
    """Count the clocks that run in a year again, after its calendar file has changed; say what moved.

    The hall reads its calendar first. What is wrong with it is printed and changes nothing; the command then
    ends with 2.
    """
    try:
        answer = ask(configuration(file, sets).control_socket, "remake-clocks", str(year), WITHIN_S)
    except ControlError as error:
        raise fail(str(error)) from None
    if answer["wrong"]:
        typer.echo(answer["wrong"])
        typer.echo("未作任何更改 nothing was changed")
        raise typer.Exit(2)
    for moved in answer["moved"]:
        typer.echo(_line(moved))
    typer.echo(
        f"已核对 looked at {answer['looked_at']} applications, 已调整 moved {len(answer['moved'])} clocks"
    )


def _line(moved: dict[str, Any]) -> str:
    before, after = (_moment(moved[when]) for when in ("before", "after"))
    return f"{moved['application']} {moved['clock']}: {before} -> {after}"


def _moment(text: str | None) -> str:
    return "-" if text is None else f"{datetime.fromisoformat(text):%Y-%m-%d %H:%M}"
