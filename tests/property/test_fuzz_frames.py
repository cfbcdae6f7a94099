"""Whatever comes over a line of frames: the splitter never raises, keeps little, and finds its way again."""

import re
import sys

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import firmware_profiles
from hallctl.profiles import FrameError, FramesProfile, ProfileLibrary, Splitter
from hallctl.profiles.fields import AnyField, BytesField, Content, Incomplete, UintField, span
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

LINES = {
    "line": FrameSpec.model_validate(
        {
            "fields": [
                {"type": "const", "hex": "02"},
                {"type": "length", "name": "length", "counts": ["text", "kind"], "written": "hex", "size": 2},
                {"type": "uint", "name": "kind"},
                {"type": "text", "name": "text", "shortest": 1, "longest": 6},
                {
                    "type": "checksum",
                    "name": "sum",
                    "algorithm": "crc16-modbus",
                    "size": 2,
                    "over": ["kind", "text"],
                },
                {"type": "const", "hex": "0D 0A"},
            ]
        }
    ),
    "said": FrameSpec.model_validate(
        {
            "fields": [
                {"type": "const", "hex": "02"},
                {"type": "text", "name": "text", "longest": 12},
                {"type": "const", "hex": "0D"},
            ]
        }
    ),
}


def languages() -> dict[str, dict[str, FrameSpec]]:
    """Those of every shipped profile, and four shapes that there are whatever is shipped."""
    library = ProfileLibrary.load([firmware_profiles.folder()])
    shipped = {
        profile.name: dict(profile.frames) for profile in library if isinstance(profile, FramesProfile)
    }
    return {**shipped, "keypad": KEYPAD, "sign": SIGN, "stuffed": STUFFED, "lines": LINES}


LANGUAGES = languages()
chunks = st.lists(
    st.binary(max_size=64)
    | st.sampled_from([b"\xff\x68", b"\x7e", b"\x7d", b"\xaa\xaa\xaa\x96\x69", b"\x7e" * 50, b"\xff" * 200]),
    max_size=40,
)


@settings(deadline=None)
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


@settings(deadline=None)
@pytest.mark.parametrize("language", LANGUAGES)
@given(st.binary(max_size=100))
def test_a_decoder_says_what_it_is_or_that_it_is_none(language: str, raw: bytes) -> None:
    for spec in LANGUAGES[language].values():
        try:
            values = spec.decode(raw)
        except FrameError:
            continue
        assert spec.decode(spec.encode(values)) == values


@settings(deadline=None)
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


class Plodding:
    """The rule of the splitter without its short cuts: at every place, every kind of frame is read."""

    def __init__(self, frames: dict[str, FrameSpec]) -> None:
        self.frames, self.begun = frames, b""
        self.keeps = max(spec.longest for spec in frames.values())

    def take(self, chunk: bytes, *, ended: bool) -> list[tuple[str, bytes]]:
        raw, place, heard = self.begun + chunk, 0, list[tuple[str, bytes]]()
        while place < len(raw):
            name, length, unfinished = self.at(raw, place)
            if unfinished and not name and not ended and len(raw) - place < self.keeps:
                break
            if name:
                heard.append((name, raw[place : place + length]))
            place += length or 1
        self.begun = raw[place:]
        return heard

    def at(self, raw: bytes, place: int) -> tuple[str, int, bool]:
        unfinished = False
        for name, spec in self.frames.items():
            try:
                return name, spec.read(raw, place)[1], unfinished
            except Incomplete:
                unfinished = True
            except FrameError:
                continue
        return "", 0, unfinished


def contents(field: AnyField) -> st.SearchStrategy[Content]:
    match field:
        case UintField():
            highest = field.highest_there_is if field.highest is None else field.highest
            return st.integers(field.lowest, max(field.lowest, min(highest, 300)))
        case BytesField():
            return st.binary(min_size=field.least, max_size=field.most)
        case _:
            return st.text("0123456789", min_size=span(field)[0], max_size=span(field)[1])


def whole(spec: FrameSpec) -> st.SearchStrategy[bytes]:
    """Frames of this kind."""
    return st.fixed_dictionaries({f.name: contents(f) for f in spec.fields if f.name in spec.names}).map(
        spec.encode
    )


def pieces(language: str) -> st.SearchStrategy[bytes]:
    """Frames, such with one byte changed or missing, beginnings of some, and anything."""
    specs = list(LANGUAGES[language].values())
    frames = st.one_of(*map(whole, specs))
    changed = st.tuples(frames, st.integers(0, 30), st.binary(max_size=1)).map(
        lambda drawn: drawn[0][: drawn[1]] + drawn[2] + drawn[0][drawn[1] + 1 :]
    )
    heads = st.one_of(*(st.from_regex(re.compile(spec.beginning[0], re.DOTALL)) for spec in specs))
    return frames | changed | heads | st.binary(max_size=12)


@settings(deadline=None)
@pytest.mark.parametrize("language", LANGUAGES)
@given(data=st.data())
def test_the_splitter_finds_what_plodding_finds(language: str, data: st.DataObject) -> None:
    frames = LANGUAGES[language]
    splitter, plodding = Splitter(frames), Plodding(frames)
    for chunk in data.draw(st.lists(pieces(language), max_size=12)):
        heard = [(each.name, each.raw) for each in splitter.feed(chunk)]
        assert heard == plodding.take(chunk, ended=False)
    heard = [(each.name, each.raw) for each in splitter.quiet()]
    assert heard == plodding.take(b"", ended=True)
    assert splitter.begun == plodding.begun


@settings(max_examples=8, deadline=None)
@given(st.binary(min_size=1, max_size=16))
def test_a_flood_is_not_collected(pattern: bytes) -> None:
    for frames in LANGUAGES.values():
        splitter = Splitter(frames)
        splitter.feed(pattern * 600)
        longest = max(spec.longest for spec in frames.values())
        assert sys.getsizeof(splitter._begun) <= 2 * longest + 8192
