"""A served hall into which sets of paper (纸质材料) come over the counter."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path
from typing import Final

import served_hall
from cases_hall import CARD, a_setup
from halls import staff_actor
from intake import CHECKED
from served_hall import Served

from hallctl.domain import commands as c
from hallctl.domain.applications.acts import AnyAct, HandedIn, Receive
from hallctl.domain.applications.states import Channel
from hallctl.domain.catalogue.kinds import ReviewMedium
from hallctl.domain.catalogue.versions import Catalogue, ItemVersion
from hallctl.domain.events import ApplicationSubmitted
from hallctl.paperwork.press import Press

BUREAU: Final = "人社局"
MONTH, DAY = "2026-03", "2026-03-02"
ON_PAPER: Final = replace(CARD, review=ReviewMedium.PAPER_REQUIRED)
POINTS: Final = {"M1": ("P1",), "M2": ("P2",), "M3": ("P3", "P4"), "M4": ("P5", "P6")}
HANDED: Final = tuple(HandedIn(code=code, copies=1, points=ticked) for code, ticked in POINTS.items())


@asynccontextmanager
async def papers(folder: Path, item: ItemVersion = CARD) -> AsyncIterator[Served]:
    """The hall of cases, which prints its lists; its item is reviewed electronically, or as `item` says."""
    setup = replace(a_setup(), catalogue=Catalogue({"SI-001": (item,)}))
    async with served_hall.serve(folder, setup=setup) as served:
        press = Press()
        object.__setattr__(served.services, "press", press)
        try:
            yield served
        finally:
            press.stop()


async def received(hall: Served) -> str:
    """A set of paper that came over the counter of window 1."""
    clerk = staff_actor(hall.hall.setup, "u01", "1")
    done = await hall.hall.do(c.SubmitApplication(item="SI-001", channel=Channel.COURIER), clerk)
    event = done.first(ApplicationSubmitted)
    assert event is not None
    await act(hall, event.application, Receive(checks=CHECKED, materials=HANDED), "u01", 1)
    return event.application


async def act(hall: Served, application: str, what: AnyAct, person: str, revision: int) -> None:
    """An act of somebody, clerks at window 1."""
    actor = staff_actor(hall.hall.setup, person, "1" if person == "u01" else None)
    asked = c.ActOnApplication(application=application, act=what, revision=revision)
    await hall.hall.do(asked, actor)
