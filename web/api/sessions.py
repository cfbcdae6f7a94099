"""Logging in and out. A session is bound to one person, post, window and workstation (ROLE-16)."""

from __future__ import annotations

from typing import Final

from aiohttp import web

from hallctl.accounts import LoginRefused, LoginThrottled, Person, Session
from hallctl.domain.actors import Actor
from hallctl.domain.commands import SignOff, SignOn
from hallctl.domain.refusals import Refused
from web.api.answers import SessionAnswer
from web.api.bodies import LoginBody
from web.callers import ANYBODY, COOKIE, Caller, CallerKind, powers_of
from web.problems import Rejected
from web.routing import Answer, Call, Nothing, Routes
from web.services import Services

routes: Final = Routes("People")
ADMINISTRATOR: Final = "administrator"
PEOPLE: Final = frozenset({CallerKind.STAFF, CallerKind.ADMIN})


@routes.add(
    "POST",
    "/session",
    body=LoginBody,
    answers={200: SessionAnswer},
    refusals=("LOGIN_REFUSED", "TOO_MANY_ATTEMPTS", "WINDOW_UNKNOWN", "PERSON_BUSY"),
    keyed=False,
)
async def log_in(call: Call[LoginBody]) -> Answer:
    """Log in at a window and a workstation; sets the session's cookie."""
    services, body = call.services, call.body
    if call.request.headers.get("Sec-Fetch-Site") == "cross-site":
        raise Rejected("CSRF_REFUSED")
    person = await _person(services, body, address_of(call.request, services))
    staff = services.hall.setup.staff.get(person.person)
    if staff is None and not person.admin:
        raise Rejected("LOGIN_REFUSED")
    post = staff.post.value if staff else ADMINISTRATOR
    workstation = body.workstation or (f"window-{body.window}" if body.window else "desk")
    if staff is not None:
        actor = Actor.staff(person.person, post, body.window, workstation)
        await services.hall.do(
            SignOn(person=person.person, workstation=workstation, window=body.window), actor
        )
    cookie, session = await services.accounts.start_session(person, post, body.window, workstation)
    return Answer(_answer(services, session), headers={"Set-Cookie": _cookie(call, cookie, session)})


@routes.add("GET", "/session", answers={200: SessionAnswer}, who=PEOPLE)
async def session(call: Call[Nothing]) -> Answer:
    """Who is logged in here; a page that was opened again gets its token back."""
    return Answer(_answer(call.services, _session(call.caller)))


@routes.add("DELETE", "/session", answers={204: None}, who=ANYBODY, refusals=("HANDOVER_REQUIRED",))
async def log_out(call: Call[Nothing]) -> Answer:
    """Log out; an open window goes to the stand-in. Who stands in hands over first what is open."""
    gone = call.caller.session
    if gone is not None:
        if call.caller.kind is CallerKind.STAFF:
            try:
                await call.hall.do(SignOff(person=gone.person), call.caller.actor)
            except Refused as refusal:
                if refusal.code == "HANDOVER_REQUIRED":
                    raise
                # The session ends in any case; that the hall could not take note is counted.
                call.services.complaints.note(refusal.code, 503, "DELETE", "/api/v1/session")
        await call.services.accounts.log_out(gone)
    return Answer(None, 204, {"Set-Cookie": f"{COOKIE}=; Path=/; Max-Age=0; HttpOnly; SameSite=Lax"})


async def _person(services: Services, body: LoginBody, address: str) -> Person:
    try:
        return await services.accounts.log_in(body.user, body.password, address)
    except LoginRefused:
        raise Rejected("LOGIN_REFUSED") from None
    except LoginThrottled as throttled:
        raise Rejected("TOO_MANY_ATTEMPTS", headers={"Retry-After": str(throttled.retry_after_s)}) from None


def address_of(request: web.Request, services: Services) -> str:
    """Where the request comes from; a trusted proxy is believed about it."""
    peer = request.remote or "unknown"
    if peer in services.settings.trusted_proxies:
        return request.headers.get("X-Forwarded-For", peer).rpartition(",")[2].strip() or peer
    return peer


def _cookie(call: Call[LoginBody], cookie: str, session: Session) -> str:
    settings = call.services.settings
    forwarded = (
        call.request.remote in settings.trusted_proxies
        and call.request.headers.get("X-Forwarded-Proto") == "https"
    )
    secure = "; Secure" if settings.secure or forwarded or call.request.secure else ""
    lasts_s = session.expires_s - session.started_s
    return f"{COOKIE}={cookie}; Path=/; Max-Age={lasts_s}; HttpOnly; SameSite=Lax{secure}"


def _session(caller: Caller) -> Session:
    if caller.session is None:
        raise Rejected("NOT_SIGNED_IN")
    return caller.session


def _answer(services: Services, session: Session) -> SessionAnswer:
    setup = services.hall.setup
    staff = setup.staff.get(session.person)
    powers = sorted(power.value for power in powers_of(setup, session.person)) if staff else []
    return SessionAnswer(
        csrf=session.csrf,
        user=session.user,
        person=session.person,
        name=staff.name if staff else session.user,
        post=session.post,
        department=staff.department if staff else None,
        powers=tuple(powers),
        window=session.window,
        workstation=session.workstation,
        admin=session.admin,
    )
