"""The hall's one connection to its MQTT broker, and commands to devices over it.

Everything is QoS 1. What is sent goes out in the order of the calls. Nothing is queued while the broker is
away: who sends decides what to do about that.
"""

from __future__ import annotations

import asyncio
import math
import secrets
import socket
import ssl
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, ClassVar, Final
from urllib.parse import unquote, urlsplit

import aiomqtt
import msgspec
import structlog

from hallctl.contracts.asking import UNREADABLE
from hallctl.contracts.devices import LinkState, Outcome
from hallctl.contracts.topics import Topics
from hallctl.links.link import Backoff, Link, LinkDown, Timing
from hallctl.links.mqtt_client import MqttClient

KEEPALIVE_S: Final = 5
"""A frozen broker is noticed after one and a half times this."""

TIMEOUT_S: Final = 3.0
NODELAY: Final = (socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
DEFAULT_PORTS: Final = {"mqtt": 1883, "mqtts": 8883}
MAX_WAITING_MESSAGES: Final = 10_000


@dataclass(frozen=True, slots=True)
class MqttAddress:
    """Where the broker is and who the hall is there."""

    host: str
    port: int
    user: str = ""
    password: str = field(default="", repr=False)
    tls: bool = False
    ca_file: Path | None = None  # whom to trust instead of the system's authorities

    @classmethod
    def parse(cls, url: str) -> MqttAddress:
        """From `mqtt://[user[:password]@]host[:port]` or `mqtts://…`. Raises ValueError."""
        parts = urlsplit(url)
        if parts.scheme not in DEFAULT_PORTS or not parts.hostname:
            message = f"not an MQTT address: scheme {parts.scheme!r}, host {parts.hostname!r}"
            raise ValueError(message)
        return cls(
            host=parts.hostname,
            port=parts.port or DEFAULT_PORTS[parts.scheme],
            user=unquote(parts.username or ""),
            password=unquote(parts.password or ""),
            tls=parts.scheme == "mqtts",
        )


@dataclass(frozen=True, slots=True)
class Heard:
    """A message that arrived. `retained`: it was stored at the broker and may be old."""

    topic: str
    payload: bytes
    retained: bool


Hears = Callable[[Heard], None]


class MqttLink(Link):
    """The connection of one client. `hear` before `run`; `send` whenever it is online."""

    LOST: ClassVar[tuple[type[Exception], ...]] = (*Link.LOST, aiomqtt.MqttError)

    def __init__(
        self,
        address: MqttAddress,
        *,
        client_id: str,
        in_flight: int = 20,
        keepalive_s: int = KEEPALIVE_S,
        backoff: Backoff | None = None,
        timing: Timing | None = None,
    ) -> None:
        super().__init__("mqtt", backoff=backoff, timing=timing)
        self.address = address
        self._client_id = client_id
        self._in_flight = in_flight
        self._keepalive_s = keepalive_s
        self._hears: list[tuple[str, Hears]] = []
        self._client: aiomqtt.Client | None = None
        self._sending: dict[asyncio.Task[None], asyncio.Future[None]] = {}

    def hear(self, topic_filter: str, hears: Hears) -> None:
        """Give every message that matches to `hears`, which must not block. Subscribed at each connect."""
        self._hears.append((topic_filter, hears))

    def send(self, topic: str, payload: bytes, *, retain: bool = False) -> asyncio.Future[None]:
        """Publish; done when the broker has acknowledged. `LinkDown` comes through the future only."""
        acknowledged: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        acknowledged.add_done_callback(_looked_at)
        if self._client is None:
            acknowledged.set_exception(LinkDown("not connected to the broker"))
            return acknowledged
        publishing = self._client.publish(topic, payload, qos=1, retain=retain, timeout=math.inf)
        task = asyncio.create_task(publishing)
        self._sending[task] = acknowledged
        task.add_done_callback(self._sent)
        return acknowledged

    @property
    def socket(self) -> socket.socket | None:
        """The connected socket, for tests of its options."""
        found = self._client._client.socket() if self._client else None  # noqa: SLF001 - aiomqtt hides it
        return found if isinstance(found, socket.socket) else None

    async def _session(self) -> None:
        client = MqttClient(
            self.address.host,
            self.address.port,
            identifier=self._client_id,
            username=self.address.user or None,
            password=self.address.password or None,
            tls_context=ssl.create_default_context(cafile=self.address.ca_file) if self.address.tls else None,
            clean_session=True,
            keepalive=self._keepalive_s,
            timeout=TIMEOUT_S,
            max_inflight_messages=self._in_flight,
            max_queued_incoming_messages=MAX_WAITING_MESSAGES,
            socket_options=[NODELAY],
        )
        client.pending_calls_threshold = 10 * self._in_flight
        async with client:
            await self._serve(client)

    async def _serve(self, client: aiomqtt.Client) -> None:
        await self._subscribe(client)
        self._client = client
        try:
            self._up()
            async for message in client.messages:
                self._dispatch(message)
        finally:
            self._client = None
            for task in tuple(self._sending):
                task.cancel()

    async def _subscribe(self, client: aiomqtt.Client) -> None:
        if not self._hears:
            return
        filters = list(dict.fromkeys(topic_filter for topic_filter, _ in self._hears))
        granted = await client.subscribe([(topic_filter, 1) for topic_filter in filters])
        refused = [name for name, code in zip(filters, granted, strict=True) if _code(code) >= 128]  # noqa: PLR2004
        if refused:
            message = f"the broker refuses subscriptions: {', '.join(refused)}"
            raise LinkDown(message)

    def _dispatch(self, message: aiomqtt.Message) -> None:
        heard = Heard(topic=message.topic.value, payload=message.payload, retained=message.retain)
        for topic_filter, hears in self._hears:
            if message.topic.matches(topic_filter):
                try:
                    hears(heard)
                except Exception:  # noqa: BLE001 - one message that trips a listener must not cost the connection
                    self._log.exception("a listener failed", topic=heard.topic)

    def _sent(self, task: asyncio.Task[None]) -> None:
        acknowledged = self._sending.pop(task)
        error = None if task.cancelled() else task.exception()
        if acknowledged.done():
            return
        if task.cancelled() or error is not None:
            acknowledged.set_exception(LinkDown(str(error or "connection lost before the acknowledgement")))
        else:
            acknowledged.set_result(None)


class Order(msgspec.Struct, frozen=True):
    """What a device gets at `command`. After `deadline` it must not be carried out any more."""

    id: str
    name: str
    args: Any
    deadline: datetime


class AckError(msgspec.Struct, frozen=True):
    """Why a device refuses."""

    code: str
    title: str = ""


class Ack(msgspec.Struct, frozen=True):
    """What a device answers at `ack` to the order `id`."""

    id: str
    ok: bool
    error: AckError | None = None


class MqttCommander:
    """Sends commands to devices and waits for the acknowledgement; drivers of MQTT devices use it."""

    def __init__(self, link: MqttLink, topics: Topics, *, clock: Callable[[], datetime]) -> None:
        self._link = link
        self._topics = topics
        self._clock = clock
        self._waiting: dict[tuple[str, str], asyncio.Future[Ack]] = {}
        self._log = structlog.get_logger(__name__)
        self.stats: dict[Outcome, int] = dict.fromkeys(Outcome, 0)
        self.strays = 0
        """Acknowledgements that nobody waited for: late, doubled or malformed."""
        link.hear(topics.every_device("ack"), self._hear)

    async def command(self, device: str, name: str, args: object, deadline_s: float) -> Outcome:
        """Have `device` do `name`. `args`: a mapping or a Struct. Returns within `deadline_s` seconds.

        REFUSED: the device says no. TIMED_OUT: it did not answer in time, or could not be reached at all.
        UNKNOWN: the broker was lost after the command went out, so it may have been done.
        """
        outcome = await self._ask(device, name, args, deadline_s)
        self.stats[outcome] += 1
        return outcome

    async def _ask(self, device: str, name: str, args: object, deadline_s: float) -> Outcome:
        order = Order(secrets.token_hex(8), name, args, self._clock() + timedelta(seconds=deadline_s))
        key = (device, order.id)
        answer = self._waiting[key] = asyncio.get_running_loop().create_future()
        session = 0
        try:
            async with asyncio.timeout(deadline_s):
                await self._link.wait_online()
                session = self._link.stats.connects
                sending = self._link.send(self._topics.device(device, "command"), msgspec.json.encode(order))
                await sending
                return self._judge(device, name, await answer)
        except TimeoutError:
            return Outcome.TIMED_OUT if self._same(session) else Outcome.UNKNOWN
        except LinkDown:
            return Outcome.UNKNOWN
        finally:
            del self._waiting[key]

    def _same(self, session: int) -> bool:
        """Whether nothing was sent yet (0), or the connection that it went over still stands."""
        return session == 0 or (session == self._link.stats.connects and self._link.state is LinkState.ONLINE)

    def _judge(self, device: str, name: str, ack: Ack) -> Outcome:
        if ack.ok:
            return Outcome.DONE
        self._log.info(
            "device refused", device=device, command=name, code=ack.error.code if ack.error else ""
        )
        return Outcome.REFUSED

    def _hear(self, heard: Heard) -> None:
        parsed = self._topics.parse_device(heard.topic)
        ack: Ack | None = None
        with suppress(*UNREADABLE):
            ack = msgspec.json.decode(heard.payload, type=Ack)
        waiting = self._waiting.get((parsed[0], ack.id)) if parsed and ack and not heard.retained else None
        if ack is None or waiting is None or waiting.done():
            self.strays += 1
            return
        waiting.set_result(ack)


def _looked_at(future: asyncio.Future[None]) -> None:
    # A sender may drop the future of a message whose loss does not matter to it.
    if not future.cancelled():
        future.exception()


def _code(granted: Any) -> int:
    """The number of a SUBACK: paho gives plain ints for MQTT 3 and reason codes for both."""
    return int(getattr(granted, "value", granted))
