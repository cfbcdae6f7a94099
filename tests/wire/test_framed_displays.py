"""Window displays that speak in frames, on real wires: the picture that arrives, also after an outage."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest
from polling import until

import displays
import firmware_profiles
from displays.framed import FramedDisplay as DisplayDriver
from displays.modbus_text import ModbusTextDisplay
from hallctl.conformance.bench import Heard, Pace, driven, entry_for, every_wire
from hallctl.conformance.simulated import simulated
from hallctl.contracts.devices import Colour, DisplayState, Frame, LinkState, Outcome
from hallctl.links.link import Timing
from hallctl.profiles import FramesProfile, read_profile
from hallctl.raster.panel import drawn
from hallctl.simulation.faults import WELL, Fault, Trouble
from hallctl.simulation.framed_displays import FramedDisplay
from hallctl.simulation.modbus_display import SimulatedDisplay as RegisterDisplay
from hallctl.simulation.wire_ends import TcpEnd

FOLDER: Path = firmware_profiles.folder() / "window_display"
NAMES = ("generic-rs485-board", "generic-number-sign", "adaptive-alpha", "generic-udp-card")
OPEN = Frame(
    state=DisplayState.OPEN,
    number=None,
    lines=("等待叫号", "3号窗口 工号007", "社会事务区", "Open"),
    colour=Colour.GREEN,
)
CALLING = Frame(
    state=DisplayState.CALLING, number="A012", blink=True, colour=Colour.RED,
    lines=("请A012号", "3号窗口 工号007", "社会事务区", "Now calling A012"),
)  # fmt: skip
SERVING = Frame(
    state=DisplayState.SERVING, number="A012", colour=Colour.GREEN,
    lines=("A012 办理中", "3号窗口 工号007", "社会事务区", "Serving A012"),
)  # fmt: skip
PAUSED = Frame(
    state=DisplayState.PAUSED, number=None, colour=Colour.AMBER,
    lines=("暂停服务", "3号窗口 轮班就餐", "社会事务区", "Paused: lunch"),
)  # fmt: skip
STATES = {frame.state.value: frame for frame in (OPEN, CALLING, SERVING, PAUSED)}


@dataclass
class Display:
    """A driver and its simulated display."""

    profile: FramesProfile
    driver: DisplayDriver
    unit: FramedDisplay
    heard: Heard

    def shows(self, frame: Frame) -> bool:
        """Whether what is lit is, dot for dot, what the panel shows of `frame`."""
        assert self.profile.panel is not None
        colours = self.profile.panel.model_copy(update={"colours": self.profile.panel.colours[:1]})
        own = self.profile.panel if self.unit.shown.colour else colours
        return self.unit.picture == drawn(frame, own).picture


@asynccontextmanager
async def a_display(name: str, **changes: object) -> AsyncIterator[Display]:
    profile = read_profile(FOLDER / f"{name}.toml").changed(changes)
    assert isinstance(profile, FramesProfile)
    async with simulated(profile) as own:
        heard = Heard()
        entry = entry_for(profile, own.address, Pace(heartbeat_s=0.2))
        async with driven(entry, profile, displays.DRIVERS, every_wire(), heard) as (driver, _):
            assert isinstance(driver, DisplayDriver)
            assert isinstance(own.simulator, FramedDisplay)
            yield Display(profile, driver, own.simulator, heard)


@pytest.mark.parametrize("name", [name for name in NAMES if name != "generic-number-sign"])
async def test_every_state_arrives_dot_for_dot(name: str) -> None:
    async with a_display(name) as display:
        for frame in STATES.values():
            assert await display.driver.show(frame) is Outcome.DONE
            await until(lambda frame=frame: display.shows(frame))  # type: ignore[misc]
            assert display.unit.shown.blinks is frame.blink


@pytest.mark.parametrize("name", ["generic-modbus-text", "generic-modbus-gb2312"])
async def test_every_state_arrives_dot_for_dot_through_registers(name: str) -> None:
    profile = read_profile(FOLDER / f"{name}.toml")
    assert profile.panel is not None
    async with simulated(profile) as own:
        entry = entry_for(profile, own.address, Pace())
        unit = own.simulator
        assert isinstance(unit, RegisterDisplay)
        async with driven(entry, profile, displays.DRIVERS, every_wire(), Heard()) as (driver, _):
            assert isinstance(driver, ModbusTextDisplay)
            for frame in STATES.values():
                assert await driver.show(frame) is Outcome.DONE
                assert unit.picture == drawn(frame, profile.panel).picture
                assert unit.shown.blinks is frame.blink


async def test_a_number_sign_shows_the_digits_of_who_is_called() -> None:
    async with a_display("generic-number-sign") as display:
        assert await display.driver.show(CALLING) is Outcome.DONE
        await display.unit.until(lambda shown: shown.number == 12)
        assert await display.driver.show(PAUSED) is Outcome.DONE
        await display.unit.until(lambda shown: shown.number == 0)


@pytest.mark.parametrize("name", NAMES)
async def test_what_is_shown_already_is_not_sent_again(name: str) -> None:
    async with a_display(name) as display:
        await display.driver.show(CALLING)
        await until(lambda: len(display.unit.heard) >= display.profile.commands["show"].tries)
        came = len(display.unit.heard)
        assert await display.driver.show(CALLING) is Outcome.DONE
        await display.driver.show(PAUSED)
        await until(lambda: display.unit.heard[-1].raw != display.unit.heard[came - 1].raw)
        assert display.unit.heard[came - 1].raw != display.unit.heard[came].raw


@pytest.mark.parametrize("name", NAMES)
async def test_a_display_that_forgot_without_a_word_is_told_again(name: str) -> None:
    async with a_display(name, **{"poll.refresh.interval_s": 0.2}) as display:
        await display.driver.show(CALLING)
        await until(lambda: len(display.unit.heard) >= display.profile.commands["show"].tries)
        display.unit.forget()
        assert not any(display.unit.picture.dots)
        await until(lambda: display.shows(CALLING) or display.unit.shown.number == 12)
        if "hold" in display.profile.commands:  # it has flashed when the call was new
            await until(lambda: display.shows(CALLING) and not display.unit.shown.blinks)


@pytest.mark.parametrize("name", [name for name in NAMES if name != "generic-udp-card"])
async def test_after_a_cut_connection_the_last_picture_comes_again(name: str) -> None:
    over_tcp = {"wire.over": ["tcp"], "wire.serial": {}, "poll.refresh.interval_s": 600.0}
    async with a_display(name, **over_tcp) as display:
        await display.driver.show(CALLING)
        await until(lambda: bool(display.unit.shown.values))
        display.unit.suffer(Trouble(Fault.REBOOT, delay_s=0.2))
        await until(lambda: display.heard.worst is LinkState.OFFLINE)
        await until(lambda: bool(display.unit.shown.values))
        assert display.shows(CALLING) or display.unit.shown.number == 12


async def test_an_alpha_sign_that_falls_silent_is_noticed_and_gets_its_text_back() -> None:
    quick = {"poll.refresh.interval_s": 600.0, "poll.face.interval_s": 0.1, "wire.timeout_s": 0.1}
    async with a_display("adaptive-alpha", **quick) as display:
        assert await display.heard.until(
            lambda: display.heard.news is not None and display.heard.news.state is LinkState.ONLINE, 20
        )
        await display.driver.show(CALLING)
        await until(lambda: display.shows(CALLING))
        display.unit.suffer(Trouble(Fault.HALF_OPEN))
        await until(lambda: display.heard.worst is LinkState.OFFLINE)
        display.unit.forget()
        display.unit.suffer(WELL)
        await until(lambda: display.shows(CALLING))


async def test_a_card_gets_three_tries_100_ms_apart_flashes_once_and_drops_what_it_has() -> None:
    async with a_display("generic-udp-card") as display:
        loop = asyncio.get_running_loop()
        began = loop.time()
        assert await display.driver.show(CALLING) is Outcome.DONE
        await until(lambda: len(display.unit.heard) == 3)
        assert loop.time() - began >= 0.2
        assert len({heard.raw for heard in display.unit.heard}) == 1
        since = display.unit.shown.since
        display.unit.takes(display.unit.heard[0])
        assert display.unit.shown.since == since


async def test_of_a_card_s_tries_none_comes_after_something_newer() -> None:
    async with a_display("generic-udp-card") as display:
        for _ in range(3):
            await display.driver.show(CALLING)
            await display.driver.show(PAUSED)
        await until(lambda: [heard.values["blink"] for heard in display.unit.heard[-3:]] == ["off"] * 3)
        assert display.shows(PAUSED)


async def test_a_card_flashes_again_for_a_recall_but_not_within_five_seconds() -> None:
    now = [100.0]
    async with a_display("generic-udp-card") as display:
        display.unit._clock = lambda: now[0]
        display.driver._timing = Timing(monotonic=lambda: now[0])
        await display.driver.show(CALLING)
        await until(lambda: len(display.unit.heard) == 3)
        now[0] += 4.9
        assert await display.driver.show(CALLING) is Outcome.DONE
        assert len(display.unit.heard) == 3
        now[0] += 0.2
        await display.driver.show(CALLING)
        await until(lambda: len(display.unit.heard) == 6)
        assert display.unit.shown.since == now[0]


@pytest.mark.parametrize("name", NAMES)
async def test_the_mark_of_identify_makes_room_for_what_was_there(name: str) -> None:
    async with a_display(name, **{"commands.identify.lasts_s": 0.2}) as display:
        await display.driver.show(PAUSED)
        await until(lambda: bool(display.unit.shown.values))
        before = display.unit.shown.values
        assert await display.driver.identify() is Outcome.DONE
        await until(lambda: display.unit.shown.values != before)
        await until(lambda: display.unit.shown.values == before)


async def test_several_boards_share_a_line_and_each_shows_its_own() -> None:
    profile = read_profile(FOLDER / "generic-rs485-board.toml")
    assert isinstance(profile, FramesProfile)
    end = TcpEnd()
    boards = {unit: FramedDisplay(f"board-{unit}", profile, unit) for unit in (32, 33, 127)}
    for board in boards.values():
        board.join(end, board._opened)
    await end.start()
    wires, heard = every_wire(), Heard()
    try:
        async with asyncio.TaskGroup() as tasks:
            runs = [tasks.create_task(wires.run())]
            for unit, frame in zip(boards, (OPEN, CALLING, PAUSED), strict=True):
                entry = entry_for(profile, f"tcp://127.0.0.1:{end.port}/unit/{unit}", Pace())
                driver = DisplayDriver(entry, profile, wires, heard.ear())
                runs.append(tasks.create_task(driver.run()))
                assert await driver.show(frame) is Outcome.DONE
            for board, frame in zip(boards.values(), (OPEN, CALLING, PAUSED), strict=True):
                await board.until(lambda shown, frame=frame: shown.text == frame.lines[0])  # type: ignore[misc]
            for run in runs:
                run.cancel()
    finally:
        await end.stop()
