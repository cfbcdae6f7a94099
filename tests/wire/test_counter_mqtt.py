"""A keypad with a screen on the broker: it shows the window, and its keys are what its clerk had seen."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest
from at_work import stopped
from ears import an_ear
from mqtt_brokers import HALL, Peer, token
from mqtt_hall import TOPICS, Bridge, hall_on, issue, open_window
from polling import PATIENCE_S, until

import devices
import firmware_profiles
from hallctl.contracts.devices import KeypadFace, Outcome
from hallctl.domain.tickets import TicketState
from hallctl.links.modbus import ModbusLines
from hallctl.links.mqtt import MqttCommander
from hallctl.links.wires import Wires
from hallctl.profiles import MqttProfile, ProfileLibrary
from hallctl.reactions import Reactions
from hallctl.registry.making import make
from hallctl.simulation.keypads import MqttKeypad
from hallctl.simulation.mqtt_device import Account

pytestmark = pytest.mark.needs("mosquitto")

PROFILES = ProfileLibrary.load([firmware_profiles.folder()])


@dataclass
class Desk:
    bridge: Bridge
    keypad: MqttKeypad

    @property
    def face(self) -> KeypadFace:
        assert self.keypad.face is not None
        return self.keypad.face


@asynccontextmanager
async def desk(broker: Peer, home: Path) -> AsyncIterator[Desk]:
    async with hall_on(broker, home) as bridge:
        hall = bridge.hall
        wires = Wires(ModbusLines(), MqttCommander(bridge.link, TOPICS, clock=hall.now))
        # The commander listens from the next connection on, so it begins with one.
        await stopped(bridge.tasks.pop())
        bridge.tasks.append(asyncio.create_task(bridge.link.run()))
        profile = PROFILES.get("generic-mqtt", "keypad")
        assert isinstance(profile, MqttProfile)
        driver = make(devices.DRIVERS, hall.setup.devices["key-3"], profile, wires, an_ear(bridge.watch.tell))
        account = Account(HALL, "key-3", token("key-3"), "127.0.0.1", broker.port)
        keypad = MqttKeypad(account, profile, heartbeat_s=0.2)
        parts = (keypad, Reactions(hall, {"key-3": driver}))
        tasks = [asyncio.create_task(part.run()) for part in parts]
        try:
            async with asyncio.timeout(PATIENCE_S):
                await asyncio.gather(bridge.link.wait_online(), keypad.wait_online())
            await until(lambda: keypad.face is not None)
            yield Desk(bridge, keypad)
            assert await driver.identify() is Outcome.DONE
        finally:
            await stopped(*tasks)


async def test_a_keypad_on_the_broker_calls_and_ends(mqtt_broker: Peer, tmp_path: Path) -> None:
    async with desk(mqtt_broker, tmp_path) as at:
        hall, keypad = at.bridge.hall, at.keypad
        assert (await keypad.press("call")).error is not None
        await open_window(hall)
        await issue(hall)
        await until(lambda: (at.face.state, at.face.waiting) == ("OPEN", 1))
        called = await keypad.press("call")
        assert (called.ok, called.data["number"]) == (True, "A001")
        await until(lambda: at.face.number == "A001")
        assert (await keypad.press("rate")).ok
        (ticket,) = hall.day.tickets.values()
        assert ticket.state is TicketState.COMPLETED
        await until(lambda: at.face.number is None)


async def test_of_two_presses_that_saw_the_same_one_counts(mqtt_broker: Peer, tmp_path: Path) -> None:
    async with desk(mqtt_broker, tmp_path) as at:
        hall, keypad = at.bridge.hall, at.keypad
        await open_window(hall)
        await issue(hall)
        await issue(hall)
        await until(lambda: (at.face.state, at.face.waiting) == ("OPEN", 2))
        replies = await asyncio.gather(keypad.press("call"), keypad.press("call"))
        assert sorted(reply.ok for reply in replies) == [False, True]
        assert {reply.error.code for reply in replies if reply.error} == {"STALE"}
        assert [ticket.state for ticket in hall.day.tickets.values()].count(TicketState.CALLED) == 1
