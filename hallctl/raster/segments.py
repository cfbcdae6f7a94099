"""Digits of seven segments (数码管), as signs have them that show a number and nothing else."""

from __future__ import annotations

from typing import Final

from hallctl.raster.picture import Ink, Picture

SEGMENTS: Final = {
    "0": "abcdef",
    "1": "bc",
    "2": "abdeg",
    "3": "abcdg",
    "4": "bcfg",
    "5": "acdfg",
    "6": "acdefg",
    "7": "abc",
    "8": "abcdefg",
    "9": "abcdfg",
    "-": "g",
    " ": "",
}
"""Which segments a digit lights: a on top, then clockwise, g in the middle."""


def shown(number: str | None, digits: int) -> str:
    """What of a ticket's number such a sign shows: its last digits, to the right; blanks without one."""
    found = "".join(char for char in number or "" if char.isdigit())
    return found[-digits:].rjust(digits)


def digits_picture(text: str, width: int, height: int, ink: Ink) -> Picture:
    """`text` (digits, `-`, blanks) over the whole width, a gap between two digits."""
    cell = width // len(text)
    picture = Picture.blank(width, height)
    for place, char in enumerate(text):
        glyph = _digit(char, cell - max(2, cell // 4), height - 4, ink)
        picture = picture.pasted(glyph, place * cell + (cell - glyph.width) // 2, 2)
    return picture


def _digit(char: str, width: int, height: int, ink: Ink) -> Picture:
    thick = max(1, width // 6)
    across = Picture(width - 2 * thick, thick, bytes([ink]) * ((width - 2 * thick) * thick))
    half = height // 2 - thick
    down = Picture(thick, half, bytes([ink]) * (thick * half))
    right, low, middle = width - thick, height // 2 + thick // 2, (height - thick) // 2
    places = {
        "a": (across, thick, 0),
        "b": (down, right, thick),
        "c": (down, right, low),
        "d": (across, thick, height - thick),
        "e": (down, 0, low),
        "f": (down, 0, thick),
        "g": (across, thick, middle),
    }
    picture = Picture.blank(width, height)
    for segment in SEGMENTS[char]:
        picture = picture.pasted(*places[segment])
    return picture
