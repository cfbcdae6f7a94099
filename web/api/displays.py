"""What the displays over the windows show now, and their panels as pictures."""

from __future__ import annotations

import asyncio
import zlib
from collections.abc import Mapping
from typing import Final

import msgspec
from aiohttp import web

from hallctl.contracts.devices import Frame
from hallctl.contracts.frames import frame_over
from hallctl.domain.equipment import DeviceKind
from hallctl.domain.refusals import Refused
from hallctl.profiles.schema.panel import PanelSpec
from hallctl.raster.faces import NoFace
from hallctl.raster.panel import drawn
from hallctl.raster.preview import png
from web.api.answers import DisplaysAnswer, DisplayView
from web.problems import Rejected
from web.routing import Answer, Call, Nothing, Routes

routes: Final = Routes("Displays")

MOST: Final = 512
"""Pictures that are kept."""


class Pictures:
    """Panels as PNG, each drawn once, off the loop."""

    def __init__(self) -> None:
        self._drawn: dict[bytes, bytes] = {}

    async def of(self, frame: Frame, panel: PanelSpec) -> bytes:
        """The animated PNG of `frame` on such a panel. Raises `NoFace`."""
        key = msgspec.json.encode(frame) + panel.model_dump_json().encode()
        if key not in self._drawn:
            picture = await asyncio.to_thread(_draw, frame, panel)
            if len(self._drawn) >= MOST:
                del self._drawn[next(iter(self._drawn))]
            self._drawn[key] = picture
        return self._drawn[key]


PICTURES: Final = Pictures()


def _draw(frame: Frame, panel: PanelSpec) -> bytes:
    return png(drawn(frame, panel), brightness=frame.brightness or 100)


@routes.add("GET", "/displays", answers={200: DisplaysAnswer})
async def displays(call: Call[Nothing]) -> Answer:
    """What each display over a window shows. `version` changes with its picture."""
    frames, seq = await _frames(call)
    views = []
    for device, frame in frames.items():
        entry = call.hall.setup.devices[device]
        panel = call.services.panel(device)
        views.append(
            DisplayView(
                device=device,
                window=entry.window or "",
                width=panel.width,
                height=panel.height,
                frame=frame,
                version=f"{zlib.crc32(msgspec.json.encode(frame)):08x}",
            )
        )
    return Answer(DisplaysAnswer(displays=tuple(views), seq=seq))


@routes.add(
    "GET",
    "/displays/{device}/picture",
    answers={200: bytes},
    refusals=("DEVICE_UNKNOWN",),
    media="image/png",
)
async def picture(call: Call[Nothing]) -> web.Response:
    """The panel of a display as its lamps show it now; what blinks or travels does so."""
    device = call.path("device")
    frames, _ = await _frames(call)
    if device not in frames:
        raise Refused("DEVICE_UNKNOWN", device)
    try:
        body = await PICTURES.of(frames[device], call.services.panel(device))
    except NoFace as error:
        raise Rejected("FACE_MISSING", str(error)) from None
    return web.Response(body=body, content_type="image/png", headers={"Cache-Control": "no-cache"})


async def _frames(call: Call[Nothing]) -> tuple[Mapping[str, Frame], int]:
    """Display → what it shows, and the event up to which that holds."""
    seen = await call.hall.read(
        lambda day, setup, now: {
            name: frame_over(day, setup, now, entry.window)
            for name, entry in setup.devices.items()
            if entry.kind == DeviceKind.WINDOW_DISPLAY and entry.window is not None
        }
    )
    return seen.value, seen.seq
