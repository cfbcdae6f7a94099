"""Who sends a request: a person with a session, the bearer of a token, or somebody of the public."""

from __future__ import annotations

import hmac
import re
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from aiohttp import web

from hallctl.accounts import Accounts, Credential, CredentialKind, Session
from hallctl.domain.actors import Actor
from hallctl.domain.posts import Power, powers_by_post
from hallctl.domain.setup import HallSetup
from hallctl.hall import Hall
from web.problems import Rejected

COOKIE: Final = "hallctl_session"
_IN_COOKIES = re.compile(rf"(?:^|;\s*){COOKIE}=([A-Za-z0-9_-]{{20,100}})(?:;|$)")
CHANGING: Final = frozenset({"POST", "PUT", "PATCH", "DELETE"})
REMEMBERED: Final = 4096


class CallerKind(StrEnum):
    """What may call."""

    STAFF = "staff"
    ADMIN = "admin"  # a login that is not staff of the hall
    KIOSK = "kiosk"
    DEVICE = "device"
    INTEGRATOR = "integrator"
    PUBLIC = "public"


ANYBODY: Final = frozenset(CallerKind)
STAFF: Final = frozenset({CallerKind.STAFF})
KNOWN: Final = ANYBODY - {CallerKind.PUBLIC}


@dataclass(frozen=True, slots=True)
class Caller:
    """One caller. `identity` is what idempotency keys are scoped by."""

    kind: CallerKind
    identity: bytes
    actor: Actor
    window: str | None = None
    powers: frozenset[Power] = frozenset()
    scopes: frozenset[str] = frozenset()
    session: Session | None = None
    credential: Credential | None = None

    @property
    def inside(self) -> bool:
        """Whether the caller may see what only staff and systems of the hall see."""
        return self.kind in {CallerKind.STAFF, CallerKind.ADMIN} or "read" in self.scopes


PUBLIC: Final = Caller(CallerKind.PUBLIC, b"public", Actor.public("web"))


class Callers:
    """Finds the caller of a request; remembers callers as long as their session or token is the same."""

    def __init__(self, accounts: Accounts, hall: Hall) -> None:
        self._accounts = accounts
        self._hall = hall
        self._known_in = hall.setup
        self._known: dict[bytes, tuple[object, Caller]] = {}

    async def of(self, request: web.Request) -> Caller:
        """The caller. Raises `Rejected`: TOKEN_UNKNOWN, CSRF_REFUSED."""
        headers = request.headers
        authorization = headers.get("Authorization")
        if authorization is not None:
            return await self._bearer(authorization)
        cookies = headers.get("Cookie")
        if cookies is None or (found := _IN_COOKIES.search(cookies)) is None:
            return PUBLIC
        session = self._accounts.session(found[1])
        if session is None:
            return PUBLIC
        caller = self._remember(session.digest, session)
        if request.method in CHANGING and not hmac.compare_digest(
            headers.get("X-CSRF-Token", "").encode("utf-8", "surrogateescape"), session.csrf.encode()
        ):
            raise Rejected("CSRF_REFUSED")
        return caller

    async def _bearer(self, authorization: str) -> Caller:
        scheme, _, token = authorization.partition(" ")
        if scheme.lower() != "bearer" or not token:
            raise Rejected("TOKEN_UNKNOWN")
        credential = self._accounts.verify_token(token) or await self._accounts.find_token(token)
        if credential is None:
            raise Rejected("TOKEN_UNKNOWN")
        return self._remember(credential.digest, credential)

    def _remember(self, digest: bytes, source: Session | Credential) -> Caller:
        if self._known_in is not self._hall.setup:
            # Devices have moved, or are gone: every token is looked at anew.
            self._known_in = self._hall.setup
            self._known.clear()
        known = self._known.get(digest)
        if known is not None and known[0] is source:
            return known[1]
        caller = self._staff(source) if isinstance(source, Session) else self._system(source)
        if len(self._known) >= REMEMBERED:
            self._known.clear()
        self._known[digest] = (source, caller)
        return caller

    def _staff(self, session: Session) -> Caller:
        identity = b"user:" + session.user.encode()
        staff = self._hall.setup.staff.get(session.person)
        if staff is None or staff.post.value != session.post:
            # A person who has left or changed posts since keeps nothing but an administrator's rights.
            if not session.admin:
                return PUBLIC
            actor = Actor.staff(session.person, "administrator", None, session.workstation)
            return Caller(CallerKind.ADMIN, identity, actor, session=session)
        return Caller(
            CallerKind.STAFF,
            identity,
            Actor.staff(session.person, session.post, session.window, session.workstation),
            window=session.window,
            powers=powers_of(self._hall.setup, session.person),
            session=session,
        )

    def _system(self, credential: Credential) -> Caller:
        identity = b"token:" + credential.id.encode()
        if credential.kind is CredentialKind.DEVICE:
            entry = self._hall.setup.devices.get(credential.name)
            window = entry.window if entry else None
            actor = Actor.device(credential.name, window)
            return Caller(
                CallerKind.DEVICE,
                identity,
                actor,
                window=window,
                scopes=credential.scopes,
                credential=credential,
            )
        kind = CallerKind.KIOSK if credential.kind is CredentialKind.KIOSK else CallerKind.INTEGRATOR
        actor = Actor.public(credential.name)
        return Caller(kind, identity, actor, scopes=credential.scopes, credential=credential)


def powers_of(setup: HallSetup, person: str) -> frozenset[Power]:
    """What a person may do now: by post, and by letters in force with a passed test (ROLE-03)."""
    staff = setup.staff[person]
    return powers_by_post(staff.post) | staff.by_letter
