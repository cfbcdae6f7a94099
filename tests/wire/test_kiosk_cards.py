"""A card reader at a kiosk: what is read shows there, a booking is checked in, its number printed there."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from devices_hall import Floor, devices_hall
from free_ports import free_port
from halls import ITEMS, NINE, Clock, a_setup
from polling import until

from devices.id_readers import sam
from hallctl.contracts.cards import Card
from hallctl.contracts.kiosk_looks import KioskView, kiosk_view
from hallctl.domain import commands as c
from hallctl.domain import events as e
from hallctl.domain.actors import Actor
from hallctl.domain.setup import DeviceEntry
from hallctl.simulation.escpos_printer import SimulatedPrinter

CARD = Card(name="测试甲乙", number="11010519491231002X", born="19491231", address="北京市朝阳区某某街道一号")
KIOSK = Actor.public("kiosk-1")


def machines(home: Path) -> tuple[DeviceEntry, ...]:
    """A kiosk with reader and printer at its side, and another one with nothing."""
    return (
        DeviceEntry("kiosk-1", "kiosk", "asset", "web:", printer="print-1"),
        DeviceEntry("kiosk-2", "kiosk", "asset", "web:"),
        DeviceEntry("id-1", "id_reader", "generic-sam", f"serial://{home / 'tty-1'}", kiosk="kiosk-1"),
        DeviceEntry("print-1", "dispenser", "generic-escpos-80", f"tcp://127.0.0.1:{free_port()}"),
    )


def view(floor: Floor, kiosk: str = "kiosk-1") -> KioskView:
    hall = floor.hall
    return kiosk_view(hall.day, hall.setup, hall.setup.devices[kiosk], hall.now())


async def read(floor: Floor) -> str:
    """Lay the card down and take it away; the reading."""
    before = view(floor).card
    floor.simulator("id-1").lay(CARD)
    await until(lambda: view(floor).card != before)
    floor.simulator("id-1").take_away()
    found = view(floor).card
    assert found is not None
    return found.card


@pytest.fixture(autouse=True)
def no_pause_between_readings(monkeypatch: pytest.MonkeyPatch) -> None:
    """The hall's clock stands still here; the driver's own patience with a card that lies there does not."""
    monkeypatch.setattr(sam, "SAME_CARD_S", 0.0)


async def test_a_booking_is_checked_in_at_the_kiosk_and_its_number_comes_out_there(tmp_path: Path) -> None:
    clock = Clock()
    async with devices_hall(tmp_path, machines(tmp_path), clock=clock) as floor:
        slot = NINE + timedelta(minutes=60)
        card = await read(floor)
        await floor.hall.do(c.BookAppointment(item="A1", slot=slot, card=card), KIOSK)
        clock.sleep(minutes=5)
        await read(floor)
        seen = view(floor).card
        assert seen is not None
        assert seen.booking is not None, "early is no error, it is said when to come"
        assert (seen.ticket, seen.booking.from_at) == (None, slot - timedelta(minutes=30))
        clock.sleep(minutes=30)
        await read(floor)
        seen = view(floor).card
        assert seen is not None
        assert seen.ticket is not None
        number, ticket = seen.ticket.number, seen.ticket.id
        printer: SimulatedPrinter = floor.simulator("print-1")
        await printer.until(lambda printed: any(number in text for text in printed.texts()), 30.0)
        await until(lambda: floor.hall.day.tickets[ticket].printed == "printed")
        assert (view(floor).printer, view(floor).reader) == (True, True)
        assert (view(floor, "kiosk-2").card, view(floor, "kiosk-2").reader) == (None, False)
        assert CARD.name not in repr(seen)
        assert seen.mask == "**************002X"


async def test_the_receipt_of_an_application_comes_out_of_the_kiosks_printer(tmp_path: Path) -> None:
    setup = a_setup(items=[replace(item, self_service=True) for item in ITEMS])
    async with devices_hall(tmp_path, machines(tmp_path), setup=setup) as floor:
        card = await read(floor)
        done = await floor.hall.do(c.FileApplication(item="A1", card=card), KIOSK)
        filed = done.first(e.ApplicationSubmitted)
        assert filed is not None
        assert filed.code is not None
        printer: SimulatedPrinter = floor.simulator("print-1")
        code = filed.code
        await printer.until(lambda printed: any(code in text for text in printed.texts()), 30.0)
        [receipt] = [text for text in printer.texts() if code in text]
        assert filed.application in receipt.replace("\n", "")
        assert "收件凭条" in receipt
        assert CARD.number not in receipt
        assert CARD.name not in receipt
