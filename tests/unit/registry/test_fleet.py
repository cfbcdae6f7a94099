"""The fleet changes only what changed, rests what rests, and speaks with each firmware as it wants."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from typing import Any, cast

import pytest
from at_work import stopped
from ears import an_ear
from halls import a_setup

from hallctl.contracts.devices import Device, DeviceNews, Ear, LinkState, Outcome
from hallctl.domain.setup import DeviceEntry
from hallctl.links.modbus import ModbusLines
from hallctl.links.mqtt import MqttCommander
from hallctl.links.wires import Wires
from hallctl.profiles import MqttProfile, Profile, ProfileLibrary
from hallctl.registry import Fleet

KIND = "rater"
DRIVER = "told"


def profile(name: str, model: str = "pad", **more: Any) -> MqttProfile:
    words = {"name": name, "kind": KIND, "format": 1, "model": model, "makers": ["M"], "driver": DRIVER}
    return MqttProfile.model_validate(words | {"wire": {"type": "mqtt"}, "commands": {}} | more)


def entry(name: str, profile_: str = "m-pad", **more: Any) -> DeviceEntry:
    return DeviceEntry(name, KIND, profile_, f"tcp://127.0.0.1:1/unit/{ord(name[-1])}", **more)


@dataclass(eq=False)
class Told:
    """A driver that says when it runs."""

    entry: DeviceEntry
    profile: Profile
    runs: bool = False
    ran: list[bool] = field(default_factory=list)

    @property
    def id(self) -> str:
        return self.entry.id

    async def run(self) -> None:
        self.runs = True
        try:
            await asyncio.Event().wait()
        finally:
            self.runs = False

    async def identify(self) -> Outcome:
        return Outcome.DONE


@dataclass
class Yard:
    fleet: Fleet
    made: list[Told]
    wires: Wires

    def latest(self, device: str) -> Told:
        return [told for told in self.made if told.id == device][-1]


@asynccontextmanager
async def yard(*entries: DeviceEntry, profiles: tuple[MqttProfile, ...] = ()) -> AsyncIterator[Yard]:
    made: list[Told] = []

    def make(entry_: DeviceEntry, profile_: Profile, wires: Wires, _ear: Ear) -> Device:
        wires.modbus.unit(entry_.address)
        made.append(Told(entry_, profile_))
        return cast("Device", made[-1])

    wires = Wires(ModbusLines(), cast("MqttCommander", None))
    setup = replace(a_setup(), devices={each.id: each for each in entries})
    library = ProfileLibrary(profiles or (profile("m-pad"), profile("m-other", "other")))
    fleet = Fleet(setup, {KIND: {DRIVER: make}}, library, wires, an_ear())
    task = asyncio.create_task(fleet.run())
    try:
        await settle()
        yield Yard(fleet, made, wires)
    finally:
        await stopped(task)
    assert not any(told.runs for told in made)


async def settle() -> None:
    for _ in range(10):
        await asyncio.sleep(0)


async def test_only_what_changed_ends_and_begins() -> None:
    one, two, three = entry("d1"), entry("d2"), entry("d3")
    async with yard(one, two) as here:
        told: list[set[str]] = []
        here.fleet.follow(lambda devices: told.append(set(devices)))
        first, second = here.latest("d1"), here.latest("d2")
        moved = replace(two, window="2")
        touched = await here.fleet.change({"d1": one, "d2": moved, "d3": three})
        await settle()
        assert touched == {"d2", "d3"}
        assert here.latest("d1") is first
        assert (first.runs, second.runs) == (True, False)
        assert here.latest("d2").entry == moved
        assert all(here.latest(device).runs for device in ("d1", "d2", "d3"))
        assert told[0] == {"d1"}, "nobody commands a driver that is about to end"
        assert told[-1] == {"d1", "d2", "d3"}
        assert await here.fleet.change({"d1": one, "d2": moved, "d3": three}) == frozenset()


async def test_a_shared_link_is_closed_after_its_last_holder() -> None:
    one, two = entry("d1"), entry("d2")
    async with yard(one, two) as here:
        before = list(here.wires.modbus.links)
        assert len(before) == 1, "both stand on one line"
        await here.fleet.change({"d1": one})
        assert list(here.wires.modbus.links) == before
        await here.fleet.change({})
        assert list(here.wires.modbus.links) == []
        assert here.fleet.devices == {}
        assert here.fleet.commands == {}


async def test_a_device_under_maintenance_has_no_driver_and_no_link() -> None:
    one = entry("d1")
    async with yard(one) as here:
        first = here.latest("d1")
        assert await here.fleet.change(resting={"d1"}) == {"d1"}
        assert (first.runs, here.fleet.devices, here.wires.modbus.links) == (False, {}, ())
        assert await here.fleet.change(resting=()) == {"d1"}
        await settle()
        assert here.latest("d1").runs
        assert here.latest("d1") is not first


async def test_a_changed_profile_makes_its_devices_anew() -> None:
    one, two = entry("d1"), entry("d2", "m-other")
    async with yard(one, two) as here:
        library = ProfileLibrary((profile("m-pad", note="changed"), profile("m-other", "other")))
        assert await here.fleet.change(profiles=library) == {"d1"}
        gone = ProfileLibrary((profile("m-other", "other"),))
        assert await here.fleet.change(profiles=gone) == {"d1"}
        manned = here.fleet.manned("d1")
        assert manned is not None
        assert manned.trouble is not None
        assert "m-pad" in manned.trouble
        assert list(here.fleet.devices) == ["d2"]


async def test_another_firmware_gets_the_variant_that_is_for_it() -> None:
    old, new = (
        profile("m-pad", firmware={"below": "2"}),
        profile("m-pad-v2", firmware={"since": "2", "below": "3"}),
    )
    async with yard(entry("d1"), profiles=(old, new)) as here:
        told = DeviceNews("d1", LinkState.ONLINE, firmware="2.1")
        here.fleet.hear(told)
        await settle()
        assert here.latest("d1").profile == new
        here.fleet.hear(told)
        await settle()
        assert len(here.made) == 2, "the same news again changes nothing"
        here.fleet.hear(DeviceNews("d1", LinkState.ONLINE, firmware="9"))
        await settle()
        assert here.latest("d1").profile == old, "a firmware that no variant is for: as the file says"


@pytest.mark.parametrize("times", [3])
async def test_commands_are_counted_by_outcome(times: int) -> None:
    async with yard(entry("d1")) as here:
        for _ in range(times):
            assert await here.fleet.devices["d1"].identify() is Outcome.DONE
        assert here.fleet.commands["d1"] == {"done": times}
