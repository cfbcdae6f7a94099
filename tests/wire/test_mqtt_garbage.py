"""A device that has lost its mind writes garbage to every topic there is: nobody hears of it."""

import asyncio
import json
import random
from collections.abc import AsyncIterator
from pathlib import Path

import aiomqtt
import pytest
from mqtt_brokers import Peer, token
from mqtt_hall import hall_on
from polling import PATIENCE_S

from hallctl.contracts.topics import DEVICE_READS, DEVICE_WRITES
from hallctl.mqtt.acl import INTEGRATOR, RULES
from hallctl.registry.arguments import ARGS

pytestmark = pytest.mark.needs("mosquitto")

LEAVES = (*DEVICE_WRITES, *DEVICE_READS)
PLACES = (
    *(f"hall/demo/device/kiosk-1/{leaf}" for leaf in (*LEAVES, "other", "status/more", "")),
    *(f"hall/demo/device/led-3/{leaf}" for leaf in LEAVES),
    *("hall/demo/event/ticket/called", "hall/demo/window/3", "hall/demo/zone/A", "hall/demo/wall"),
    *("hall/demo/map", "hall/demo", "hall/other/wall", "hall/other/device/kiosk-1/status", "/", "票"),
)


def garbage(chance: random.Random) -> bytes:
    """Noise, JSON of the wrong shape, a request with the wrong arguments, a sound one with a hole in it."""
    request = {"id": f"r{chance.random()}", "name": chance.choice(sorted(ARGS)), "args": {"items": [None]}}
    status = {"state": chance.choice(["online?", "", None, 1]), "health": "x" * chance.randrange(200)}
    shapes = (
        chance.randbytes(chance.randrange(1, 200)),
        json.dumps(chance.choice([[], None, 0.5, "online", {"ok": 1}])).encode()
        + b" " * chance.randrange(50),
        json.dumps(request).encode(),
        json.dumps(status).encode(),
        json.dumps(request).encode()[chance.randrange(1, 9) :],
        b"[" * 20_000,
    )
    return chance.choice(shapes)


def client(broker: Peer, name: str) -> aiomqtt.Client:
    return aiomqtt.Client("127.0.0.1", broker.port, username=name, password=token(name), identifier=name)


async def test_garbage_on_every_topic_changes_nothing_and_reaches_nobody(
    mqtt_broker: Peer, tmp_path: Path
) -> None:
    chance = random.Random(20260105)
    written = {place: [garbage(chance) for _ in range(12)] for place in PLACES}
    async with (
        hall_on(mqtt_broker, tmp_path) as bridge,
        client(mqtt_broker, "city") as city,
        client(mqtt_broker, "kiosk-1") as kiosk,
        asyncio.timeout(PATIENCE_S),
    ):
        before = bridge.hall.day.seq
        await city.subscribe([(f"hall/demo/{name}", 1) for name in RULES[INTEGRATOR].reads])
        await kiosk.subscribe("hall/demo/device/kiosk-1/reply", qos=1)
        for place, payloads in written.items():
            for payload in payloads:
                await kiosk.publish(place, payload, qos=chance.randrange(2), retain=chance.random() < 0.3)
        asked = {"id": "sound", "name": "ticket.issue", "args": {"items": ["SI-001"]}}
        await kiosk.publish("hall/demo/device/kiosk-1/request", json.dumps(asked), qos=1)
        replies = [json.loads(message.payload) async for message in _until(kiosk, b'"sound"')]
        assert [reply["ok"] for reply in replies if reply["id"] == "sound"] == [True]
        assert not any(reply["ok"] for reply in replies if reply["id"] != "sound")
        heard = [message.payload async for message in _until(city, b'"ticket.issued"')]
        assert not set(heard) & {payload for payloads in written.values() for payload in payloads}
        changes = {record.type for record in await bridge.hall.records_after(before)}
        assert changes <= {"day.opened", "device.changed", "ticket.issued", "alarm.raised"}
        assert len(bridge.hall.day.tickets) == 1
        assert bridge.link.stats.connects == 1


async def _until(listener: aiomqtt.Client, mark: bytes) -> AsyncIterator[aiomqtt.Message]:
    async for message in listener.messages:
        yield message
        if mark in message.payload:
            return
