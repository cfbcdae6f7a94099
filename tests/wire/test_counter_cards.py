"""A card on the reader: who it is stays in the personal store, everybody else sees a mask."""

import io
import sqlite3
from collections.abc import Iterator
from contextlib import redirect_stderr, redirect_stdout
from datetime import timedelta
from functools import partial
from pathlib import Path

import pytest
import structlog
from devices_hall import Floor, devices_hall
from halls import GUIDE, KIOSK, NINE, staff_actor
from polling import until

from hallctl.contracts.cards import Card
from hallctl.contracts.looks import printed_view, ticket_view
from hallctl.domain import commands as c
from hallctl.domain import events as e
from hallctl.domain.refusals import Refused
from hallctl.domain.setup import DeviceEntry
from hallctl.domain.tickets import TicketClass
from hallctl.mqtt.payloads import shown_fields
from hallctl.registry.cards import holder
from hallctl.simulation.faults import WELL, Fault, Trouble
from hallctl.simulation.id_reader_sam import SimulatedReader

NUMBER = "11010519491231002X"
NAME = "测试甲乙"
CARD = Card(
    name=NAME,
    number=NUMBER,
    sex="2",
    nation="01",
    born="19491231",
    address="北京市朝阳区某某街道一号",
    issuer="北京市公安局朝阳分局",
    valid_from="20200101",
    valid_until="长期",
)
OTHER = Card(name="测试丙", number="440524188001010014")
TOLD = (NUMBER, NAME, "某某街道", NUMBER[6:14])


def readers(home: Path) -> tuple[DeviceEntry, ...]:
    """One at the entrance, one at window 1."""
    return (
        DeviceEntry("id-0", "id_reader", "generic-sam", f"serial://{home / 'tty-0'}", zone="A"),
        DeviceEntry("id-1", "id_reader", "generic-sam", f"serial://{home / 'tty-1'}", window="1"),
    )


def read(floor: Floor) -> list[e.CardRead]:
    return [r.event for r in floor.hall.feed.after(0) if isinstance(r.event, e.CardRead)]


def more_than(floor: Floor, readings: int) -> bool:
    return len(read(floor)) > readings


@pytest.fixture
def logged() -> Iterator[io.StringIO]:
    """Everything that is logged or printed."""
    text = io.StringIO()
    before = structlog.get_config()
    structlog.configure(
        processors=[structlog.processors.format_exc_info, structlog.processors.KeyValueRenderer()],
        logger_factory=structlog.WriteLoggerFactory(text),
        cache_logger_on_first_use=False,
    )
    with redirect_stdout(text), redirect_stderr(text):
        yield text
    structlog.configure(**before)


async def test_a_card_becomes_a_real_name_number(tmp_path: Path) -> None:
    async with devices_hall(tmp_path, readers(tmp_path)) as floor:
        reader: SimulatedReader = floor.simulator("id-0")
        reader.lay(CARD)
        await until(lambda: read(floor))
        (reading,) = read(floor)
        assert reading.identity.mask == "**************002X"
        command = c.IssueTicket(items=("A1",), card=reading.card)
        done = await floor.hall.do(command, KIOSK)
        issued = done.first(e.TicketIssued)
        assert issued is not None
        ticket = floor.hall.day.tickets[issued.ticket]
        view = ticket_view(floor.hall.day, floor.hall.setup, ticket)
        assert view.holder == "**************002X"
        sealed = floor.hall.journal.unseal(reading.card)
        assert sealed is not None
        assert holder(sealed) == CARD
        with pytest.raises(Refused, match="CARD_UNKNOWN"):
            await floor.hall.do(c.IssueTicket(items=("A1",), card="id-card-nobody"), KIOSK)


async def test_the_same_person_has_the_same_hash_and_each_reading_a_seal_of_its_own(tmp_path: Path) -> None:
    async with devices_hall(tmp_path, readers(tmp_path)) as floor:
        for device, card in (("id-0", CARD), ("id-1", CARD), ("id-0", OTHER)):
            seen = len(read(floor))
            floor.simulator(device).lay(card)
            await until(partial(more_than, floor, seen))
        first, again, other = read(floor)
        assert first.identity.person == again.identity.person != other.identity.person
        assert len({reading.card for reading in read(floor)}) == 3
        assert floor.hall.journal.erase(first.identity.person)
        assert floor.hall.journal.unseal(first.card) is floor.hall.journal.unseal(again.card) is None
        assert floor.hall.journal.unseal(other.card) is not None


async def test_a_card_checks_its_booking_in(tmp_path: Path) -> None:
    async with devices_hall(tmp_path, readers(tmp_path)) as floor:
        hall, reader = floor.hall, floor.simulator("id-0")
        reader.lay(CARD)
        await until(lambda: read(floor))
        slot = NINE + timedelta(minutes=15)
        book = c.BookAppointment(item="A1", slot=slot, card=read(floor)[0].card)
        booked = (await hall.do(book, GUIDE)).first(e.AppointmentBooked)
        assert booked is not None
        for card, readings in ((OTHER, 2), (CARD, 3)):
            reader.lay(card)
            await until(partial(more_than, floor, readings - 1))
        (ticket,) = hall.day.tickets.values()
        assert (ticket.klass, ticket.appointment) == (TicketClass.BOOKED, booked.appointment)
        assert ticket.identity is not None
        assert printed_view(hall.day, hall.setup, ticket).holder == "**************002X"


async def test_a_card_at_the_window_says_who_is_being_served(tmp_path: Path) -> None:
    async with devices_hall(tmp_path, readers(tmp_path)) as floor:
        hall, clerk = floor.hall, staff_actor(floor.hall.setup, "u01", "1")
        ticket = await floor.issue(KIOSK)
        for press in (c.OpenWindow, c.CallNext, c.StartService):
            await hall.do(press(window="1"), clerk)
        floor.simulator("id-1").lay(CARD)
        await until(lambda: bool(read(floor)) and ticket.identity is not None)
        assert ticket.identity is not None
        assert ticket.identity.person == read(floor)[0].identity.person


async def test_nothing_of_the_card_leaves_the_personal_store(tmp_path: Path, logged: io.StringIO) -> None:
    async with devices_hall(tmp_path, readers(tmp_path)) as floor:
        reader: SimulatedReader = floor.simulator("id-0")
        reader.lay(CARD)
        await until(lambda: read(floor))
        await floor.hall.do(c.IssueTicket(items=("A1",), card=read(floor)[0].card), KIOSK)
        reader.suffer(Trouble(Fault.GARBLE, chance=1.0))
        reader.lay(OTHER)
        looks = reader.looks
        await until(lambda: reader.looks > looks + 2)
        reader.suffer(WELL)
        reader.lay(OTHER)
        await until(lambda: len(read(floor)) == 2)
        records = list(floor.hall.feed.after(0))
        for record in records:
            shown = {wire: getattr(record.event, name) for name, wire in shown_fields(type(record.event))}
            outside = record.raw.decode() + repr(shown) + repr(record.event)
            assert not any(word in outside for word in TOLD)
    assert not any(word in logged.getvalue() for word in TOLD)
    stored = on_disk(tmp_path)
    assert not any(word.encode(code) in stored for word in TOLD for code in ("utf-8", "utf-16-le", "gb18030"))
    with sqlite3.connect(tmp_path / "hall.db") as database:
        assert database.execute("select count(*) from sealed").fetchone() == (2,)


def on_disk(home: Path) -> bytes:
    return b"".join(path.read_bytes() for path in home.glob("hall.db*"))


@pytest.mark.parametrize(
    "trouble",
    [Trouble(Fault.GARBLE), Trouble(Fault.DROP), Trouble(Fault.MUTE), Trouble(Fault.REBOOT, delay_s=1.5)],
    ids=lambda trouble: trouble.fault.value,
)
async def test_a_reader_in_trouble_is_told_and_comes_back(tmp_path: Path, trouble: Trouble) -> None:
    async with devices_hall(tmp_path, readers(tmp_path)) as floor:
        reader: SimulatedReader = floor.simulator("id-0")
        status = floor.hall.day.state.devices
        reader.suffer(trouble)
        await until(lambda: status["id-0"].state != "ONLINE")
        assert status["id-1"].state == "ONLINE"
        assert read(floor) == []
        reader.suffer(WELL)
        await until(lambda: floor.hall.day.state.devices["id-0"].state == "ONLINE")
        reader.lay(CARD)
        await until(lambda: len(read(floor)) == 1)


async def test_a_reader_that_refuses_reads_nothing(tmp_path: Path) -> None:
    async with devices_hall(tmp_path, readers(tmp_path)) as floor:
        reader: SimulatedReader = floor.simulator("id-0")
        reader.suffer(Trouble(Fault.REFUSE))
        reader.lay(CARD)
        looks = reader.looks
        await until(lambda: reader.looks > looks + 1)
        assert read(floor) == []
        reader.suffer(WELL)
        await until(lambda: len(read(floor)) == 1)
