"""Requests and status of MQTT devices: from their topics to the register's desk, and the answers back."""

from __future__ import annotations

import asyncio
import time
from collections import Counter
from collections.abc import Callable
from typing import Any, Final

import msgspec
import structlog

from hallctl.contracts.asking import UNREADABLE, Answer, Ask
from hallctl.contracts.devices import DeviceNews, LinkState
from hallctl.contracts.topics import Topics
from hallctl.domain.setup import DeviceEntry
from hallctl.hall import Hall
from hallctl.links.mqtt import Heard, MqttLink
from hallctl.mqtt.messages import MAX_BYTES, OnlyId, Status
from hallctl.registry import DeviceWatch, Requests

QUIET_S: Final = 60.0
"""One line a minute about each kind of broken message."""

STATES: Final = {"online": LinkState.ONLINE, "offline": LinkState.OFFLINE}

_encode = msgspec.json.Encoder().encode


class DeviceRequests:
    """Hears every device. Make it before the link runs; `run` owns the replies under way."""

    def __init__(
        self,
        hall: Hall,
        link: MqttLink,
        topics: Topics,
        watch: DeviceWatch,
        requests: Requests,
        *,
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        self.ignored: Counter[str] = Counter()
        """Messages that could not be answered, by reason."""
        self.requests = requests
        self._hall = hall
        self._link = link
        self._topics = topics
        self._watch = watch
        self._monotonic = monotonic
        self._tasks: set[asyncio.Task[Any]] = set()
        self._said_at: dict[str, float] = {}
        self._log = structlog.get_logger(__name__)
        link.hear(topics.every_device("request"), self._hear_request)
        link.hear(topics.every_device("status"), self._hear_status)
        link.hear(topics.every_device("ack"), self._hear_ack)

    async def run(self) -> None:
        """Keep replying until cancelled; then drop what is open: the devices ask again."""
        try:
            await asyncio.Event().wait()
        finally:
            for task in tuple(self._tasks):
                task.cancel()
            await asyncio.gather(*self._tasks, return_exceptions=True)

    def _hear_ack(self, heard: Heard) -> None:
        if not heard.retained and (entry := self._entry(heard)):
            self._watch.heard(entry.id)

    def _hear_status(self, heard: Heard) -> None:
        entry = self._entry(heard)
        if entry is None:
            return
        try:
            status = msgspec.json.decode(heard.payload[: MAX_BYTES + 1], type=Status)
        except UNREADABLE:
            self._ignore("status_malformed", entry.id)
            return
        # A retained "online" is what the device said once; only what comes now is a sign of life.
        if status.state == "online" and not heard.retained:
            self._watch.heard(entry.id)
        self._watch.tell(
            DeviceNews(entry.id, STATES[status.state], health=status.health, firmware=status.firmware)
        )

    def _hear_request(self, heard: Heard) -> None:
        entry = self._entry(heard)
        if entry is None:
            return
        if heard.retained:
            self._ignore("request_retained", entry.id)
            return
        self._watch.heard(entry.id)
        if len(heard.payload) > MAX_BYTES:
            self._reject(entry.id, heard.payload, "TOO_LARGE")
            return
        try:
            ask = msgspec.json.decode(heard.payload, type=Ask)
        except UNREADABLE:
            self._reject(entry.id, heard.payload, "MALFORMED")
            return
        task = asyncio.create_task(self._reply(entry.id, ask))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    def _entry(self, heard: Heard) -> DeviceEntry | None:
        parsed = self._topics.parse_device(heard.topic)
        entry = self._hall.setup.devices.get(parsed[0]) if parsed else None
        if entry is None:
            self._ignore("device_unknown", heard.topic)
        return entry

    async def _reply(self, device: str, ask: Ask) -> None:
        self._send(device, await self.requests.ask(device, ask))

    def _reject(self, device: str, payload: bytes, code: str) -> None:
        try:
            ask_id = msgspec.json.decode(payload, type=OnlyId).id
        except UNREADABLE:
            self._ignore(f"request_{code.lower()}", device)
            return
        self._send(device, self.requests.reject(ask_id, code))

    def _send(self, device: str, answer: Answer) -> None:
        self._link.send(self._topics.device(device, "reply"), _encode(answer))

    def _ignore(self, why: str, who: str) -> None:
        self.ignored[why] += 1
        now = self._monotonic()
        if now - self._said_at.get(why, -QUIET_S) >= QUIET_S:
            self._said_at[why] = now
            self._log.warning("mqtt.ignored", why=why, who=who, count=self.ignored[why])
