"""Frames out of a stream of bytes: in any pieces, after any garbage, with bounded memory."""

import time
from typing import Any

import pytest

from hallctl.profiles.frame_spec import FrameSpec
from hallctl.profiles.splitter import Heard, Splitter

SIGN = FrameSpec.model_validate(
    {
        "fields": [
            {"type": "const", "hex": "FF 68"},
            {"type": "length", "name": "length", "counts": ["data"]},
            {"type": "bytes", "name": "data", "longest": 16},
            {"type": "checksum", "name": "sum", "algorithm": "sum8", "over": ["data"]},
        ]
    }
)
BEEP = FrameSpec.model_validate(
    {"fields": [{"type": "const", "hex": "FF 42"}, {"type": "uint", "name": "times"}]}
)
FRAMES = {"sign": SIGN, "beep": BEEP}


def said(heard: list[Heard]) -> list[tuple[str, dict[str, Any]]]:
    return [(frame.name, dict(frame.values)) for frame in heard]


def sign(data: bytes) -> bytes:
    return SIGN.encode({"data": data})


def test_frames_come_in_any_pieces() -> None:
    stream = sign(b"abc") + BEEP.encode({"times": 3}) + sign(b"")
    wanted = [("sign", {"data": b"abc"}), ("beep", {"times": 3}), ("sign", {"data": b""})]
    for size in range(1, len(stream) + 1):
        splitter = Splitter(FRAMES)
        heard = [
            frame for at in range(0, len(stream), size) for frame in splitter.feed(stream[at : at + size])
        ]
        assert said(heard) == wanted
        assert splitter.dropped == 0
        assert splitter.begun == b""
        assert b"".join(frame.raw for frame in heard) == stream


@pytest.mark.parametrize(
    "garbage", [b"\x00", b"\xff", b"\xff\x68", b"\xff\x68\x03abc", b"\xff\x68\xff", bytes(5000)]
)
def test_a_frame_after_garbage_is_found(garbage: bytes) -> None:
    splitter = Splitter(FRAMES)
    heard = splitter.feed(garbage + sign(b"0123456789abcdef"))
    assert said(heard + splitter.quiet())[-1] == ("sign", {"data": b"0123456789abcdef"})


def test_a_frame_behind_an_unfinished_one_comes_out_when_the_line_is_quiet() -> None:
    splitter = Splitter(FRAMES)
    assert splitter.feed(b"\xff\x68\x10" + BEEP.encode({"times": 1})) == []
    assert said(splitter.quiet()) == [("beep", {"times": 1})]
    assert splitter.begun == b""
    assert splitter.dropped == 3


def test_a_frame_with_a_wrong_sum_costs_no_other() -> None:
    wrong = bytearray(sign(b"abc"))
    wrong[-1] ^= 1
    splitter = Splitter(FRAMES)
    assert said(splitter.feed(bytes(wrong) + sign(b"x"))) == [("sign", {"data": b"x"})]


def test_a_frame_behind_a_stray_edge_of_one_is_found_at_once() -> None:
    stuffed = FrameSpec.model_validate(
        {
            "start": "7E",
            "end": "7E",
            "escapes": {"7E": "7D 5E", "7D": "7D 5D"},
            "fields": [
                {"type": "uint", "name": "number", "size": 2},
                {"type": "checksum", "name": "sum", "algorithm": "xor8", "over": ["number"]},
            ],
        }
    )
    heard = Splitter({"shown": stuffed}).feed(b"\x7e" + stuffed.encode({"number": 12}))
    assert said(heard) == [("shown", {"number": 12})]


def test_of_two_that_fit_the_first_declared_counts() -> None:
    any_byte = FrameSpec.model_validate({"fields": [{"type": "uint", "name": "byte"}]})
    assert Splitter({"beep": BEEP, "byte": any_byte}).feed(b"\xff\x42\x01")[0].name == "beep"
    assert Splitter({"byte": any_byte, "beep": BEEP}).feed(b"\xff\x42\x01")[0].name == "byte"


def test_what_is_kept_is_shorter_than_the_longest_frame() -> None:
    splitter = Splitter(FRAMES)
    for _ in range(100):
        splitter.feed(b"\xff\x68" * 500)
        assert len(splitter.begun) < SIGN.longest


@pytest.mark.parametrize(
    "flood", [b"\xff\x68" * 200_000, bytes(400_000), b"\xff\x68\x10" + b"\xff" * 400_000]
)
def test_a_flood_of_garbage_costs_little(flood: bytes) -> None:
    splitter = Splitter(FRAMES)
    began = time.process_time()
    heard = splitter.feed(flood)
    assert time.process_time() - began < 2.0
    assert heard == []
    assert splitter.dropped + len(splitter.begun) == len(flood)
