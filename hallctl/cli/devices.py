"""`hallctl devices` and `hallctl reload`: what people on the machine ask of the running hall."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated, Any

import typer

from hallctl.cli.files import ConfigFile, Sets, configuration, fail
from hallctl.control import ControlError, ask


class DeviceState(StrEnum):
    """What the column STATE says."""

    ONLINE = "ONLINE"
    DEGRADED = "DEGRADED"
    OFFLINE = "OFFLINE"
    UNKNOWN = "UNKNOWN"
    MAINTENANCE = "MAINTENANCE"


COLUMNS = ("ID", "KIND", "WHERE", "STATE", "LAST SEEN", "FIRMWARE", "DONE/NOT", "OUTAGES", "FAULTS")
NOTHING = "-"


def reload(file: ConfigFile, sets: Sets = None) -> None:
    """Have the running hall read its file again: devices and profiles follow it.

    What is wrong with the file is printed and changes nothing; the command then ends with 2.
    """
    answer = _ask(file, sets, "reload")
    if answer["findings"]:
        typer.echo(answer["findings"])
    for what in ("added", "changed", "removed"):
        typer.echo(f"{what}: {', '.join(answer[what]) or NOTHING}")
    if answer["accounts"]:
        typer.echo(
            f"代理账户须另行更新 accounts at the broker have yet to follow: {', '.join(answer['accounts'])}\n"
            f"hallctl mosquitto {file} FOLDER && systemctl reload mosquitto"
        )
    if answer["restart"]:
        typer.echo(f"须重启才生效 only after a restart: {', '.join(answer['restart'])}")
    if not answer["ok"]:
        typer.echo("未作任何更改 nothing was changed")
        raise typer.Exit(2)


def devices(
    file: ConfigFile,
    sets: Sets = None,
    state: Annotated[DeviceState | None, typer.Option(help="Only devices in this state.")] = None,
) -> None:
    """The register of the running hall: what is where, whether it lives, what is wrong with it."""
    views = [view for view in _ask(file, sets, "devices") if state in {None, view["state"]}]
    rows = [COLUMNS, *(_row(view) for view in views)]
    widths = [max(_width(row[place]) for row in rows) for place in range(len(COLUMNS) - 1)]
    for row in rows:
        cells = [text + " " * (width - _width(text)) for text, width in zip(row, widths, strict=False)]
        typer.echo("  ".join((*cells, row[-1])).rstrip())


def _ask(file: ConfigFile, sets: Sets, word: str) -> Any:
    # The daemon judges the file; all that is needed of it here is where the daemon listens.
    try:
        return ask(configuration(file, sets).control_socket, word)
    except ControlError as error:
        raise fail(str(error)) from None


def _row(view: dict[str, Any]) -> tuple[str, ...]:
    done = view["commands"].get("done", 0)
    not_done = sum(view["commands"].values()) - done
    seen = view["last_seen"]
    resting = [view["maintenance"]["reason"]] if view["maintenance"] else []
    return (
        view["id"],
        view["kind"],
        view["window"] or view["zone"] or NOTHING,
        view["state"],
        seen[:19].replace("T", " ") if seen else NOTHING,
        (view["firmware"] or NOTHING) + ("" if view["firmware_fits"] else " !"),
        f"{done}/{not_done}" if view["driven"] else NOTHING,
        str(view["outages"]),
        "；".join([*resting, *view["faults"]]) or NOTHING,
    )


def _width(text: str) -> int:
    """Columns on a terminal: Chinese takes two."""
    return sum(2 if ord(mark) > 0x2E7F else 1 for mark in text)  # noqa: PLR2004 - where CJK begins
