"""Every shipped profile: where it lies, what it promises, and that driver and simulator agree."""

import asyncio
import random
import time
from datetime import UTC, datetime
from pathlib import Path
from typing import cast

import pytest
from ears import an_ear

import devices
import displays
import firmware_profiles
from hallctl.contracts.devices import Colour, DeviceNews, DisplayState, Frame, Outcome, WindowDisplay
from hallctl.contracts.topics import Topics
from hallctl.domain.setup import DeviceEntry
from hallctl.links.modbus import ModbusLines
from hallctl.links.mqtt import MqttAddress, MqttCommander, MqttLink
from hallctl.links.wires import Wires
from hallctl.profiles import ModbusProfile, MqttProfile, Profile, ProfileLibrary, read_profile
from hallctl.profiles.image import blocks, image_of, runs
from hallctl.profiles.values import BitsValue, NumberValue, TextValue, words_for
from hallctl.registry.making import make
from hallctl.simulation.modbus_display import ModbusDisplays

FILES = sorted(firmware_profiles.folder().glob("*/*.toml"))
PROFILES = list(ProfileLibrary.load([firmware_profiles.folder()]))
MODBUS = [profile for profile in PROFILES if isinstance(profile, ModbusProfile)]
NAMES = [f"{profile.kind}/{profile.name}" for profile in PROFILES]
MODBUS_NAMES = [f"{profile.kind}/{profile.name}" for profile in MODBUS]

DRIVERS = {**devices.DRIVERS, **displays.DRIVERS}

each = pytest.mark.parametrize("profile", PROFILES, ids=NAMES)
each_modbus = pytest.mark.parametrize("profile", MODBUS, ids=MODBUS_NAMES)


def wires(lines: ModbusLines) -> Wires:
    """With a broker's connection that nobody runs."""
    link = MqttLink(MqttAddress("127.0.0.1", 1883), client_id="nobody")
    return Wires(lines, MqttCommander(link, Topics("demo"), clock=lambda: datetime.now(UTC)))


def test_every_file_is_read() -> None:
    assert [f"{file.parent.name}/{file.stem}" for file in FILES] == sorted(NAMES)
    assert len(PROFILES) == len(FILES)


@each
def test_a_driver_takes_it(profile: Profile) -> None:
    address = "tcp://127.0.0.1:15020/unit/1" if isinstance(profile, ModbusProfile) else "mqtt:"
    entry = DeviceEntry("x-1", profile.kind, profile.name, address)

    assert make(DRIVERS, entry, profile, wires(ModbusLines()), an_ear()).id == "x-1"


@each
def test_the_command_that_its_kind_lives_by_is_there(profile: Profile) -> None:
    needed = {"window_display": {"show"}, "dispenser": {"print"}, "rater": {"prompt", "clear"}}
    assert needed.get(profile.kind, set()) <= set(profile.commands)


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
            rows = ("请A012号", "3号窗口", "办理中")[: value.rows]
            assert value.decode(value.encode(rows)) == rows + ("",) * (value.rows - len(rows))
        elif isinstance(value, BitsValue):
            for field, bits in value.fields.items():
                for word in bits.meanings:
                    written = words_for(name, value, {field: word})
                    assert value.decode(written)[field] == word
        elif isinstance(value, NumberValue):
            assert value.encode(value.highest + 1) == [value.highest]


@each_modbus
def test_every_colour_of_the_contract_can_be_asked_for(profile: ModbusProfile) -> None:
    for colour in Colour:
        assert image_of(profile, "show", {"text": ("x",), "colour": colour.value})


@each_modbus
def test_a_poll_fits_into_one_read_a_block(profile: ModbusProfile) -> None:
    for block in blocks(profile, profile.polled):
        assert 1 <= block.count <= 125


@each_modbus
def test_a_write_fits_into_one_frame(profile: ModbusProfile) -> None:
    image = image_of(profile, "show", {"text": ("字",) * profile.text.rows})
    assert all(len(words) <= 123 for _, words in runs(image, {}))


@each_modbus
async def test_driver_and_simulator_agree_through_the_wire(profile: ModbusProfile) -> None:
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
        for _ in range(20):
            colour, blink = chance.choice(list(Colour)), chance.random() < 0.5
            number = f"B{chance.randrange(1000):03}"
            shown_rows = (f"请{number}号", *rows[1:])
            frame = Frame(
                state=DisplayState.CALLING, number=number, lines=shown_rows, blink=blink, colour=colour
            )
            began = time.monotonic()
            assert await driver.show(frame) is Outcome.DONE
            assert time.monotonic() - began < 1
            assert unit.shown.rows == shown_rows
            if "colour" in profile.capabilities:
                assert unit.shown.colour == colour.value
            if "blink" in profile.capabilities:
                assert unit.shown.blinks is blink
        if "identify" in profile.capabilities:
            assert await driver.identify() is Outcome.DONE
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        await server.stop()


@pytest.mark.parametrize("file", FILES, ids=NAMES)
def test_a_profile_says_whose_it_is(file: Path) -> None:
    profile = read_profile(file)
    assert profile.makers
    assert profile.model
