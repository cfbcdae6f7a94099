"""What a carrier says of a parcel (寄递状态), from a terminal or from an integrator's callback."""

from __future__ import annotations

from typing import Any, cast

from hallctl.domain.actors import Actor
from hallctl.domain.commands import ReportParcel
from hallctl.domain.refusals import Refused
from hallctl.hall import Done, Hall, Key
from hallctl.registry.arguments import ParcelArgs
from hallctl.registry.asked import Asked
from hallctl.registry.watch import DeviceWatch


async def moved(hall: Hall, actor: Actor, args: ParcelArgs, key: Key | None) -> Done:
    """Report it on the application that the tracking number belongs to. Raises `Refused`."""
    parcels = hall.day.state.parcels.values()
    application = next((p.application for p in parcels if p.tracking == args.tracking), None)
    if application is None:
        raise Refused("PARCEL_UNKNOWN", args.tracking)
    command = ReportParcel(
        application=application, tracking=args.tracking, status=args.status, happened_at=args.at
    )
    return await hall.do(command, actor, key=key)


async def status(hall: Hall, _watch: DeviceWatch, asked: Asked) -> Any:
    """`parcel.status`: what the terminal has heard of its carrier."""
    await moved(hall, asked.actor, cast("ParcelArgs", asked.args), asked.key)
    return {}
