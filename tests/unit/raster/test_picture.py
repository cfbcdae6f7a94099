"""Pictures of dots."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hallctl.raster.picture import Ink, Picture

SMALL = st.integers(0, 40)


@st.composite
def pictures(draw: st.DrawFn) -> Picture:
    width, height = draw(SMALL), draw(SMALL)
    dots = draw(st.binary(min_size=width * height, max_size=width * height))
    return Picture(width, height, bytes(dot % len(Ink) for dot in dots))


@given(pictures())
def test_one_bit_for_each_dot_and_back(picture: Picture) -> None:
    assert Picture.from_bits(picture.width, picture.height, picture.bits(), Ink.RED) == picture.inked(Ink.RED)


@given(pictures(), pictures(), st.integers(-45, 45), st.integers(-45, 45))
def test_what_is_pasted_hides_only_where_it_is_lit(
    under: Picture, over: Picture, left: int, top: int
) -> None:
    both = under.pasted(over, left, top)
    for row in range(under.height):
        for column in range(under.width):
            x, y = column - left, row - top
            inside = 0 <= x < over.width and 0 <= y < over.height
            lit = over.dots[y * over.width + x] if inside else Ink.OFF
            assert both.dots[row * under.width + column] == (lit or under.dots[row * under.width + column])


def test_the_leftmost_dot_is_the_highest_bit() -> None:
    assert Picture(3, 2, bytes([1, 0, 0, 0, 0, 3])).bits() == b"\x80\x20"


def test_a_part_beyond_the_edge_is_dark() -> None:
    picture = Picture(2, 2, bytes([1, 2, 3, 1]))
    assert picture.part(1, 0, 2, 3).text() == "g.\nr.\n.."


def test_dots_that_make_no_picture_are_refused() -> None:
    with pytest.raises(ValueError, match="3 dots are no picture of 2 x 2"):
        Picture(2, 2, bytes(3))
    with pytest.raises(ValueError, match="1 bytes are no picture of 9 x 1"):
        Picture.from_bits(9, 1, b"\0")
