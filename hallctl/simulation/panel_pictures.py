"""What people see on a simulated panel, drawn from nothing but what came over its wire."""

from __future__ import annotations

from collections.abc import Sequence

from hallctl.contracts.devices import Colour, DisplayState, Frame
from hallctl.profiles.schema.panel import PanelSpec
from hallctl.raster.panel import drawn
from hallctl.raster.picture import Picture


def lit(
    panel: PanelSpec | None, lines: Sequence[str], *, colour: str | None = None, number: str = ""
) -> Picture:
    """The rows `lines` as a panel like that shows them by itself; what blinks is lit."""
    panel = panel or PanelSpec()
    known = {own.value for own in Colour}
    frame = Frame(
        state=DisplayState.OPEN,
        number=number or None,
        lines=tuple(lines),
        colour=Colour(colour if colour in known else panel.colours[0]),
    )
    # What came are its rows already, from the top down.
    return drawn(frame, panel.model_copy(update={"shows": []})).picture
