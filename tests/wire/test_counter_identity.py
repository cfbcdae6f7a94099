"""An identity card at the window, from the reader to the notice: who it is goes to store and paper alone."""

import asyncio
import hashlib
import sqlite3
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, closing
from pathlib import Path
from typing import cast

import aiomqtt
import pytest
from at_work import stopped
from devices_hall import devices_hall
from halls import A_ITEMS, ROUND_THE_CLOCK, a_setup, clerk, staff_actor
from intake import receiving
from mqtt_brokers import HALL, Peer, token
from mqtt_hall import bridged
from paperwork_hall import CUSTODY, open_seal, with_seals
from pdf_text import PANGO, text_of
from polling import until

from hallctl.contracts.cards import Card
from hallctl.contracts.looks import ticket_view
from hallctl.domain import commands as c
from hallctl.domain import events as e
from hallctl.domain.actors import Actor
from hallctl.domain.setup import DeviceEntry
from hallctl.registry.cards import holder
from hallctl.simulation.devices import SIMULATORS

pytestmark = [pytest.mark.needs("mosquitto"), pytest.mark.needs("pdftotext"), PANGO]

CARD = Card(name="测试甲乙", number="11010519491231002X", born="19491231", address="北京市朝阳区某某街道一号")
SECRETS = (CARD.number, CARD.name, "某某街道", CARD.born)
MASK = "**************002X"
SETUP = with_seals(a_setup(staff=[clerk("u01", *A_ITEMS)], calendar=ROUND_THE_CLOCK))
CLERK = staff_actor(SETUP, "u01", "1")


@asynccontextmanager
async def raw_port() -> AsyncIterator[tuple[int, bytearray]]:
    """A printer's port that keeps what it gets."""
    heard = bytearray()

    async def take(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        while data := await reader.read(65536):
            heard.extend(data)
        writer.close()

    server = await asyncio.start_server(take, "127.0.0.1", 0)
    try:
        yield server.sockets[0].getsockname()[1], heard
    finally:
        server.close()


@asynccontextmanager
async def overheard(broker: Peer) -> AsyncIterator[list[str]]:
    """Topic and payload of everything that an integrator hears."""
    said: list[str] = []
    async with aiomqtt.Client(
        "127.0.0.1", broker.port, identifier="city", username="city", password=token("city"), timeout=5
    ) as client:
        await client.subscribe([(f"hall/{HALL}/{topics}", 1) for topics in ("event/+/+", "window/+", "wall")])

        async def listen() -> None:
            async for message in client.messages:
                said.extend((str(message.topic), message.payload.decode()))

        listening = asyncio.create_task(listen())
        try:
            yield said
        finally:
            await stopped(listening)


def on_disk(home: Path) -> bytes:
    """The journal with the personal store in it."""
    return b"".join(path.read_bytes() for path in home.glob("hall.db*"))


@pytest.mark.req("DEV-09")
async def test_the_text_of_a_card_is_in_the_store_and_on_the_notice_and_nowhere_else(
    tmp_path: Path, mqtt_broker: Peer, monkeypatch: pytest.MonkeyPatch
) -> None:
    # The printer is a port of this test, which keeps what comes.
    monkeypatch.delitem(cast("dict[tuple[str, str], object]", SIMULATORS), ("printer", "raw"), raising=False)
    reader = DeviceEntry("id-1", "id_reader", "generic-sam", f"serial://{tmp_path / 'tty-1'}", window="1")
    async with raw_port() as (port, printed):
        printer = DeviceEntry("printer-1", "printer", "generic-raw", f"tcp://127.0.0.1:{port}")
        async with (
            devices_hall(tmp_path, [reader, printer], setup=SETUP) as floor,
            overheard(mqtt_broker) as said,
            bridged(floor.hall, mqtt_broker),
        ):
            hall = floor.hall
            ticket = await floor.issue(Actor.public("web"))
            for press in (c.OpenWindow, c.CallNext, c.StartService):
                await hall.do(press(window="1"), CLERK)
            floor.simulator("id-1").lay(CARD)
            await until(lambda: ticket.identity)
            assert ticket.identity is not None
            assert ticket_view(hall.day, hall.setup, ticket).holder == ticket.identity.mask == MASK
            unkeyed = hashlib.sha256(CARD.number.encode()).hexdigest()
            assert ticket.identity.person not in {"", unkeyed}, "whoever knows the number cannot look it up"
            # The day knows a reading before it is on the disk.
            identity = ticket.identity
            await until(lambda: hall.journal.unseal(identity.sealed))
            sealed = hall.journal.unseal(identity.sealed)
            assert sealed is not None
            assert holder(sealed) == CARD
            received = (await hall.do(receiving("1", "A1"), CLERK)).first(e.ApplicationSubmitted)
            assert received is not None
            await open_seal(hall, CLERK)
            order = c.PrintNotice(
                document=f"{received.application}-D01-1",
                application=received.application,
                device="printer-1",
                seal=CUSTODY.id,
            )
            notice = (await hall.do(order, CLERK)).first(e.NoticeRequested)
            assert notice is not None
            await until(lambda: b"%%EOF" in printed)
            await until(lambda: not hall.day.state.notices)
            await until(floor.written)
            await until(lambda: f"hall/{HALL}/event/card/read" in said)

            said_on_paper = text_of(bytes(printed))
            assert f"{CARD.name}：" in said_on_paper, "the applicant's name is on the paper"
            assert CARD.number not in said_on_paper
            outside = [record.raw.decode() + repr(record.event) for record in hall.feed.after(0)]
    assert [secret for secret in SECRETS if any(secret in each for each in (*outside, *said))] == []
    stored = on_disk(tmp_path)
    codes = ("utf-8", "utf-16-le", "gb18030")
    assert not any(secret.encode(code) in stored for secret in SECRETS for code in codes)
    with closing(sqlite3.connect(tmp_path / "hall.db")) as database:
        kinds = database.execute("select kind, count(*) from sealed group by kind order by kind").fetchall()
    assert kinds == [("file-key", 1), ("id-card", 1)], "the person, and the key of the document"
