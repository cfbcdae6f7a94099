"""Results that go by courier (邮政寄递): labels that are asked for, and what the carrier says (DEV-16)."""

from __future__ import annotations

from typing import Final

import msgspec

from hallctl.contracts.mail import Recipient
from hallctl.contracts.peripheral_views import ParcelView
from hallctl.domain.commands import RequestParcel
from hallctl.domain.events import ParcelRequested
from hallctl.domain.parcels import Parcel
from hallctl.domain.refusals import Refused
from hallctl.registry.arguments import ParcelArgs
from hallctl.registry.mail import moved
from web.api.answers import ParcelAnswer, ParcelsAnswer
from web.api.bodies import DispatchBody, ParcelStatusBody
from web.callers import STAFF, CallerKind
from web.personal import seal
from web.routing import Answer, Call, Nothing, Routes

routes: Final = Routes("Parcels")
CARRIERS: Final = frozenset({CallerKind.INTEGRATOR})


@routes.add(
    "POST",
    "/applications/{id}/dispatch",
    body=DispatchBody,
    answers={202: ParcelAnswer},
    who=STAFF,
    refusals=(
        "APPLICATION_UNKNOWN", "APPLICATION_STATE", "VERSION_STALE", "DEVICE_UNKNOWN", "PARCEL_OPEN",
        "ITEM_UNKNOWN",
    ),
)  # fmt: skip
async def dispatch(call: Call[DispatchBody]) -> Answer:
    """Let a mail terminal make the label for a result; whom it is for is sealed."""
    body, application = call.body, call.path("id")
    recipient = Recipient(name=body.name, phone=body.phone, address=body.address)
    clear = msgspec.json.encode(recipient).decode()
    sealed, digest = seal(call.hall, "recipient", clear, f"application:{application}")
    command = RequestParcel(
        application=application,
        revision=body.revision,
        terminal=body.terminal,
        recipient=sealed.id,
        recipient_digest=digest,
    )
    done = await call.hall.do(command, call.caller.actor, key=call.key, sealed=(sealed,))
    asked = done.first(ParcelRequested)
    if asked is None:
        raise Refused("PARCEL_UNKNOWN")
    view = ParcelView(
        parcel=asked.parcel,
        application=asked.application,
        terminal=asked.terminal,
        tracking=None,
        status="REQUESTED",
    )
    return Answer(ParcelAnswer(parcel=view, seq=done.seq), 202)


@routes.add("GET", "/parcels", answers={200: ParcelsAnswer}, who=STAFF)
async def parcels(call: Call[Nothing]) -> Answer:
    """Parcels that are on their way, and those of today."""
    seen = await call.hall.read(
        lambda day, _setup, _now: tuple(_view(parcel) for parcel in day.state.parcels.values())
    )
    return Answer(ParcelsAnswer(parcels=seen.value, seq=seen.seq))


@routes.add(
    "POST",
    "/parcels/status",
    body=ParcelStatusBody,
    answers={200: ParcelAnswer},
    who=CARRIERS,
    scope="mail",
    refusals=("PARCEL_UNKNOWN", "TIME_AHEAD", "APPLICATION_STATE"),
)
async def status(call: Call[ParcelStatusBody]) -> Answer:
    """What the carrier says of a parcel; SIGNED delivers the application at the time of the signature."""
    body = call.body
    args = ParcelArgs(tracking=body.tracking, status=body.status, at=body.at)
    done = await moved(call.hall, call.caller.actor, args, call.key)
    found = next(p for p in call.hall.day.state.parcels.values() if p.tracking == body.tracking)
    return Answer(ParcelAnswer(parcel=_view(found), seq=done.seq))


def _view(parcel: Parcel) -> ParcelView:
    return ParcelView(
        parcel=parcel.id,
        application=parcel.application,
        terminal=parcel.terminal,
        tracking=parcel.tracking,
        status=parcel.status.value,
    )
