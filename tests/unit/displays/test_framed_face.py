"""What displays that speak in frames are told of a picture of the hall: as much as each can say."""

import pytest

import firmware_profiles
from displays.framed_face import contents
from hallctl.contracts.devices import Colour, DisplayState, Frame
from hallctl.profiles import FramesProfile, read_profile
from hallctl.profiles.frame_spec import FrameSpec
from hallctl.raster.panel import drawn
from hallctl.raster.picture import Picture

FOLDER = firmware_profiles.folder() / "window_display"


def a_frame(**changes: object) -> Frame:
    given: dict[str, object] = {
        "state": DisplayState.CALLING,
        "number": "A012",
        "lines": ("请A012号", "3号窗口 工号007", "社会事务区", "Now calling A012"),
        "blink": True,
        "colour": Colour.RED,
        **changes,
    }
    return Frame(**given)  # type: ignore[arg-type]


def profile_of(name: str) -> FramesProfile:
    profile = read_profile(FOLDER / f"{name}.toml")
    assert isinstance(profile, FramesProfile)
    return profile


def sent(name: str, frame: Frame, unit: int) -> bytes:
    profile = profile_of(name)
    spec = profile.frames[profile.commands["show"].sends]
    return profile.frame_of("show", contents(spec, frame, profile.panel), unit)


def test_a_board_gets_its_line_in_chinese_and_blinks() -> None:
    assert (
        sent("generic-rs485-board", a_frame(), 40) == b"\x01\x28\x21" + "请A012号".encode("gb18030") + b"\x07"
    )
    steady = a_frame(blink=False, lines=("暂停服务", "3号窗口"), number=None)
    assert (
        sent("generic-rs485-board", steady, 127) == b"\x01\x7f\x20" + "暂停服务".encode("gb18030") + b"\x07"
    )


@pytest.mark.parametrize(
    ("number", "bytes_"),
    [("A999", "05 03 E7 EF"), ("A012", "05 00 0C 11"), ("A1012", "05 00 0C 11"), (None, "05 00 00 05")],
)
def test_a_number_sign_gets_three_digits_and_their_sum(number: str | None, bytes_: str) -> None:
    assert sent("generic-number-sign", a_frame(number=number), 5) == bytes.fromhex(bytes_)


def test_an_alpha_sign_gets_the_english_line_in_the_priority_file_with_its_sum() -> None:
    body = b"\x02A0\x1b \x63\x1c1Now calling A012\x03"
    raw = b"\0\0\0\0\0\x01Z05" + body + f"{sum(body):04X}".encode() + b"\x04"
    assert sent("adaptive-alpha", a_frame(), 5) == raw


@pytest.mark.parametrize(
    ("frame", "text"),
    [
        (a_frame(lines=("请A012号",)), b"A012"),
        (a_frame(lines=("暂停服务",), number=None, state=DisplayState.PAUSED), b"PAUSED"),
    ],
    ids=["number", "state"],
)
def test_a_sign_without_hanzi_shows_at_least_the_number_or_the_state(frame: Frame, text: bytes) -> None:
    assert b"\x1c1" + text + b"\x03" in sent("adaptive-alpha", frame, 5)


def test_a_card_gets_the_very_dots_of_its_panel() -> None:
    profile = profile_of("generic-udp-card")
    frame = a_frame(brightness=50)
    assert profile.panel is not None
    raw = sent("generic-udp-card", frame, 3)
    values = profile.frames["card"].decode(raw)
    assert (values["unit"], values["blink"], values["brightness"]) == (3, "on", 8)
    picture = Picture.from_bits(128, 32, bytes(values["picture"]))  # type: ignore[arg-type]
    assert picture == drawn(frame, profile.panel).picture
    assert any(picture.dots)


def test_no_brightness_leaves_nothing_dark_and_without_one_the_display_keeps_its_own() -> None:
    profile = profile_of("generic-udp-card")
    spec = profile.frames["card"]
    assert contents(spec, a_frame(brightness=1), profile.panel)["brightness"] == 1
    assert contents(spec, a_frame(brightness=100), profile.panel)["brightness"] == 16
    assert "brightness" not in contents(spec, a_frame(), profile.panel)


def test_rows_are_filled_in_their_order_and_a_colour_that_is_not_there_is_the_default() -> None:
    text = {"type": "text", "size": 8, "encoding": "gb2312"}
    colour = {"type": "uint", "name": "colour", "meanings": {"red": 1}, "default": "red"}
    rows = [{**text, "name": f"line_{n}"} for n in (1, 2, 3)]
    spec = FrameSpec.model_validate({"start": "FF", "fields": [colour, *rows], "end": "00"})
    found = contents(spec, a_frame(lines=("请A012号", "到3号"), colour=Colour.GREEN), None)
    assert found == {"line_1": "请A012号", "line_2": "到3号", "line_3": ""}
