"""`hallctl simulate`: devices on real wires and people on the API, each a process of its own."""

from __future__ import annotations

import asyncio
import os
import signal
import stat
import sys
from collections.abc import AsyncIterator, Coroutine
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
Faults = Annotated[
    Path | None, typer.Option("--faults", metavar="SCRIPT", help="What shall go wrong, and when (TOML).")
]
Control = Annotated[
    bool,
    typer.Option("--control", help="Read lines `DEVICE FAULT for_s=…` from standard input."),
]
Seed = Annotated[int | None, typer.Option(help="The same seed makes the same people.")]


@app.command()
def devices(
    file: ConfigFile,
    speed: Speed = 1.0,
    faults: Faults = None,
    control: Control = False,  # noqa: FBT002 - typer
    access_file: AccessFile = None,
    sets: Sets = None,
) -> None:
    """Simulate every device of the configuration whose profile has a simulator."""
    # Simulators bring servers of every wire with them, which `hallctl run` must not wait for.
    from hallctl.simulation import devices as simulated_devices
    from hallctl.simulation import fault_script

    hall = configuration(file, sets)
    set_up(hall.log)
    simulated = simulated_devices.simulated(
        hall.setup, library(file), _access(hall, access_file), speed=speed
    )
    try:
        script = fault_script.read(faults, simulated.simulators) if faults else []
        lines = typed_lines() if control else None
        until_stopped(simulated_devices.run(simulated, script, lines, typer.echo))
    except ValueError as error:
        raise fail(str(error)) from None
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


async def typed_lines() -> AsyncIterator[str]:
    """What is typed or piped into standard input, line by line, until it ends."""
    if stat.S_ISREG(os.fstat(sys.stdin.fileno()).st_mode):
        for line in sys.stdin:
            yield line
        return
    reader = asyncio.StreamReader()
    protocol = asyncio.StreamReaderProtocol(reader)
    await asyncio.get_running_loop().connect_read_pipe(lambda: protocol, sys.stdin)
    while line := await reader.readline():
        yield line.decode(errors="replace")


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
