"""A window display on MQTT: from an act at the window to the frame it shows, over real brokers."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest
from at_work import stopped
from ears import an_ear
from mqtt_brokers import HALL, Peer, token
from mqtt_hall import TOPICS, bridged, issue, open_window, running_hall
from polling import until

import displays
import firmware_profiles
from hallctl.contracts.devices import DisplayState
from hallctl.domain.actors import Actor
from hallctl.domain.commands import CallNext, CloseWindow
from hallctl.hall import Hall
from hallctl.links.modbus import ModbusLines
from hallctl.links.mqtt import MqttCommander
from hallctl.links.wires import Wires
from hallctl.profiles import MqttProfile, ProfileLibrary
from hallctl.reactions import Reactions
from hallctl.registry.making import make
from hallctl.simulation.faults import WELL, Fault, Trouble
from hallctl.simulation.mqtt_device import Account
from hallctl.simulation.mqtt_display import SimulatedDisplay

pytestmark = pytest.mark.needs("mosquitto")

DEVICE = "led-3"
CLERK = Actor.staff("u07", "comprehensive_acceptance", "3", "ws-3")


@dataclass
class Counter:
    """A hall and the display over its window 3."""

    hall: Hall
    display: SimulatedDisplay


@asynccontextmanager
async def counter(broker: Peer, home: Path) -> AsyncIterator[Counter]:
    profile = ProfileLibrary.load([firmware_profiles.folder()]).get("generic-mqtt", "window_display")
    assert isinstance(profile, MqttProfile)
    async with running_hall(home) as hall, bridged(hall, broker, online=False) as bridge:
        wires = Wires(ModbusLines(), MqttCommander(bridge.link, TOPICS, clock=hall.now))
        entry = hall.setup.devices[DEVICE]
        driver = make(displays.DRIVERS, entry, profile, wires, an_ear(bridge.watch.tell))
        account = Account(HALL, DEVICE, token(DEVICE), "127.0.0.1", broker.port)
        display = SimulatedDisplay(account, profile, heartbeat_s=0.2)
        tasks = [asyncio.create_task(part.run()) for part in (display, Reactions(hall, {DEVICE: driver}))]
        try:
            yield Counter(hall, display)
        finally:
            await stopped(*tasks)


def shows(at: Counter, state: DisplayState, number: str | None = None) -> Callable[[], bool]:
    def check() -> bool:
        frame = at.display.frame
        return frame is not None and frame.state is state and frame.number == number

    return check


async def test_a_call_is_shown_with_its_number(mqtt_broker: Peer, tmp_path: Path) -> None:
    async with counter(mqtt_broker, tmp_path) as at:
        await until(shows(at, DisplayState.CLOSED))
        await open_window(at.hall)
        await until(shows(at, DisplayState.OPEN))
        await issue(at.hall)
        await at.hall.do(CallNext(window="3"), CLERK)
        await until(shows(at, DisplayState.CALLING, "A001"))
        assert at.display.frame is not None
        assert at.display.frame.blink
        assert any("A001" in line for line in at.display.frame.lines)


async def test_a_display_that_lost_its_frame_gets_it_again_when_it_is_back(
    mqtt_broker: Peer, tmp_path: Path
) -> None:
    async with counter(mqtt_broker, tmp_path) as at:
        await open_window(at.hall)
        await until(shows(at, DisplayState.OPEN))
        at.display.suffer(Trouble(Fault.MUTE))
        await at.hall.do(CloseWindow(window="3"), CLERK)
        await until(lambda: DEVICE in at.hall.faults)
        at.display.forget()
        at.display.suffer(WELL)
        await until(shows(at, DisplayState.CLOSED))
        await until(lambda: DEVICE not in at.hall.faults)
