"""Devices ask, the hall answers: over real brokers, with the real hall behind them."""

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import aiomqtt
import pytest
from mqtt_brokers import Embedded, Peer, token
from mqtt_hall import TOPICS, Bridge, bridged, hall_on, issue, open_window, running_hall, serve_one
from polling import PATIENCE_S

from hallctl.contracts.devices import Outcome
from hallctl.domain import forecast
from hallctl.domain.actors import SYSTEM
from hallctl.domain.commands import RestDevice, ReturnDevice
from hallctl.links.mqtt import MqttCommander

pytestmark = pytest.mark.needs("mosquitto")


class Box:
    """A device on the wire."""

    def __init__(self, client: aiomqtt.Client, name: str) -> None:
        self.client = client
        self.name = name

    async def say(self, leaf: str, payload: bytes | str, *, retain: bool = False) -> None:
        await self.client.publish(f"hall/demo/device/{self.name}/{leaf}", payload, qos=1, retain=retain)

    async def next(self, leaf: str) -> dict[str, Any]:
        async with asyncio.timeout(PATIENCE_S):
            async for message in self.client.messages:
                if message.topic.value.endswith(f"/{leaf}"):
                    body: dict[str, Any] = json.loads(message.payload)
                    return body
        raise AssertionError("the connection ended")

    async def ask(self, name: str, args: Any, request_id: str = "r1") -> dict[str, Any]:
        await self.say("request", json.dumps({"id": request_id, "name": name, "args": args}))
        return await self.next("reply")


@asynccontextmanager
async def box(broker: Peer, name: str = "kiosk-1") -> AsyncIterator[Box]:
    client = aiomqtt.Client("127.0.0.1", broker.port, username=name, password=token(name), identifier=name)
    async with client:
        await client.subscribe(
            [(f"hall/demo/device/{name}/{leaf}", 1) for leaf in ("command", "reply", "health")]
        )
        yield Box(client, name)


def tickets(bridge: Bridge) -> int:
    return len(bridge.hall.day.tickets)


async def test_a_dispenser_asks_for_other_ways_before_it_prints(mqtt_broker: Peer, tmp_path: Path) -> None:
    async with hall_on(mqtt_broker, tmp_path) as bridge, box(mqtt_broker) as kiosk:
        hall = bridge.hall
        at_terminal = replace(hall.setup.items["SI-001"], self_service=True)
        hall.setup = replace(hall.setup, items={**hall.setup.items, "SI-001": at_terminal})
        reply = await kiosk.ask("ticket.advise", {"items": ["SI-001"]})
        assert (reply["ok"], reply["data"]["long"], reply["data"]["wait_s"]) == (True, True, None)
        first = reply["data"]["suggestions"][0]
        assert (first["way"], first["items"]) == ("self_service", ["SI-001"])
        assert tickets(bridge) == 0
        unknown = await kiosk.ask("ticket.advise", {"items": ["XX"]}, "r2")
        assert unknown["error"]["code"] == "ITEM_UNKNOWN"


@pytest.mark.req("DEV-11")
async def test_a_touch_terminal_tells_position_and_wait_as_the_queue_knows_them(
    mqtt_broker: Peer, tmp_path: Path
) -> None:
    async with hall_on(mqtt_broker, tmp_path) as bridge, box(mqtt_broker) as terminal:
        hall = bridge.hall
        entry = replace(hall.setup.devices["kiosk-1"], kind="touch_terminal")
        hall.setup = hall.setup.with_devices({**hall.setup.devices, entry.id: entry})
        await open_window(hall)
        for _ in range(5):
            await issue(hall)
        for place, ticket in enumerate(list(hall.day.tickets.values())):
            reply = await terminal.ask("ticket.find", {"number": ticket.number.lower()}, f"r{place}")
            found = reply["data"]
            before = forecast.ahead(hall.day, hall.setup, ticket)
            assert before == place
            low, mid, high = forecast.wait(hall.day, hall.setup, ticket, before) or (0, 0, 0)
            assert (found["number"], found["ahead"], found["state"]) == (ticket.number, before, "WAITING")
            assert found["wait_s"] == {"low": low, "mid": mid, "high": high}
            assert found.keys() == {"number", "state", "zone", "window", "ahead", "wait_s"}, (
                "no key to act with"
            )
        unknown = await terminal.ask("ticket.find", {"number": "Z999"}, "r9")
        assert unknown["error"]["code"] == "TICKET_UNKNOWN"


async def test_a_device_under_maintenance_asks_in_vain(embedded: Embedded, tmp_path: Path) -> None:
    async with hall_on(embedded, tmp_path) as bridge, box(embedded) as kiosk:
        await bridge.hall.do(RestDevice(device="kiosk-1", reason="new printer"), SYSTEM)
        refused = await kiosk.ask("ticket.issue", {"items": ["SI-001"]})
        assert (refused["ok"], refused["error"]["code"]) == (False, "IN_MAINTENANCE")
        assert (await kiosk.ask("telemetry", {"health": "ok"}, "r2"))["ok"], "it may say how it is"
        await bridge.hall.do(ReturnDevice(device="kiosk-1"), SYSTEM)
        assert (await kiosk.ask("ticket.issue", {"items": ["SI-001"]}, "r3"))["ok"]
        assert tickets(bridge) == 1


async def test_a_dispenser_takes_a_number(mqtt_broker: Peer, tmp_path: Path) -> None:
    async with hall_on(mqtt_broker, tmp_path) as bridge, box(mqtt_broker) as kiosk:
        reply = await kiosk.ask("ticket.issue", {"items": ["SI-001"]})
        assert (reply["id"], reply["ok"]) == ("r1", True)
        assert reply["data"]["number"] == "A001"
        assert reply["data"]["class"] == "NORMAL"
        assert reply["data"]["url"].startswith("/t/")
        printed = await kiosk.ask("ticket.printed", {"ticket": reply["data"]["id"], "ok": True}, "r2")
        assert printed == {"id": "r2", "ok": True, "data": {}}
        assert bridge.hall.day.tickets[reply["data"]["id"]].printed == "printed"


async def test_the_same_id_acts_once_also_after_a_restart(mqtt_broker: Peer, tmp_path: Path) -> None:
    async with hall_on(mqtt_broker, tmp_path) as bridge, box(mqtt_broker) as kiosk:
        first = await kiosk.ask("ticket.issue", {"items": ["SI-001"]})
        again = await kiosk.ask("ticket.issue", {"items": ["SI-001"]})
        assert again == first
        assert tickets(bridge) == 1
    async with hall_on(mqtt_broker, tmp_path) as bridge, box(mqtt_broker) as kiosk:
        after = await kiosk.ask("ticket.issue", {"items": ["SI-001"]})
        assert (after["ok"], after["data"]["id"]) == (True, first["data"]["id"])
        other = await kiosk.ask("ticket.issue", {"zone": "A"})
        assert (other["ok"], other["error"]["code"]) == (False, "KEY_REUSED")
        assert tickets(bridge) == 1


async def test_ten_copies_at_once_make_one_ticket(embedded: Embedded, tmp_path: Path) -> None:
    async with hall_on(embedded, tmp_path) as bridge, box(embedded) as kiosk:
        body = json.dumps({"id": "r1", "name": "ticket.issue", "args": {"items": ["SI-001"]}})
        await asyncio.gather(*(kiosk.say("request", body) for _ in range(10)))
        replies = [await kiosk.next("reply") for _ in range(10)]
        assert all(reply == replies[0] for reply in replies)
        assert tickets(bridge) == 1


@pytest.mark.parametrize(
    ("payload", "code"),
    [
        ('{"id":"r1","name":"ticket.issue","args":{"items":"SI-001"}}', "ARGS_INVALID"),
        ('{"id":"r1","name":"ticket.issue","args":{"items":["SI-001"],"clazz":"CARE"}}', "ARGS_INVALID"),
        ('{"id":"r1","name":"ticket.issue","args":{"items":["SI-001"],"class":"KING"}}', "ARGS_INVALID"),
        ('{"id":"r1","name":"ticket.issue","args":[]}', "ARGS_INVALID"),
        ('{"id":"r1","name":"ticket.issue","args":{"items":["NO-999"]}}', "ITEM_UNKNOWN"),
        ('{"id":"r1","name":"ticket.issue"}', "CHOICE_NEEDED"),
        ('{"id":"r1","name":"ticket.burn","args":{}}', "NAME_UNKNOWN"),
        ('{"id":"r1","name":7,"args":{}}', "MALFORMED"),
        ('{"id":"r1"}', "MALFORMED"),
        ('{"id":"r1","name":"ticket.block","args":{"size":0}}', "ARGS_INVALID"),
        ('{"id":"r1","name":"ticket.reconcile","args":{"tickets":[{"number":"A801"}]}}', "ARGS_INVALID"),
        ('{"id":"r1","name":"key.pressed","args":{"key":"call"}}', "NOT_ALLOWED"),
        ('{"id":"r1","name":"telemetry","args":{"x":"' + "y" * 20_000 + '"}}', "TOO_LARGE"),
        ('{"id":"r1","name":"ticket.printed","args":{"ticket":"nope","ok":true}}', "TICKET_UNKNOWN"),
    ],
)
async def test_what_is_wrong_is_answered_and_changes_nothing(
    embedded: Embedded, tmp_path: Path, payload: str, code: str
) -> None:
    async with hall_on(embedded, tmp_path) as bridge, box(embedded) as kiosk:
        await kiosk.say("request", payload)
        reply = await kiosk.next("reply")
        assert (reply["id"], reply["ok"], reply["error"]["code"]) == ("r1", False, code)
        assert reply["error"]["title"]
        assert tickets(bridge) == 0
        assert bridge.requests.requests.stats.refused[code] == 1


@pytest.mark.parametrize(
    "payload",
    [
        b"",
        b"\xff\xfe\x00",
        b"{",
        b"[]",
        b"null",
        b'{"name":"ticket.issue"}',
        b'{"id":""}',
        b'{"id":5}',
        b"[" * 9000,
    ],
)
async def test_what_cannot_be_answered_is_counted_and_changes_nothing(
    embedded: Embedded, tmp_path: Path, payload: bytes
) -> None:
    async with hall_on(embedded, tmp_path) as bridge, box(embedded) as kiosk:
        await kiosk.say("request", payload)
        assert (await kiosk.ask("ticket.issue", {"items": ["SI-001"]}))["ok"]
        assert bridge.requests.ignored.total() == 1
        assert tickets(bridge) == 1


async def test_a_retained_request_is_not_carried_out_again(mosquitto: Peer, tmp_path: Path) -> None:
    body = json.dumps({"id": "old", "name": "ticket.issue", "args": {"items": ["SI-001"]}})
    async with box(mosquitto) as kiosk:
        await kiosk.say("request", body, retain=True)
    async with hall_on(mosquitto, tmp_path) as bridge, box(mosquitto) as kiosk:
        assert (await kiosk.ask("telemetry", {"paper_mm": 300}))["ok"]
        assert tickets(bridge) == 0


async def test_a_display_gives_no_numbers(embedded: Embedded, tmp_path: Path) -> None:
    async with hall_on(embedded, tmp_path) as bridge, box(embedded, "led-3") as led:
        reply = await led.ask("ticket.issue", {"items": ["SI-001"]})
        assert reply["error"]["code"] == "NOT_ALLOWED"
        assert tickets(bridge) == 0


async def test_a_rating_pad_rates_the_visit_once(mqtt_broker: Peer, tmp_path: Path) -> None:
    async with hall_on(mqtt_broker, tmp_path) as bridge, box(mqtt_broker, "pad-3") as pad:
        await open_window(bridge.hall)
        await issue(bridge.hall)
        await serve_one(bridge.hall)
        prompt = next(iter(bridge.hall.day.tickets))
        given = await pad.ask("rating.given", {"prompt": prompt, "level": 5})
        assert given == {"id": "r1", "ok": True, "data": {}}
        twice = await pad.ask("rating.given", {"prompt": prompt, "level": 1}, "r2")
        assert twice["error"]["code"] == "ALREADY_EVALUATED"
        assert (await pad.ask("rating.given", {"prompt": prompt, "level": 6}, "r3"))["error"][
            "code"
        ] == "ARGS_INVALID"
        called = await pad.ask("key.pressed", {"key": "call"}, "r4")
        assert (called["ok"], called["data"]["waiting"], called["data"]["number"]) == (True, 0, None)
        assert (await pad.ask("key.pressed", {"key": "call", "seq": 1}, "r5"))["error"]["code"] == "STALE"
        assert (await pad.ask("key.pressed", {"key": "dance"}, "r6"))["error"]["code"] == "KEY_UNKNOWN"


async def test_a_status_and_a_last_will_reach_the_register(mqtt_broker: Peer, tmp_path: Path) -> None:
    async with hall_on(mqtt_broker, tmp_path) as bridge:
        async with box(mqtt_broker) as kiosk:
            await kiosk.say(
                "status", '{"state":"online","firmware":"1.2","at":"2026-11-21T10:00:00+08:00"}', retain=True
            )
            health = await kiosk.next("health")
            while health["state"] != "ONLINE":
                health = await kiosk.next("health")
            assert bridge.hall.day.state.devices["kiosk-1"].firmware == "1.2"
            assert "kiosk-1" in bridge.watch.seen
            await kiosk.say("status", '{"state":"offline"}', retain=True)
            while health["state"] != "OFFLINE":
                health = await kiosk.next("health")
            await kiosk.say("status", '{"state":"asleep"}')
            await kiosk.ask("telemetry", {})
            while health["state"] != "ONLINE":
                health = await kiosk.next("health")
        assert bridge.requests.ignored == {"status_malformed": 1}


async def test_a_command_is_acknowledged_refused_or_late(mqtt_broker: Peer, tmp_path: Path) -> None:
    async with running_hall(tmp_path) as hall, bridged(hall, mqtt_broker, online=False) as bridge:
        commander = MqttCommander(bridge.link, TOPICS, clock=hall.now)
        await asyncio.wait_for(bridge.link.wait_online(), PATIENCE_S)
        async with box(mqtt_broker, "led-3") as led:

            async def answer(ok: bool) -> dict[str, Any]:
                order = await led.next("command")
                error = {} if ok else {"error": {"code": "BUSY", "title": "忙"}}
                for _ in range(2):
                    await led.say("ack", json.dumps({"id": order["id"], "ok": ok, **error}))
                return order

            outcome, order = await asyncio.gather(
                commander.command("led-3", "show", {"number": "A001"}, 5), answer(True)
            )
            assert outcome is Outcome.DONE
            assert set(order) == {"id", "name", "args", "deadline"}
            assert (order["name"], order["args"]) == ("show", {"number": "A001"})
            outcome, _ = await asyncio.gather(commander.command("led-3", "show", {}, 5), answer(False))
            assert outcome is Outcome.REFUSED
            assert await commander.command("led-4", "show", {}, 0.2) is Outcome.TIMED_OUT
            await led.say("ack", "no json")
            await led.ask("telemetry", {})
            assert commander.strays == 3


async def test_a_command_whose_broker_vanishes_is_unknown_or_never_went_out(
    mqtt_broker: Peer, tmp_path: Path
) -> None:
    async with running_hall(tmp_path) as hall, bridged(hall, mqtt_broker, online=False) as bridge:
        commander = MqttCommander(bridge.link, TOPICS, clock=hall.now)
        await asyncio.wait_for(bridge.link.wait_online(), PATIENCE_S)
        asked = asyncio.create_task(commander.command("led-3", "print", {}, 1.0))
        async with box(mqtt_broker, "led-3"):
            await asyncio.sleep(0)
        await mqtt_broker.stop()
        assert await asked is Outcome.UNKNOWN
        assert await commander.command("led-3", "print", {}, 0.1) is Outcome.TIMED_OUT
        await mqtt_broker.start()
