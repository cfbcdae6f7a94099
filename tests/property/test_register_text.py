"""Whatever is to be shown, text fits its registers, ends at a whole character and never raises."""

from hypothesis import given
from hypothesis import strategies as st

from hallctl.profiles.image import runs
from hallctl.profiles.values import TextValue

ROWS = st.lists(st.text(max_size=40), max_size=5)
VALUES = st.builds(
    lambda rows, width, encoding, first, pad: TextValue(
        type="text",
        address=0,
        registers=rows * width,
        rows=rows,
        encoding=encoding,
        first_byte=first,
        pad=pad,
    ),
    rows=st.integers(1, 4),
    width=st.integers(1, 20),
    encoding=st.sampled_from(["gb18030", "gbk", "gb2312", "utf-8", "ascii"]),
    first=st.sampled_from(["high", "low"]),
    pad=st.sampled_from([0x00, 0x20]),
)
IMAGES = st.dictionaries(st.integers(0, 60), st.integers(0, 65535), max_size=40)


@given(VALUES, ROWS)
def test_any_text_fills_exactly_its_registers(value: TextValue, rows: list[str]) -> None:
    words = value.encode(rows)
    assert len(words) == value.registers
    assert all(0 <= word <= 0xFFFF for word in words)


@given(VALUES, ROWS)
def test_what_is_read_is_the_beginning_of_what_was_written(value: TextValue, rows: list[str]) -> None:
    read = value.decode(value.encode(rows))
    assert len(read) == value.rows
    for shown, row in zip(read, rows, strict=False):
        written = row.encode(value.encoding, "replace").decode(value.encoding)
        assert written.startswith(shown)


@given(VALUES, st.lists(st.integers(0, 0xFFFF), min_size=80, max_size=80))
def test_any_registers_can_be_read(value: TextValue, words: list[int]) -> None:
    assert len(value.decode(words[: value.registers])) == value.rows


@given(IMAGES, IMAGES)
def test_the_runs_bring_a_device_from_what_it_holds_to_the_image(
    image: dict[int, int], known: dict[int, int]
) -> None:
    held = dict(known)
    written = 0
    for address, words in runs(image, known):
        for place, word in enumerate(words, start=address):
            assert held.get(place) != word
            held[place] = word
            written += 1
    assert {place: held[place] for place in image} == image
    assert written == sum(known.get(place) != word for place, word in image.items())
