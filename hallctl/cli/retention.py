"""`hallctl retention`: forget at once whom old visits and closed cases were about (个人信息保存期限)."""

from __future__ import annotations

from typing import Final

import typer

from hallctl.cli.files import ConfigFile, Sets, configuration, fail
from hallctl.control import ControlError, ask

WITHIN_S: Final = 1800.0


def retention(file: ConfigFile, sets: Sets = None) -> None:
    """Have the running hall forget whom old visits and closed cases were about (个人信息保存期限).

    What is older than `[privacy]` says goes, as it does every day by itself; counts and events stay.
    """
    try:
        done = ask(configuration(file, sets).control_socket, "forget", "", WITHIN_S)
    except ControlError as error:
        raise fail(str(error)) from None
    typer.echo(
        f"已清除 forgotten: {done['tickets']} tickets, {done['appointments']} bookings, "
        f"{done['applications']} applications, {done['subjects']} people or cases, "
        f"{done['files']} files"
    )
