"""Whatever devices send over MQTT: nothing escapes, garbage changes nothing, and nothing is collected."""

import asyncio
import tempfile
from pathlib import Path

from garbage import payloads
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from mqtt_hall import TOPICS, running_hall

from hallctl.contracts.asking import Answer
from hallctl.hall import Hall
from hallctl.links.mqtt import Heard, MqttAddress, MqttCommander, MqttLink
from hallctl.mqtt.requests import DeviceRequests
from hallctl.registry import DeviceWatch, Requests
from hallctl.registry.requests import REMEMBERED

LEAVES = ("request", "status", "ack")
DEVICES = ("kiosk-1", "pad-3", "led-3", "nobody")
REASONS = {
    "device_unknown",
    "status_malformed",
    "request_retained",
    "request_malformed",
    "request_too_large",
}

messages = st.lists(
    st.tuples(st.sampled_from(DEVICES), st.sampled_from(LEAVES), payloads(), st.booleans()), max_size=25
)


class Bench:
    """The hall's ears for devices, without a broker."""

    def __init__(self, hall: Hall) -> None:
        self.hall = hall
        self.link = MqttLink(MqttAddress.parse("mqtt://localhost"), client_id="hall")
        self.watch = DeviceWatch(hall)
        self.answers: list[bytes] = []
        self.link.send = self._send  # type: ignore[method-assign,assignment]
        self.desk = Requests(hall, self.watch)
        self.requests = DeviceRequests(hall, self.link, TOPICS, self.watch, self.desk)
        self.commander = MqttCommander(self.link, TOPICS, clock=hall.now)

    def _send(self, _topic: str, payload: bytes, *, retain: bool = False) -> None:
        self.answers.append(payload)

    async def hear(self, device: str, leaf: str, payload: bytes, *, retained: bool) -> None:
        heard = Heard(TOPICS.device(device, leaf), payload, retained)
        for topic_filter, hears in self.link._hears:
            if topic_filter.endswith(leaf):
                hears(heard)
        while self.requests._tasks:
            await asyncio.gather(*self.requests._tasks)


async def play(home: Path, given_messages: list[tuple[str, str, bytes, bool]]) -> None:
    import msgspec

    async with running_hall(home) as hall:
        bench = Bench(hall)
        for device, leaf, payload, retained in given_messages:
            before, answered = (hall.day.seq, hall.day.snapshot()), len(bench.answers)
            await bench.hear(device, leaf, payload, retained=retained)
            fresh = [msgspec.json.decode(answer, type=Answer) for answer in bench.answers[answered:]]
            assert len(fresh) <= 1
            if not any(answer.ok for answer in fresh):
                assert (hall.day.seq, hall.day.snapshot()) == before
            assert not any(answer.error and answer.error.code == "INTERNAL" for answer in fresh)
        assert set(bench.requests.ignored) <= REASONS
        assert set(bench.watch.seen) <= set(hall.setup.devices)
        assert len(bench.desk._answers) <= REMEMBERED
        assert not bench.desk._open
        assert not bench.commander._waiting


@settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
@given(messages)
def test_whatever_devices_send_is_answered_or_ignored(
    given_messages: list[tuple[str, str, bytes, bool]],
) -> None:
    with tempfile.TemporaryDirectory() as home:
        asyncio.run(play(Path(home), given_messages))
