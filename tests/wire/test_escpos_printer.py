"""Ticket printers on their wires: a hall, its driver, a simulated printer on TCP and a serial line."""

import asyncio
from pathlib import Path

import pytest
from devices_hall import Floor, devices_hall
from free_ports import free_port
from halls import GUIDE
from polling import PATIENCE_S, until, waited_s

from hallctl.domain.actors import Actor
from hallctl.domain.commands import ReissueTicket, ReprintTicket
from hallctl.domain.events import TicketIssued
from hallctl.domain.setup import DeviceEntry
from hallctl.domain.tickets import Ticket, TicketState
from hallctl.simulation.escpos_decoder import Cut, Symbol
from hallctl.simulation.escpos_printer import SimulatedPrinter
from hallctl.simulation.faults import WELL, Fault, Trouble

PAGE = Actor.public("print-1")
"""The page of a kiosk with the printer at its side."""


def printer_at(address: str, profile: str = "generic-escpos-80") -> DeviceEntry:
    return DeviceEntry("print-1", "dispenser", profile, address, heartbeat_s=0.2)


@pytest.fixture(params=["tcp", "serial"])
def entry(request: pytest.FixtureRequest, tmp_path: Path) -> DeviceEntry:
    if request.param == "tcp":
        return printer_at(f"tcp://127.0.0.1:{free_port()}")
    return printer_at(f"serial://{tmp_path}/tty-1", "generic-escpos-58")


@pytest.fixture
def on_tcp() -> DeviceEntry:
    return printer_at(f"tcp://127.0.0.1:{free_port()}")


def the_printer(floor: Floor) -> SimulatedPrinter:
    found = floor.simulator("print-1")
    assert isinstance(found, SimulatedPrinter)
    return found


async def told(ticket: Ticket) -> str:
    await until(lambda: ticket.printed)
    return ticket.printed or ""


async def printed_again(floor: Floor) -> None:
    """A number comes out in the end; one fails with the outage that it meets, heard of or not."""
    async with asyncio.timeout(PATIENCE_S):
        while await told(await floor.issue(PAGE)) != "printed":
            pass


async def test_a_ticket_comes_out_and_says_that_it_did(entry: DeviceEntry, tmp_path: Path) -> None:
    async with devices_hall(tmp_path, [entry]) as floor:
        ticket = await floor.issue(PAGE)
        assert await told(ticket) == "printed"
        (paper,) = the_printer(floor).texts()
        for words in ("测试政务大厅", "社会事务区", "A001", "社保卡补办", "前面等候", "2026-03-02 09:00"):
            assert words in paper
        assert the_printer(floor).unknown == []


async def test_each_ticket_is_cut_from_the_next(on_tcp: DeviceEntry, tmp_path: Path) -> None:
    async with devices_hall(tmp_path, [on_tcp]) as floor:
        tickets = [await floor.issue(PAGE) for _ in range(5)]
        for ticket in tickets:
            assert await told(ticket) == "printed"
        papers = the_printer(floor).papers
        assert all(
            ticket.number in text for ticket, text in zip(tickets, the_printer(floor).texts(), strict=True)
        )
        assert all(isinstance(paper[-1], Cut) for paper in papers)
        assert not any(isinstance(part, Symbol) for part in papers[0]), "nowhere to look it up from outside"


async def test_without_paper_the_ticket_is_void_and_the_new_one_has_its_place(
    entry: DeviceEntry, tmp_path: Path
) -> None:
    async with devices_hall(tmp_path, [entry]) as floor:
        printer = the_printer(floor)
        printer.suffer(Trouble(Fault.PAPER_OUT))
        void = await floor.issue(PAGE)
        other = await floor.issue(Actor.public("elsewhere"))
        assert await told(void) == "failed"
        assert void.state is TicketState.CANCELLED
        await until(lambda: "PAPER_OUT" in floor.alarms())
        printer.suffer(WELL)
        await until(lambda: not floor.alarms())
        done = await floor.hall.do(ReissueTicket(ticket=void.id), PAGE)
        issued = done.first(TicketIssued)
        assert issued is not None
        again = floor.hall.day.tickets[issued.ticket]
        assert await told(again) == "printed"
        assert [text.count(again.number) for text in printer.texts()] == [1], "and nothing of the void one"
        assert again.place < other.place


@pytest.mark.req("DEV-03")
async def test_paper_that_is_about_to_end_is_an_alarm_and_a_failed_print_gives_a_new_number(
    on_tcp: DeviceEntry, tmp_path: Path
) -> None:
    async with devices_hall(tmp_path, [on_tcp]) as floor:
        printer = the_printer(floor)
        printer.paper = 100
        await until(lambda: floor.alarms() == {"PAPER_LOW"})
        assert await told(await floor.issue(PAGE)) == "printed"
        printer.cutter_fault = True
        void, other = await floor.issue(PAGE), await floor.issue(Actor.public("elsewhere"))
        assert await told(void) == "failed"
        assert void.state is TicketState.CANCELLED
        printer.cutter_fault = False
        printer.refill()
        await until(lambda: not floor.alarms())
        done = await floor.hall.do(ReissueTicket(ticket=void.id), PAGE)
        issued = done.first(TicketIssued)
        assert issued is not None
        again = floor.hall.day.tickets[issued.ticket]
        assert await told(again) == "printed"
        assert again.number not in {void.number, other.number}
        assert (again.state, again.place < other.place) == (TicketState.WAITING, True)


async def test_paper_that_ends_within_a_ticket_leaves_a_void_one_and_nothing_behind(
    on_tcp: DeviceEntry, tmp_path: Path
) -> None:
    async with devices_hall(tmp_path, [on_tcp]) as floor:
        printer = the_printer(floor)
        printer.paper = 5
        while not printer.papers:  # one that meets an outage fails before the paper is touched
            void = await floor.issue(PAGE)
            assert await told(void) == "failed"
            assert void.state is TicketState.CANCELLED
        assert printer.paper == 0
        printer.refill()
        await printed_again(floor)
        assert "当日有效" not in printer.texts()[0], "the rest of the void ticket never comes out"
        assert "当日有效" in printer.texts()[1]


@pytest.mark.parametrize("trouble", ["cover_open", "cutter_fault"])
async def test_a_printer_that_cannot_says_why(on_tcp: DeviceEntry, tmp_path: Path, trouble: str) -> None:
    async with devices_hall(tmp_path, [on_tcp]) as floor:
        setattr(the_printer(floor), trouble, True)
        ticket = await floor.issue(PAGE)
        assert await told(ticket) == "failed"
        code = {"cover_open": "COVER_OPEN", "cutter_fault": "CUTTER_FAULT"}[trouble]
        await until(lambda: code in floor.alarms())


async def test_a_printer_that_is_away_fails_at_once_and_comes_back(
    on_tcp: DeviceEntry, tmp_path: Path
) -> None:
    async with devices_hall(tmp_path, [on_tcp]) as floor:
        await floor.simulated.stop()
        await until(lambda: floor.hall.day.state.devices["print-1"].state == "OFFLINE")
        failing = asyncio.create_task(told(await floor.issue(PAGE)))
        assert await waited_s(failing) < 3.0
        assert failing.result() == "failed"
        await floor.simulated.start()
        await printed_again(floor)


async def test_a_copy_is_printed_and_called_one(on_tcp: DeviceEntry, tmp_path: Path) -> None:
    async with devices_hall(tmp_path, [on_tcp]) as floor:
        ticket = await floor.issue(PAGE)
        await told(ticket)
        await floor.hall.do(ReprintTicket(ticket=ticket.id), GUIDE)
        await the_printer(floor).until(lambda printer: len(printer.papers) == 2)
        await the_printer(floor).until(lambda printer: "补打" in printer.texts()[1])
        assert "补打" not in the_printer(floor).texts()[0]


async def test_it_shows_which_one_it_is(on_tcp: DeviceEntry, tmp_path: Path) -> None:
    async with devices_hall(tmp_path, [on_tcp]) as floor:
        assert await floor.drivers["print-1"].identify() == "done"
        assert "print-1" in the_printer(floor).texts()[0]


@pytest.mark.parametrize(
    "trouble",
    [
        Trouble(Fault.DROP, chance=0.3),
        Trouble(Fault.DELAY, delay_s=0.05),
        Trouble(Fault.GARBLE, chance=0.3),
        Trouble(Fault.DUPLICATE),
        Trouble(Fault.HALF_OPEN),
        Trouble(Fault.REBOOT, delay_s=0.1),
        Trouble(Fault.SLOW, delay_s=0.05),
        Trouble(Fault.MUTE),
        Trouble(Fault.REFUSE),
        Trouble(Fault.WRONG_FIRMWARE),
    ],
    ids=lambda trouble: trouble.fault.value,
)
async def test_every_trouble_is_survived(on_tcp: DeviceEntry, tmp_path: Path, trouble: Trouble) -> None:
    async with devices_hall(tmp_path, [on_tcp]) as floor:
        printer = the_printer(floor)
        printer.suffer(trouble)
        ticket = await floor.issue(PAGE)
        async with asyncio.timeout(PATIENCE_S):
            assert await told(ticket) in {"printed", "failed", "unknown"}
        printer.suffer(WELL)
        await until(lambda: floor.hall.day.state.devices["print-1"].state == "ONLINE")
        await printed_again(floor)
