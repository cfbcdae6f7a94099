"""Simulated people take every case to its end, also where originals are seen after the decision."""

import asyncio
import random
from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import cases_hall
import pytest
import served_hall
from cases_hall import APPLICANT, CARD, handed
from polling import PATIENCE_S
from served_hall import PASSWORD, Served

from hallctl.domain.catalogue.kinds import CertificateClass, VisitClass
from hallctl.domain.catalogue.versions import Catalogue
from hallctl.simulation import casework
from hallctl.simulation.access import Login

PEOPLE = ("u01", "u10", "u11", "u12")


@pytest.fixture
async def hall(tmp_path: Path) -> AsyncIterator[Served]:
    item = replace(CARD, visits=VisitClass.ONE_ORIGINAL_CHECK, certificate=CertificateClass.PERMIT)
    setup = replace(cases_hall.a_setup(), catalogue=Catalogue({"SI-001": (item,)}))
    async with served_hall.serve(tmp_path, setup=setup) as served:
        yield served


async def at_once(_minutes: float) -> None:
    await asyncio.sleep(0.005)


async def filed(hall: Served, *brought: str) -> str:
    """Somebody hands in from home, with these materials."""
    token = hall.accounts.create_token("integrator", "portal", frozenset({"applications"}))
    body = {"item": "SI-001", "channel": "ONLINE", "applicant": APPLICANT, "materials": handed(*brought)}
    born = await hall.post("applications/submit", body, {"Authorization": f"Bearer {token}"})
    name: str = born.body["application"]["id"]
    return name


async def views(hall: Served, *cases: str) -> list[dict[str, Any]]:
    back = await hall.log_in("u10")
    return [(await hall.get(f"applications/{case}", back)).body["application"] for case in cases]


async def test_what_was_filed_online_is_archived_with_its_originals_seen(hall: Served) -> None:
    cases = (await filed(hall, "M1", "M2", "M3", "M4"), await filed(hall, "M1"))
    logins = []
    for person in PEOPLE:
        await hall.log_in(person)
        logins.append(Login(person, PASSWORD, hall.hall.setup.staff[person].post.value, None))
    desks = [
        asyncio.create_task(casework.work(login, hall.url, random.Random(7), at_once))
        for login in logins
        if casework.cares_for(login)
    ]
    try:
        async with asyncio.timeout(PATIENCE_S):
            while {one["state"] for one in await views(hall, *cases)} != {"ARCHIVED"}:  # noqa: ASYNC110 - as people do
                await asyncio.sleep(0.2)
    finally:
        for desk in desks:
            desk.cancel()
        await asyncio.gather(*desks, return_exceptions=True)
    for view in await views(hall, *cases):
        assert view["originals_ok"] or view["outcome"] == "REFUSED"
