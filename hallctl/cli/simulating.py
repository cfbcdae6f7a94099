"""`hallctl simulate`: devices on real wires and people on the API, each a process of its own."""

from __future__ import annotations

import asyncio
import signal
from collections.abc import Coroutine
from contextlib import suppress
from pathlib import Path
from typing import Annotated, Any

import msgspec
import typer

from hallctl.cli.files import ConfigFile, Sets, configuration, fail, library
from hallctl.configuration.configuration import Configuration
from hallctl.logs import set_up
from hallctl.simulation import access

app = typer.Typer(help="Simulated devices and people for a hall.", no_args_is_help=True)

AccessFile = Annotated[
    Path | None,
    typer.Option("--access", help="access.json with logins and tokens; beside the database unless given."),
]
Speed = Annotated[float, typer.Option(min=0.1, max=1000, help="How much faster than life.")]
Without = Annotated[
    list[str] | None,
    typer.Option("--without", metavar="WINDOW", help="Leave this window to somebody of flesh and blood."),
]
Seed = Annotated[int | None, typer.Option(help="The same seed makes the same people.")]


@app.command()
def devices(file: ConfigFile, speed: Speed = 1.0, access_file: AccessFile = None, sets: Sets = None) -> None:
    """Simulate every device of the configuration whose profile has a simulator."""
    # Simulators bring servers of every wire with them, which `hallctl run` must not wait for.
    from hallctl.simulation import devices as simulated_devices

    hall = configuration(file, sets)
    set_up(hall.log)
    given = _access(hall, access_file)
    try:
        until_stopped(simulated_devices.run(hall.setup, library(), given, speed=speed))
    except OSError as error:
        raise fail(f"the devices are not simulated: {error}") from None


@app.command()
def people(
    file: ConfigFile,
    speed: Speed = 1.0,
    seed: Seed = None,
    without: Without = None,
    access_file: AccessFile = None,
    sets: Sets = None,
) -> None:
    """Simulate citizens and clerks."""
    from hallctl.simulation import people as simulated_people

    hall = configuration(file, sets)
    set_up(hall.log)
    given = _access(hall, access_file)
    until_stopped(
        simulated_people.run(given, hall.setup, speed=speed, seed=seed, without=frozenset(without or ()))
    )


def access_path(hall: Configuration) -> Path:
    """Where `access.json` of a configuration lies."""
    database = hall.database_file
    return (database.parent if database else Path.cwd()) / access.NAME


def _access(hall: Configuration, given: Path | None) -> access.Access:
    path = given or access_path(hall)
    try:
        return access.read(path)
    except (OSError, msgspec.DecodeError) as error:
        raise fail(
            f"{path}: {error}; `hallctl demo` writes it, or write one with url, mqtt, users and tokens"
        ) from None


def until_stopped(work: Coroutine[Any, Any, None]) -> None:
    """Run `work` until it ends or a signal asks to stop."""

    async def main() -> None:
        task = asyncio.ensure_future(work)
        loop = asyncio.get_running_loop()
        for name in (signal.SIGINT, signal.SIGTERM):
            loop.add_signal_handler(name, task.cancel)
        with suppress(asyncio.CancelledError):
            await task

    asyncio.run(main())
