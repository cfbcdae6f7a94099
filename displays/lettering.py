"""Lines of a frame for displays that have letters of their own, chosen and shortened for their rows. Pure."""

from __future__ import annotations

from typing import Final

from hallctl.contracts.devices import Frame
from hallctl.profiles.schema.panel import PanelSpec
from hallctl.raster.fitting import ELLIPSIS, fitted
from hallctl.raster.panel import lines_of

_DOTS: Final = ".."
"""In place of an ellipsis that a display has no letter for."""


def lettered(frame: Frame, panel: PanelSpec | None, encoding: str, room: int) -> tuple[str, ...]:
    """The lines for its rows of `room` bytes each, shortened where a reader expects it, never the number."""
    lines = frame.lines if panel is None else lines_of(frame, panel)
    ellipsis = ELLIPSIS if has(encoding, ELLIPSIS) else _DOTS

    def said(line: str) -> str:
        return line.replace(ELLIPSIS, ellipsis)

    def fits(line: str) -> bool:
        return len(said(line).encode(encoding, "replace")) <= room

    return tuple(said(fitted(line, fits, frame.number)) for line in lines)


def has(encoding: str, line: str) -> bool:
    """Whether a display with this encoding has a letter for every character."""
    try:
        line.encode(encoding)
    except UnicodeEncodeError:
        return False
    return True
