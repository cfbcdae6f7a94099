"""The hall's connection to a broker that misbehaves."""

import asyncio
import gc
import json
import signal
import threading
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import aiomqtt
import pytest
from at_work import stopped
from mqtt_brokers import HALL, Embedded, Mosquitto
from polling import PATIENCE_S
from structlog.testing import capture_logs

from hallctl.contracts.devices import LinkState
from hallctl.contracts.topics import Topics
from hallctl.links.link import Backoff, LinkDown
from hallctl.links.mqtt import Heard, MqttAddress, MqttLink

QUICK = Backoff(first_s=0.02, longest_s=0.05)


@asynccontextmanager
async def mute_broker() -> AsyncIterator[tuple[int, asyncio.Queue[asyncio.StreamReader]]]:
    """Accepts and never says a word."""
    accepted: asyncio.Queue[asyncio.StreamReader] = asyncio.Queue()
    writers: list[asyncio.StreamWriter] = []

    async def accept(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writers.append(writer)
        accepted.put_nowait(reader)

    server = await asyncio.start_server(accept, "127.0.0.1", 0)
    try:
        yield server.sockets[0].getsockname()[1], accepted
    finally:
        server.close()
        for writer in writers:
            writer.close()


async def end(task: asyncio.Task[None]) -> None:
    await stopped(task)


async def until(link: MqttLink, state: LinkState) -> None:
    async with asyncio.timeout(PATIENCE_S):
        while link.state is not state:  # noqa: ASYNC110 - a deadline around a poll
            await asyncio.sleep(0.01)


async def test_a_connection_half_made_is_closed_when_the_hall_stops() -> None:
    async with mute_broker() as (port, accepted):
        link = MqttLink(MqttAddress("127.0.0.1", port, "hall", "x"), client_id="hall")
        task = asyncio.create_task(link.run())
        reader = await asyncio.wait_for(accepted.get(), PATIENCE_S)
        await reader.read(2)
        await end(task)
        gc.collect()
        async with asyncio.timeout(PATIENCE_S):
            await reader.read()
    assert link.state is LinkState.OFFLINE


async def test_a_connection_that_a_thread_still_makes_is_closed_when_the_hall_stops(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    begun, go_on, connect = threading.Event(), threading.Event(), aiomqtt.Client._client_connect

    def slowly(client: aiomqtt.Client) -> None:
        begun.set()
        go_on.wait(PATIENCE_S)
        connect(client)

    monkeypatch.setattr(aiomqtt.Client, "_client_connect", slowly)
    async with mute_broker() as (port, accepted):
        link = MqttLink(MqttAddress("127.0.0.1", port, "hall", "x"), client_id="hall", keepalive_s=3600)
        task = asyncio.create_task(link.run())
        await asyncio.to_thread(begun.wait, PATIENCE_S)
        await end(task)
        go_on.set()
        reader = await asyncio.wait_for(accepted.get(), PATIENCE_S)
        async with asyncio.timeout(PATIENCE_S):
            await reader.read()


async def test_a_broker_that_never_answers_is_given_up_and_tried_again() -> None:
    async with mute_broker() as (port, accepted):
        link = MqttLink(MqttAddress("127.0.0.1", port, "hall", "x"), client_id="hall", backoff=QUICK)
        task = asyncio.create_task(link.run())
        first = await asyncio.wait_for(accepted.get(), PATIENCE_S)
        await asyncio.wait_for(accepted.get(), PATIENCE_S)
        async with asyncio.timeout(PATIENCE_S):
            await first.read()
        await end(task)
    assert link.stats.connects == 0


async def test_a_wrong_password_is_one_warning_and_no_storm(embedded: Embedded) -> None:
    address = MqttAddress("127.0.0.1", embedded.port, "hall", "wrong")
    link = MqttLink(address, client_id="hall", backoff=QUICK)
    with capture_logs() as lines:
        task = asyncio.create_task(link.run())
        async with asyncio.timeout(PATIENCE_S):
            while link.stats.tries < 4:  # noqa: ASYNC110 - a deadline around a poll
                await asyncio.sleep(0.01)
        await end(task)
    own = [line for line in lines if line.get("link") == "mqtt"]
    assert [line["log_level"] for line in own][:2] == ["warning", "debug"]
    assert sum(line["log_level"] == "warning" for line in own) == 1
    assert "wrong" not in json.dumps(lines, default=str)


async def test_messages_under_way_when_the_broker_goes_are_reported_lost(embedded: Embedded) -> None:
    link = MqttLink(embedded.address(), client_id="hall", backoff=QUICK)
    task = asyncio.create_task(link.run())
    await asyncio.wait_for(link.wait_online(), PATIENCE_S)
    for client in embedded.broker._clients.values():
        client.connection.unhandled = lambda: 10**6
    lost = [link.send("hall/demo/wall", b"{}") for _ in range(5)]
    await embedded.stop()
    results = await asyncio.wait_for(asyncio.gather(*lost, return_exceptions=True), PATIENCE_S)
    assert any(isinstance(result, LinkDown) for result in results)
    assert all(result is None or isinstance(result, LinkDown) for result in results)
    await until(link, LinkState.OFFLINE)
    await embedded.start()
    await asyncio.wait_for(link.wait_online(), PATIENCE_S)
    await link.send("hall/demo/wall", b"{}")
    await end(task)


async def test_a_listener_that_fails_costs_one_message_and_not_the_connection(embedded: Embedded) -> None:
    heard: asyncio.Queue[bytes] = asyncio.Queue()

    def hear(message: Heard) -> None:
        if message.payload == b"bad":
            raise ValueError("bad")
        heard.put_nowait(message.payload)

    link = MqttLink(embedded.address(), client_id="hall", backoff=QUICK)
    link.hear(Topics(HALL).every_device("status"), hear)
    task = asyncio.create_task(link.run())
    device = MqttLink(
        MqttAddress("127.0.0.1", embedded.port, "led-3", "token-of-led-3"), client_id="led-3", backoff=QUICK
    )
    speaking = asyncio.create_task(device.run())
    for each in (link, device):
        await asyncio.wait_for(each.wait_online(), PATIENCE_S)
    for payload in (b"bad", b"good"):
        await device.send("hall/demo/device/led-3/status", payload)
    assert await asyncio.wait_for(heard.get(), PATIENCE_S) == b"good"
    assert link.stats.connects == 1
    await end(speaking)
    await end(task)


async def test_a_refused_subscription_is_an_outage_and_says_so(embedded: Embedded) -> None:
    address = MqttAddress("127.0.0.1", embedded.port, "led-3", "token-of-led-3")
    link = MqttLink(address, client_id="led-3", backoff=QUICK)
    link.hear("hall/demo/device/led-4/command", lambda _message: pytest.fail("heard what is not ours"))
    task = asyncio.create_task(link.run())
    async with asyncio.timeout(PATIENCE_S):
        while link.stats.tries < 2:  # noqa: ASYNC110 - a deadline around a poll
            await asyncio.sleep(0.01)
    assert "refuses subscriptions: hall/demo/device/led-4/command" in link.stats.last_error
    await end(task)


@pytest.mark.needs("mosquitto")
async def test_a_frozen_broker_is_noticed(mosquitto: Mosquitto) -> None:
    link = MqttLink(mosquitto.address(), client_id="hall", backoff=QUICK)
    task = asyncio.create_task(link.run())
    await asyncio.wait_for(link.wait_online(), PATIENCE_S)
    assert mosquitto.process is not None
    mosquitto.process.send_signal(signal.SIGSTOP)
    try:
        lost = link.send("hall/demo/wall", b"{}")
        with pytest.raises(LinkDown):
            await asyncio.wait_for(lost, PATIENCE_S)
    finally:
        mosquitto.process.send_signal(signal.SIGCONT)
    await asyncio.wait_for(link.wait_online(), PATIENCE_S)
    await end(task)
