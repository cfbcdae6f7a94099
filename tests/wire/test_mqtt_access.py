"""What strangers and devices may do at either broker, tried with Mosquitto's own clients and raw sockets."""

import asyncio
import json
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress

import aiomqtt
import pytest
from at_work import stopped
from debian_programs import path_of
from mqtt_brokers import Embedded, Peer, token
from polling import PATIENCE_S

from hallctl.links.mqtt import MqttLink

pytestmark = pytest.mark.needs("mosquitto", "mosquitto_pub", "mosquitto_sub")

LED_4_COMMAND = "hall/demo/device/led-4/command"


async def run(program: str, *arguments: str) -> tuple[int, str]:
    process = await asyncio.create_subprocess_exec(
        path_of(program), *arguments, stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.STDOUT
    )
    out, _ = await asyncio.wait_for(process.communicate(), PATIENCE_S)
    return process.returncode or 0, out.decode()


def login(broker: Peer, user: str, *, password: str | None = None, client_id: str | None = None) -> list[str]:
    return [
        *("-h", "127.0.0.1", "-p", str(broker.port), "-V", "mqttv311"),
        *("-u", user, "-P", token(user) if password is None else password, "-i", client_id or user),
    ]


async def publish(broker: Peer, user: str, topic: str, message: str, *more: str) -> int:
    code, _ = await run("mosquitto_pub", *login(broker, user), "-q", "1", "-t", topic, "-m", message, *more)
    return code


@asynccontextmanager
async def hall(broker: Peer, *filters: str) -> AsyncIterator[tuple[MqttLink, asyncio.Queue[tuple[str, str]]]]:
    """The hall's own connection, and what it hears on `filters`."""
    heard: asyncio.Queue[tuple[str, str]] = asyncio.Queue()
    link = MqttLink(broker.address(), client_id="hall")
    for name in filters:
        link.hear(name, lambda message: heard.put_nowait((message.topic, message.payload.decode())))
    running = asyncio.create_task(link.run())
    try:
        async with asyncio.timeout(PATIENCE_S):
            await link.wait_online()
        yield link, heard
    finally:
        await stopped(running)


@asynccontextmanager
async def device(broker: Peer, user: str, will: aiomqtt.Will | None = None) -> AsyncIterator[aiomqtt.Client]:
    client = aiomqtt.Client(
        "127.0.0.1", broker.port, username=user, password=token(user), identifier=user, will=will, timeout=5
    )
    async with client:
        yield client


async def received(client: aiomqtt.Client, until: str) -> list[str]:
    """Topics that arrive up to and including `until`, which somebody sends last."""
    topics: list[str] = []
    async with asyncio.timeout(PATIENCE_S):
        async for message in client.messages:
            topics.append(message.topic.value)
            if message.topic.value == until:
                break
    return topics


@pytest.mark.req("SEC-12")
@pytest.mark.parametrize(
    "asked",
    [
        LED_4_COMMAND,
        "hall/demo/device/led-4/reply",
        "hall/demo/device/+/command",
        "hall/demo/device/#",
        "hall/+/device/led-4/command",
        "+/+/+/+/+",
        "#",
    ],
)
async def test_a_display_does_not_see_the_commands_of_another(mqtt_broker: Peer, asked: str) -> None:
    async with hall(mqtt_broker) as (link, _), device(mqtt_broker, "led-3") as led:
        await led.subscribe([("hall/demo/device/led-3/command", 1), (asked, 1)])
        await link.send("hall/demo/device/led-4/reply", b"{}")
        await link.send(LED_4_COMMAND, b"{}")
        await link.send("hall/demo/device/led-3/command", b"{}")
        topics = await received(led, "hall/demo/device/led-3/command")
    assert set(topics) == {"hall/demo/device/led-3/command"}


async def test_the_embedded_broker_says_no_to_the_subscription(embedded: Embedded) -> None:
    async with device(embedded, "led-3") as led:
        codes = await led.subscribe([(LED_4_COMMAND, 1), ("#", 1), ("hall/demo/wall", 1)])
    assert [getattr(code, "value", code) for code in codes] == [128, 128, 1]


async def test_a_display_reads_the_shared_topics_and_a_rating_pad_does_not(mqtt_broker: Peer) -> None:
    async with hall(mqtt_broker) as (link, _):
        await link.send("hall/demo/wall", b"{}", retain=True)
        async with device(mqtt_broker, "led-3") as led, device(mqtt_broker, "pad-3") as pad:
            await led.subscribe([("hall/demo/wall", 1)])
            assert await received(led, "hall/demo/wall") == ["hall/demo/wall"]
            await pad.subscribe([("hall/demo/wall", 1), ("hall/demo/device/pad-3/command", 1)])
            await link.send("hall/demo/device/pad-3/command", b"{}")
            assert await received(pad, "hall/demo/device/pad-3/command") == ["hall/demo/device/pad-3/command"]


async def test_a_device_writes_its_own_topics_only(mqtt_broker: Peer) -> None:
    async with hall(mqtt_broker, "hall/demo/device/+/status", "hall/demo/device/+/request") as (_, heard):
        for topic in (
            "hall/demo/device/led-4/status",
            "hall/demo/device/led-4/request",
            "hall/demo/device/led-3/command",
            "hall/demo/event/ticket/called",
            "hall/demo/wall",
        ):
            await publish(mqtt_broker, "led-3", topic, "forged", "-r")
        await publish(mqtt_broker, "led-3", "hall/demo/device/led-3/status", "own")
        async with asyncio.timeout(PATIENCE_S):
            assert await heard.get() == ("hall/demo/device/led-3/status", "own")
    async with device(mqtt_broker, "kiosk-1") as kiosk, hall(mqtt_broker) as (link, _):
        await kiosk.subscribe([("hall/demo/wall", 1), ("hall/demo/device/kiosk-1/command", 1)])
        await link.send("hall/demo/device/kiosk-1/command", b"{}")
        assert await received(kiosk, "hall/demo/device/kiosk-1/command") == [
            "hall/demo/device/kiosk-1/command"
        ]


async def die(broker: Peer, user: str, will: aiomqtt.Will) -> None:
    """Connect with `will`, then vanish without a word. A broker may refuse the will at once."""
    with suppress(aiomqtt.MqttError):
        async with device(broker, user, will) as client:
            client._client.socket().shutdown(socket.SHUT_RDWR)  # type: ignore[union-attr]
            await anext(aiter(client.messages))


async def test_a_forged_last_will_is_not_planted(mqtt_broker: Peer) -> None:
    forged = aiomqtt.Will("hall/demo/device/led-4/status", b"forged", qos=1, retain=True)
    own = aiomqtt.Will("hall/demo/device/led-3/status", b"own", qos=1, retain=True)
    async with hall(mqtt_broker, "hall/demo/device/+/status") as (_, heard):
        await die(mqtt_broker, "led-3", forged)
        await die(mqtt_broker, "led-3", own)
        async with asyncio.timeout(PATIENCE_S):
            assert await heard.get() == ("hall/demo/device/led-3/status", "own")


async def test_the_embedded_broker_refuses_the_forger(embedded: Embedded) -> None:
    forged = aiomqtt.Will("hall/demo/device/led-4/status", b"forged", qos=1, retain=True)
    with pytest.raises(aiomqtt.MqttError):
        async with device(embedded, "led-3", forged):
            pass
    assert embedded.broker.stats.refused == {"foreign_will": 1}


@pytest.mark.parametrize(
    ("user", "password"), [("led-3", "wrong"), ("nobody", "x"), ("hall", "guess"), ("", "")]
)
async def test_a_stranger_does_not_come_in(mqtt_broker: Peer, user: str, password: str) -> None:
    arguments = [
        *("-h", "127.0.0.1", "-p", str(mqtt_broker.port), "-V", "mqttv311", "-i", user or "x"),
        *(("-u", user, "-P", password) if user else ()),
    ]
    code, said = await run("mosquitto_pub", *arguments, "-q", "1", "-t", "hall/demo/wall", "-m", "x")
    assert code != 0
    assert "refused" in said.lower()


async def test_a_foreign_client_id_takes_nobodys_place(mqtt_broker: Peer) -> None:
    async with hall(mqtt_broker) as (link, _), device(mqtt_broker, "led-4") as led:
        await led.subscribe(LED_4_COMMAND, qos=1)
        for clean in ([], ["-c"]):
            await run(
                "mosquitto_sub",
                *login(mqtt_broker, "led-3", client_id="led-4"),
                *(*clean, "-q", "1", "-W", "1", "-t", LED_4_COMMAND),
            )
            await run(
                "mosquitto_sub",
                *login(mqtt_broker, "led-4", password="stolen"),
                *(*clean, "-q", "1", "-W", "1", "-t", LED_4_COMMAND),
            )
        await link.send(LED_4_COMMAND, json.dumps({"name": "identify"}).encode())
        assert await received(led, LED_4_COMMAND) == [LED_4_COMMAND]


async def test_an_integrator_reads_the_events_and_writes_nothing(mqtt_broker: Peer) -> None:
    async with (
        hall(mqtt_broker, "hall/demo/device/+/request") as (link, heard),
        device(mqtt_broker, "city") as city,
    ):
        await city.subscribe([("hall/demo/event/+/+", 1), ("hall/demo/device/+/status", 1)])
        await publish(mqtt_broker, "led-3", "hall/demo/device/led-3/status", "{}")
        await city.publish("hall/demo/device/led-3/request", "{}", qos=1)
        await city.publish("hall/demo/event/ticket/called", "forged", qos=1)
        await link.send("hall/demo/event/ticket/issued", b"{}")
        assert await received(city, "hall/demo/event/ticket/issued") == ["hall/demo/event/ticket/issued"]
        await publish(mqtt_broker, "led-4", "hall/demo/device/led-4/request", "{}")
        async with asyncio.timeout(PATIENCE_S):
            assert await heard.get() == ("hall/demo/device/led-4/request", "{}")


async def test_whoever_subscribes_to_nothing_gets_nothing(embedded: Embedded) -> None:
    async with hall(embedded, "hall/demo/device/+/status") as (link, heard):
        await publish(embedded, "led-4", "hall/demo/device/led-4/status", "{}", "-r")
        await heard.get()
        async with device(embedded, "led-3") as led:
            await link.send("hall/demo/device/led-3/command", b"{}")
            await led.subscribe("hall/demo/device/led-3/command", qos=1)
            await link.send("hall/demo/device/led-3/command", b"{}")
            assert await received(led, "hall/demo/device/led-3/command") == ["hall/demo/device/led-3/command"]


async def test_a_client_of_mqtt_5_reads_at_mosquitto(mosquitto: Peer) -> None:
    async with hall(mosquitto) as (link, _):
        await link.send("hall/demo/wall", b'{"rows":[]}', retain=True)
        login_5 = [argument if argument != "mqttv311" else "mqttv5" for argument in login(mosquitto, "led-3")]
        code, said = await run(
            "mosquitto_sub", *login_5, "-q", "1", "-C", "1", "-W", "5", "-t", "hall/demo/wall"
        )
    assert (code, said.strip()) == (0, '{"rows":[]}')
