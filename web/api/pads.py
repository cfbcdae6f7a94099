"""Rating pads (评价器) that are tablets: the page at the window says that it lives, and hears what to ask."""

from __future__ import annotations

from typing import Final

import msgspec

from hallctl.contracts.pad_looks import PadView, pad_view
from hallctl.domain.equipment import DeviceKind
from hallctl.domain.refusals import Refused
from web.api.bodies import PadBody
from web.callers import CallerKind
from web.routing import Answer, Call, Routes

routes: Final = Routes("Ratings")


class PadAnswer(msgspec.Struct, frozen=True, kw_only=True):
    """A pad, and the question that stands at its window."""

    pad: PadView
    seq: int


@routes.add(
    "POST",
    "/pad/heartbeat",
    body=PadBody,
    answers={200: PadAnswer},
    who=frozenset({CallerKind.DEVICE}),
    scope="ratings",
    refusals=("DEVICE_UNKNOWN",),
    keyed=False,
)
async def heartbeat(call: Call[PadBody]) -> Answer:
    """The pad that the token belongs to lives; the answer holds the question it is to show (DEV-07).

    It says at once when it shows one. Where it does not, or is silent for three of its heartbeats and so
    OFFLINE, the visitor is invited instead (EVA-12).
    """
    credential = call.caller.credential
    device = credential.name if credential else ""
    entry = call.hall.setup.devices.get(device)
    if entry is None or entry.kind != DeviceKind.EVALUATION_DEVICE or entry.window is None:
        raise Refused("DEVICE_UNKNOWN", device)
    window = entry.window
    call.services.register.heard(device)
    if call.body.showing is not None:
        call.services.register.shows(device, call.body.showing)
    seen = await call.hall.read(lambda day, setup, now: pad_view(day, setup, entry, window, now))
    return Answer(PadAnswer(pad=seen.value, seq=seen.seq))
