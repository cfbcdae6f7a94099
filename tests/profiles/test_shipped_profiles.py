"""Every shipped profile: where it lies, what it promises, and that driver and simulator agree."""

import asyncio
import random
import statistics
import time
from datetime import UTC, date, datetime
from typing import cast

import pytest
from at_work import stopped
from ears import an_ear
from polling import PATIENCE_S
from unhurried import unhurried

import devices
import displays
import firmware_profiles
from hallctl.conformance import stand
from hallctl.conformance.bench import Pace
from hallctl.conformance.simulated import unit_for
from hallctl.contracts.devices import Colour, DeviceNews, DisplayState, Frame, Outcome, WindowDisplay
from hallctl.contracts.topics import Topics
from hallctl.domain.setup import DeviceEntry
from hallctl.links.modbus import ModbusLines
from hallctl.links.mqtt import MqttAddress, MqttCommander, MqttLink
from hallctl.links.wires import Wires
from hallctl.profiles import (
    FramesProfile,
    ModbusProfile,
    MqttProfile,
    PlainProfile,
    Profile,
    ProfileLibrary,
    heard_as,
)
from hallctl.profiles.examples import command_frame, event_frame
from hallctl.profiles.image import blocks, image_of, runs
from hallctl.profiles.library import profile_files
from hallctl.profiles.values import BitsValue, NumberValue, TextValue, words_for
from hallctl.registry.making import make
from hallctl.simulation import rater_frames
from hallctl.simulation.devices import SIMULATORS
from hallctl.simulation.modbus_display import ModbusDisplays
from hallctl.simulation.mqtt_rater import Visitor

FILES = profile_files([firmware_profiles.folder()])
PROFILES = list(ProfileLibrary.load([firmware_profiles.folder()]))
MODBUS = [profile for profile in PROFILES if isinstance(profile, ModbusProfile)]
DISPLAYS = [profile for profile in MODBUS if profile.kind == "window_display"]
FRAMES = [profile for profile in PROFILES if isinstance(profile, FramesProfile)]

DRIVERS = {**devices.DRIVERS, **displays.DRIVERS}

ADDRESSES = {
    "mqtt": "mqtt:",
    "tcp": "tcp://127.0.0.1:15020/unit/1",
    "rtu_tcp": "rtu+tcp://127.0.0.1:15020/unit/1",
    "serial": "serial://var/tty-1/unit/1",
    "udp": "udp://127.0.0.1:15020/unit/1",
    "http": "http://127.0.0.1:15020/",
    "rtsp": "rtsp://127.0.0.1:15020/",
    "onvif": "onvif://127.0.0.1:15020",
    "rtp": "rtp://127.0.0.1:15020",
    "alsa": "alsa://default",
    "web": "web:",
}
"""Transport → where a device of that kind could be."""


def named(profile: Profile) -> str:
    return f"{profile.kind}/{profile.name}"


each = pytest.mark.parametrize("profile", PROFILES, ids=named)
each_modbus = pytest.mark.parametrize("profile", MODBUS, ids=named)
each_display = pytest.mark.parametrize("profile", DISPLAYS, ids=named)
each_of_frames = pytest.mark.parametrize("profile", FRAMES, ids=named)


def wires(lines: ModbusLines) -> Wires:
    """With a broker's connection that nobody runs."""
    link = MqttLink(MqttAddress("127.0.0.1", 1883), client_id="nobody")
    return Wires(lines, MqttCommander(link, Topics("demo"), clock=lambda: datetime.now(UTC)))


def address_of(profile: Profile, over: str) -> str:
    """Units are numbered only where the language has units."""
    address = ADDRESSES[over]
    has_units = isinstance(profile, ModbusProfile | FramesProfile)
    return address if has_units else address.removesuffix("/unit/1")


def test_every_file_is_read() -> None:
    assert [f"{file.parent.name}/{file.stem}" for file in FILES] == [named(profile) for profile in PROFILES]


@each
async def test_a_driver_takes_it_over_every_transport_it_names(profile: Profile) -> None:
    for over in profile.wire.over:
        entry = DeviceEntry("x-1", profile.kind, profile.name, address_of(profile, over), window="1")
        assert make(DRIVERS, entry, profile, wires(ModbusLines()), an_ear()).id == "x-1"


@each
def test_the_command_that_its_kind_lives_by_is_there(profile: Profile) -> None:
    needed = {"window_display": {"show"}, "rater": {"prompt"}, "keypad": {"show"}}
    assert needed.get(profile.kind, set()) <= set(profile.commands)


@each
def test_a_promise_to_show_itself_can_be_kept(profile: Profile) -> None:
    if "identify" in profile.capabilities and not isinstance(profile, PlainProfile):
        assert "identify" in profile.commands


@each_of_frames
def test_every_command_and_event_is_a_frame_that_is_read_again(profile: FramesProfile) -> None:
    for name, event in profile.events.items():
        raw = event_frame(profile, name, unit_for(profile))
        (heard,) = profile.splitter().feed(raw)
        assert (heard.name, heard.raw) == (event.frame, raw)
        assert [happened.event for happened in heard_as(profile, heard)] == [name]
    for name, command in profile.commands.items():
        raw = command_frame(profile, name, unit_for(profile))
        (heard,) = profile.splitter().feed(raw)
        assert (heard.name, heard.raw) == (command.sends, raw)


@each_of_frames
def test_no_frame_is_longer_than_a_line_can_bear(profile: FramesProfile) -> None:
    for spec in profile.frames.values() if "serial" in profile.wire.over else ():
        assert spec.longest * 11 / profile.wire.serial.baud < profile.wire.deadline_s


@each
def test_deadlines_leave_room_for_an_answer(profile: Profile) -> None:
    assert profile.wire.deadline_s >= 0.5
    if isinstance(profile, ModbusProfile):
        assert profile.wire.timeout_s <= 0.5  # others wait behind a silent unit for this long
        assert profile.wire.deadline_s > 2 * profile.wire.timeout_s
    if isinstance(profile, MqttProfile):
        assert all(profile.deadline_s(command) <= 10 for command in profile.commands)


@each_modbus
def test_what_is_written_is_what_is_read(profile: ModbusProfile) -> None:
    for name, value in profile.values.items():
        if isinstance(value, TextValue):
            words = ("A012", "3", "B7") if value.encoding == "ascii" else ("请A012号", "3号窗口", "办理中")
            rows = words[: value.rows]
            assert value.decode(value.encode(rows)) == rows + ("",) * (value.rows - len(rows))
        elif isinstance(value, BitsValue):
            for field, bits in value.fields.items():
                for word in bits.meanings:
                    written = words_for(name, value, {field: word})
                    assert value.decode(written)[field] == word
        elif isinstance(value, NumberValue):
            assert value.encode(value.highest + 1) == [value.highest]


@each_display
def test_every_colour_of_the_contract_can_be_asked_for(profile: ModbusProfile) -> None:
    for colour in Colour:
        assert image_of(profile, "show", {"text": ("x",), "colour": colour.value})


@each_modbus
def test_a_poll_fits_into_one_read_a_block(profile: ModbusProfile) -> None:
    for block in blocks(profile, profile.polled):
        assert 1 <= block.count <= 125


@each_display
def test_a_write_fits_into_one_frame(profile: ModbusProfile) -> None:
    image = image_of(profile, "show", {"text": ("字",) * profile.text.rows})
    assert all(len(words) <= 123 for _, words in runs(image, {}))


@each_display
async def test_whatever_is_to_be_shown_is_shown(profile: ModbusProfile) -> None:
    rows = ("请B007号", "12号窗口", "工号 0031")[: profile.text.rows]
    chance = random.Random(profile.name)
    server = ModbusDisplays()
    unit = server.add(5, profile)
    await server.start()
    lines = ModbusLines()
    address = f"tcp://127.0.0.1:{server.port}/unit/5"
    news: list[DeviceNews] = []
    entry = DeviceEntry("led-5", profile.kind, profile.name, address)

    driver = cast("WindowDisplay", make(DRIVERS, entry, profile, wires(lines), an_ear(news.append)))
    tasks = [asyncio.create_task(lines.run()), asyncio.create_task(driver.run())]
    try:
        took = []
        for _ in range(20):
            colour, blink = chance.choice(list(Colour)), chance.random() < 0.5
            number = f"B{chance.randrange(1000):03}"
            shown_rows = (f"请{number}号", *rows[1:])
            frame = Frame(
                state=DisplayState.CALLING, number=number, lines=shown_rows, blink=blink, colour=colour
            )
            began = time.monotonic()
            assert await driver.show(frame) is Outcome.DONE
            took.append(time.monotonic() - began)
            assert unit.shown.rows == shown_rows
            if "colour" in profile.capabilities:
                assert unit.shown.colour == colour.value
            if "blink" in profile.capabilities:
                assert unit.shown.blinks is blink
        assert statistics.median(took) < 1
        if "identify" in profile.capabilities:
            assert await driver.identify() is Outcome.DONE
    finally:
        await stopped(*tasks)
        await server.stop()


@each
def test_a_profile_says_whose_it_is(profile: Profile) -> None:
    assert profile.makers
    assert profile.model


ANSWERING = {"tcp", "serial", "mqtt", "rtp"}
SIMULATED = [
    profile
    for profile in PROFILES
    if (profile.kind, profile.driver) in SIMULATORS and set(profile.wire.over) & ANSWERING
]
QUICK = Pace(PATIENCE_S, heartbeat_s=0.1, pause_s=0.4)


@pytest.mark.parametrize("profile", SIMULATED, ids=named)
async def test_driver_and_simulator_agree_through_the_wire(profile: Profile) -> None:
    slow = unhurried(profile)
    examined, recording = await stand.recorded(slow, None, DRIVERS, on=date(2026, 1, 5), pace=QUICK)
    failed = {result.trial: result.why for result in examined.results if not result.passed}
    assert not failed
    assert recording is not None or profile.wire.type == "probe"  # a connection without a word


async def test_nobody_else_answers_what_a_trial_asks(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rater_frames, "the_public", lambda *_, **__: lambda _prompt: Visitor(3))
    profile = unhurried(next(each for each in FRAMES if named(each) == "rater/generic-ff68"))
    pace = Pace(3.0, heartbeat_s=0.1, pause_s=0.4)
    examined, _ = await stand.recorded(profile, None, DRIVERS, on=date(2026, 1, 5), pace=pace)
    assert not {result.trial: result.why for result in examined.results if not result.passed}
