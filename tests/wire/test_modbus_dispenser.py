"""Buttons and dispensers behind Modbus: somebody presses, a number is given and printed."""

import asyncio
from pathlib import Path

import pytest
from devices_hall import Floor, devices_hall
from free_ports import free_port
from halls import NINE
from polling import until

from hallctl.domain.setup import Button, DeviceEntry
from hallctl.domain.tickets import Ticket, TicketState
from hallctl.simulation.faults import WELL, Fault, Trouble

BUTTONS = {
    "1": Button(items=("A1",)),
    "2": Button(zone="B"),
    "3": Button(type="CONSULT"),
    "4": Button(zone="Z"),
}


@pytest.fixture(params=["tcp", "rtu+tcp", "serial"])
def machine(request: pytest.FixtureRequest, tmp_path: Path) -> DeviceEntry:
    place = f"{tmp_path}/tty-1" if request.param == "serial" else f"127.0.0.1:{free_port()}"
    address = f"{request.param}://{place}/unit/4"
    return DeviceEntry("disp-1", "dispenser", "generic-modbus", address, heartbeat_s=0.5, buttons=BUTTONS)


def on_tcp() -> DeviceEntry:
    address = f"tcp://127.0.0.1:{free_port()}/unit/4"
    return DeviceEntry("disp-1", "dispenser", "generic-modbus", address, heartbeat_s=0.5, buttons=BUTTONS)


@pytest.fixture
def box() -> list[DeviceEntry]:
    """A box of buttons and the printer beside it."""
    address = f"tcp://127.0.0.1:{free_port()}/unit/1"
    printer = f"tcp://127.0.0.1:{free_port()}"
    return [
        DeviceEntry(
            "disp-1", "dispenser", "generic-modbus-buttons", address, printer="print-1", buttons=BUTTONS
        ),
        DeviceEntry("print-1", "dispenser", "generic-escpos-80", printer, heartbeat_s=0.2),
    ]


async def press(floor: Floor, button: int = 1) -> Ticket:
    """The number of one press, when its fate is known."""
    before = set(floor.hall.day.tickets)
    device = floor.simulator("disp-1")
    await until(lambda: device.is_released(button))
    seen = device.requests
    await until(lambda: device.requests > seen + 2)
    device.press(button)
    await until(lambda: set(floor.hall.day.tickets) - before)
    (new,) = set(floor.hall.day.tickets) - before
    ticket = floor.hall.day.tickets[new]
    await until(lambda: ticket.printed)
    return ticket


async def test_a_press_gives_a_printed_number(machine: DeviceEntry, tmp_path: Path) -> None:
    async with devices_hall(tmp_path, [machine]) as floor:
        first, second = await press(floor, 1), await press(floor, 2)
        assert (first.number, first.items, first.printed) == ("A001", ("A1",), "printed")
        assert (second.number, second.zone) == ("B001", "B")
        slips = floor.simulator("disp-1").slips
        assert [slip.number for slip in slips] == ["A001", "B001"]


async def test_a_box_of_buttons_prints_elsewhere(box: list[DeviceEntry], tmp_path: Path) -> None:
    async with devices_hall(tmp_path, box) as floor:
        ticket = await press(floor, 3)
        assert (ticket.type, ticket.printed) == ("CONSULT", "printed")
        assert ticket.number in floor.simulator("print-1").texts()[0]


async def test_two_presses_in_a_row_are_one_number(machine: DeviceEntry, tmp_path: Path) -> None:
    async with devices_hall(tmp_path, [machine]) as floor:
        await press(floor)
        floor.simulator("disp-1").press(1)
        await until(lambda: floor.requests.stats.refused["PRESSED_TWICE"])
        assert len(floor.hall.day.tickets) == 1


async def test_without_paper_the_number_is_void_and_the_next_press_takes_its_place(
    machine: DeviceEntry, tmp_path: Path
) -> None:
    async with devices_hall(tmp_path, [machine]) as floor:
        floor.simulator("disp-1").suffer(Trouble(Fault.PAPER_OUT))
        void = await press(floor)
        assert (void.printed, void.state) == ("failed", TicketState.CANCELLED)
        await until(lambda: floor.alarms() == {"PAPER_OUT"})
        floor.simulator("disp-1").suffer(WELL)
        await until(lambda: not floor.alarms())
        ticket = await press(floor)
        assert (ticket.printed, ticket.place) == ("printed", void.place)
        assert void.replaced_by == ticket.id


async def test_a_box_whose_printer_failed_takes_the_place_too(box: list[DeviceEntry], tmp_path: Path) -> None:
    async with devices_hall(tmp_path, box) as floor:
        floor.simulator("print-1").cover_open = True
        void = await press(floor)
        assert void.printed == "failed"
        floor.simulator("print-1").cover_open = False
        ticket = await press(floor)
        assert (ticket.printed, ticket.place) == ("printed", void.place)


async def test_a_button_without_a_wish_that_there_is_gives_nothing(
    machine: DeviceEntry, tmp_path: Path
) -> None:
    async with devices_hall(tmp_path, [machine]) as floor:
        device = floor.simulator("disp-1")
        device.press(4)
        await until(lambda: floor.requests.stats.refused["ZONE_UNKNOWN"])
        await until(lambda: device.words("tone") == [2])
        device.press(7)
        assert (await press(floor)).number == "A001"


async def test_a_press_while_nobody_looked_is_not_carried_out(tmp_path: Path) -> None:
    entry = on_tcp()
    async with devices_hall(tmp_path, [entry]) as floor:
        device = floor.simulator("disp-1")
        device.suffer(Trouble(Fault.REBOOT, delay_s=0.5))
        device.put("button_1", [3])
        await until(lambda: device.trouble is WELL)
        before = device.requests
        await until(lambda: device.requests > before + 3)
        ticket = await press(floor)
        assert ticket.taken_at == NINE
        assert len(floor.hall.day.tickets) == 1


@pytest.mark.parametrize(
    "fault",
    [
        Fault.DROP,
        Fault.DELAY,
        Fault.GARBLE,
        Fault.DUPLICATE,
        Fault.MUTE,
        Fault.REFUSE,
        Fault.SLOW,
        Fault.HALF_OPEN,
        Fault.WRONG_FIRMWARE,
    ],
)
async def test_every_trouble_is_survived(tmp_path: Path, fault: Fault) -> None:
    async with devices_hall(tmp_path, [on_tcp()]) as floor:
        device = floor.simulator("disp-1")
        device.suffer(Trouble(fault, chance=0.3, delay_s=0.1))
        device.press(2)
        await asyncio.sleep(1.0)
        device.suffer(WELL)
        await until(lambda: floor.hall.day.state.devices["disp-1"].state == "ONLINE")
        await until(lambda: all(ticket.printed for ticket in floor.hall.day.tickets.values()))
        assert (await press(floor, 1)).printed == "printed"
