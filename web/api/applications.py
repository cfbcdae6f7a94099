"""Applications (办件): handing one in, and every act on one."""

from __future__ import annotations

from typing import Any, Final

from hallctl.contracts.cards import Applicant
from hallctl.domain.applications import Channel
from hallctl.domain.applications.acts import Receive
from hallctl.domain.applications.application import CheckResult
from hallctl.domain.applications.mandates import Mandate
from hallctl.domain.applications.on_record import LookUp
from hallctl.domain.commands import ActOnApplication, ReceiveApplication, SubmitApplication
from hallctl.domain.events import ApplicationSubmitted, MaterialsLookedUp
from hallctl.domain.identity import Identity
from hallctl.domain.refusals import Refused
from hallctl.domain.tickets import Ticket
from hallctl.hall import Done, Hall
from hallctl.journal.rows import Sealed
from web.api.act_forms import possible_act
from web.api.case_answers import BornAnswer, CaseAnswer, LookUpView, PossibleAnswer, ProgressAnswer
from web.api.case_bodies import ActBody, ApplicantBody, MandateBody, ReceiveBody, SubmitBody
from web.api.case_reading import known, progress_of, shown, what_is_possible
from web.api.said_acts import handed_in, meant
from web.api.windows import EVERY_PRESS, actor_at
from web.callers import KNOWN, STAFF, CallerKind
from web.on_record import Holder, holder_behind, holder_of, look_up
from web.personal import applicant as sealed_applicant
from web.routing import Answer, Call, Nothing, Routes

routes: Final = Routes("Applications")

OF_ACTS: Final = (
    "APPLICATION_STATE", "VERSION_STALE", "ITEM_UNKNOWN", "REASON_NEEDED", "DOCUMENT_INCOMPLETE",
    "CHECK_MISSING", "POINT_UNCHECKED", "MATERIAL_NOT_IN_LIST", "MATERIAL_MISSING", "MATERIAL_SHARED",
    "MATERIALS_NEEDED", "NOTICE_INCOMPLETE", "LIMIT_NEEDED", "LIMIT_TOO_LONG", "PROMISE_NEEDED",
    "AUTHORITY_NEEDED", "ALREADY_NOTIFIED", "NOTICE_MISSING", "NOT_INSTANT", "NOT_RECEIVE_ONLY",
    "PAYMENT_DUE", "CREDIT_NEEDED", "FACE_CONSENT",
)  # fmt: skip
"""What an act may be refused for; what is special to one of them stands in the catalogue of refusals."""


@routes.add(
    "POST",
    "/applications",
    body=ReceiveBody,
    answers={201: BornAnswer},
    who=STAFF,
    refusals=(*EVERY_PRESS, "NO_TICKET", "CARD_UNKNOWN", *OF_ACTS),
)
async def receive(call: Call[ReceiveBody]) -> Answer:
    """Register an application on the ticket being served; the session may end with it (T01, T05)."""
    body = call.body
    actor = await actor_at(call.hall, call.caller, body.window)
    identity, sealed = _applicant(call.hall, body.applicant)
    then = None
    if body.then is not None:
        duty = call.hall.day.windows.get(body.window)
        visit = f"ticket:{duty.ticket}" if duty and duty.ticket else f"window:{body.window}"
        then, words = meant(call.hall, body.then, visit)
        sealed += words
    command = ReceiveApplication(
        window=body.window,
        item=body.item,
        expected_seq=body.expected_seq,
        receive=Receive(
            checks=tuple(CheckResult(check, passed) for check, passed in body.checks.items()),
            materials=handed_in(body.materials),
            face=body.face,
            face_consent=body.face_consent,
        ),
        situation=body.situation,
        card=body.card,
        applicant=identity,
        then=then,
        look_up=await _looked_up_at_window(call),
    )
    return await _born(call, await call.hall.do(command, actor, key=call.key, sealed=sealed))


@routes.add(
    "POST",
    "/applications/submit",
    body=SubmitBody,
    answers={201: BornAnswer},
    who=KNOWN - {CallerKind.ADMIN},
    scope="applications",
    refusals=(
        "ITEM_UNKNOWN", "ONLINE_FORBIDDEN", "MATERIAL_NOT_IN_LIST", "AGENCY_NOT_LISTED", "MANDATE_NEEDED",
        "MANDATE_UNSIGNED", "NOT_BY_PROXY", "TIME_AHEAD",
    ),
)  # fmt: skip
async def submit(call: Call[SubmitBody]) -> Answer:
    """Hand in an application without a window: online, by app, by courier, by proxy (T01, INT-01)."""
    body = call.body
    identity, sealed = _applicant(call.hall, body.applicant)
    command = SubmitApplication(
        item=body.item,
        channel=Channel(body.channel),
        applicant=identity,
        situation=body.situation,
        materials=handed_in(body.materials),
        client=call.caller.credential.name if call.caller.credential else None,
        ticket=body.ticket,
        intake_site=body.intake_site,
        mandate=_mandate(body.mandate),
        look_up=await look_up(
            call.services,
            call.hall.setup.catalogue.at(body.item, call.hall.now()),
            body.situation,
            holder_of(call.hall, body.applicant.number) if body.applicant else None,
        ),
    )
    return await _born(call, await call.hall.do(command, call.caller.actor, key=call.key, sealed=sealed))


def _mandate(given: MandateBody | None) -> Mandate | None:
    if given is None:
        return None
    return Mandate(tuple(dict.fromkeys(given.scope)), given.signed_at, given.proof.strip())


@routes.add(
    "POST",
    "/applications/{id}/acts",
    body=ActBody,
    answers={200: (CaseAnswer, ProgressAnswer)},
    refusals=("APPLICATION_UNKNOWN", "FILING_UNKNOWN", "POWER_NOT_HELD", *OF_ACTS),
)
async def act(call: Call[ActBody]) -> Answer:
    """Do an act of the transition table; the applicant does so with the check code."""
    name, body = call.path("id"), call.body
    done, sealed = meant(call.hall, body.act, f"application:{name}")
    code = body.code.strip().upper() if body.code else None
    command = ActOnApplication(
        application=name,
        act=done,
        revision=body.revision,
        code=code,
        place=body.place,
        look_up=await _looked_up_before(call, name) if isinstance(done, Receive) else None,
    )
    public = call.caller.kind is CallerKind.PUBLIC
    try:
        happened = await call.hall.do(command, call.caller.actor, key=call.key, sealed=sealed)
    except Refused as refused:
        raise (
            Refused("FILING_UNKNOWN") if public and refused.code == "APPLICATION_UNKNOWN" else refused
        ) from None
    changed = next((case for case in happened.cases if case.id == name), None)
    application = changed or await known(call.hall, name)
    if public:
        return Answer(ProgressAnswer(progress=await progress_of(call, application)))
    view = shown(call, application)
    return Answer(CaseAnswer(application=view, look_up=_found(happened), seq=happened.seq))


@routes.add(
    "GET",
    "/applications/{id}/acts",
    answers={200: PossibleAnswer},
    who=KNOWN,
    scope="read",
    refusals=("APPLICATION_UNKNOWN",),
)
async def possible(call: Call[Nothing]) -> Answer:
    """What the caller may do with an application now, and what each act has to say."""
    application = await known(call.hall, call.path("id"))
    seen = await what_is_possible(call, application)
    return Answer(
        PossibleAnswer(
            application=application.id,
            state=application.state.value,
            revision=application.revision,
            acts=tuple(possible_act(kind, step) for kind, step in seen.value),
            seq=seen.seq,
        )
    )


def _applicant(hall: Hall, body: ApplicantBody | None) -> tuple[Identity | None, tuple[Sealed, ...]]:
    if body is None:
        return None, ()
    who = Applicant(name=body.name, number=body.number.upper(), phone=body.phone or "")
    identity, sealed = sealed_applicant(hall, who)
    return identity, (sealed,)


async def _born(call: Call[Any], done: Done) -> Answer:
    event = done.first(ApplicationSubmitted)
    if event is None:
        raise Refused("APPLICATION_UNKNOWN")
    application = await known(call.hall, event.application)
    view = shown(call, application)
    born = BornAnswer(application=view, code=application.code, look_up=_found(done), seq=done.seq)
    return Answer(born, 201)


async def _looked_up_at_window(call: Call[ReceiveBody]) -> LookUp | None:
    """What whoever is served need not bring: by the card that is referred to, the number, or the ticket."""
    hall, body = call.hall, call.body
    duty = hall.day.windows.get(body.window)
    ticket = hall.day.tickets.get(duty.ticket) if duty and duty.ticket else None
    situation = body.situation or (ticket.situation_of(body.item) if ticket else None)
    item = hall.setup.catalogue.at(body.item, hall.now())
    return await look_up(call.services, item, situation, await _served(hall, body, ticket))


async def _served(hall: Hall, body: ReceiveBody, ticket: Ticket | None) -> Holder | None:
    reading = hall.day.state.readings.get(body.card) if body.card else None
    if reading is not None:
        return await holder_behind(hall, reading.identity)
    if body.applicant is not None:
        return holder_of(hall, body.applicant.number)
    return await holder_behind(hall, ticket.identity if ticket else None)


async def _looked_up_before(call: Call[Any], name: str) -> LookUp | None:
    """What is on record for an application that comes to the window."""
    hall = call.hall
    application = await hall.cases.on_disk(name)
    if application is None:
        return None
    item = hall.setup.catalogue.version(application.item, application.item_version)
    holder = await holder_behind(hall, application.applicant)
    return await look_up(call.services, item, application.situation, holder)


def _found(done: Done) -> LookUpView | None:
    event = done.first(MaterialsLookedUp)
    if event is None:
        return None
    said = event.look_up
    return LookUpView(
        sought=said.sought,
        found=tuple(one.code for one in said.found),
        failure=said.failure.value if said.failure else None,
    )
