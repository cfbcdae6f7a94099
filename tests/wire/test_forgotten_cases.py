"""Of a case whose time is over nothing says whose it was, and the journal still proves what happened."""

import asyncio
from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import pytest
from halls import Clock, running_hall, staff_actor
from sqlalchemy import create_engine, select, update

from hallctl.configuration.configuration import PrivacySettings
from hallctl.domain import commands as c
from hallctl.domain.actors import Actor
from hallctl.domain.applications import Application, Channel, acts
from hallctl.domain.applications.application import decode_application, encode_application
from hallctl.domain.applications.papers import SealedText
from hallctl.domain.identity import Identity
from hallctl.hall import Hall
from hallctl.journal import tables
from hallctl.journal.retention import Limits
from hallctl.journal.rows import Sealed
from hallctl.journal.verify import verify
from hallctl.retention import Forgetting, Total

KEPT = PrivacySettings(visits_days=0, cases_days=365)
PUBLIC = Actor.public("web")
NUMBER = "110101199003077774"
MASK = "**************7774"


@pytest.fixture
async def hall(tmp_path: Path) -> AsyncIterator[tuple[Hall, Clock]]:
    clock = Clock()
    async with running_hall(tmp_path / "hall.db", clock=clock) as running:
        yield running, clock


async def withdrawn(hall: Hall) -> str:
    """An application that the applicant has withdrawn."""
    clear = f'{{"name": "陈某", "number": "{NUMBER}"}}'.encode()
    row = Sealed(
        id="applicant-1", subject=hall.journal.subject_of(f"id:{NUMBER}"), kind="holder", clear=clear
    )
    who = Identity(row.id, row.subject, MASK, hall.journal.digest_of(row))
    command = c.SubmitApplication(item="A1", channel=Channel.ONLINE, applicant=who)
    done = await hall.do(command, PUBLIC, sealed=(row,))
    born = done.cases[-1]
    act = c.ActOnApplication(application=born.id, act=acts.Withdraw(), revision=born.revision, code=born.code)
    await hall.do(act, PUBLIC)
    return born.id


async def stored(hall: Hall, name: str) -> Application:
    found = (await asyncio.to_thread(hall.journal.cases, (name,))).get(name)
    assert found is not None
    return found


async def wrong(hall: Hall) -> str | None:
    assert (await asyncio.to_thread(verify, hall.journal)).whole
    return await asyncio.to_thread(hall.journal.case_difference)


async def test_mask_and_hash_leave_the_stored_form_and_the_proof_holds(
    hall: tuple[Hall, Clock], tmp_path: Path
) -> None:
    it, clock = hall
    name = await withdrawn(it)
    chain = [row.hash for row in await asyncio.to_thread(it.journal.raw_records, 0)]
    clock.time += timedelta(days=400)
    assert (await stored(it, name)).applicant is not None
    assert await Forgetting(it, KEPT).once() == Total(applications=1, subjects=2)
    case = await stored(it, name)
    assert (case.applicant, case.address, case.state) == (None, None, "WITHDRAWN")
    engine = create_engine(f"sqlite:///{tmp_path / 'hall.db'}")
    with engine.connect() as connection:
        raw = connection.scalar(select(tables.CASES.c.raw).where(tables.CASES.c.id == name))
    engine.dispose()
    assert raw is not None
    assert b"7774" not in raw
    assert it.journal.subject_of(f"id:{NUMBER}").encode() not in raw
    assert await wrong(it) is None
    after = [row.hash for row in await asyncio.to_thread(it.journal.raw_records, 0)]
    assert after[: len(chain)] == chain


async def test_an_act_on_a_forgotten_case_brings_nobody_back(hall: tuple[Hall, Clock]) -> None:
    it, clock = hall
    name = await withdrawn(it)
    clock.time += timedelta(days=400)
    await Forgetting(it, KEPT).once()
    case = await stored(it, name)
    note = acts.Note(text=SealedText("words-1", "digest-1"))
    clerk = staff_actor(it.setup, "u01", "1")
    await it.do(c.ActOnApplication(application=name, act=note, revision=case.revision), clerk)
    assert (await stored(it, name)).applicant is None
    assert await wrong(it) is None


async def test_an_act_under_way_while_its_case_is_forgotten_brings_nobody_back(
    hall: tuple[Hall, Clock],
) -> None:
    it, clock = hall
    name = await withdrawn(it)
    clock.time += timedelta(days=400)
    loaded = await it.cases.on_disk(name)
    assert loaded is not None
    assert loaded.applicant is not None
    limits = Limits(None, it.now() - timedelta(days=365))
    assert (await asyncio.to_thread(it.journal.forget, limits)).applications == 1
    note = acts.Note(text=SealedText("words-1", "digest-1"))
    clerk = staff_actor(it.setup, "u01", "1")
    await it.do(c.ActOnApplication(application=name, act=note, revision=loaded.revision), clerk)
    it.cases.reread()
    assert (await stored(it, name)).applicant is None
    assert await it.cases.on_disk(name) == await stored(it, name)
    assert await wrong(it) is None


async def test_the_proof_finds_a_stored_form_that_still_names_who_was_forgotten(
    hall: tuple[Hall, Clock], tmp_path: Path
) -> None:
    it, clock = hall
    name = await withdrawn(it)
    before = await stored(it, name)
    clock.time += timedelta(days=400)
    await Forgetting(it, KEPT).once()
    engine = create_engine(f"sqlite:///{tmp_path / 'hall.db'}")
    with engine.begin() as connection:
        connection.execute(
            update(tables.CASES).where(tables.CASES.c.id == name).values(raw=encode_application(before))
        )
    engine.dispose()
    assert decode_application(encode_application(before)) == before
    assert name in (await wrong(it) or "")
