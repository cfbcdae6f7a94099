"""Events on MQTT: in order, at least once, whatever happens to the broker or the hall."""

import asyncio
import json
import socket
import statistics
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import aiomqtt
import pytest
from at_work import stopped
from mqtt_brokers import Embedded, Peer, token
from mqtt_hall import CLERK, Bridge, bridged, hall_on, issue, open_window, running_hall, serve_one
from polling import PATIENCE_S

from hallctl.domain.commands import CallNext
from hallctl.journal.journal import Journal

pytestmark = pytest.mark.needs("mosquitto")

QUIET_MOMENTS = 8
EVENTS = "hall/demo/event/+/+"


class Listener:
    """A foreign client that collects what it reads."""

    def __init__(self, client: aiomqtt.Client) -> None:
        self.client = client
        self.seen: list[tuple[str, dict[str, Any]]] = []

    async def until(self, seq: int) -> list[int]:
        """Read on until the event `seq` has come; all sequence numbers so far."""
        async with asyncio.timeout(PATIENCE_S):
            async for message in self.client.messages:
                body = json.loads(message.payload)
                self.seen.append((message.topic.value, body))
                if body["seq"] >= seq:
                    break
        return [body["seq"] for _, body in self.seen]


@asynccontextmanager
async def city(broker: Peer) -> AsyncIterator[Listener]:
    client = aiomqtt.Client(
        "127.0.0.1", broker.port, username="city", password=token("city"), identifier="city", timeout=5
    )
    async with client:
        await client.subscribe(EVENTS, qos=1)
        yield Listener(client)


async def shown(bridge: Bridge, after: int = 0) -> list[int]:
    """What should have been published, from the journal."""
    records = await asyncio.to_thread(bridge.hall.journal.records, after, 10_000)
    return [record.seq for record in records if record.event.SHOWN]


async def acknowledged(bridge: Bridge) -> None:
    async with asyncio.timeout(PATIENCE_S):
        while bridge.publisher.backlog:  # noqa: ASYNC110 - a deadline around a poll
            await asyncio.sleep(0.01)


async def test_a_call_is_told_as_the_contract_says(mqtt_broker: Peer, tmp_path: Path) -> None:
    async with hall_on(mqtt_broker, tmp_path) as bridge, city(mqtt_broker) as listener:
        await open_window(bridge.hall)
        await issue(bridge.hall)
        done = await bridge.hall.do(CallNext(window="3"), CLERK)
        await listener.until(done.seq)
    told = dict(listener.seen)
    issued = told["hall/demo/event/ticket/issued"]
    assert issued["data"] == {
        "ticket": issued["data"]["ticket"], "number": "A001", "zone": "A", "items": ["SI-001"], "type": None,
        "class": "NORMAL",
    }  # fmt: skip
    called = told["hall/demo/event/ticket/called"]
    assert set(called) == {"seq", "at", "type", "data"}
    assert called["type"] == "ticket.called"
    assert called["data"] == {
        "ticket": issued["data"]["ticket"], "number": "A001", "window": "3", "zone": "A",
    }  # fmt: skip


async def test_everything_comes_in_order(mqtt_broker: Peer, tmp_path: Path) -> None:
    async with hall_on(mqtt_broker, tmp_path) as bridge, city(mqtt_broker) as listener:
        after = bridge.hall.durable_seq
        await asyncio.gather(*(issue(bridge.hall) for _ in range(60)))
        got = await listener.until(bridge.hall.durable_seq)
        assert got == await shown(bridge, after)
        await acknowledged(bridge)
        assert bridge.publisher.cursor == bridge.hall.durable_seq
        assert bridge.publisher.stats.published == len(await shown(bridge))


async def test_what_happened_while_the_broker_was_away_is_told_when_it_is_back(
    mqtt_broker: Peer, tmp_path: Path
) -> None:
    async with hall_on(mqtt_broker, tmp_path) as bridge:
        await issue(bridge.hall)
        await acknowledged(bridge)
        told = bridge.publisher.cursor
        # The listener must be back before the hall: events are not retained.
        listening = asyncio.Event()

        async def until_listening(_seconds: float) -> None:
            await listening.wait()

        bridge.link._timing = replace(bridge.link._timing, sleep=until_listening)
        await mqtt_broker.stop()
        for _ in range(30):
            await issue(bridge.hall)
        assert bridge.publisher.cursor == told
        await mqtt_broker.start()
        async with city(mqtt_broker) as listener:
            listening.set()
            got = await listener.until(bridge.hall.durable_seq)
        assert got == await shown(bridge, told)


async def test_a_broker_that_comes_and_goes_costs_nothing_and_reorders_nothing(
    mqtt_broker: Peer, tmp_path: Path
) -> None:
    async with hall_on(mqtt_broker, tmp_path) as bridge:
        heard: list[int] = []
        bridge.publisher._pace._busy = lambda: False

        async def listen() -> None:
            while True:
                try:
                    async with city(mqtt_broker) as listener:
                        async for message in listener.client.messages:
                            heard.append(json.loads(message.payload)["seq"])  # noqa: PERF401 - it never ends
                except (aiomqtt.MqttError, OSError):
                    await asyncio.sleep(0.01)

        listening = asyncio.create_task(listen())
        before = bridge.hall.durable_seq
        for _ in range(3):
            for _ in range(10):
                await issue(bridge.hall)
            await mqtt_broker.stop()
            for _ in range(10):
                await issue(bridge.hall)
            await mqtt_broker.start()
            async with asyncio.timeout(PATIENCE_S):
                await bridge.link.wait_online()
        await acknowledged(bridge)
        await stopped(listening)
        assert bridge.publisher.cursor == bridge.hall.durable_seq
        assert set(heard) <= set(await shown(bridge, before))
        # Repetition is allowed, going back only to repeat: each first sight is the next in order.
        firsts = list(dict.fromkeys(heard))
        assert firsts == sorted(firsts)


async def test_a_restarted_hall_goes_on_where_the_acknowledgements_ended(
    mqtt_broker: Peer, tmp_path: Path
) -> None:
    async with hall_on(mqtt_broker, tmp_path) as bridge:
        await issue(bridge.hall)
        await acknowledged(bridge)
        told = bridge.publisher.cursor
    async with running_hall(tmp_path) as hall:
        for _ in range(5):
            await issue(hall)
    async with (
        running_hall(tmp_path) as hall,
        city(mqtt_broker) as listener,
        bridged(hall, mqtt_broker) as bridge,
    ):
        assert await listener.until(hall.durable_seq) == await shown(bridge, told)


async def test_a_publisher_far_behind_the_feed_reads_the_journal(embedded: Embedded, tmp_path: Path) -> None:
    async with running_hall(tmp_path) as hall:
        hall.feed._keep = 20
        async with bridged(hall, embedded) as bridge:
            await issue(hall)
            await acknowledged(bridge)
            told = bridge.publisher.cursor
        await asyncio.gather(*(issue(hall) for _ in range(100)))
        async with city(embedded) as listener, bridged(hall, embedded) as bridge:
            bridge.publisher._pace._busy = lambda: False
            assert await listener.until(hall.durable_seq) == await shown(bridge, told)
            assert bridge.publisher.stats.from_journal > 0


async def test_an_event_is_out_within_milliseconds(mqtt_broker: Peer, tmp_path: Path) -> None:
    medians: list[float] = []
    async with hall_on(mqtt_broker, tmp_path) as bridge, city(mqtt_broker) as listener:
        while len(medians) < QUIET_MOMENTS and min(medians, default=1.0) >= 0.02:
            took = []
            for _ in range(20):
                done = await issue(bridge.hall)
                begun = time.perf_counter()
                await listener.until(done.seq)
                took.append(time.perf_counter() - begun)
                await asyncio.sleep(0.01)
            medians.append(statistics.median(took))
    print(f"durable to heard, median of twenty: {min(medians) * 1e3:.2f} ms")
    assert min(medians) < 0.02


async def test_no_delay_is_set_on_both_ends(embedded: Embedded, tmp_path: Path) -> None:
    async with hall_on(embedded, tmp_path) as bridge:
        ends = [bridge.link.socket, *embedded.broker.sockets()]
        assert len(ends) == 2
        assert all(end.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY) for end in ends if end)


async def test_nothing_personal_leaves(embedded: Embedded, tmp_path: Path) -> None:
    async with hall_on(embedded, tmp_path) as bridge, city(embedded) as listener:
        await open_window(bridge.hall)
        done = await issue(bridge.hall)
        await serve_one(bridge.hall)
        await listener.until(bridge.hall.durable_seq)
    text = json.dumps([body for _, body in listener.seen], ensure_ascii=False)
    token_of_ticket = done.records[-1].event.token  # type: ignore[attr-defined]
    assert "王某" not in text
    assert token_of_ticket not in text
    assert "u07" not in text


async def test_the_cursor_is_in_the_journal(embedded: Embedded, tmp_path: Path) -> None:
    async with hall_on(embedded, tmp_path) as bridge:
        await issue(bridge.hall)
        await acknowledged(bridge)
        journal: Journal = bridge.hall.journal
        told = bridge.publisher.cursor
        async with asyncio.timeout(PATIENCE_S):
            while await asyncio.to_thread(journal.cursor, "mqtt") != told:  # noqa: ASYNC110 - a deadline around a poll
                await asyncio.sleep(0.02)


async def test_in_a_rush_tickets_come_first_and_the_events_follow(embedded: Embedded, tmp_path: Path) -> None:
    async with hall_on(embedded, tmp_path) as bridge, city(embedded) as listener:
        after = bridge.hall.durable_seq
        begun = time.perf_counter()

        async def take_numbers() -> None:
            for _ in range(100):
                await issue(bridge.hall)

        await asyncio.gather(*(take_numbers() for _ in range(20)))
        took = time.perf_counter() - begun
        published, backlog = bridge.publisher.stats.published, bridge.publisher.backlog
        got = await listener.until(bridge.hall.durable_seq)
        assert got == await shown(bridge, after)
    print(
        f"2000 tickets in {took:.2f} s ({2000 / took:.0f}/s), {published} published by then, {backlog} later"
    )
    assert bridge.publisher.rests > 0
    assert published < 100 + 250 * took
