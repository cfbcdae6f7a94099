"""Kinds of frame: what goes over the line for given values, and what is refused with which words."""

from typing import Any

import pytest
from pydantic import ValidationError

from hallctl.profiles.fields import FrameError, Incomplete
from hallctl.profiles.frame_spec import FrameSpec

COUNTED = ["unit", "function", "data", "key"]
KEY = FrameSpec.model_validate(
    {
        "fields": [
            {"type": "const", "hex": "FF 68"},
            {"type": "length", "name": "length", "counts": COUNTED},
            {"type": "length", "name": "again", "counts": COUNTED},
            {"type": "const", "hex": "68"},
            {"type": "uint", "name": "unit"},
            {"type": "const", "name": "function", "hex": "01"},
            {"type": "bytes", "name": "data", "longest": 4, "default": "00"},
            {"type": "uint", "name": "key", "meanings": {"call": 0x0C, "recall": 0x0D}},
            {"type": "checksum", "name": "sum", "algorithm": "sum8", "over": COUNTED},
            {"type": "const", "hex": "16"},
        ]
    }
)
CARD = FrameSpec.model_validate(
    {
        "start": "AA AA AA 96 69",
        "fields": [
            {
                "type": "length", "name": "length", "size": 2,
                "counts": ["command", "parameter", "data", "sum"],
            },
            {"type": "uint", "name": "command"},
            {"type": "uint", "name": "parameter"},
            {"type": "bytes", "name": "data", "longest": 1300, "default": None},
            {
                "type": "checksum", "name": "sum", "algorithm": "xor8",
                "over": ["length", "command", "parameter", "data"],
            },
        ],
    }
)  # fmt: skip
STUFFED = FrameSpec.model_validate(
    {
        "start": "7E",
        "end": "7E",
        "escapes": {"7E": "7D 5E", "7D": "7D 5D"},
        "fields": [
            {"type": "text", "name": "text", "longest": 20},
            {
                "type": "checksum", "name": "crc", "size": 2, "order": "little",
                "algorithm": "crc16-modbus", "over": ["text"],
            },
        ],
    }
)  # fmt: skip


def spec(*fields: dict[str, Any], **edges: Any) -> FrameSpec:
    return FrameSpec.model_validate({"fields": list(fields), **edges})


def test_a_key_press_as_it_was_seen_in_halls() -> None:
    raw = KEY.encode({"unit": 3, "key": "call"})
    assert raw == bytes.fromhex("FF 68 04 04 68 03 01 00 0C 10 16")
    assert KEY.decode(raw) == {"unit": 3, "data": b"\0", "key": "call"}


def test_a_number_without_a_word_stays_a_number() -> None:
    assert KEY.decode(KEY.encode({"unit": 3, "key": 0x7F}))["key"] == 0x7F


def test_a_card_reader_is_asked_to_find_a_card() -> None:
    raw = CARD.encode({"command": 0x20, "parameter": 0x01, "data": b""})
    assert raw == bytes.fromhex("AA AA AA 96 69 00 03 20 01 22")


def test_a_number_sign_of_four_bytes_shows_999() -> None:
    sign = spec(
        {"type": "uint", "name": "unit"},
        {"type": "uint", "name": "number", "size": 2},
        {"type": "checksum", "name": "sum", "algorithm": "sum8", "over": ["unit", "number"]},
    )
    assert sign.encode({"unit": 5, "number": 999}) == bytes.fromhex("05 03 E7 EF")


def test_a_board_between_two_marks_takes_text_of_any_length() -> None:
    board = spec(
        {"type": "uint", "name": "unit", "lowest": 32, "highest": 127},
        {"type": "uint", "name": "blink", "default": 32},
        {"type": "text", "name": "text", "longest": 64},
        start="01",
        end="07",
    )
    raw = board.encode({"unit": 40, "text": "请A012号"})
    assert raw == b"\x01\x28\x20" + "请A012号".encode("gb18030") + b"\x07"
    assert board.decode(raw)["text"] == "请A012号"
    with pytest.raises(FrameError, match="unit: 3 is not within 32 and 127"):
        board.encode({"unit": 3, "text": ""})


def test_edges_in_the_middle_are_stuffed() -> None:
    raw = STUFFED.encode({"text": "a~b}c"})
    assert raw.count(b"~") == 2
    assert STUFFED.decode(raw) == {"text": "a~b}c"}


def test_an_escape_doubled_is_undone() -> None:
    doubled = spec(
        {"type": "bytes", "name": "data", "longest": 8}, start="10 02", end="10 03", escapes={"10": "10 10"}
    )
    raw = doubled.encode({"data": b"\x10\x03\x10"})
    assert raw == bytes.fromhex("10 02 10 10 03 10 10 10 03")
    assert doubled.decode(raw) == {"data": b"\x10\x03\x10"}


def test_digits_have_their_own_bytes_and_a_blank() -> None:
    panel = spec({"type": "digits", "name": "number", "size": 3, "zero": 0, "blank": 10})
    assert panel.encode({"number": 7}) == b"\x0a\x0a\x07"
    assert panel.decode(b"\x0a\x0a\x07") == {"number": "  7"}
    segments = spec(
        {"type": "digits", "name": "n", "size": 2, "map": [63, 6, 91, 79, 102, 109, 125, 7, 127, 111]}
    )
    assert segments.encode({"n": "10"}) == bytes([6, 63])
    with pytest.raises(FrameError, match="'A' cannot be shown"):
        panel.encode({"number": "A1"})
    with pytest.raises(FrameError, match="does not fit into 3 digits"):
        panel.encode({"number": 1000})


def test_numbers_may_be_written_in_digits() -> None:
    ascii_frame = spec(
        {"type": "const", "hex": "02"},
        {"type": "uint", "name": "unit", "size": 2, "written": "decimal"},
        {"type": "text", "name": "text", "longest": 8, "encoding": "ascii"},
        {"type": "const", "name": "stop", "hex": "03"},
        {
            "type": "checksum", "name": "sum", "size": 2, "written": "hex",
            "algorithm": "xor8", "over": ["unit", "text", "stop"],
        },
    )  # fmt: skip
    raw = ascii_frame.encode({"unit": 7, "text": "OK"})
    assert raw == b"\x0207OK\x0300"
    assert ascii_frame.decode(raw) == {"unit": 7, "text": "OK"}
    with pytest.raises(FrameError, match="unit: 100 does not fit into 2 bytes"):
        ascii_frame.encode({"unit": 100, "text": ""})
    with pytest.raises(FrameError, match="is no number"):
        ascii_frame.decode(b"\x0207OK\x03zz")


def test_padded_text_ends_before_the_character_that_does_not_fit() -> None:
    row = spec({"type": "text", "name": "text", "size": 5})
    assert row.encode({"text": "三号窗"}) == "三号".encode("gb18030") + b" "
    assert row.decode("三号".encode("gb18030") + b" ") == {"text": "三号"}


@pytest.mark.parametrize(
    ("raw", "said"),
    [
        ("FF 68 04 04 68 03 01 00 0C 11 16", "sum: found 0x11, it should be 0x10"),
        ("FF 68 04 05 68 03 01 00 0C 10 16", "again: found 0x5, it should be 0x4"),
        ("FF 68 04 04 68 03 01 00 0C 10 17", "const: found 17, it should be 16"),
        ("FF 68 02 02 68 03 01 03 16", "length: 2 is not within 3 and 7"),
        ("FF 68 04 04 68 03 01 00 0C 10 16 00", "1 bytes follow the frame"),
        ("FF 67", "const: found ff 67, it should be ff 68"),
    ],
)
def test_what_is_wrong_with_bytes_is_said(raw: str, said: str) -> None:
    with pytest.raises(FrameError, match=said) as error:
        KEY.decode(bytes.fromhex(raw))
    assert not isinstance(error.value, Incomplete)


@pytest.mark.parametrize("whole", [KEY.encode({"unit": 1, "key": 1}), STUFFED.encode({"text": "}~x"})])
def test_every_beginning_of_a_frame_is_incomplete(whole: bytes) -> None:
    own = KEY if whole[0] == 0xFF else STUFFED
    for end in range(len(whole)):
        with pytest.raises(Incomplete):
            own.decode(whole[:end])


def test_values_that_are_missing_or_foreign_are_refused() -> None:
    with pytest.raises(FrameError, match="unit: must be given"):
        KEY.encode({"key": "call"})
    with pytest.raises(FrameError, match="no field 'colour'"):
        KEY.encode({"unit": 1, "key": "call", "colour": 1})
    with pytest.raises(FrameError, match=r"key: 'sing' is no number and none of \['call', 'recall'\]"):
        KEY.encode({"unit": 1, "key": "sing"})


@pytest.mark.parametrize(
    ("fields", "edges", "said"),
    [
        ([{"type": "bytes", "name": "a", "longest": 4}], {}, "nothing tells where 'a' ends"),
        ([{"type": "uint", "name": "a"}] * 2, {}, "'a' is there twice"),
        ([{"type": "length", "name": "a", "counts": ["b"]}], {}, "'a' counts 'b', which is no field"),
        (
            [{"type": "checksum", "name": "a", "algorithm": "sum8", "over": ["a"]}],
            {},
            "'a' cannot be over itself",
        ),
        (
            [{"type": "checksum", "name": "a", "algorithm": "crc16-arc", "over": ["a"]}],
            {},
            "does not fit into 1",
        ),
        ([{"type": "uint", "name": "a", "size": 3}], {}, "1, 2 or 4 bytes, not 3"),
        ([{"type": "uint", "name": "a", "meanings": {"x": 256}}], {}, "does not fit into 1 bytes"),
        ([{"type": "text", "name": "a"}], {}, "give size, or longest"),
        ([{"type": "text", "name": "a", "size": 4, "encoding": "gb99"}], {}, "unknown encoding 'gb99'"),
        ([{"type": "const", "hex": "F"}], {}, "is not written as bytes"),
        ([{"type": "digits", "name": "a", "size": 2, "blank": 0x31}], {}, "have the same byte"),
        ([{"type": "uint", "name": "a"}], {"escapes": {"7E": "7D 5E"}}, "needs start and end"),
        (
            [{"type": "uint", "name": "a"}],
            {"escapes": {"7E": "7D 5E"}, "start": "7E", "end": "7E"},
            "begins an escape, so it needs one itself",
        ),
        (
            [{"type": "bytes", "name": "a", "longest": 8192}, {"type": "const", "hex": "00"}],
            {},
            "more than 8192",
        ),
    ],
)
def test_a_kind_of_frame_that_could_not_be_read_is_refused(
    fields: list[dict[str, Any]], edges: dict[str, Any], said: str
) -> None:
    with pytest.raises(ValidationError, match=said):
        spec(*fields, **edges)
