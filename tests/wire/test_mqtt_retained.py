"""Retained topics: whoever subscribes reads the hall as it is now."""

import asyncio
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import aiomqtt
import pytest
from mqtt_brokers import Embedded, Peer, token
from mqtt_hall import CLERK, hall_on, issue, open_window
from polling import PATIENCE_S

from hallctl.domain.commands import CallNext
from hallctl.domain.outlook import Outlook, Wait
from hallctl.mqtt.retained import BETWEEN_S

pytestmark = pytest.mark.needs("mosquitto")


async def read(
    broker: Peer, user: str, topic: str, until: Callable[[dict[str, Any]], bool]
) -> list[dict[str, Any]]:
    """Everything that a new subscriber of `topic` gets up to the first message that satisfies `until`."""
    client = aiomqtt.Client("127.0.0.1", broker.port, username=user, password=token(user), identifier=user)
    got: list[dict[str, Any]] = []
    async with asyncio.timeout(PATIENCE_S), client:
        await client.subscribe(topic, qos=1)
        async for message in client.messages:
            got.append(json.loads(message.payload))
            if until(got[-1]):
                break
    return got


async def test_a_new_subscriber_reads_window_zone_wall_and_map(mqtt_broker: Peer, tmp_path: Path) -> None:
    async with hall_on(mqtt_broker, tmp_path) as bridge:
        await open_window(bridge.hall)
        await issue(bridge.hall)
        await issue(bridge.hall)
        await bridge.hall.do(CallNext(window="3"), CLERK)
        window = await read(mqtt_broker, "led-3", "hall/demo/window/3", lambda body: body["number"] == "A001")
        assert set(window[-1]) == {"seq", "state", "ticket", "number", "staff_no"}
        assert (window[-1]["state"], window[-1]["staff_no"]) == ("CALLING", "007")
        zone = await read(mqtt_broker, "led-3", "hall/demo/zone/A", lambda body: body["open_windows"] == 1)
        assert set(zone[-1]) == {"seq", "waiting", "wait_s", "open_windows"}
        assert zone[-1]["waiting"] == 1
        assert set(zone[-1]["wait_s"]) == {"low", "mid", "high"}
        wall = await read(mqtt_broker, "led-3", "hall/demo/wall", lambda body: bool(body["rows"]))
        assert set(wall[-1]) == {"seq", "rows", "zones"}
        assert set(wall[-1]["rows"][0]) == {"number", "window", "at"}
        site = await read(mqtt_broker, "city", "hall/demo/map", lambda body: body["waiting"] == 1)
        assert (site[-1]["hall"], site[-1]["open"], site[-1]["open_windows"]) == ("demo", True, 1)
        health = await read(mqtt_broker, "pad-3", "hall/demo/device/pad-3/health", lambda _: True)
        assert set(health[-1]) == {"state", "since", "faults"}


async def test_after_an_outage_everything_is_published_as_it_is_then(
    mqtt_broker: Peer, tmp_path: Path
) -> None:
    async with hall_on(mqtt_broker, tmp_path) as bridge:
        await read(mqtt_broker, "led-3", "hall/demo/window/3", lambda body: body["state"] == "CLOSED")
        await mqtt_broker.stop()
        await open_window(bridge.hall)
        await mqtt_broker.start()
        got = await read(mqtt_broker, "led-3", "hall/demo/window/3", lambda body: body["state"] == "OPEN")
        # Mosquitto kept the old state; nobody is led through what lay between.
        assert [body["state"] for body in got[-1:]] == ["OPEN"]
        assert len(got) <= 2


async def test_a_reconnect_alone_is_reason_enough_to_publish(embedded: Embedded, tmp_path: Path) -> None:
    async with hall_on(embedded, tmp_path):
        await read(embedded, "led-3", "hall/demo/window/3", lambda body: body["state"] == "CLOSED")
        await embedded.stop()
        await embedded.start()
        await read(embedded, "led-3", "hall/demo/window/3", lambda body: body["state"] == "CLOSED")


async def test_under_load_a_topic_is_written_a_few_times_a_second_and_ends_true(
    embedded: Embedded, tmp_path: Path
) -> None:
    async with hall_on(embedded, tmp_path) as bridge:
        loop = asyncio.get_running_loop()
        reading = asyncio.create_task(
            read(embedded, "led-3", "hall/demo/zone/A", lambda body: body["waiting"] == 200)
        )
        begun = loop.time()
        for _ in range(200):
            await issue(bridge.hall)
        got = await reading
        took = loop.time() - begun
    assert got[-1]["waiting"] == 200
    assert len(got) <= took / BETWEEN_S + 3


async def test_a_fault_shows_in_the_health_of_the_device(embedded: Embedded, tmp_path: Path) -> None:
    async with hall_on(embedded, tmp_path) as bridge:
        bridge.hall.fault("led-3", "no answer")
        got = await read(
            embedded, "led-3", "hall/demo/device/led-3/health", lambda body: body["faults"] == ["no answer"]
        )
        assert got[-1]["faults"] == ["no answer"]


async def test_a_zone_whose_outlook_changed_is_published_again(mqtt_broker: Peer, tmp_path: Path) -> None:
    async with hall_on(mqtt_broker, tmp_path) as bridge:
        hall = bridge.hall
        await open_window(hall)
        await issue(hall)
        await issue(hall)
        await hall.do(CallNext(window="3"), CLERK)
        seq = hall.day.seq
        hour = Wait(3000, 3600, 4200)
        hall.outlook(Outlook("A", seq, hall.now(), newcomers={"zone:A": hour}))
        zone = await read(
            mqtt_broker,
            "led-3",
            "hall/demo/zone/A",
            lambda body: (body["wait_s"] or {}).get("mid") == hour.mid,
        )
        assert zone[-1]["seq"] == seq
