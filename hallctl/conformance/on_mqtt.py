"""The stand for devices on MQTT: a broker of its own, the hall's side, and what both say.

A recording holds commands and acknowledgements without what is another each time: id and deadline.
"""

from __future__ import annotations

import asyncio
import secrets
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from typing import Any, Final

import msgspec

from hallctl.conformance.bench import ANSWERS, DEVICE, Examined, Heard, Pace, entry_for, examine
from hallctl.conformance.proving import Proof
from hallctl.conformance.simulated import running
from hallctl.contracts.asking import UNREADABLE
from hallctl.contracts.devices import DeviceNews, LinkState
from hallctl.contracts.topics import HALL_ACCOUNT, Topics
from hallctl.links.modbus import ModbusLines
from hallctl.links.mqtt import Heard as Message
from hallctl.links.mqtt import MqttAddress, MqttCommander, MqttLink
from hallctl.links.wires import Wires
from hallctl.mqtt.broker import EmbeddedBroker
from hallctl.profiles import MqttProfile
from hallctl.profiles.recorded import Exchange, Recording
from hallctl.registry.making import Drivers
from hallctl.simulation.mqtt_device import Account
from hallctl.simulation.simulator import Surroundings

ADDRESS: Final = "mqtt:"
HALL: Final = "conformance"
_TOPICS: Final = Topics(HALL)
_PACE: Final = Pace(pause_s=0.05)
_ONLINE: Final = "online"


@dataclass
class Floor:
    """A broker with the hall's side of it. `said`: what hall and device said to each other."""

    wires: Wires
    broker: MqttAddress
    token: str
    heard: Heard = field(default_factory=Heard)
    said: list[Exchange] = field(default_factory=list)
    trial: str = ANSWERS
    _open: dict[str, tuple[str, bytes]] = field(default_factory=dict)

    def around(self, speed: float = 1.0) -> Surroundings:
        """What a simulated device needs to come here."""
        account = Account(HALL, DEVICE, self.token, self.broker.host, self.broker.port)
        return Surroundings(speed, {DEVICE: account})

    def on_status(self, message: Message) -> None:
        """The device tells how it is, itself."""
        with suppress(*UNREADABLE):
            self._heard_status(msgspec.json.decode(message.payload, type=dict[str, Any]))

    def _heard_status(self, status: dict[str, Any]) -> None:
        state = LinkState.ONLINE if status.get("state") == _ONLINE else LinkState.OFFLINE
        self.heard.ear().tell(DeviceNews(DEVICE, state, firmware=status.get("firmware")))

    def on_command(self, payload: bytes) -> None:
        """The hall said this."""
        order = msgspec.json.decode(payload)
        self._open[order["id"]] = self.trial, bare_order(order)

    def on_ack(self, message: Message) -> None:
        """The device answered this; what cannot be read it said to nobody."""
        with suppress(*UNREADABLE):
            self._heard_ack(msgspec.json.decode(message.payload, type=dict[str, Any]))

    def _heard_ack(self, ack: dict[str, Any]) -> None:
        trial, sends = self._open.pop(ack.pop("id", ""), (self.trial, b""))
        if sends:
            self.said.append(Exchange(trial=trial, sends=sends.decode(), hears=_json(ack).decode()))


async def recorded_on_mqtt(
    profile: MqttProfile, drivers: Drivers, *, on: date
) -> tuple[Examined, Recording | None]:
    """The trials with a simulated device, and what was said. Raises ValueError, OSError."""
    entry = entry_for(profile, ADDRESS, _PACE)
    async with floor_for(profile) as floor, running(entry, profile, floor.around()):
        examined = await _examine(profile, drivers, floor)
    if not floor.said:
        return examined, None
    firmware = floor.heard.firmware
    return examined, Recording(
        format=1, recorded=on, device="simulated", over="mqtt", firmware=firmware, exchange=floor.said
    )


async def prove_on_mqtt(profile: MqttProfile, recording: Recording, drivers: Drivers) -> Proof:
    """The trials with a device that answers what was recorded. Raises OSError."""
    async with floor_for(profile) as floor:
        address = MqttAddress(floor.broker.host, floor.broker.port, DEVICE, floor.token)
        device = _Recorded(MqttLink(address, client_id=DEVICE), recording)
        running = asyncio.create_task(device.run())
        try:
            examined = await _examine(profile, drivers, floor)
        finally:
            running.cancel()
            await asyncio.gather(running, return_exceptions=True)
    unheard = [exchange for exchange in recording.exchange if exchange.sent not in device.heard]
    return Proof(examined, tuple(device.strange), tuple(unheard))


def bare_order(order: dict[str, Any]) -> bytes:
    """A command without its id and deadline."""
    return _json({"name": order["name"], "args": order["args"]})


async def _examine(profile: MqttProfile, drivers: Drivers, floor: Floor) -> Examined:
    def begin(trial: str) -> None:
        floor.trial = trial

    return await examine(
        profile, ADDRESS, drivers, pace=_PACE, begin=begin, wires=floor.wires, heard=floor.heard
    )


@asynccontextmanager
async def floor_for(profile: MqttProfile) -> AsyncIterator[Floor]:
    """A broker that knows the device, and the hall's side of it. Raises OSError."""
    token = secrets.token_urlsafe(16)
    broker = EmbeddedBroker(
        HALL,
        host="127.0.0.1",
        port=0,
        verify=lambda account, given: account == DEVICE and given == token,
        kind_of={DEVICE: profile.kind}.get,
    )
    await broker.start()
    link = _Overheard(broker.address(), client_id=HALL_ACCOUNT)
    commander = MqttCommander(link, _TOPICS, clock=lambda: datetime.now(UTC))
    floor = Floor(Wires(ModbusLines(), commander), broker.address(), token)
    link.overhear = floor.on_command
    link.hear(_TOPICS.device(DEVICE, "status"), floor.on_status)
    link.hear(_TOPICS.device(DEVICE, "ack"), floor.on_ack)
    running = asyncio.create_task(link.run())
    try:
        yield floor
    finally:
        running.cancel()
        await asyncio.gather(running, return_exceptions=True)
        await broker.stop()


class _Overheard(MqttLink):
    """The hall's connection; `overhear` gets each command: the broker lets nobody else read them."""

    overhear: Callable[[bytes], None]

    def send(self, topic: str, payload: bytes, *, retain: bool = False) -> asyncio.Future[None]:
        """As `MqttLink.send`."""
        self.overhear(payload)
        return super().send(topic, payload, retain=retain)


class _Recorded:
    """A device on the broker that knows what was recorded, and nothing else."""

    def __init__(self, link: MqttLink, recording: Recording) -> None:
        self.heard: set[bytes] = set()
        self.strange: list[bytes] = []
        self._link = link
        self._answers = {exchange.sent: exchange.heard for exchange in recording.exchange}
        self._firmware = recording.firmware
        link.hear(_TOPICS.device(DEVICE, "command"), self._on_command)

    async def run(self) -> None:
        """Be there until cancelled."""
        async with asyncio.TaskGroup() as group:
            group.create_task(self._link.run())
            await self._link.wait_online()
            status = {"state": _ONLINE, "firmware": self._firmware, "at": datetime.now(UTC)}
            await self._link.send(_TOPICS.device(DEVICE, "status"), msgspec.json.encode(status), retain=True)

    def _on_command(self, message: Message) -> None:
        order = msgspec.json.decode(message.payload)
        bare = bare_order(order)
        if bare not in self._answers:
            self.strange.append(bare)
            return
        self.heard.add(bare)
        ack = {"id": order["id"], **msgspec.json.decode(self._answers[bare])}
        self._link.send(_TOPICS.device(DEVICE, "ack"), msgspec.json.encode(ack))


def _json(value: object) -> bytes:
    return msgspec.json.encode(value, order="sorted")
