"""A simulated MQTT device in each trouble, and what the hall makes of it."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest
from mqtt_brokers import HALL, Embedded, token
from mqtt_hall import Bridge, hall_on
from polling import until

import firmware_profiles
from hallctl.contracts.devices import LinkState
from hallctl.profiles import MqttProfile, ProfileLibrary
from hallctl.simulation.faults import WELL, Fault, Trouble
from hallctl.simulation.mqtt_device import Account
from hallctl.simulation.mqtt_dispenser import SimulatedDispenser

PROFILES = ProfileLibrary.load([firmware_profiles.folder()])


@dataclass
class Floor:
    bridge: Bridge
    kiosk: SimulatedDispenser

    def state(self) -> tuple[str, str | None, str | None]:
        known = self.bridge.hall.day.state.devices.get("kiosk-1")
        return (known.state, known.health, known.firmware) if known else ("", None, None)


@asynccontextmanager
async def floor(broker: Embedded, home: Path) -> AsyncIterator[Floor]:
    profile = PROFILES.get("generic-mqtt", "dispenser")
    assert isinstance(profile, MqttProfile)
    account = Account(HALL, "kiosk-1", token("kiosk-1"), "127.0.0.1", broker.port)
    async with hall_on(broker, home) as bridge:
        kiosk = SimulatedDispenser(account, profile, heartbeat_s=0.1)
        await kiosk.start()
        try:
            found = Floor(bridge, kiosk)
            await until(lambda: found.state()[0] == LinkState.ONLINE)
            yield found
        finally:
            await kiosk.stop()


async def test_firmware_and_paper_are_told_at_once_and_taken_back(tmp_path: Path, embedded: Embedded) -> None:
    async with floor(embedded, tmp_path) as hall:
        hall.kiosk.suffer(Trouble(Fault.WRONG_FIRMWARE, firmware="0.7"))
        await until(lambda: hall.state()[2] == "0.7")
        hall.kiosk.suffer(Trouble(Fault.PAPER_OUT))
        await until(lambda: hall.state() == (LinkState.ONLINE, "paper_out", "1.0"))
        hall.kiosk.suffer(WELL)
        await until(lambda: hall.state() == (LinkState.ONLINE, "ok", "1.0"))


async def test_a_reboot_is_an_outage_that_ends_by_itself(tmp_path: Path, embedded: Embedded) -> None:
    async with floor(embedded, tmp_path) as hall:
        hall.kiosk.suffer(Trouble(Fault.REBOOT, delay_s=0.3))
        await until(lambda: hall.state()[0] == LinkState.OFFLINE)
        await until(lambda: hall.state()[0] == LinkState.ONLINE)
        assert hall.kiosk.trouble is WELL


@pytest.mark.parametrize("fault", [Fault.DUPLICATE, Fault.DELAY])
async def test_what_comes_twice_or_late_counts_once(fault: Fault, tmp_path: Path, embedded: Embedded) -> None:
    async with floor(embedded, tmp_path) as hall:
        hall.kiosk.suffer(Trouble(fault, delay_s=0.6))  # there and back later than it is asked again
        reply = await hall.kiosk.press(["SI-001"])
        assert reply.ok
        await asyncio.gather(*(hall.kiosk.press(["SI-001"]) for _ in range(2)))
        assert len(hall.bridge.hall.day.tickets) == 3


@pytest.mark.parametrize("fault", [Fault.DROP, Fault.HALF_OPEN, Fault.MUTE])
async def test_a_press_into_the_void_is_carried_out_once_when_the_wire_is_back(
    fault: Fault, tmp_path: Path, embedded: Embedded
) -> None:
    async with floor(embedded, tmp_path) as hall:
        hall.kiosk.suffer(Trouble(fault))
        pressing = asyncio.create_task(hall.kiosk.press(["SI-001"], timeout_s=20))
        await asyncio.sleep(0.3)
        hall.kiosk.suffer(WELL)
        reply = await pressing
        assert reply.ok
        assert len(hall.bridge.hall.day.tickets) == 1


async def test_garbled_messages_break_nothing(tmp_path: Path, embedded: Embedded) -> None:
    async with floor(embedded, tmp_path) as hall:
        hall.kiosk.suffer(Trouble(Fault.GARBLE))
        ignored = hall.bridge.requests.ignored
        await until(lambda: ignored["status_malformed"] >= 3)
        hall.kiosk.suffer(WELL)
        assert (await hall.kiosk.press(["SI-001"])).ok
        await until(lambda: hall.state() == (LinkState.ONLINE, "ok", "1.0"))
