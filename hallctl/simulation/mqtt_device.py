"""What all simulated MQTT devices do: log in with a token, leave a last will, beat, acknowledge, ask.

They behave as the hardware should: the same command id again is acknowledged again and acts once; a request
that got no reply is asked again with its id. Faults of the wire befall whole messages; a half-open device
keeps its connection and says nothing.
"""

from __future__ import annotations

import asyncio
import random
import secrets
import socket
from collections import OrderedDict
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, ClassVar, Final

import aiomqtt
import msgspec

from hallctl.contracts.asking import UNREADABLE
from hallctl.contracts.topics import DEVICE_READS, Topics
from hallctl.links.link import Backoff, Link, LinkDown
from hallctl.links.mqtt import KEEPALIVE_S, NODELAY, TIMEOUT_S
from hallctl.links.mqtt_client import MqttClient
from hallctl.profiles import MqttProfile
from hallctl.simulation.faults import WELL, Fault, Trouble, come_through

ASK_AGAIN_S: Final = 1.0
REMEMBERED: Final = 200


class Problem(msgspec.Struct, frozen=True):
    """Why not."""

    code: str
    title: str = ""


class Reply(msgspec.Struct, frozen=True):
    """What the hall answered to a request."""

    id: str
    ok: bool
    data: Any = None
    error: Problem | None = None


class _Command(msgspec.Struct, frozen=True):
    id: str
    name: str
    args: dict[str, Any] = {}


class _Ack(msgspec.Struct, frozen=True, omit_defaults=True):
    id: str
    ok: bool
    error: Problem | None = None


@dataclass(frozen=True, slots=True)
class Account:
    """Which device of which hall it is, and how it gets in: by the broker, or by the web server at `url`."""

    hall: str
    device: str
    token: str
    host: str
    port: int
    url: str = ""


class SimulatedDevice(Link):
    """A device on the broker. Its owner runs `run()`; `online` is set while it is logged in."""

    LOST: ClassVar[tuple[type[Exception], ...]] = (*Link.LOST, aiomqtt.MqttError)

    def __init__(
        self,
        account: Account,
        profile: MqttProfile,
        *,
        heartbeat_s: float = 10.0,
        firmware: str = "1.0",
    ) -> None:
        super().__init__(f"simulated {account.device}", backoff=Backoff(first_s=0.2, longest_s=3.0))
        self.account, self.profile = account, profile
        self.device = account.device
        self.trouble = WELL
        self.identified = 0
        self.health = "ok"
        self._heartbeat_s, self._firmware = heartbeat_s, firmware
        self._topics = Topics(account.hall)
        self._client: aiomqtt.Client | None = None
        self._acks: OrderedDict[str, asyncio.Task[bytes]] = OrderedDict()
        self._asked: dict[str, asyncio.Future[Reply]] = {}
        self._chance = random.Random(account.device)
        self._running: asyncio.Task[None] | None = None
        self._work: set[asyncio.Task[Any]] = set()
        self._acts: dict[str, Callable[[dict[str, Any]], Awaitable[Problem | None]]] = {
            "identify": self._identify,
        }

    async def start(self) -> None:
        """Be there until `stop`."""
        self._running = asyncio.create_task(self.run())

    async def stop(self) -> None:
        """Say farewell and be gone."""
        if self._running is not None:
            self._running.cancel()
            await asyncio.gather(self._running, return_exceptions=True)
            self._running = None

    def suffer(self, trouble: Trouble) -> None:
        """As `Simulator.suffer`. A REBOOT ends by itself after its `delay_s`."""
        self.trouble = trouble
        if trouble.fault is Fault.REBOOT:
            self._acks.clear()
            self.forget()
            self.drop()
        elif not trouble.silent:
            self.spawn(self.tell_status())

    def forget(self) -> None:
        """Lose what a power cut loses."""

    async def ask(
        self, name: str, args: dict[str, Any], timeout_s: float = 10.0, *, request: str | None = None
    ) -> Reply:
        """Send a request until the hall answers. Raises TimeoutError. `request`: its id, to ask again."""
        request = request or secrets.token_hex(8)
        answer: asyncio.Future[Reply] = asyncio.get_running_loop().create_future()
        self._asked[request] = answer
        payload = msgspec.json.encode({"id": request, "name": name, "args": args})
        try:
            async with asyncio.timeout(timeout_s):
                while True:
                    await self.wait_online()
                    await self._publish("request", payload)
                    done, _ = await asyncio.wait({answer}, timeout=ASK_AGAIN_S)
                    if done:
                        return answer.result()
        finally:
            del self._asked[request]

    async def tell_status(self) -> None:
        """Publish the retained status, as at every heartbeat."""
        await self._publish("status", self._status("online"), retain=True)

    def drop(self) -> None:
        """Lose the connection without a word, so that the broker publishes the last will."""
        wire = self._client._client.socket() if self._client else None  # noqa: SLF001 - aiomqtt hides it
        if isinstance(wire, socket.socket):
            wire.shutdown(socket.SHUT_RDWR)

    async def run(self) -> None:
        """Be there until cancelled."""
        try:
            await super().run()
        finally:
            for task in tuple(self._work):
                task.cancel()
            await asyncio.gather(*self._work, return_exceptions=True)

    def spawn(self, work: Awaitable[Any]) -> None:
        """Let `work` go on beside the messages; it ends with the device."""
        task = asyncio.ensure_future(work)
        self._work.add(task)
        task.add_done_callback(self._ended)

    # --- the connection ---

    async def _session(self) -> None:
        await self._boot()
        account = self.account
        client = MqttClient(
            account.host,
            account.port,
            identifier=account.device,
            username=account.device,
            password=account.token,
            will=aiomqtt.Will(self._topic("status"), self._status("offline"), qos=1, retain=True),
            keepalive=KEEPALIVE_S,
            timeout=TIMEOUT_S,
            socket_options=[NODELAY],
        )
        async with client:
            self._client = client
            beating = asyncio.create_task(self._beat())
            try:
                await client.subscribe([(self._topic(leaf), 1) for leaf in DEVICE_READS])
                await self.tell_status()
                self._up()
                async for message in client.messages:
                    self._heard(message)
            except asyncio.CancelledError:
                # A clean farewell says offline itself: the broker drops the last will.
                await client.publish(self._topic("status"), self._status("offline"), qos=1, retain=True)
                raise
            finally:
                beating.cancel()
                self._client = None

    async def _boot(self) -> None:
        """After a loss of power it takes a while until the device is there again."""
        while self.trouble.fault is Fault.REBOOT:
            trouble = self.trouble
            await asyncio.sleep(trouble.delay_s)
            if self.trouble is trouble:
                self.trouble = WELL

    async def _beat(self) -> None:
        while True:
            await asyncio.sleep(self._heartbeat_s)
            await self.tell_status()

    def _topic(self, leaf: str) -> str:
        return self._topics.device(self.account.device, leaf)

    def _status(self, state: str) -> bytes:
        wrong = self.trouble.fault is Fault.WRONG_FIRMWARE
        firmware = self.trouble.firmware if wrong else self._firmware
        status: dict[str, Any] = {"state": state, "firmware": firmware, "at": datetime.now(UTC)}
        if state == "online":
            status["health"] = self.health
        return msgspec.json.encode(status)

    async def _publish(self, leaf: str, payload: bytes, *, retain: bool = False) -> None:
        """Send what can be sent; what is lost with the connection is repeated by whoever needs it."""
        for delay_s, piece in come_through(self.trouble, payload, self._chance):
            await asyncio.sleep(delay_s)
            if self._client is None:
                return
            try:
                await self._client.publish(self._topic(leaf), piece, qos=1, retain=retain)
            except aiomqtt.MqttError as error:
                self._log.debug("not published", leaf=leaf, cause=str(error))

    # --- what the hall says ---

    def _heard(self, message: aiomqtt.Message) -> None:
        leaf, payload = message.topic.value.rpartition("/")[2], message.payload
        for delay_s, piece in come_through(self.trouble, payload, self._chance):
            if delay_s:
                asyncio.get_running_loop().call_later(delay_s, self._hear, leaf, piece)
            else:
                self._hear(leaf, piece)

    def _hear(self, leaf: str, payload: bytes) -> None:
        try:
            if leaf == "command":
                self._command(msgspec.json.decode(payload, type=_Command))
            elif leaf == "reply":
                reply = msgspec.json.decode(payload, type=Reply)
                waiting = self._asked.get(reply.id)
                if waiting is not None and not waiting.done():
                    waiting.set_result(reply)
        except UNREADABLE as error:
            self._log.warning("the hall sent something malformed", leaf=leaf, cause=str(error))

    def _command(self, command: _Command) -> None:
        if command.id not in self._acks:
            self._acks[command.id] = asyncio.ensure_future(self._act(command))
            if len(self._acks) > REMEMBERED:
                self._acks.popitem(last=False)
        self.spawn(self._acknowledge(self._acks[command.id]))

    async def _act(self, command: _Command) -> bytes:
        await asyncio.sleep(self.trouble.slow_s)
        act = self._acts.get(command.name)
        if self.trouble.fault is Fault.REFUSE:
            problem: Problem | None = Problem("BROKEN", "设备故障")
        elif act is None or command.name not in self.profile.commands:
            problem = Problem("NAME_UNKNOWN", "没有这种命令")
        else:
            problem = await act(command.args)
        return msgspec.json.encode(_Ack(command.id, problem is None, problem))

    async def _acknowledge(self, acting: asyncio.Task[bytes]) -> None:
        await self._publish("ack", await asyncio.shield(acting))

    async def _identify(self, _args: dict[str, Any]) -> None:
        self.identified += 1

    def _ended(self, task: asyncio.Task[Any]) -> None:
        self._work.discard(task)
        error = None if task.cancelled() else task.exception()
        if error is not None and not isinstance(error, (TimeoutError, LinkDown)):
            self._log.error("the simulated device failed", error=repr(error))
