"""The embedded broker under mischief: what it bounds, whom it cuts, how it starts and stops."""

import asyncio
import json
import random
import struct
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import aiomqtt
import pytest
from at_work import stopped
from mqtt_brokers import Embedded, token
from polling import PATIENCE_S, waited_s

from hallctl.links.mqtt import MqttLink
from hallctl.mqtt import broker as gate
from hallctl.mqtt.guarded import KEPT_FOR_AWAY

COMMAND = "hall/demo/device/led-3/command"
STATUS = "hall/demo/device/led-3/status"


def text(value: str) -> bytes:
    data = value.encode()
    return struct.pack("!H", len(data)) + data


def packet(kind: int, body: bytes) -> bytes:
    length, digits = len(body), b""
    while True:
        length, digit = divmod(length, 128)
        digits += bytes([digit | (0x80 if length else 0)])
        if not length:
            return bytes([kind]) + digits + body


def connect(
    user: str = "led-3", *, keepalive: int = 60, level: int = 4, clean: bool = True, will: bool = False
) -> bytes:
    flags = 0xC0 | (0x02 if clean else 0) | (0x2C if will else 0)
    body = text("MQTT") + bytes([level, flags]) + struct.pack("!H", keepalive) + text(user)
    if will:
        body += text(STATUS) + text("offline")
    return packet(0x10, body + text(user) + text(token(user)))


def publish(topic: str, payload: bytes) -> bytes:
    return packet(0x30, text(topic) + payload)


@asynccontextmanager
async def raw(
    broker: Embedded, *first: bytes
) -> AsyncIterator[tuple[asyncio.StreamReader, asyncio.StreamWriter]]:
    reader, writer = await asyncio.open_connection("127.0.0.1", broker.port)
    writer.write(b"".join(first))
    try:
        yield reader, writer
    finally:
        writer.close()


async def closed(reader: asyncio.StreamReader) -> bytes:
    """Everything until the broker closes."""
    async with asyncio.timeout(PATIENCE_S):
        try:
            return await reader.read()
        except ConnectionError:
            return b""


@asynccontextmanager
async def hall(broker: Embedded) -> AsyncIterator[tuple[MqttLink, asyncio.Queue[bytes]]]:
    heard: asyncio.Queue[bytes] = asyncio.Queue()
    link = MqttLink(broker.address(), client_id="hall")
    link.hear("hall/demo/device/+/status", lambda message: heard.put_nowait(message.payload))
    running = asyncio.create_task(link.run())
    try:
        await asyncio.wait_for(link.wait_online(), PATIENCE_S)
        yield link, heard
    finally:
        await stopped(running)


async def test_it_starts_and_stops_in_less_than_a_second_with_clients_connected() -> None:
    peer = Embedded()
    assert await waited_s(peer.start()) < 1
    assert peer.port > 0
    async with (
        raw(peer, connect("led-3", will=True)) as (reader, _),
        raw(peer) as (mute, _),
        raw(peer, b"\x10") as (half, _),
    ):
        await reader.readexactly(4)
        assert await waited_s(peer.stop()) < 1
        for stream in (reader, mute, half):
            await closed(stream)
    assert len(asyncio.all_tasks()) == 1


async def test_a_taken_port_is_an_error_at_once(embedded: Embedded) -> None:
    second = Embedded()
    second.broker.port = embedded.port
    with pytest.raises(OSError, match="address"):
        await second.broker.start()


@pytest.mark.parametrize(
    ("first", "answer"),
    [
        (b"GET / HTTP/1.1\r\n\r\n", b""),
        (b"\x10\xff\xff\xff\xff\x7f", b""),
        (packet(0x10, b"\x00"), b"\x20\x02\x00\x01"),
        (packet(0x10, b""), b"\x20\x02\x00\x01"),
        (publish(COMMAND, b"{}"), b""),
        (connect(level=5), b"\x20\x02\x00\x01"),
        (connect("stranger"), b"\x20\x02\x00\x04"),
        (packet(0x10, text("MQTT") + b"\x04\x02\x00\x00" + text("led-3")), b"\x20\x02\x00\x04"),
        (connect("led-3").replace(text("led-3"), text("led-4"), 1), b"\x20\x02\x00\x02"),
    ],
)  # fmt: skip
async def test_a_wrong_beginning_ends_the_connection(embedded: Embedded, first: bytes, answer: bytes) -> None:
    async with raw(embedded, first) as (reader, _):
        assert await closed(reader) == answer
    assert embedded.broker.stats.accepted == 0


async def test_an_imposter_does_not_disturb_the_owner_of_the_name(embedded: Embedded) -> None:
    async with (
        hall(embedded) as (link, _),
        aiomqtt.Client(
            "127.0.0.1", embedded.port, username="led-3", password=token("led-3"), identifier="led-3"
        ) as led,
    ):
        await led.subscribe(COMMAND, qos=1)
        wrong = connect("led-3").replace(token("led-3").encode(), b"x" * len(token("led-3")))
        for clean in (wrong, wrong.replace(b"MQTT\x04\xc2", b"MQTT\x04\xc0")):
            async with raw(embedded, clean) as (reader, _):
                assert await closed(reader) == b"\x20\x02\x00\x04"
        await link.send(COMMAND, b"still here")
        async with asyncio.timeout(PATIENCE_S):
            message = await anext(aiter(led.messages))
        assert message.payload == b"still here"


async def test_the_newer_connection_of_a_device_wins_after_the_will_of_the_older(embedded: Embedded) -> None:
    async with hall(embedded) as (_, heard), raw(embedded, connect("led-3", will=True)) as (older, _):
        await older.readexactly(4)
        async with raw(embedded, connect("led-3"), publish(STATUS, b"online")) as (newer, _):
            await newer.readexactly(4)
            await closed(older)
            async with asyncio.timeout(PATIENCE_S):
                assert [await heard.get(), await heard.get()] == [b"offline", b"online"]


async def test_a_client_that_breaks_its_keep_alive_is_cut_and_its_will_goes_out(embedded: Embedded) -> None:
    async with (
        hall(embedded) as (_, heard),
        raw(embedded, connect("led-3", keepalive=1, will=True)) as (reader, _),
    ):
        assert await closed(reader) == b"\x20\x02\x00\x00"
        async with asyncio.timeout(PATIENCE_S):
            assert await heard.get() == b"offline"
        assert embedded.broker.stats.silent_closed == 1


async def test_a_packet_that_is_too_large_ends_the_connection(embedded: Embedded) -> None:
    async with raw(embedded, connect("led-3"), publish(STATUS, b"x" * 200_000)) as (reader, _):
        assert await closed(reader) in {b"\x20\x02\x00\x00", b""}
    # Nothing of it was taken for packets of its own.
    assert embedded.broker.stats.library_warnings <= 1


async def test_a_client_that_does_not_read_is_cut_before_it_costs_memory(embedded: Embedded) -> None:
    filter_ = packet(0x82, b"\x00\x01" + text(COMMAND) + b"\x00")
    async with hall(embedded) as (link, _), raw(embedded, connect("led-3"), filter_) as (reader, writer):
        await reader.readexactly(4)
        writer.transport.pause_reading()  # type: ignore[attr-defined]
        async with asyncio.timeout(PATIENCE_S * 2):
            while "led-3" in embedded.broker._clients:
                await asyncio.gather(*(link.send(COMMAND, b"x" * 60_000) for _ in range(10)))
        await link.send("hall/demo/wall", b"{}")


async def test_what_waits_for_a_client_that_is_away_is_bounded(embedded: Embedded) -> None:
    client = aiomqtt.Client(
        "127.0.0.1",
        embedded.port,
        username="led-3",
        password=token("led-3"),
        identifier="led-3",
        clean_session=False,
    )
    async with client:
        await client.subscribe(COMMAND, qos=1)
    async with hall(embedded) as (link, _):
        while "led-3" in embedded.broker._clients:  # noqa: ASYNC110 - the test's own deadline holds
            await asyncio.sleep(0.01)
        for start in range(0, KEPT_FOR_AWAY + 100, 20):
            await asyncio.gather(*(link.send(COMMAND, json.dumps(start + n).encode()) for n in range(20)))
        while embedded.broker.stats.dropped_for_away < 100:  # noqa: ASYNC110 - same
            await asyncio.sleep(0.01)
        async with client:
            got: list[int] = []
            async with asyncio.timeout(PATIENCE_S):
                async for message in client.messages:
                    got.append(json.loads(message.payload))
                    if got[-1] == KEPT_FOR_AWAY + 99:
                        break
    assert got == list(range(100, KEPT_FOR_AWAY + 100))


async def test_a_flood_of_one_client_does_not_stop_the_others(embedded: Embedded) -> None:
    async with hall(embedded) as (link, _), raw(embedded, connect("led-3")) as (reader, writer):
        await reader.readexactly(4)
        for _ in range(2000):
            writer.write(publish(STATUS, b"x" * 1000))
        async with asyncio.timeout(PATIENCE_S):
            await link.send("hall/demo/wall", b"{}")
        assert embedded.broker._unhandled("led-3") < 2000


async def test_random_bytes_after_a_good_beginning_hurt_nobody_else(embedded: Embedded) -> None:
    chance = random.Random(4711)
    kinds = [
        0x10,
        0x20,
        0x30,
        0x32,
        0x34,
        0x36,
        0x40,
        0x50,
        0x62,
        0x70,
        0x82,
        0x8A,
        0xA2,
        0xC0,
        0xD0,
        0xE0,
        0xF0,
        0x00,
    ]
    async with hall(embedded) as (link, heard):
        for round_ in range(120):
            garbage = b"".join(
                packet(chance.choice(kinds), chance.randbytes(chance.randrange(0, 40))) for _ in range(5)
            )
            if round_ % 3 == 0:
                garbage = chance.randbytes(60)
            async with raw(embedded, connect("led-3"), garbage) as (_, writer):
                await writer.drain()
                writer.write_eof()
        await asyncio.wait_for(link.send("hall/demo/wall", b"{}"), PATIENCE_S)
        async with raw(embedded, connect("led-4"), publish("hall/demo/device/led-4/status", b"well")):
            async with asyncio.timeout(PATIENCE_S):
                while await heard.get() != b"well":
                    pass
        assert link.stats.connects == 1
    async with asyncio.timeout(PATIENCE_S):
        while embedded.broker._clients:  # noqa: ASYNC110 - a deadline around a poll
            await asyncio.sleep(0.01)


async def test_a_client_that_the_library_forgets_is_cut_and_may_come_again(
    embedded: Embedded, monkeypatch: pytest.MonkeyPatch
) -> None:
    library = embedded.broker._broker
    assert library is not None
    admit = library.serve

    async def forget(*_: object) -> None:
        await asyncio.Event().wait()

    monkeypatch.setattr(library, "serve", forget)
    monkeypatch.setattr(gate, "CONNECT_WITHIN_S", 0.2)
    async with raw(embedded, connect("led-3")) as (reader, _):
        assert await closed(reader) == b""
    monkeypatch.setattr(library, "serve", admit)
    async with raw(embedded, connect("led-3")) as (reader, _):
        async with asyncio.timeout(PATIENCE_S):
            assert await reader.readexactly(4) == b"\x20\x02\x00\x00"
    assert embedded.broker.stats.stuck_closed == 1


async def test_nobody_waits_for_a_namesake_that_the_library_holds_on_to(
    embedded: Embedded, monkeypatch: pytest.MonkeyPatch
) -> None:
    library = embedded.broker._broker
    assert library is not None
    admit = library.serve
    released = asyncio.Event()

    async def hold(*_: object) -> None:
        while not released.is_set():
            try:
                await released.wait()
            except asyncio.CancelledError:
                continue

    monkeypatch.setattr(library, "serve", hold)
    monkeypatch.setattr(gate, "GONE_WITHIN_S", 0.2)
    try:
        async with raw(embedded, connect("led-3")):
            while "led-3" not in embedded.broker._clients:  # noqa: ASYNC110 - being admitted has no event
                await asyncio.sleep(0.01)
            monkeypatch.setattr(library, "serve", admit)
            async with raw(embedded, connect("led-3")) as (reader, _), asyncio.timeout(PATIENCE_S):
                assert await reader.readexactly(4) == b"\x20\x02\x00\x00"
    finally:
        released.set()
