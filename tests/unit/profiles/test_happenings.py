"""What happened at a device: edges and counts between readings, frames that it sends."""

from typing import Any

import msgspec
import pytest
from pydantic import ValidationError

from hallctl.profiles import FramesProfile, Happened, ModbusProfile, ValueWatch, heard_as
from hallctl.profiles.readings import confirms, content_of, faults_in, firmware_in
from hallctl.profiles.schema.asking import Test

HEAD: dict[str, Any] = {
    "name": "acme-k1",
    "kind": "keypad",
    "format": 1,
    "model": "K1",
    "makers": ["Acme"],
    "driver": "keys",
}
BOX: dict[str, Any] = {
    **HEAD,
    "wire": {"type": "modbus", "over": ["tcp"]},
    "values": {
        "call": {"type": "flag", "table": "discrete", "address": 0},
        "door": {"type": "flag", "table": "discrete", "address": 1, "fault": "机门打开"},
        "presses": {"type": "counter", "address": 0, "access": "read"},
        "choice": {"type": "number", "table": "input", "address": 1},
        "status": {
            "type": "bits",
            "table": "input",
            "address": 2,
            "fields": {"busy": {"bit": 0}, "paper": {"bit": 1, "fault": "缺纸"}},
        },
        "firmware": {"type": "version", "table": "input", "address": 3},
        "lamp": {"type": "flag", "table": "coil", "address": 9},
    },
    "commands": {
        "light": {
            "writes": ["lamp"],
            "sets": {"lamp": "on"},
            "confirm": {"value": "status", "field": "busy", "equals": "on"},
        }
    },
    "poll": {
        "keys": {"reads": ["call", "door", "presses", "choice"]},
        "health": {"reads": ["status", "firmware"]},
    },
    "events": {
        "call": {"value": "call", "becomes": "on", "asks": "key.pressed", "args": {"key": "call"}},
        "press": {"value": "presses", "counts": True, "asks": "ticket.issue", "takes": {"type": "choice"}},
        "door": {"value": "door", "becomes": "on"},
    },
}


def reading(**cells: int) -> dict[tuple[str, int], int]:
    """`d0=1`: the discrete input 0; h, i, c the other tables."""
    tables = {"d": "discrete", "h": "holding", "i": "input", "c": "coil"}
    return {(tables[name[0]], int(name[1:])): word for name, word in cells.items()}


@pytest.fixture
def box() -> ModbusProfile:
    return ModbusProfile.model_validate(BOX)


def test_a_button_that_goes_down_is_a_press_and_held_it_is_no_other(box: ModbusProfile) -> None:
    watch = ValueWatch(box)
    assert watch.look(reading(d0=0)) == []
    assert watch.look(reading(d0=1)) == [Happened("call", "key.pressed", {"key": "call"})]
    assert watch.look(reading(d0=1)) == []
    assert watch.look(reading(d0=0)) == []
    assert [happened.event for happened in watch.look(reading(d0=1))] == ["call"]


def test_the_first_reading_tells_only_how_things_are(box: ModbusProfile) -> None:
    watch = ValueWatch(box)
    assert watch.look(reading(d0=1, h0=5, i1=0)) == []
    assert watch.look(reading(d0=0)) == []
    watch.forget()
    assert watch.look(reading(d0=1)) == []


def test_a_count_that_moves_on_is_a_press_with_what_was_chosen(box: ModbusProfile) -> None:
    watch = ValueWatch(box)
    watch.look(reading(h0=7, i1=0))
    assert watch.look(reading(h0=8, i1=3)) == [Happened("press", "ticket.issue", {"type": 3})]
    assert watch.look(reading(h0=8, i1=4)) == []
    assert [happened.event for happened in watch.look(reading(h0=11, i1=4))] == ["press"]


def test_a_device_that_counts_from_the_beginning_was_restarted(box: ModbusProfile) -> None:
    watch = ValueWatch(box)
    watch.look(reading(h0=4000, i1=0))
    assert watch.look(reading(h0=0, i1=0)) == []
    assert [happened.event for happened in watch.look(reading(h0=1, i1=0))] == ["press"]
    watch.look(reading(h0=65535, i1=0))
    assert [happened.event for happened in watch.look(reading(h0=1, i1=0))] == ["press"]


def test_an_event_without_a_request_is_for_the_driver_alone(box: ModbusProfile) -> None:
    watch = ValueWatch(box)
    watch.look(reading(d1=0))
    (door,) = watch.look(reading(d1=1))
    assert (door.event, door.as_ask()) == ("door", None)


def test_each_press_is_a_request_of_its_own() -> None:
    pressed = Happened("call", "key.pressed", {"key": "call"})
    one, other = pressed.as_ask(), pressed.as_ask()
    assert one is not None
    assert other is not None
    assert one.id != other.id
    assert (one.name, msgspec.json.decode(one.args)) == ("key.pressed", {"key": "call"})


def test_a_reading_is_told_in_the_words_of_the_profile(box: ModbusProfile) -> None:
    read = reading(d0=1, d1=1, i2=0b10, i3=0x0104)
    assert content_of(box, read, "call") == "on"
    assert content_of(box, read, "status", "busy") == "off"
    assert content_of(box, read, "presses") is None
    assert faults_in(box, read) == ("机门打开", "缺纸")
    assert firmware_in(box, read) == "1.4"
    confirm = box.commands["light"].confirm
    assert confirm is not None
    assert not confirms(box, confirm, read)
    assert confirms(box, confirm, reading(i2=1))


@pytest.mark.parametrize(
    ("event", "said"),
    [
        ({"value": "call"}, "give becomes, or counts = true"),
        ({"value": "call", "becomes": "down"}, r"'down' is none of \['off', 'on'\]"),
        ({"value": "bell", "becomes": "on"}, "no value is called 'bell'"),
        ({"value": "lamp", "becomes": "on"}, "no poll group reads 'lamp'"),
        ({"value": "status", "becomes": "on"}, "'status' has no field None"),
        ({"value": "call", "counts": True}, "'call' is neither a counter nor a number"),
        ({"value": "call", "becomes": "on", "asks": "hall.close"}, "'hall.close' is no request"),
        (
            {"value": "presses", "counts": True, "takes": {"x": "status.busy"}},
            "no poll group reads both 'presses' and 'status'",
        ),
        ({"value": "presses", "counts": True, "args": {"x": 1}, "takes": {"x": "choice"}}, "'x' is in args"),
    ],
)
def test_an_event_that_could_not_happen_is_refused(event: dict[str, Any], said: str) -> None:
    with pytest.raises(ValidationError, match=said):
        ModbusProfile.model_validate({**BOX, "events": {"one": event}})


PAD: dict[str, Any] = {
    **HEAD,
    "wire": {"type": "frames", "over": ["serial"]},
    "frames": {
        "key": {
            "fields": [
                {"type": "const", "hex": "4B"},
                {"type": "uint", "name": "unit"},
                {"type": "uint", "name": "key", "meanings": {"call": 12, "recall": 13}},
            ]
        },
        "ok": {"fields": [{"type": "const", "hex": "06"}, {"type": "uint", "name": "unit"}]},
        "show": {
            "fields": [
                {"type": "const", "hex": "53"},
                {"type": "uint", "name": "unit"},
                {"type": "digits", "name": "number", "size": 3},
            ]
        },
    },
    "commands": {
        "show": {"sends": "show", "confirm": "echo"},
        "clear": {"sends": "show", "sets": {"number": ""}, "confirm": {"frame": "ok", "same": ["unit"]}},
        "beep": {"sends": "ok"},
    },
    "events": {
        "pressed": {
            "frame": "key",
            "where": {"key": {"one_of": ["call", "recall"]}},
            "asks": "key.pressed",
            "takes": {"key": "key"},
            "answer": {"sends": "ok", "same": ["unit"]},
        },
        "other": {"frame": "key", "where": {"key": {"above": 13}}, "answer": "echo"},
    },
}


@pytest.fixture
def pad() -> FramesProfile:
    return FramesProfile.model_validate(PAD)


def test_a_frame_is_an_event_with_its_answer_on_the_line(pad: FramesProfile) -> None:
    (heard,) = pad.splitter().feed(b"\x4b\x05\x0c")
    assert heard_as(pad, heard) == [Happened("pressed", "key.pressed", {"key": "call"}, b"\x06\x05")]
    (heard,) = pad.splitter().feed(b"\x4b\x05\x0e")
    assert heard_as(pad, heard) == [Happened("other", None, {}, b"\x4b\x05\x0e")]
    (heard,) = pad.splitter().feed(b"\x06\x05")
    assert heard_as(pad, heard) == []


def test_a_command_is_confirmed_by_its_echo_by_another_frame_or_by_nothing(pad: FramesProfile) -> None:
    shown = pad.frame_of("show", {"number": 7, "colour": "red"}, unit=5)
    assert shown == b"\x53\x05  7"
    echo, foreign = pad.splitter().feed(shown + pad.frame_of("show", {"number": 7}, unit=6))
    answers = pad.answers("show", shown)
    assert answers is not None
    assert answers(echo)
    assert not answers(foreign)

    cleared = pad.frame_of("clear", {}, unit=5)
    ok, foreign = pad.splitter().feed(b"\x06\x05\x06\x06")
    answers = pad.answers("clear", cleared)
    assert answers is not None
    assert answers(ok)
    assert not answers(foreign)
    assert pad.answers("beep", b"\x06\x05") is None


def test_a_unit_picks_its_own(pad: FramesProfile) -> None:
    (heard,) = pad.splitter().feed(b"\x4b\x05\x0c")
    assert pad.meant_for(heard, 5)
    assert not pad.meant_for(heard, 6)
    assert pad.meant_for(heard, None)


@pytest.mark.parametrize(
    ("part", "said"),
    [
        ({"commands": {"x": {"sends": "nothing"}}}, "commands.x.sends: no frame is called 'nothing'"),
        ({"commands": {"x": {"sends": "show", "sets": {"colour": 1}}}}, "'show' has no field 'colour'"),
        (
            {"commands": {"x": {"sends": "show", "sets": {"number": "A"}}}},
            "x.sets.number: 'A' cannot be shown",
        ),
        (
            {"events": {"x": {"frame": "key", "where": {"key": "sing"}}}},
            "events.x.where.key: 'sing' is none of",
        ),
        ({"events": {"x": {"frame": "key", "takes": {"a": "b"}}}}, "'key' has no field 'b'"),
        ({"poll": {"x": {"command": "look"}}}, "poll.x.command: there is no command 'look'"),
        ({"faults": {"x": {"frame": "none", "text": "坏"}}}, "faults.x.frame: no frame is called 'none'"),
        ({"capabilities": ["sing"]}, "'sing' has no command or event behind it"),
        ({"wire": {"type": "frames", "over": ["mqtt"]}}, "'mqtt' cannot carry 'frames'"),
    ],
)
def test_a_profile_of_frames_that_contradicts_itself_is_refused(part: dict[str, Any], said: str) -> None:
    with pytest.raises(ValidationError, match=said):
        FramesProfile.model_validate({**PAD, **part})


@pytest.mark.parametrize(
    ("test", "found", "passes"),
    [
        ({"equals": 3}, 3, True),
        ({"differs": "on"}, "off", True),
        ({"above": 3}, 3, False),
        ({"above": 3}, "4", False),
        ({"below": 3}, 2, True),
        ({"one_of": ["a", 1]}, 1, True),
        ({"one_of": ["a", 1]}, 2, False),
    ],
)
def test_comparisons(test: dict[str, Any], found: object, passes: bool) -> None:
    assert Test.model_validate(test).holds(found) is passes


def test_a_comparison_says_one_thing() -> None:
    with pytest.raises(ValidationError, match="give one of"):
        Test.model_validate({"above": 1, "below": 3})
