"""Kiosks (自助办理一体机): the page says that it lives, hears of cards, and takes what people hand in."""

from __future__ import annotations

import hmac
from typing import Final

import msgspec

from hallctl.contracts.kiosk_looks import KioskView, kiosk_view
from hallctl.contracts.views import FilingView
from hallctl.domain.commands import FileApplication
from hallctl.domain.events import ApplicationEvent, ApplicationSubmitted
from hallctl.domain.filings import FILING_KINDS
from hallctl.domain.refusals import Refused
from hallctl.hall import Done
from web.api.bodies import FilingBody
from web.api.case_answers import ProgressAnswer
from web.api.case_reading import progress_of
from web.callers import CallerKind
from web.on_record import holder_behind, look_up
from web.routing import Answer, Call, Nothing, Routes

routes: Final = Routes("Kiosks")
KIOSKS: Final = frozenset({CallerKind.KIOSK, CallerKind.DEVICE})


class KioskAnswer(msgspec.Struct, frozen=True, kw_only=True):
    """A kiosk, and the card that was just read at its side."""

    kiosk: KioskView
    seq: int


class FilingAnswer(msgspec.Struct, frozen=True, kw_only=True):
    """What the applicant takes home: the number of the application and the code to ask for it."""

    filing: FilingView
    seq: int


@routes.add(
    "POST",
    "/kiosk/heartbeat",
    answers={200: KioskAnswer},
    who=KIOSKS,
    scope="tickets",
    refusals=("DEVICE_UNKNOWN",),
    keyed=False,
)
async def heartbeat(call: Call[Nothing]) -> Answer:
    """The kiosk that the token is named after lives; the answer shows the card read at its side (DEV-12)."""
    device = call.caller.actor.workstation
    entry = call.hall.setup.devices.get(device)
    if entry is None or entry.kind not in FILING_KINDS:
        raise Refused("DEVICE_UNKNOWN", device)
    call.services.register.heard(device)
    seen = await call.hall.read(lambda day, setup, now: kiosk_view(day, setup, entry, now))
    return Answer(KioskAnswer(kiosk=seen.value, seq=seen.seq))


@routes.add(
    "POST",
    "/filings",
    body=FilingBody,
    answers={201: FilingAnswer},
    who=KIOSKS,
    scope="applications",
    refusals=(
        "KIOSK_NEEDED", "ITEM_UNKNOWN", "NOT_SELF_SERVICE", "HALL_CLOSED", "CARD_NEEDED", "CARD_UNKNOWN",
    ),
)  # fmt: skip
async def file(call: Call[FilingBody]) -> Answer:
    """Hand in an application at this kiosk: received, with channel SELF_SERVICE; `card` says who applies."""
    body = call.body
    hall = call.hall
    reading = hall.day.state.readings.get(body.card) if body.card else None
    looked = await look_up(
        call.services,
        hall.setup.catalogue.at(body.item, hall.now()),
        None,
        await holder_behind(hall, reading.identity if reading else None),
    )
    command = FileApplication(item=body.item, card=body.card, look_up=looked)
    done = await call.hall.do(command, call.caller.actor, key=call.key)
    event = done.first(ApplicationSubmitted)
    if event is None or event.code is None:
        raise Refused("APPLICATION_UNKNOWN")
    view = FilingView(
        application=event.application,
        item=event.item,
        state=_state(done),
        channel=event.channel.value,
        code=event.code,
        received_at=done.records[0].at,
        rate_by=event.rate_by,
    )
    return Answer(FilingAnswer(filing=view, seq=done.seq), 201)


@routes.add(
    "GET",
    "/filings/{id}/{code}",
    answers={200: ProgressAnswer},
    refusals=("FILING_UNKNOWN",),
)
async def progress(call: Call[Nothing]) -> Answer:
    """How an application stands, for whoever has the receipt: by its number and check code."""
    wanted = call.path("id")
    found = await call.hall.cases.on_disk(wanted)
    given = call.path("code").strip().upper().encode()
    if found is None or found.code is None or not hmac.compare_digest(found.code.encode(), given):
        raise Refused("FILING_UNKNOWN")
    return Answer(ProgressAnswer(progress=await progress_of(call, found)))


def _state(done: Done) -> str:
    """The state after the last of the acts."""
    states = [record.event.after for record in done.records if isinstance(record.event, ApplicationEvent)]
    return states[-1]
