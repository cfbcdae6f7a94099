"""Personal data whose time is over: whom it was about is forgotten, what happened stays."""

import asyncio
from datetime import timedelta
from pathlib import Path

import pytest
from halls import Clock, running_hall

from hallctl.configuration.configuration import PrivacySettings
from hallctl.domain import commands as c
from hallctl.domain.actors import Actor
from hallctl.domain.applications import Channel, acts
from hallctl.domain.identity import Identity
from hallctl.hall import Hall
from hallctl.journal.rows import ApplicationRow, Sealed, TicketRow
from hallctl.journal.verify import verify
from hallctl.retention import Forgetting, Total

KEPT = PrivacySettings(visits_days=180, cases_days=3650)
PUBLIC = Actor.public("web")
PHONE = "13800138000"


def sealed_as(hall: Hall, name: str, subject: str) -> Sealed:
    return Sealed(id=name, subject=hall.journal.subject_of(subject), kind="holder", clear=PHONE.encode())


async def visit(hall: Hall, name: str) -> str:
    """Somebody takes a number and leaves a telephone number, under the record `name`."""
    row = sealed_as(hall, name, f"phone:{PHONE}")
    wish = c.IssueTicket(items=("A1",), holder=row.id, holder_digest=hall.journal.digest_of(row))
    done = await hall.do(wish, PUBLIC, sealed=(row,))
    return str(done.records[0].event.ticket)  # type: ignore[attr-defined]


async def closed_case(hall: Hall) -> str:
    """An application that the applicant has withdrawn."""
    row = sealed_as(hall, "applicant-1", "id:110101199003077774")
    who = Identity(row.id, row.subject, "**************7774", hall.journal.digest_of(row))
    command = c.SubmitApplication(item="A1", channel=Channel.ONLINE, applicant=who)
    done = await hall.do(command, PUBLIC, sealed=(row,))
    born = done.records[0].event
    await hall.do(
        c.ActOnApplication(
            application=born.application,  # type: ignore[attr-defined]
            act=acts.Withdraw(),
            revision=len(done.records),
            code=born.code,  # type: ignore[attr-defined]
        ),
        PUBLIC,
    )
    return str(born.application)  # type: ignore[attr-defined]


async def ticket_row(hall: Hall, ticket: str) -> TicketRow:
    row = await asyncio.to_thread(hall.journal.ticket, ticket)
    assert row is not None
    return row


async def case_row(hall: Hall, case: str) -> ApplicationRow:
    return (await asyncio.to_thread(hall.journal.applications, (case,)))[case]


@pytest.mark.req("SEC-11")
async def test_who_came_is_forgotten_after_its_time_and_the_counts_stay(tmp_path: Path) -> None:
    clock = Clock()
    async with running_hall(tmp_path / "hall.db", clock=clock) as hall:
        old = await visit(hall, "holder-1")
        case = await closed_case(hall)
        forgetting = Forgetting(hall, KEPT)
        assert await forgetting.once() == Total()
        clock.time += timedelta(days=182)
        new = await visit(hall, "holder-2")
        chain = [row.hash for row in await asyncio.to_thread(hall.journal.raw_records, 0)]

        assert await forgetting.once() == Total(tickets=1)
        assert ((await ticket_row(hall, old)).holder, (await ticket_row(hall, new)).holder) == (
            None,
            "holder-2",
        )
        assert await asyncio.to_thread(hall.journal.unseal, "holder-1") is None
        assert await asyncio.to_thread(hall.journal.unseal, "holder-2") is not None, "the same person, later"
        assert (await ticket_row(hall, old)).number == "A001"
        assert (await case_row(hall, case)).applicant == "applicant-1"

        clock.time += timedelta(days=3650)
        assert await forgetting.once() == Total(tickets=1, applications=1, subjects=3)
        row = await case_row(hall, case)
        assert (row.applicant, row.person, row.state) == (None, None, "WITHDRAWN")
        for name in ("holder-2", "applicant-1"):
            assert await asyncio.to_thread(hall.journal.unseal, name) is None
        assert await forgetting.once() == Total()
        after = [row.hash for row in await asyncio.to_thread(hall.journal.raw_records, 0)]
        assert after[: len(chain)] == chain
        assert (await asyncio.to_thread(verify, hall.journal)).whole
        assert await asyncio.to_thread(hall.journal.case_difference) is None


async def test_a_hall_may_keep_it_for_ever(tmp_path: Path) -> None:
    clock = Clock()
    async with running_hall(tmp_path / "hall.db", clock=clock) as hall:
        await visit(hall, "holder-1")
        await closed_case(hall)
        clock.time += timedelta(days=9000)
        assert await Forgetting(hall, PrivacySettings(0, 0)).once() == Total()
