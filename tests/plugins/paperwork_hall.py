"""Seals and an office for halls of the tests: keys are made in the test's own folder."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path

from halls import NINE
from polling import until

from hallctl.domain import commands as c
from hallctl.domain.actors import Actor
from hallctl.domain.seals import Seal, SealKind
from hallctl.domain.setup import HallSetup
from hallctl.hall import Hall
from hallctl.journal.journal import Journal
from hallctl.paperwork.local_signer import LocalSigner
from hallctl.paperwork.press import Press
from hallctl.reactions.drawing import Drawing, Office
from hallctl.sealed_files import SealedFiles

CUSTODY = Seal(
    "custody-1",
    SealKind.CUSTODY,
    "测试政务大厅",
    "受理专用章",
    windows=frozenset({"1", "2"}),
    custodians=frozenset({"u01", "u02"}),
)


def with_seals(setup: HallSetup, *seals: Seal) -> HallSetup:
    """The same hall with these seals, or with one for intake documents at windows 1 and 2."""
    return replace(setup, seals={seal.id: seal for seal in seals or (CUSTODY,)})


def an_office(home: Path, journal: Journal, setup: HallSetup) -> Office:
    """Where documents are drawn and signed, with a key for each seal of the hall."""
    signer = LocalSigner(home / "seals")
    for seal in setup.seals.values():
        signer.create(seal.id, seal.name, NINE)
    return Office(Press(), signer, SealedFiles(home / "documents", journal))


@asynccontextmanager
async def drawing(hall: Hall, home: Path) -> AsyncIterator[Office]:
    """Documents of the hall are drawn."""
    office = an_office(home, hall.journal, hall.setup)
    task = asyncio.create_task(Drawing(hall, office).run())
    try:
        yield office
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)
        office.press.stop()


async def open_seal(hall: Hall, actor: Actor, seal: str = CUSTODY.id) -> None:
    """Somebody takes a seal into custody."""
    await hall.do(c.OpenSeal(seal=seal), actor)


async def drawn(hall: Hall) -> None:
    """Wait until nothing is being drawn or sealed."""
    await until(lambda: not hall.day.state.drawing)
    await until(lambda: hall.durable_seq == hall.day.seq)
