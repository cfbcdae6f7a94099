"""What becomes of notices when things go wrong: a restart, a new driver, a hall that cannot write."""

import asyncio
import hashlib
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from halls import A_ITEMS, GUIDE, Clock, a_setup, by_id, clerk, running_hall, staff_actor
from intake import receiving
from paperwork_hall import CUSTODY, drawing, drawn, open_seal, with_seals
from pdf_text import PANGO, text_of
from polling import until

from hallctl.contracts.devices import Outcome
from hallctl.contracts.notices import NoticePaper
from hallctl.domain import commands as c
from hallctl.domain.events import ApplicationSubmitted, DocumentPrinted, NoticePrinted
from hallctl.domain.setup import DeviceEntry
from hallctl.hall import Hall, Intake
from hallctl.reactions.drawing import Office
from hallctl.reactions.notices import Notices

pytestmark = PANGO
PRINTER = DeviceEntry("printer-1", "printer", "generic-ipp", "http://127.0.0.1:1/ipp/print")
SETUP = with_seals(replace(a_setup(staff=[clerk("u01", *A_ITEMS)]), devices=by_id([PRINTER])))
CLERK = staff_actor(SETUP, "u01", "1")


async def an_application(hall: Hall) -> str:
    """A visitor is served and hands papers in."""
    await hall.do(c.IssueTicket(items=("A1",)), GUIDE)
    for kind in (c.OpenWindow, c.CallNext, c.StartService):
        await hall.do(kind(window="1"), CLERK)
    done = await hall.do(receiving("1", "A1"), CLERK)
    received = done.first(ApplicationSubmitted)
    assert received is not None
    return received.application


class Paper:
    """A printer that prints when it is told to, and says what the test wants."""

    id = "printer-1"

    def __init__(self) -> None:
        self.papers: list[NoticePaper] = []
        self.may_end = asyncio.Event()

    async def print_notice(self, paper: NoticePaper) -> Outcome:
        self.papers.append(paper)
        await self.may_end.wait()
        return Outcome.DONE


def states(hall: Hall) -> list[str]:
    return [record.event.after for record in hall.feed.after(0) if isinstance(record.event, NoticePrinted)]


@asynccontextmanager
async def reacting(hall: Hall, printer: Any, office: Office) -> AsyncIterator[Notices]:
    notices = Notices(hall, {printer.id: printer}, office)
    task = asyncio.create_task(notices.run())
    # What is ordered before it follows was left open by a restart.
    await until(lambda: "notices" in hall.feed.lags())
    try:
        yield notices
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)


async def order(hall: Hall, application: str) -> None:
    command = c.PrintNotice(document=f"{application}-D01-1", application=application, device="printer-1")
    await hall.do(command, CLERK)


@asynccontextmanager
async def a_hall(path: Path, clock: Clock | None = None) -> AsyncIterator[tuple[Hall, str, Office]]:
    """A hall with a printer, where an application was handed in whose receipt notice is sealed."""
    async with running_hall(path / "hall.db", SETUP, clock) as hall, drawing(hall, path) as office:
        application = await an_application(hall)
        await open_seal(hall, CLERK)
        sealing = c.SealDocument(application=application, document=f"{application}-D01-1", seal=CUSTODY.id)
        await hall.do(sealing, CLERK)
        await drawn(hall)
        yield hall, application, office


async def test_what_a_restart_left_open_is_unknown_and_is_not_printed_again(tmp_path: Path) -> None:
    first: Any = Paper()
    second: Any = Paper()
    async with a_hall(tmp_path) as (hall, application, office):
        async with reacting(hall, first, office):
            await order(hall, application)
            await until(lambda: first.papers)
        async with reacting(hall, second, office):
            await until(lambda: states(hall) == ["UNKNOWN"])
            second.may_end.set()
            await order(hall, application)
            await until(lambda: states(hall) == ["UNKNOWN", "PRINTED"])
    assert (len(first.papers), len(second.papers)) == (1, 1)


async def test_a_new_driver_prints_what_waits_and_the_old_one_ends_what_it_has(tmp_path: Path) -> None:
    first: Any = Paper()
    second: Any = Paper()
    second.may_end.set()
    async with a_hall(tmp_path) as (hall, application, office), reacting(hall, first, office) as notices:
        await order(hall, application)
        await order(hall, application)
        await until(lambda: first.papers)
        notices.follow({second.id: second})
        first.may_end.set()
        await until(lambda: states(hall) == ["PRINTED", "PRINTED"])
    assert (len(first.papers), len(second.papers)) == (1, 1)


async def test_what_was_printed_while_the_hall_could_not_write_is_told_later(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("hallctl.reactions.jobs.AGAIN_S", 0.02)
    printer = Paper()
    async with a_hall(tmp_path) as (hall, application, office), reacting(hall, printer, office):
        await order(hall, application)
        await until(lambda: printer.papers)
        told: list[c.Command] = []
        do = hall.do

        async def listened_to(command: c.Command, *args: Any, **more: Any) -> Any:
            told.append(command)
            return await do(command, *args, **more)

        monkeypatch.setattr(hall, "do", listened_to)
        hall.intake = Intake.PAUSED
        printer.may_end.set()
        await until(lambda: len(told) > 2)
        hall.intake = Intake.RUNNING
        await until(lambda: states(hall) == ["PRINTED"])
    assert len(printer.papers) == 1


@pytest.mark.needs("pdftotext")
async def test_what_is_printed_again_is_a_copy_that_says_when_it_was_made(tmp_path: Path) -> None:
    printer = Paper()
    printer.may_end.set()
    clock = Clock()
    async with a_hall(tmp_path, clock) as (hall, application, office), reacting(hall, printer, office):
        await order(hall, application)
        await until(lambda: states(hall) == ["PRINTED"])
        clock.sleep(days=1)
        await order(hall, application)
        await until(lambda: states(hall) == ["PRINTED"] * 2)
        filed = hall.journal.document(f"{application}-D01-1")
        printed = [r.event for r in hall.feed.after(0) if isinstance(r.event, DocumentPrinted)]
    first, second = printer.papers
    assert filed is not None
    assert hashlib.sha256(first.pdf).hexdigest() == filed.sha256, "the first paper is what was filed"
    assert "2026年3月2日" in text_of(first.pdf)
    assert "副本" not in text_of(first.pdf)
    assert "副本" in text_of(second.pdf)
    assert "打印于2026年3月3日" in text_of(second.pdf)
    assert [event.copy for event in printed] == [False, True]
