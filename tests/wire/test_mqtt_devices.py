"""A device on MQTT that falls silent and comes back, from the wire to the journal and the metrics."""

import asyncio
import json
from pathlib import Path

import pytest
from at_work import stopped
from mqtt_brokers import Embedded
from mqtt_hall import TOPICS, running_hall
from polling import PATIENCE_S

from hallctl.contracts.devices import LinkState
from hallctl.domain.decide.devices import UNSEEN
from hallctl.domain.events import DeviceChanged
from hallctl.hall import Hall
from hallctl.links.mqtt import MqttAddress, MqttLink
from hallctl.mqtt.requests import DeviceRequests
from hallctl.registry import DeviceWatch, Requests
from web.metrics import Gauges, HallCollector, HallGauge, LinkGauge, Meters, render


class Clock:
    """Seconds that the test moves; whoever sleeps looks again at once."""

    def __init__(self) -> None:
        self.seconds = 0.0

    def monotonic(self) -> float:
        return self.seconds

    async def sleep(self, _seconds: float) -> None:
        await asyncio.sleep(0.005)


def device_up(hall: Hall, watch: DeviceWatch) -> str:
    gauges = Gauges(
        links=lambda: [
            LinkGauge(hall.setup.devices[name].kind, name, up) for name, up in watch.online().items()
        ]
    )
    empty = HallGauge(running=True, queue={}, windows={}, alarms={}, lags={})
    page = render(HallCollector(Meters(), gauges, {}, empty)).decode()
    line = next(
        line for line in page.splitlines() if line.startswith("hall_device_up{") and '"pad-3"' in line
    )
    return line.split()[-1]


async def changes(hall: Hall) -> list[tuple[str, str]]:
    await hall.read(lambda _day, _setup, _now: None)  # everything that is known by now is durable then
    records = await asyncio.to_thread(hall.journal.records, 0)
    return [
        (record.event.before, record.event.after)
        for record in records
        if isinstance(record.event, DeviceChanged) and record.event.device == "pad-3"
    ]


async def state_is(hall: Hall, state: LinkState) -> None:
    async with asyncio.timeout(PATIENCE_S):
        while True:
            known = hall.day.state.devices.get("pad-3")
            if known is not None and known.state == state:
                return
            await asyncio.sleep(0.005)


@pytest.mark.req("DEV-01")
async def test_three_silent_heartbeats_are_offline_with_event_and_metric_and_a_word_clears_it(
    embedded: Embedded, tmp_path: Path
) -> None:
    clock = Clock()
    async with running_hall(tmp_path) as hall:
        link = MqttLink(embedded.address(), client_id="hall")
        pad = MqttLink(MqttAddress("127.0.0.1", embedded.port, "pad-3", "token-of-pad-3"), client_id="pad-3")
        watch = DeviceWatch(hall, monotonic=clock.monotonic, sleep=clock.sleep)
        requests = DeviceRequests(hall, link, TOPICS, watch, Requests(hall, watch))
        tasks = [asyncio.create_task(part.run()) for part in (watch, requests, link, pad)]
        for each in (link, pad):
            await asyncio.wait_for(each.wait_online(), PATIENCE_S)

        await pad.send(
            TOPICS.device("pad-3", "status"), b'{"state":"online","at":"2026-11-21T10:00:00+08:00"}'
        )
        await state_is(hall, LinkState.ONLINE)
        assert device_up(hall, watch) == "1.0"

        clock.seconds += 29
        await asyncio.sleep(0.05)
        assert hall.day.state.devices["pad-3"].state == LinkState.ONLINE
        clock.seconds += 1
        await state_is(hall, LinkState.OFFLINE)
        assert device_up(hall, watch) == "0.0"

        heartbeat = {"id": "h1", "name": "telemetry", "args": {}}
        await pad.send(TOPICS.device("pad-3", "request"), json.dumps(heartbeat).encode())
        await state_is(hall, LinkState.ONLINE)
        assert device_up(hall, watch) == "1.0"
        assert await changes(hall) == [(UNSEEN, "ONLINE"), ("ONLINE", "OFFLINE"), ("OFFLINE", "ONLINE")]
        await stopped(*tasks)
