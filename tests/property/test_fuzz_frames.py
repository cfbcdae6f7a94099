"""Whatever comes over a line of frames: the splitter never raises, keeps little, and finds its way again."""

import sys

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import firmware_profiles
from hallctl.profiles import FrameError, FramesProfile, ProfileLibrary, Splitter
from hallctl.profiles.frame_spec import FrameSpec

KEYPAD = {
    "key": FrameSpec.model_validate(
        {
            "fields": [
                {"type": "const", "hex": "FF 68"},
                {"type": "length", "name": "length", "counts": ["unit", "function", "data"]},
                {"type": "length", "name": "again", "counts": ["unit", "function", "data"]},
                {"type": "const", "hex": "68"},
                {"type": "uint", "name": "unit"},
                {"type": "uint", "name": "function"},
                {"type": "bytes", "name": "data", "longest": 8},
                {
                    "type": "checksum",
                    "name": "sum",
                    "algorithm": "sum8",
                    "over": ["unit", "function", "data"],
                },
                {"type": "const", "hex": "16"},
            ]
        }
    )
}
SIGN = {
    "show": FrameSpec.model_validate(
        {
            "fields": [
                {"type": "uint", "name": "unit"},
                {"type": "uint", "name": "number", "size": 2},
                {"type": "checksum", "name": "sum", "algorithm": "sum8", "over": ["unit", "number"]},
            ]
        }
    )
}
STUFFED = {
    "text": FrameSpec.model_validate(
        {
            "start": "7E",
            "end": "7E",
            "escapes": {"7E": "7D 5E", "7D": "7D 5D"},
            "fields": [
                {"type": "text", "name": "text", "longest": 40},
                {"type": "checksum", "name": "sum", "algorithm": "xor8", "over": ["text"]},
            ],
        }
    )
}


def languages() -> dict[str, dict[str, FrameSpec]]:
    """Those of every shipped profile, and three shapes that there are whatever is shipped."""
    library = ProfileLibrary.load([firmware_profiles.folder()])
    shipped = {
        profile.name: dict(profile.frames) for profile in library if isinstance(profile, FramesProfile)
    }
    return {**shipped, "keypad": KEYPAD, "sign": SIGN, "stuffed": STUFFED}


LANGUAGES = languages()
chunks = st.lists(
    st.binary(max_size=64)
    | st.sampled_from([b"\xff\x68", b"\x7e", b"\x7d", b"\xaa\xaa\xaa\x96\x69", b"\x7e" * 50, b"\xff" * 200]),
    max_size=40,
)


@pytest.mark.parametrize("language", LANGUAGES)
@given(chunks)
def test_any_bytes_are_split_or_dropped(language: str, given_chunks: list[bytes]) -> None:
    frames = LANGUAGES[language]
    splitter = Splitter(frames)
    heard = [each for chunk in given_chunks for each in (*splitter.feed(chunk), *())]
    assert len(splitter.begun) <= max(spec.longest for spec in frames.values())
    heard += splitter.quiet()
    taken = sum(len(each.raw) for each in heard)
    assert taken + splitter.dropped + len(splitter.begun) == sum(map(len, given_chunks))
    for each in heard:
        assert frames[each.name].decode(each.raw) == each.values


@pytest.mark.parametrize("language", LANGUAGES)
@given(st.binary(max_size=100))
def test_a_decoder_says_what_it_is_or_that_it_is_none(language: str, raw: bytes) -> None:
    for spec in LANGUAGES[language].values():
        try:
            values = spec.decode(raw)
        except FrameError:
            continue
        assert spec.decode(spec.encode(values)) == values


@pytest.mark.parametrize("language", ["keypad", "stuffed"])
@given(st.binary(max_size=60))
def test_after_garbage_and_silence_the_next_frame_is_heard(language: str, garbage: bytes) -> None:
    frame = {
        "keypad": bytes.fromhex("FF 68 03 03 68 01 01 0C 0E 16"),
        "stuffed": STUFFED["text"].encode({"text": "A012"}),
    }[language]
    splitter = Splitter(LANGUAGES[language])
    splitter.feed(garbage)
    splitter.quiet()
    assert [each.raw for each in splitter.feed(frame)][-1:] == [frame]


@settings(max_examples=8, deadline=None)
@given(st.binary(min_size=1, max_size=16))
def test_a_flood_is_not_collected(pattern: bytes) -> None:
    for frames in LANGUAGES.values():
        splitter = Splitter(frames)
        splitter.feed(pattern * 600)
        longest = max(spec.longest for spec in frames.values())
        assert sys.getsizeof(splitter._begun) <= 2 * longest + 8192
