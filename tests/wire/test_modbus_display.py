"""The Modbus display driver against simulated displays over real TCP; mbpoll reads what it wrote."""

import asyncio
import subprocess
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager, suppress
from functools import partial
from pathlib import Path

import pytest
from debian_programs import path_of
from msgspec import structs
from polling import PATIENCE_S, waited_s

import firmware_profiles
from displays.modbus_text import NO_ANSWER, NO_CONNECTION, REFUSES, ModbusTextDisplay
from hallctl.contracts.device_looks import FOREIGN_FIRMWARE
from hallctl.contracts.devices import Colour, DeviceNews, DisplayState, Frame, LinkState, Outcome
from hallctl.domain.setup import DeviceEntry
from hallctl.links.link import Backoff
from hallctl.links.modbus import ModbusLines
from hallctl.links.modbus_exchange import Reply, Write
from hallctl.profiles import ModbusProfile, read_profile
from hallctl.simulation.faults import WELL, Fault, Trouble
from hallctl.simulation.modbus_display import ModbusDisplays, Shown

PROFILE_FILE = firmware_profiles.folder() / "window_display" / "generic-modbus-text.toml"
CALL = Frame(
    state=DisplayState.CALLING,
    number="A012",
    lines=("请A012号", "3号窗口", "工号 07"),
    blink=True,
    colour=Colour.RED,
)


def call(number: int) -> Frame:
    return Frame(state=DisplayState.CALLING, number=f"A{number:03}", lines=(f"请A{number:03}号",))


PAUSE = Frame(state=DisplayState.PAUSED, number=None, lines=("暂停服务", "3号窗口"), colour=Colour.AMBER)


@pytest.fixture
def profile(tmp_path: Path) -> ModbusProfile:
    """The shipped profile, polled faster."""
    folder = tmp_path / "window_display"
    folder.mkdir()
    file = folder / PROFILE_FILE.name
    file.write_text(PROFILE_FILE.read_text().replace("interval_s = 3.0", "interval_s = 0.05"))
    found = read_profile(file)
    assert isinstance(found, ModbusProfile)
    return found


class Bench:
    """A line of simulated displays and the hall's side of it."""

    def __init__(self, profile: ModbusProfile) -> None:
        self.profile = profile
        self.wall = ModbusDisplays()
        self.lines = ModbusLines()
        self.news: list[DeviceNews] = []
        self.told = asyncio.Event()
        self.drivers: dict[int, ModbusTextDisplay] = {}

    def hears(self, news: DeviceNews) -> None:
        self.news.append(news)
        self.told.set()

    async def until(self, seen: Callable[[DeviceNews], bool], since: int = 0) -> DeviceNews:
        """The first news from `since` on to which `seen` says yes."""
        async with asyncio.timeout(PATIENCE_S):
            while True:
                for news in self.news[since:]:
                    if seen(news):
                        return news
                self.told.clear()
                await self.told.wait()

    async def online(self) -> None:
        for driver in self.drivers.values():
            await self.until(partial(_is_online, driver.id))


def _is_online(device: str, news: DeviceNews) -> bool:
    return news.device == device and news.state is LinkState.ONLINE


@asynccontextmanager
async def bench(
    profile: ModbusProfile,
    *units: int,
    heartbeat_s: float = 0.2,
    firmware: str = "1.4",
) -> AsyncIterator[Bench]:
    hall = Bench(profile)
    for unit in units:
        hall.wall.add(unit, profile, firmware=firmware)
    await hall.wall.start()
    for unit in units:
        address = f"tcp://127.0.0.1:{hall.wall.port}/unit/{unit}"
        entry = DeviceEntry(f"led-{unit}", "window_display", profile.name, address, heartbeat_s=heartbeat_s)
        line = hall.lines.unit(address, timeout_s=profile.wire.timeout_s)
        hall.drivers[unit] = ModbusTextDisplay(entry, profile, line, hall.hears)
    for link in hall.lines.links:
        link._backoff = Backoff(first_s=0.02, longest_s=0.1)
        link.PROBES = Backoff(first_s=0.1, longest_s=0.2)  # type: ignore[misc]
    tasks = [
        asyncio.create_task(run) for run in (hall.lines.run(), *(d.run() for d in hall.drivers.values()))
    ]
    try:
        yield hall
    finally:
        for task in tasks:
            task.cancel()
        ends = await asyncio.gather(*tasks, return_exceptions=True)
        await hall.wall.stop()
        assert [end for end in ends if not isinstance(end, asyncio.CancelledError)] == []


def mbpoll(port: int, unit: int, table: int, first: int, count: int) -> list[int]:
    """Registers as mbpoll reads them. `table` 4: holding, 3: input; `first` counts from 0."""
    command = [
        path_of("mbpoll"), "-m", "tcp", "-p", str(port), "-a", str(unit), "-t", f"{table}:hex", "-0",
        "-r", str(first), "-c", str(count), "-1", "-q", "127.0.0.1",
    ]  # fmt: skip
    found = subprocess.run(command, check=True, capture_output=True, text=True, timeout=PATIENCE_S)
    return [int(line.split("\t")[1], 16) for line in found.stdout.splitlines() if line.startswith("[")]


async def test_a_frame_is_read_in_front_of_the_display(profile: ModbusProfile) -> None:
    async with bench(profile, 3) as hall:
        await hall.online()
        assert await hall.drivers[3].show(CALL) is Outcome.DONE
        shown = hall.wall.units[3].shown
        assert shown.rows == ("请A012号", "3号窗口", "工号 07")
        assert (shown.colour, shown.blinks, shown.numbers["brightness"]) == ("red", True, 6)


@pytest.mark.needs("mbpoll")
async def test_mbpoll_reads_the_text_in_gb18030_two_bytes_in_a_register(profile: ModbusProfile) -> None:
    async with bench(profile, 3) as hall:
        assert await hall.drivers[3].show(CALL) is Outcome.DONE
        words = await asyncio.to_thread(mbpoll, hall.wall.port, 3, 4, 0, 24)
        text = b"".join(word.to_bytes(2, "big") for word in words).decode("gb18030")
        assert text == "请A012号".ljust(14) + "3号窗口".ljust(13) + "工号 07".ljust(14)
        control = await asyncio.to_thread(mbpoll, hall.wall.port, 3, 4, 32, 3)
        assert control == [0b1_0001, 6, 1]  # red and blinking, brightness, taken over once
        assert await asyncio.to_thread(mbpoll, hall.wall.port, 3, 3, 101, 1) == [0x0104]


async def test_only_changed_registers_are_written(profile: ModbusProfile) -> None:
    async with bench(profile, 3, heartbeat_s=30) as hall:
        await hall.online()
        await hall.drivers[3].show(CALL)
        unit = hall.drivers[3]._unit
        written: list[int] = []
        write = unit.write

        async def spy(writes: Sequence[Write], deadline_s: float) -> Reply:
            written.extend(address for address, _ in writes)
            return await write(writes, deadline_s)

        unit.write = spy  # type: ignore[assignment, method-assign]
        await hall.drivers[3].show(CALL)
        assert written == []
        again = structs.replace(CALL, number="A013", lines=("请A013号", *CALL.lines[1:]))
        await hall.drivers[3].show(again)
        assert written == [2, 34]  # the register with "13" and the commit
        assert hall.wall.units[3].shown.rows[0] == "请A013号"


async def test_frames_that_pile_up_on_a_slow_line_become_one(profile: ModbusProfile) -> None:
    async with bench(profile, 3) as hall:
        await hall.online()
        unit = hall.wall.units[3]
        unit.suffer(Trouble(Fault.SLOW, delay_s=0.05))
        frames = [call(number) for number in range(50)]
        outcomes = await asyncio.gather(*(hall.drivers[3].show(frame) for frame in frames))
        assert set(outcomes) == {Outcome.DONE}
        assert unit.shown.rows[0] == "请A049号"
        assert unit.cells["holding", 34] <= 2


async def test_after_a_restart_of_the_display_the_last_frame_is_back(profile: ModbusProfile) -> None:
    async with bench(profile, 3) as hall:
        await hall.online()
        await hall.drivers[3].show(PAUSE)
        await hall.wall.stop()
        hall.wall.units[3].forget()
        since = len(hall.news)
        gone = await hall.until(lambda news: news.state is LinkState.OFFLINE, since)
        assert gone.faults == (NO_CONNECTION,)
        assert hall.wall.units[3].shown.rows[0] == ""
        await hall.wall.start()
        shown = await hall.wall.units[3].until(lambda seen: seen.rows[0] == "暂停服务")
        assert shown.colour == "amber"
        await hall.until(lambda news: news.state is LinkState.ONLINE, since)


async def test_a_display_that_lost_its_power_behind_a_standing_gateway_gets_its_frame_again(
    profile: ModbusProfile,
) -> None:
    async with bench(profile, 3) as hall:
        await hall.online()
        await hall.drivers[3].show(CALL)
        hall.wall.units[3].forget()
        await hall.wall.units[3].until(lambda seen: seen.rows[0] == "请A012号")


async def test_a_frame_shown_while_the_display_is_away_appears_when_it_is_back(
    profile: ModbusProfile,
) -> None:
    async with bench(profile, 3) as hall:
        await hall.online()
        await hall.wall.stop()
        await hall.until(lambda news: news.state is LinkState.OFFLINE)
        assert await hall.drivers[3].show(CALL) is Outcome.TIMED_OUT
        await hall.wall.start()
        await hall.wall.units[3].until(lambda seen: seen.rows[0] == "请A012号")


async def test_a_modbus_exception_is_a_refusal_and_shows_as_a_fault(profile: ModbusProfile) -> None:
    async with bench(profile, 3) as hall:
        await hall.online()
        hall.wall.units[3].suffer(Trouble(Fault.REFUSE))
        assert await hall.drivers[3].show(CALL) is Outcome.REFUSED
        news = await hall.until(lambda news: REFUSES in news.faults)
        assert (news.state, news.health) == (LinkState.DEGRADED, "fault")
        since = len(hall.news)
        hall.wall.units[3].suffer(WELL)
        await hall.until(lambda news: news.state is LinkState.ONLINE, since)
        assert hall.wall.units[3].shown.rows[0] == "请A012号"


async def test_a_silent_unit_never_delays_a_living_one(profile: ModbusProfile) -> None:
    async with bench(profile, *range(1, 17)) as hall:
        await hall.online()
        for dead in (2, 5, 11):
            hall.wall.units[dead].suffer(Trouble(Fault.MUTE))
        slowest = 0.0
        for number in range(20):
            frame = call(number)
            shown = asyncio.create_task(hall.drivers[7].show(frame))
            unheard = asyncio.create_task(hall.drivers[(2, 5, 11)[number % 3]].show(frame))
            slowest = max(slowest, await waited_s(shown))
            assert shown.result() is Outcome.DONE
            assert await unheard is not Outcome.DONE
        print(f"slowest command to a living unit beside three dead ones: {slowest * 1000:.0f} ms")
        assert slowest < 0.5
        assert hall.wall.units[7].shown.rows[0] == "请A019号"


async def test_a_silent_unit_is_offline_after_three_heartbeats_and_online_when_it_returns(
    profile: ModbusProfile,
) -> None:
    async with bench(profile, 1, 2, heartbeat_s=0.2) as hall:
        await hall.online()
        since = len(hall.news)
        hall.wall.units[2].suffer(Trouble(Fault.MUTE))
        doubt = await hall.until(lambda news: news.device == "led-2" and NO_ANSWER in news.faults, since)
        assert doubt.state is LinkState.DEGRADED
        await hall.until(lambda news: news.device == "led-2" and news.state is LinkState.OFFLINE, since)
        assert hall.lines.links[0].state is LinkState.DEGRADED
        hall.wall.units[2].suffer(WELL)
        await hall.until(lambda news: news.device == "led-2" and news.state is LinkState.ONLINE, since)
        others = [news for news in hall.news[since:] if news.device != "led-2"]
        assert all(news.state is LinkState.ONLINE for news in others), "its neighbour noticed nothing"


async def test_a_connection_where_nobody_answers_is_made_anew(profile: ModbusProfile) -> None:
    async with bench(profile, 1) as hall:
        await hall.online()
        hall.wall.units[1].suffer(Trouble(Fault.MUTE))
        await hall.until(lambda news: news.state is LinkState.OFFLINE)
        link = hall.lines.links[0]
        async with asyncio.timeout(PATIENCE_S):
            while link.stats.tries < 2:  # noqa: ASYNC110 - nothing announces a try
                await asyncio.sleep(0.02)
        hall.wall.units[1].suffer(WELL)
        since = len(hall.news)
        await hall.until(lambda news: news.state is LinkState.ONLINE, since)


async def test_a_dropped_connection_is_made_again(profile: ModbusProfile) -> None:
    async with bench(profile, 1) as hall:
        await hall.online()
        since = len(hall.news)
        hall.wall.drop_connections()
        await hall.until(lambda news: news.state is LinkState.ONLINE, since)
        assert await hall.drivers[1].show(CALL) is Outcome.DONE


async def test_health_and_firmware_are_told(profile: ModbusProfile) -> None:
    async with bench(profile, 1, firmware="0.9") as hall:
        news = await hall.until(lambda news: news.firmware is not None)
        assert (news.firmware, news.state, news.faults) == ("0.9", LinkState.DEGRADED, (FOREIGN_FIRMWARE,))
        hall.wall.units[1].report("overheated", on=True)
        news = await hall.until(lambda news: len(news.faults) > 1)
        assert "温度过高" in news.faults


async def test_identify_shows_a_mark_and_then_the_frame_again(profile: ModbusProfile) -> None:
    quick = profile.model_copy(
        update={
            "commands": {
                **profile.commands,
                "identify": profile.commands["identify"].model_copy(update={"lasts_s": 0.2}),
            },
        },
    )
    async with bench(quick, 1) as hall:
        await hall.online()
        await hall.drivers[1].show(PAUSE)
        assert await hall.drivers[1].identify() is Outcome.DONE
        marked: Shown = hall.wall.units[1].shown
        assert (marked.words["test"], marked.rows[0]) == ("on", "暂停服务")
        await hall.wall.units[1].until(lambda seen: seen.words["test"] == "off")


async def test_the_socket_sends_at_once(profile: ModbusProfile) -> None:
    import socket

    async with bench(profile, 1) as hall:
        await hall.online()
        wire = hall.lines.links[0].socket
        assert wire is not None
        assert wire.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY) != 0


async def test_nothing_is_left_behind_when_the_hall_stops(profile: ModbusProfile) -> None:
    before = asyncio.all_tasks()
    async with bench(profile, 1) as hall:
        await hall.online()
    with suppress(TimeoutError):
        async with asyncio.timeout(PATIENCE_S):
            while asyncio.all_tasks() - before:  # noqa: ASYNC110 - the server's handlers end by themselves
                await asyncio.sleep(0.01)
    assert asyncio.all_tasks() - before == set()
