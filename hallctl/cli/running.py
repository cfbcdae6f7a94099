"""`hallctl run`: the daemon of one hall."""

from __future__ import annotations

import asyncio
import gc
import signal
import sys
from typing import Final

from hallctl.app import Files, Signals, StartError, serve
from hallctl.cli.files import ConfigFile, Sets, configuration, fail, library, look_at
from hallctl.cli.rooms import journal, now
from hallctl.configuration.configuration import Configuration
from hallctl.domain.routing.routers import ROUTERS
from hallctl.logs import set_up
from hallctl.registry.reload import Again
from hallctl.service_manager import ServiceManager

YOUNG: Final = 10_000
"""New objects between two looks of the collector; Python's own 700 suit short programs."""

SWITCH_S: Final = 0.0005
"""How long one thread may keep another waiting; Python's own is ten times as long."""


def run(file: ConfigFile, sets: Sets = None) -> None:
    """Run the hall until SIGTERM. When everything serves, one line says where: `ready: http://HOST:PORT/`."""
    hall = configuration(file, sets, advise=True)
    set_up(hall.log)
    try:
        asyncio.run(_serve(hall, Files(library(file), lambda: Again(look_at(file, sets), library(file)))))
    except StartError as error:
        raise fail(str(error)) from None


async def _serve(hall: Configuration, files: Files) -> None:
    signals = Signals()
    loop = asyncio.get_running_loop()
    for name in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(name, signals.stop.set)
    loop.add_signal_handler(signal.SIGHUP, signals.reload.set)
    manager = ServiceManager()

    def ready(url: str) -> None:
        keep_pauses_short()
        sys.stdout.write(f"ready: {url}\n")
        sys.stdout.flush()
        manager.ready(f"serving {url}")

    watchdog = asyncio.create_task(manager.keep_alive())
    try:
        await serve(
            hall,
            files=files,
            router=ROUTERS[hall.routing_rule](hall.setup),
            journal=journal(hall),
            clock=now,
            ready=ready,
            signals=signals,
        )
    finally:
        watchdog.cancel()
        manager.stopping()


def keep_pauses_short() -> None:
    """Pauses of the interpreter are pauses of the hall.

    What was loaded at the start is never garbage, so the collector need not look at it. The journal's thread
    gets its turn before the loop has kept it waiting for milliseconds, and the loop before a render has.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(YOUNG, 20, 50)
    sys.setswitchinterval(SWITCH_S)
