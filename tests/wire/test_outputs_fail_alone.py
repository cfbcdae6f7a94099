"""A loudspeaker that fails holds up nobody: every other output has the call, the panel a flag (DEV-19)."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import aiomqtt
import msgspec
import pytest
from at_work import stopped
from halls import GUIDE, NINE, Clock, a_setup, running_hall, staff_actor
from mqtt_brokers import HALL, Embedded, token
from polling import until, waited_s

import firmware_profiles
from displays.modbus_text import ModbusTextDisplay
from hallctl.contracts.devices import Device, Outcome
from hallctl.contracts.looks import window_view
from hallctl.contracts.speech import Utterance
from hallctl.contracts.topics import Topics
from hallctl.domain import commands as c
from hallctl.domain.setup import DeviceEntry
from hallctl.hall import Hall
from hallctl.links.modbus import ModbusLines
from hallctl.links.mqtt import MqttLink
from hallctl.mqtt.retained import RetainedTopics
from hallctl.profiles import ModbusProfile, read_profile
from hallctl.reactions import Reactions
from hallctl.reactions.outputs import BROKEN
from hallctl.simulation.modbus_display import ModbusDisplays

FILE = firmware_profiles.folder() / "window_display" / "generic-modbus-text.toml"
Says = Callable[[str], Awaitable[Outcome]]


@dataclass
class Pa:
    """A loudspeaker whose adapter is made of whatever a test wants."""

    says: Says
    id: str = "pa-a"
    heard: list[str] = field(default_factory=list)

    async def run(self) -> None:
        await asyncio.Event().wait()

    async def identify(self) -> Outcome:
        return Outcome.DONE

    async def say(self, utterance: Utterance) -> Outcome:
        self.heard.append(utterance.text)
        return await self.says(utterance.text)


async def well(_text: str) -> Outcome:
    return Outcome.DONE


async def raising(_text: str) -> Outcome:
    raise RuntimeError("the amplifier is on fire")


async def hanging(_text: str) -> Outcome:
    await asyncio.Event().wait()
    return Outcome.DONE


@dataclass
class Floor:
    hall: Hall
    clock: Clock
    displays: ModbusDisplays
    wall: list[dict[str, Any]]

    async def call(self, window: str) -> str:
        """Somebody is called to a window; the number."""
        await self.hall.do(c.IssueTicket(items=("A1",)), GUIDE)
        actor = self.actor(window)
        if self.hall.day.duty(window, "A").staff is None:
            await self.hall.do(c.OpenWindow(window=window), actor)
        await self.hall.do(c.CallNext(window=window), actor)
        return self.hall.day.tickets[self.hall.day.duty(window, "A").ticket or ""].number

    def actor(self, window: str) -> Any:
        return staff_actor(self.hall.setup, f"u0{window}", window)

    def flags(self, window: str) -> tuple[str, ...]:
        """What the panel shows of faults."""
        setup = self.hall.setup
        return window_view(self.hall.day, setup, setup.windows[window], self.hall.faults).faults


@asynccontextmanager
async def floor(home: Path, broker: Embedded, pa: Pa) -> AsyncIterator[Floor]:
    profile = read_profile(FILE)
    assert isinstance(profile, ModbusProfile)
    shown = ModbusDisplays()
    for unit in (1, 2):
        shown.add(unit, profile)
    await shown.start()
    entries = {
        f"led-{n}": DeviceEntry(
            f"led-{n}",
            "window_display",
            profile.name,
            f"tcp://127.0.0.1:{shown.port}/unit/{n}",
            window=str(n),
        )
        for n in (1, 2)
    }
    lines = ModbusLines()
    drivers: dict[str, Device] = {
        name: ModbusTextDisplay(entry, profile, lines.unit(entry.address), lambda _news: None)
        for name, entry in entries.items()
    }
    drivers[pa.id] = pa
    entries[pa.id] = DeviceEntry(pa.id, "speaker", "some", "udp://127.0.0.1:1", zone="A")
    clock = Clock(NINE)
    async with running_hall(home / "hall.db", replace(a_setup(), id=HALL, devices=entries), clock) as hall:
        link = MqttLink(broker.address(), client_id="hall")
        retained = RetainedTopics(hall, link, Topics(HALL))
        wall: list[dict[str, Any]] = []
        runs = [
            lines.run(),
            link.run(),
            retained.run(),
            Reactions(hall, drivers).run(),
            led_wall(broker, wall),
        ]
        tasks = [asyncio.create_task(run) for run in (*runs, *(driver.run() for driver in drivers.values()))]
        try:
            await until(lambda: wall)
            yield Floor(hall, clock, shown, wall)
        finally:
            await stopped(*tasks)
            await shown.stop()


async def led_wall(broker: Embedded, seen: list[dict[str, Any]]) -> None:
    """A LED wall (LED电子显示屏): it shows the topic that the hall keeps for it."""
    client = aiomqtt.Client(
        "127.0.0.1", broker.port, identifier="led-4", username="led-4", password=token("led-4")
    )
    async with client:
        await client.subscribe(Topics(HALL).wall, qos=1)
        async for message in client.messages:
            picture = msgspec.json.decode(message.payload)
            seen.append(picture)


async def call_and_see(hall: Floor, window: str) -> None:
    """A call, over its window and on the wall."""
    number = await hall.call(window)
    await hall.displays.units[int(window)].until(lambda now: number in now.rows[0])
    await until(lambda: number in str(hall.wall[-1]["rows"]))


@pytest.mark.req("QUE-09")
async def test_a_call_is_said_shown_over_its_window_and_first_on_the_wall_within_a_second(
    tmp_path: Path, embedded: Embedded
) -> None:
    pa = Pa(well)
    async with floor(tmp_path, embedded, pa) as hall:
        for _ in range(4):
            await hall.call("1")
            for press in (c.StartService(window="1"), c.CompleteService(window="1", outcome="enquiry_only")):
                await hall.hall.do(press, hall.actor("1"))
        await hall.hall.do(c.IssueTicket(items=("A1",)), GUIDE)
        await hall.hall.do(c.OpenWindow(window="2"), hall.actor("2"))
        await hall.displays.units[2].until(lambda now: now.rows[0] == "等待叫号")

        async def called_everywhere() -> None:
            await hall.hall.do(c.CallNext(window="2"), hall.actor("2"))
            await hall.displays.units[2].until(lambda now: "A005" in now.rows[0])
            await until(lambda: pa.heard[-1] == "请A005号到2号窗口")
            await until(lambda: top_of(hall.wall[-1]) == ("A005", "2"))

        assert await waited_s(called_everywhere()) < 1.0


def top_of(wall: dict[str, Any]) -> tuple[str, str] | None:
    """Number and window of the newest call that the wall shows."""
    return next(((row["number"], row["window"]) for row in wall["rows"]), None)


@pytest.mark.req("DEV-19")
async def test_with_a_failing_loudspeaker_calls_reach_displays_and_wall_and_the_panel_has_a_flag(
    tmp_path: Path, embedded: Embedded
) -> None:
    pa = Pa(raising)
    async with floor(tmp_path, embedded, pa) as hall:
        await call_and_see(hall, "1")
        await call_and_see(hall, "2")
        assert pa.heard[0] == "请A001号到1号窗口"
        await until(lambda: hall.flags("1"))
        assert hall.flags("1") == hall.flags("2") == (f"pa-a: {BROKEN}",)
        assert hall.flags("5") == ()
        pa.says = well
        await hall.hall.do(c.Recall(window="1"), hall.actor("1"))
        await until(lambda: not hall.flags("1"))


async def test_a_loudspeaker_that_never_ends_holds_up_nobody(tmp_path: Path, embedded: Embedded) -> None:
    async with floor(tmp_path, embedded, Pa(hanging)) as hall:
        await call_and_see(hall, "1")
        await call_and_see(hall, "2")


async def test_a_voice_speaks_in_the_order_of_calls_and_leaves_out_what_is_late_or_over(
    tmp_path: Path, embedded: Embedded
) -> None:
    free = asyncio.Event()

    async def slow(_text: str) -> Outcome:
        await free.wait()
        return Outcome.DONE

    pa = Pa(slow)
    async with floor(tmp_path, embedded, pa) as hall:
        await hall.call("1")
        await hall.call("2")
        await until(lambda: pa.heard)
        await hall.hall.do(c.StartService(window="2"), hall.actor("2"))
        third = await hall.call("3")
        free.set()
        await until(lambda: len(pa.heard) == 2)
        assert pa.heard == ["请A001号到1号窗口", f"请{third}号到3号窗口"]
        free.clear()
        await hall.hall.do(c.Recall(window="1"), hall.actor("1"))
        await until(lambda: len(pa.heard) == 3)
        await hall.hall.do(c.Recall(window="3"), hall.actor("3"))
        hall.clock.sleep(seconds=30)
        free.set()
        await hall.hall.do(c.Recall(window="1"), hall.actor("1"))
        await until(lambda: len(pa.heard) == 4)
        assert pa.heard[2:] == ["请A001号到1号窗口"] * 2
