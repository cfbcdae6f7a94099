"""What becomes of notices when things go wrong: a restart, a new driver, a hall that cannot write."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from halls import A_ITEMS, GUIDE, Clock, a_setup, by_id, clerk, running_hall, staff_actor
from intake import receiving
from polling import until

from hallctl.contracts.devices import Outcome
from hallctl.contracts.notices import NoticePaper
from hallctl.domain import commands as c
from hallctl.domain.events import ApplicationSubmitted, NoticePrinted
from hallctl.domain.setup import DeviceEntry
from hallctl.hall import Hall, Intake
from hallctl.reactions.notices import Notices

PRINTER = DeviceEntry("printer-1", "printer", "generic-ipp", "http://127.0.0.1:1/ipp/print")
SETUP = replace(a_setup(staff=[clerk("u01", *A_ITEMS)]), devices=by_id([PRINTER]))
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
async def reacting(hall: Hall, printer: Any) -> AsyncIterator[Notices]:
    notices = Notices(hall, {printer.id: printer})
    task = asyncio.create_task(notices.run())
    try:
        yield notices
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)


async def order(hall: Hall, application: str) -> None:
    command = c.PrintNotice(template="RETURN_NOTICE", application=application, device="printer-1")
    await hall.do(command, CLERK)


@asynccontextmanager
async def a_hall(path: Path) -> AsyncIterator[tuple[Hall, str]]:
    """A hall with a printer, where an application was handed in."""
    async with running_hall(path / "hall.db", SETUP) as hall:
        yield hall, await an_application(hall)


async def test_what_a_restart_left_open_is_unknown_and_is_not_printed_again(tmp_path: Path) -> None:
    first: Any = Paper()
    second: Any = Paper()
    async with a_hall(tmp_path) as (hall, application):
        async with reacting(hall, first):
            await order(hall, application)
            await until(lambda: first.papers)
        async with reacting(hall, second):
            await until(lambda: states(hall) == ["UNKNOWN"])
            second.may_end.set()
            await order(hall, application)
            await until(lambda: states(hall) == ["UNKNOWN", "PRINTED"])
    assert (len(first.papers), len(second.papers)) == (1, 1)


async def test_a_new_driver_prints_what_waits_and_the_old_one_ends_what_it_has(tmp_path: Path) -> None:
    first: Any = Paper()
    second: Any = Paper()
    second.may_end.set()
    async with a_hall(tmp_path) as (hall, application), reacting(hall, first) as notices:
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
    async with a_hall(tmp_path) as (hall, application), reacting(hall, printer):
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


async def test_a_notice_of_the_next_day_says_when_the_papers_came(tmp_path: Path) -> None:
    printer = Paper()
    printer.may_end.set()
    clock = Clock()
    async with running_hall(tmp_path / "hall.db", SETUP, clock) as hall, reacting(hall, printer):
        application = await an_application(hall)
        clock.sleep(days=1)
        command = c.PrintNotice(
            template="RECEIPT_NOTICE", application=application, device="printer-1", seal="S-1"
        )
        await hall.do(command, CLERK)
        await until(lambda: states(hall) == ["PRINTED"])
    (paper,) = printer.papers
    assert "2026年03月02日" in "".join(paper.lines)
    assert paper.date == "2026年03月03日"
