"""A wall before it hangs: pictures of a calling, an empty and a closed hall, with the hall's own zones."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Final

from hallctl.contracts.views import WaitView, ZoneView
from hallctl.contracts.wall import WallRow, WallView
from hallctl.contracts.wall_faces import WallFace
from hallctl.domain.pixels import Pixels
from hallctl.domain.setup import HallSetup
from hallctl.raster.wall.painting import Moment
from hallctl.raster.wall.preview import wall_png

_AT: Final = datetime(2026, 1, 5, 10, 42)  # noqa: DTZ001 - a clock that hangs in a picture
_WAITS: Final = (WaitView(720, 1000, 1500), WaitView(200, 400, 600), WaitView(0, 0, 0))


def example_walls(setup: HallSetup, pixels: Pixels) -> dict[str, bytes]:
    """File name → PNG. Raises NoFace where a typeface is missing."""
    outline = Path(pixels.face) if pixels.face else None
    size = pixels.width, pixels.height
    scenes = {
        "calling": (_face(setup, calls=True, open_=True), Moment()),
        "calling-2": (_face(setup, calls=True, open_=True), Moment(turn=1)),
        "calling-older": (_face(setup, calls=True, open_=True), Moment(stale=True)),
        "empty": (_face(setup, calls=False, open_=True), Moment()),
        "closed": (_face(setup, calls=False, open_=False), Moment()),
    }
    return {
        f"{name}.png": wall_png(face, *size, moment=moment, outline=outline)
        for name, (face, moment) in scenes.items()
    }


def _face(setup: HallSetup, *, calls: bool, open_: bool) -> WallFace:
    prefixes = [zone.prefix for zone in setup.zones.values()]
    rows = tuple(
        WallRow(f"{prefixes[place % len(prefixes)]}{12 + place:03}", window, _AT)
        for place, window in enumerate(list(setup.windows)[:8])
    )
    zones = tuple(
        ZoneView(
            zone=zone.id,
            name=zone.name,
            name_en=zone.name_en,
            kinds=(),
            open=open_,
            waiting=(18 - 5 * place) % 19 if open_ else 0,
            wait_s=_WAITS[place % len(_WAITS)] if open_ else None,
            open_windows=int(open_),
            hours="09:00-17:00",
            unserved=0,
        )
        for place, zone in enumerate(setup.zones.values())
    )
    view = WallView(rows=rows if calls else (), zones=zones)
    return WallFace(hall=setup.name, at=_AT, open=open_, hours="09:00-17:00", view=view, style=setup.wall)
