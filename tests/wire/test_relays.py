"""Relay modules on a real wire: what is switched, what comes back, doors and buttons."""

from collections.abc import Callable
from pathlib import Path

from devices_hall import Floor, devices_hall
from halls import DISPATCHER
from polling import until

from hallctl.domain import commands as c
from hallctl.domain.relays import Channel, Input, InputAlarm
from hallctl.domain.setup import DeviceEntry
from hallctl.simulation.faults import Fault, Trouble
from hallctl.simulation.relays import SimulatedRelay


def module(home: Path) -> DeviceEntry:
    return DeviceEntry(
        "relay-1",
        "relay",
        "generic-modbus-8x8",
        f"serial://{home / 'tty'}/unit/9",
        channels={"channel_1": Channel("A区功放"), "channel_8": Channel("大厅照明")},
        inputs={
            "input_1": Input("后门", InputAlarm.DOOR_OPEN),
            "input_2": Input("求助按钮", InputAlarm.HELP_CALLED, keep=True),
        },
    )


async def switch(floor: Floor, channel: str, *, on: bool) -> None:
    await floor.hall.do(
        c.SwitchRelay(relay="relay-1", channel=channel, on=on, because="assembly"), DISPATCHER
    )


def on(relay: SimulatedRelay, *channels: str) -> Callable[[], bool]:
    every = {f"channel_{n}" for n in range(1, 9)}
    return lambda: {name for name in every if relay.is_on(name)} == set(channels)


async def test_outputs_do_as_they_are_told(tmp_path: Path) -> None:
    async with devices_hall(tmp_path, [module(tmp_path)]) as floor:
        relay: SimulatedRelay = floor.simulator("relay-1")
        await switch(floor, "channel_1", on=True)
        await until(on(relay, "channel_1"))
        await switch(floor, "channel_8", on=True)
        await until(on(relay, "channel_1", "channel_8"))
        await switch(floor, "channel_1", on=False)
        await until(on(relay, "channel_8"))


async def test_outputs_come_back_after_a_loss_of_power(tmp_path: Path) -> None:
    async with devices_hall(tmp_path, [module(tmp_path)]) as floor:
        relay: SimulatedRelay = floor.simulator("relay-1")
        await switch(floor, "channel_8", on=True)
        await until(on(relay, "channel_8"))
        relay.suffer(Trouble(Fault.REBOOT, delay_s=0.3))
        assert on(relay)()
        await until(on(relay, "channel_8"))


async def test_a_door_that_is_open_when_the_hall_starts_is_known(tmp_path: Path) -> None:
    async with devices_hall(tmp_path, [module(tmp_path)], online=False) as floor:
        relay: SimulatedRelay = floor.simulator("relay-1")
        relay.let("input_1", on=True)
        await until(lambda: floor.alarms() == {"DOOR_OPEN"})
        relay.let("input_1", on=False)
        await until(lambda: floor.alarms() == set())


async def test_a_call_for_help_stays_when_the_button_is_let_go(tmp_path: Path) -> None:
    async with devices_hall(tmp_path, [module(tmp_path)]) as floor:
        relay: SimulatedRelay = floor.simulator("relay-1")
        relay.let("input_2", on=True)
        await until(lambda: floor.alarms() == {"HELP_CALLED"})
        relay.let("input_2", on=False)
        requests = relay.requests
        await until(lambda: relay.requests > requests + 6)
        assert floor.alarms() == {"HELP_CALLED"}
