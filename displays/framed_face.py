"""What the fields of a display's frame hold for a picture of the hall, as far as it can say that. Pure."""

from __future__ import annotations

import re
from typing import Final

from displays.lettering import has, lettered
from hallctl.contracts.devices import DisplayState, Frame
from hallctl.profiles.fields import AnyField, BytesField, Content, TextField, UintField
from hallctl.profiles.frame_spec import FrameSpec
from hallctl.profiles.schema.panel import PanelSpec
from hallctl.raster.panel import drawn

WORDS: Final = {
    DisplayState.OPEN: "OPEN",
    DisplayState.CALLING: "CALLING",
    DisplayState.SERVING: "SERVING",
    DisplayState.PAUSED: "PAUSED",
    DisplayState.CLOSED: "CLOSED",
    DisplayState.FAULT: "OUT OF SERVICE",
}
"""For displays that have no letters for any of the lines, and no number to show."""

_LINE: Final = re.compile(r"^line_([1-9])$")

Contents = dict[str, Content]
"""Field → content."""


def contents(spec: FrameSpec, frame: Frame, panel: PanelSpec | None) -> Contents:
    """A field for which there is nothing keeps its default. Raises `NoFace` where dots cannot be drawn."""
    found: Contents = {}
    for field in spec.fields:
        content = _content(field, frame, panel)
        if content is not None:
            found[field.name] = content
    return found


def digits(number: str | None, most: int) -> str:
    """The last digits of a ticket's number: a sign that has no letters shows `A012` as 012."""
    return "".join(filter(str.isdecimal, number or ""))[-most:]


def _content(field: AnyField, frame: Frame, panel: PanelSpec | None) -> Content | None:
    match field:
        case UintField(name="number"):
            return _number(field, frame)
        case UintField(name="brightness"):
            return None if frame.brightness is None else _share(field, frame.brightness)
        case UintField(name="width" | "height") | BytesField(name="picture"):
            return None if panel is None else _dots(field.name, frame, panel)
        case UintField():
            return _word(field, frame)
        case TextField():
            return _text(field, frame, panel)
    return None


def _number(field: UintField, frame: Frame) -> Content | None:
    """Without a number its default, or the lowest that the sign can show."""
    shown = digits(frame.number, len(str(field.highest or field.highest_there_is)))
    nobody = field.lowest if field.default is None else None
    return int(shown) if shown else nobody


def _dots(name: str, frame: Frame, panel: PanelSpec) -> Content:
    """The picture, and how many columns and rows it has."""
    if name == "picture":
        return drawn(frame, panel).picture.bits()
    return panel.width if name == "width" else panel.height


def _word(field: UintField, frame: Frame) -> Content | None:
    """A word that the display knows; one it does not know gives its default."""
    words = {
        "state": frame.state.value,
        "colour": frame.colour.value,
        "blink": "on" if frame.blink else "off",
    }
    word = words.get(field.name)
    return word if word in field.meanings or field.default is None else None


def _share(field: UintField, percent: int) -> int:
    """The display's own number for a brightness; never dark."""
    highest = field.highest or field.highest_there_is
    return max(field.lowest, 1, round(highest * percent / 100))


def _text(field: TextField, frame: Frame, panel: PanelSpec | None) -> Content | None:
    """`text` is the most important line that the display has letters for, `line_N` the Nth of its rows."""
    lines = lettered(frame, panel, field.encoding, field.most)
    legible = [line for line in lines if line and has(field.encoding, line)]
    if field.name == "text":
        return legible[0] if legible else frame.number or WORDS[frame.state]
    line = _LINE.match(field.name)
    if line is None:
        return None
    place = int(line[1]) - 1
    return legible[place] if place < len(legible) else ""
