"""Rating pads (评价器) that are tablets: the page at the window says that it lives, and hears what to ask."""

from __future__ import annotations

from typing import Final

import msgspec

from hallctl.contracts.pad_looks import PadView, pad_view
from hallctl.domain.equipment import DeviceKind
from hallctl.domain.refusals import Refused
from web.callers import CallerKind
from web.routing import Answer, Call, Nothing, Routes

routes: Final = Routes("Ratings")


class PadAnswer(msgspec.Struct, frozen=True, kw_only=True):
    """A pad, and the question that stands at its window."""

    pad: PadView
    seq: int


@routes.add(
    "POST",
    "/pad/heartbeat",
    answers={200: PadAnswer},
    who=frozenset({CallerKind.DEVICE}),
    scope="ratings",
    refusals=("DEVICE_UNKNOWN",),
    keyed=False,
)
async def heartbeat(call: Call[Nothing]) -> Answer:
    """The pad that the token belongs to lives; the answer holds the question it is to show (DEV-07).

    Its silence of three of its heartbeats makes it OFFLINE, and visitors are invited instead (EVA-12).
    """
    credential = call.caller.credential
    device = credential.name if credential else ""
    entry = call.hall.setup.devices.get(device)
    if entry is None or entry.kind != DeviceKind.EVALUATION_DEVICE or entry.window is None:
        raise Refused("DEVICE_UNKNOWN", device)
    window = entry.window
    call.services.register.heard(device)
    seen = await call.hall.read(lambda day, setup, now: pad_view(day, setup, entry, window, now))
    return Answer(PadAnswer(pad=seen.value, seq=seen.seq))
