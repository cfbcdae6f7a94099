"""Timers: what falls due becomes a command, like everything else that happens in the hall."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable
from typing import Final

import structlog

from hallctl.domain.actors import SYSTEM
from hallctl.domain.deadlines import due
from hallctl.domain.planning import automatic
from hallctl.domain.refusals import Refused
from hallctl.hall import Hall, Intake

log = structlog.get_logger(__name__)

EVERY_S: Final = 0.5
KEYS_EVERY_S: Final = 3600.0
OVERTAKEN: Final = frozenset({"STALE"})
"""Somebody pressed a key first: nothing is wrong."""


async def run(hall: Hall) -> None:
    """Look at the clock until cancelled."""
    sweep_at = 0.0
    loop = asyncio.get_running_loop()
    while True:
        if hall.intake is Intake.RUNNING:
            await tick(hall)
            if loop.time() >= sweep_at:
                hall.forget_old_keys()
                sweep_at = loop.time() + KEYS_EVERY_S
        await asyncio.sleep(EVERY_S)


async def tick(hall: Hall) -> None:
    """Send every command whose time has come. A refused one is logged and tried again at the next look."""
    await _send(hall.check_clock())
    for command in due(hall.day, hall.setup, hall.now()):
        await _send(hall.do(command, SYSTEM))
    for call in automatic.calls(hall.day, hall.setup, hall.router, hall.now()):
        await _send(hall.do(call, SYSTEM))


async def _send(act: Awaitable[object]) -> None:
    try:
        await act
    except Refused as refusal:
        if refusal.code in OVERTAKEN:
            return
        log.warning("timers.refused", code=refusal.code, detail=refusal.detail)
