"""Results that go by courier: a label on a real wire, what the carrier says, the signature."""

import asyncio
from datetime import datetime, timedelta
from pathlib import Path

import devices_hall as stand
import msgspec
import pytest
from case_results import CHIEF, to_be_mailed
from devices_hall import Floor, devices_hall
from free_ports import free_port
from halls import KIOSK, NINE, a_setup, staff_actor
from intake import receiving
from polling import until

from hallctl.contracts.mail import Recipient
from hallctl.domain import commands as c
from hallctl.domain.applications import ApplicationState
from hallctl.domain.applications.acts import NotRequired
from hallctl.domain.applications.papers import DocumentKind, SealedText
from hallctl.domain.events import ApplicationMoved, ApplicationSubmitted, ParcelFailed
from hallctl.domain.refusals import Refused
from hallctl.domain.setup import DeviceEntry
from hallctl.journal.rows import ApplicationRow, Batch, Sealed
from hallctl.profiles import ProfileLibrary
from hallctl.profiles.schema import PlainProfile
from hallctl.simulation.faults import WELL, Fault, Trouble
from hallctl.simulation.mail_terminal import SimulatedMailTerminal

WHO = Recipient("张三", "13812345678", "石板村二组17号")


@pytest.fixture(autouse=True)
def _impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    """Terminals are asked twenty times a second."""
    (found,) = [p for p in stand.PROFILES if p.kind == "mail_terminal" and isinstance(p, PlainProfile)]
    wire = found.wire.model_copy(update={"poll_s": 0.05})
    monkeypatch.setattr(stand, "PROFILES", ProfileLibrary([found.model_copy(update={"wire": wire})]))


def terminal() -> DeviceEntry:
    return DeviceEntry("mail-1", "mail_terminal", "generic-http", f"http://127.0.0.1:{free_port()}")


async def ready(floor: Floor) -> str:
    """An application of window 1 that was granted, and whose result waits to be mailed."""
    clerk = staff_actor(floor.hall.setup, "u01", "1")
    await floor.hall.do(c.OpenWindow(window="1"), clerk)
    await floor.issue(KIOSK)
    for press in (c.CallNext, c.StartService):
        await floor.hall.do(press(window="1"), clerk)
    event = (await floor.hall.do(receiving("1", "A1"), clerk)).first(ApplicationSubmitted)
    assert event is not None
    await to_be_mailed(floor.hall, event.application)
    assert row(floor, event.application).state == ApplicationState.RESULT_READY
    return event.application


async def send(
    floor: Floor, application: str, person: str = "u09", ahead: int = 0, name: str = "recipient-1"
) -> None:
    """Ask for a label; `ahead`: by how many acts what was seen is wrong."""
    journal = floor.hall.journal
    subject = journal.subject_of(f"application:{application}")
    sealed = Sealed(name, subject, "recipient", msgspec.json.encode(WHO))
    command = c.RequestParcel(
        application=application,
        revision=row(floor, application).revision + ahead,
        terminal="mail-1",
        recipient=sealed.id,
        recipient_digest=journal.digest_of(sealed),
    )
    await floor.hall.do(command, staff_actor(floor.hall.setup, person), sealed=(sealed,))


def row(floor: Floor, application: str) -> ApplicationRow:
    return floor.hall.journal.applications([application])[application]


def moved(floor: Floor, step: str) -> list[ApplicationMoved]:
    """What this row of the transition table has brought about."""
    happened = (record.event for record in floor.hall.feed.after(0))
    return [event for event in happened if isinstance(event, ApplicationMoved) and event.step == step]


@pytest.mark.req("DEV-16")
async def test_a_label_a_number_and_the_signature_delivers_the_application(tmp_path: Path) -> None:
    async with devices_hall(tmp_path, [terminal()], setup=a_setup(staff=[CHIEF])) as floor:
        carrier: SimulatedMailTerminal = floor.simulator("mail-1")
        application = await ready(floor)
        await send(floor, application)
        await until(lambda: row(floor, application).state == ApplicationState.IN_TRANSIT)
        tracking = row(floor, application).tracking
        (label,) = carrier.labels.values()
        assert (label["name"], label["address"], label["tracking"]) == (WHO.name, WHO.address, tracking)
        assert tracking is not None
        signed_at = NINE - timedelta(minutes=7)
        carrier.says(tracking, "COLLECTED", NINE - timedelta(hours=20))
        carrier.says(tracking, "SIGNED", signed_at)
        await until(lambda: row(floor, application).state == ApplicationState.DELIVERED)
        assert row(floor, application).delivered_at == signed_at
        (delivered,) = moved(floor, "T34")
        assert delivered.changes.delivered_at == signed_at
        assert [(d.kind, d.facts.mode, d.facts.proof) for d in delivered.documents] == [
            (DocumentKind.DELIVERY_RECEIPT, "MAIL", tracking)
        ]
        everything = b"".join(record.raw for record in floor.hall.journal.records(0))
        assert not any(text.encode() in everything for text in (WHO.name, WHO.phone, WHO.address))


async def test_a_parcel_that_is_not_on_the_disk_yet_is_not_begun(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with devices_hall(tmp_path, [terminal()], setup=a_setup(staff=[CHIEF])) as floor:
        application = await ready(floor)
        held: list[Batch] = []
        journal = floor.hall.journal
        with monkeypatch.context() as disk:
            submit = journal.submit
            disk.setattr(journal, "submit", held.append)
            before = asyncio.create_task(floor.issue(KIOSK))
            await until(lambda: len(held) == 1)
            sending = asyncio.create_task(send(floor, application))
            await until(lambda: len(held) == 2)
            submit(held[0])
            await before
            await until(lambda: floor.hall.feed.lags()["mailing"] == 0)
            assert await asyncio.to_thread(journal.unseal, "recipient-1") is None
            for batch in held[1:]:
                submit(batch)
        await sending
        await until(lambda: row(floor, application).state == ApplicationState.IN_TRANSIT)
        assert not any(isinstance(r.event, ParcelFailed) for r in floor.hall.feed.after(0))


async def test_what_comes_back_is_sent_off_again(tmp_path: Path) -> None:
    async with devices_hall(tmp_path, [terminal()], setup=a_setup(staff=[CHIEF])) as floor:
        carrier: SimulatedMailTerminal = floor.simulator("mail-1")
        application = await ready(floor)
        await send(floor, application)
        await until(lambda: row(floor, application).tracking)
        first = row(floor, application).tracking
        carrier.says(first or "", "RETURNED", NINE)
        await until(lambda: row(floor, application).state == ApplicationState.RESULT_READY)
        assert row(floor, application).tracking is None
        await send(floor, application, name="recipient-2")
        await until(lambda: row(floor, application).state == ApplicationState.IN_TRANSIT)
        assert row(floor, application).tracking not in {None, first}


async def test_what_the_carrier_says_twice_happens_once(tmp_path: Path) -> None:
    async with devices_hall(tmp_path, [terminal()], setup=a_setup(staff=[CHIEF])) as floor:
        carrier: SimulatedMailTerminal = floor.simulator("mail-1")
        application = await ready(floor)
        await send(floor, application)
        await until(lambda: row(floor, application).tracking)
        tracking = row(floor, application).tracking or ""
        for status in ("SIGNED", "SIGNED", "RETURNED"):
            carrier.says(tracking, status, NINE)
        carrier.says("EM000000000XX", "SIGNED", NINE)  # a parcel of somebody else
        await until(lambda: floor.requests.stats.refused["PARCEL_UNKNOWN"] == 1)
        assert (len(moved(floor, "T33")), len(moved(floor, "T34"))) == (1, 1)
        assert moved(floor, "T49") == []


async def test_a_terminal_without_paper_sends_nothing_off(tmp_path: Path) -> None:
    async with devices_hall(tmp_path, [terminal()], setup=a_setup(staff=[CHIEF])) as floor:
        carrier: SimulatedMailTerminal = floor.simulator("mail-1")
        application = await ready(floor)
        carrier.suffer(Trouble(Fault.PAPER_OUT))
        await send(floor, application)
        await until(lambda: any(isinstance(r.event, ParcelFailed) for r in floor.hall.feed.after(0)))
        assert row(floor, application).state == ApplicationState.RESULT_READY
        assert floor.hall.faults == {"mail-1": "设备拒绝命令"}
        carrier.suffer(WELL)
        clerk = staff_actor(floor.hall.setup, "u09")
        asked = c.RequestParcel(
            application=application,
            revision=row(floor, application).revision,
            terminal="mail-1",
            recipient="recipient-1",
            recipient_digest="",
        )
        await floor.hall.do(asked, clerk)
        await until(lambda: row(floor, application).state == ApplicationState.IN_TRANSIT)
        with pytest.raises(Refused, match="APPLICATION_STATE"):
            await floor.hall.do(
                c.ActOnApplication(
                    application=application,
                    act=NotRequired(text=SealedText("t1", "d1"), basis="第十二条"),
                    revision=row(floor, application).revision,
                ),
                staff_actor(floor.hall.setup, "u01", "1"),
            )


@pytest.mark.parametrize(
    ("person", "ahead", "code"), [("u07", 0, "POWER_NOT_HELD"), ("u09", 5, "VERSION_STALE")]
)
async def test_only_who_may_deliver_sends_and_only_what_was_seen(
    tmp_path: Path, person: str, ahead: int, code: str
) -> None:
    async with devices_hall(tmp_path, [terminal()], setup=a_setup(staff=[CHIEF])) as floor:
        application = await ready(floor)
        with pytest.raises(Refused, match=code):
            await send(floor, application, person, ahead)


async def test_a_signature_of_tomorrow_is_none(tmp_path: Path) -> None:
    async with devices_hall(tmp_path, [terminal()], setup=a_setup(staff=[CHIEF])) as floor:
        carrier: SimulatedMailTerminal = floor.simulator("mail-1")
        application = await ready(floor)
        await send(floor, application)
        await until(lambda: row(floor, application).tracking)
        tomorrow: datetime = NINE + timedelta(days=1)
        carrier.says(row(floor, application).tracking or "", "SIGNED", tomorrow)
        await until(lambda: floor.requests.stats.refused["TIME_AHEAD"] == 1)
        assert row(floor, application).state == ApplicationState.IN_TRANSIT
        assert len(moved(floor, "T33")) == 1
