"""Who is asking: answers from memory, so that a request costs no database read; keeps only digests.

Changes that another process makes (the command line while the daemon runs) are noticed by `watch` within
`POLL_S`, and at once, at a bounded rate, when an unknown token or session is shown.
"""

from __future__ import annotations

import asyncio
import secrets
import threading
import time
from collections.abc import Callable, Iterable
from concurrent.futures import Future, ThreadPoolExecutor
from datetime import datetime
from typing import TypeVar

from argon2 import PasswordHasher

from hallctl.accounts.identities import (
    DEFAULT_SCOPES,
    LONGEST_PASSWORD,
    SCOPES,
    AccountError,
    Credential,
    CredentialKind,
    LoginRefused,
    Person,
    Session,
    digest_of,
)
from hallctl.accounts.passwords import Passwords
from hallctl.accounts.store import Book, Store
from hallctl.accounts.throttle import Throttle

POLL_S = 1.0
NOTE_SEEN_S = 60
SESSION_S = 12 * 3600  # a long hall day
IDLE_S = 4 * 3600  # longer than any lunch
NAME_LENGTH = 64

T = TypeVar("T")
_EMPTY = Book(-1, {}, {}, {})


class Accounts:
    """People, tokens and sessions of one database.

    `open` reads everything; `create_person`, `set_password`, `disable`, `create_token` and `revoke_tokens`
    block and serve the command line; the rest is for the running daemon.
    """

    def __init__(
        self,
        url: str,
        clock: Callable[[], datetime],
        *,
        hasher: PasswordHasher | None = None,
        session_s: int = SESSION_S,
        idle_s: int = IDLE_S,
    ) -> None:
        self._store = Store(url)
        self._clock = clock
        self._passwords = Passwords(hasher)
        self._throttle = Throttle()
        self._session_s = session_s
        self._idle_s = idle_s
        self._book = _EMPTY
        self._sessions: dict[bytes, Session] = {}
        self._seen: dict[bytes, int] = {}
        self._noted: dict[bytes, int] = {}
        # Everything that touches tables or replaces the caches runs in this one thread, in order.
        self._thread = ThreadPoolExecutor(max_workers=1, thread_name_prefix="accounts")
        self._lock = threading.Lock()
        self._refreshing: Future[None] | None = None
        self._refreshed_at = 0.0

    def open(self, *, create_tables: bool = False) -> None:
        """Read people, tokens and sessions. Blocking."""
        if create_tables:
            self._store.create_tables()
        self._thread.submit(self._load).result()

    def close(self) -> None:
        """Write when sessions were last used and let go of the database. Blocking."""
        self._thread.submit(self._note_seen).result()
        self._thread.shutdown()
        self._passwords.close()
        self._store.close()

    # --- made by the command line ---------------------------------------------------------------------------

    def create_person(
        self, user: str, password: str, *, person: str | None = None, admin: bool = False
    ) -> Person:
        """A new login for the staff member `person` (same as `user` unless given).

        Raises `WeakPassword`, `AccountError`.
        """
        _check_name(user)
        made = Person(user, person or user, admin, active=True)
        password_hash = self._passwords.make(user, password)
        self._in_thread(lambda: self._store.add_person(made, password_hash, self._now_s()))
        return made

    def set_password(self, user: str, password: str) -> None:
        """Replace a password; ends the user's sessions. Raises `WeakPassword`, `AccountError`."""
        password_hash = self._passwords.make(user, password)
        self._in_thread(lambda: self._store.change_person(user, hash=password_hash))

    def disable(self, user: str) -> None:
        """The user cannot log in any more; running sessions end. Raises `AccountError`."""
        self._in_thread(lambda: self._store.change_person(user, active=False))

    def enable(self, user: str) -> None:
        """Undo `disable`."""
        self._in_thread(lambda: self._store.change_person(user, active=True))

    def people(self) -> list[Person]:
        """All logins."""
        return sorted(self._book.people.values(), key=lambda person: person.user)

    def create_token(self, kind: str, name: str, scopes: Iterable[str] | None = None) -> str:
        """A new bearer token: 256 random bits, shown once. For a device, `name` is its id."""
        _check_name(name)
        if kind not in set(CredentialKind):
            message = f"kind {kind}: one of {', '.join(CredentialKind)}"
            raise AccountError(message)
        of_kind = CredentialKind(kind)
        wanted = DEFAULT_SCOPES[of_kind] if scopes is None else frozenset(scopes)
        if wanted - SCOPES:
            message = f"scope {', '.join(sorted(wanted - SCOPES))}: one of {', '.join(sorted(SCOPES))}"
            raise AccountError(message)
        token = secrets.token_urlsafe(32)
        made = Credential(secrets.token_hex(8), of_kind, name, wanted, digest_of(token))
        self._in_thread(lambda: self._store.add_token(made, self._now_s()))
        return token

    def revoke_tokens(self, kind: str, name: str) -> int:
        """Revoke every token of `name`; says how many there were."""
        return self._in_thread(lambda: self._store.remove_tokens(CredentialKind(kind), name))

    def digests(self, kind: str, name: str) -> frozenset[bytes]:
        """Of every token that `name` has."""
        return self._book.by_name.get((CredentialKind(kind), name), frozenset())

    # --- tokens ---------------------------------------------------------------------------------------------

    def verify_token(self, token: str) -> Credential | None:
        """Whose token it is, from memory. An unknown one makes the tables be read again soon."""
        found = self._book.tokens.get(digest_of(token))
        if found is None:
            self._refresh_soon()
        return found

    async def find_token(self, token: str) -> Credential | None:
        """Like `verify_token`, but waits for that reading."""
        digest = digest_of(token)
        found = self._book.tokens.get(digest)
        if found is None and (refreshing := self._refresh_soon()) is not None:
            await asyncio.wrap_future(refreshing)
            found = self._book.tokens.get(digest)
        return found

    def verify_device(self, device: str, token: str) -> bool:
        """Whether `token` is one of that device, or of a kiosk by that name."""
        return self._is_of(device, token, (CredentialKind.DEVICE, CredentialKind.KIOSK))

    def verify_integrator(self, name: str, token: str) -> bool:
        """Whether `token` is one of the integrator by that name."""
        return self._is_of(name, token, (CredentialKind.INTEGRATOR,))

    def _is_of(self, name: str, token: str, kinds: tuple[CredentialKind, ...]) -> bool:
        digest = digest_of(token)
        book = self._book
        if any(digest in book.by_name.get((kind, name), ()) for kind in kinds):
            return True
        self._refresh_soon()
        return False

    # --- sessions -------------------------------------------------------------------------------------------

    async def log_in(self, user: str, password: str, address: str) -> Person:
        """The person behind user and password. Raises `LoginRefused`, `LoginThrottled`."""
        self._throttle.attempt(user, address, self._now_s())
        stored = await self._aside(lambda: self._store.password_hash(user))
        usable = password if len(password) <= LONGEST_PASSWORD else ""
        if not await self._passwords.check(stored, usable) or stored is None:
            message = "user or password is wrong"
            raise LoginRefused(message)
        self._throttle.forgive(user, address)
        if self._passwords.outdated(stored):
            await self._aside(lambda: self._store.rehash(user, self._passwords.make(user, password)))
        person = self._book.people.get(user)
        if person is None:
            await self._aside(self._load)
            person = self._book.people[user]
        return person

    async def start_session(
        self, person: Person, post: str, window: str | None, workstation: str
    ) -> tuple[str, Session]:
        """A new session and the secret that its cookie carries."""
        cookie = secrets.token_urlsafe(32)
        now_s = self._now_s()
        session = Session(
            digest=digest_of(cookie),
            csrf=secrets.token_urlsafe(24),
            user=person.user,
            person=person.person,
            post=post,
            admin=person.admin,
            window=window,
            workstation=workstation,
            started_s=now_s,
            expires_s=now_s + self._session_s,
        )
        await self._aside(lambda: self._keep(session))
        return cookie, session

    def session(self, cookie: str) -> Session | None:
        """The running session of a cookie, from memory; it counts as used now."""
        digest = digest_of(cookie)
        session = self._sessions.get(digest)
        if session is None:
            return None
        if not self.holds(session):
            self._sessions.pop(digest, None)
            return None
        self._seen[digest] = self._now_s()
        return session

    def holds(self, source: Session | Credential) -> bool:
        """Whether the session or token still stands. Asking does not count as use."""
        if isinstance(source, Credential):
            return source.digest in self._book.tokens
        if source.digest not in self._sessions:
            return False
        now_s = self._now_s()
        return now_s < source.expires_s and now_s - self._seen.get(source.digest, 0) < self._idle_s

    async def log_out(self, session: Session) -> None:
        """End one session."""
        self._sessions.pop(session.digest, None)
        await self._aside(lambda: self._drop([session.digest]))

    async def watch(self) -> None:
        """Notice what the command line changes, forget what has expired. Runs until cancelled."""
        noted_at = time.monotonic()
        while True:
            await asyncio.sleep(POLL_S)
            await self._aside(self._refresh)
            if time.monotonic() - noted_at >= NOTE_SEEN_S:
                noted_at = time.monotonic()
                await self._aside(self._note_seen)

    # --- the one thread -------------------------------------------------------------------------------------

    def _in_thread(self, work: Callable[[], T]) -> T:
        """Do a change and read everything again. Blocking."""

        def change() -> T:
            result = work()
            self._load()
            return result

        return self._thread.submit(change).result()

    async def _aside(self, work: Callable[[], T]) -> T:
        return await asyncio.get_running_loop().run_in_executor(self._thread, work)

    def _refresh_soon(self) -> Future[None] | None:
        """At most one reading at a time and one in `POLL_S`; None when it is too early for another."""
        with self._lock:
            if self._refreshing is not None and not self._refreshing.done():
                return self._refreshing
            if time.monotonic() - self._refreshed_at < POLL_S:
                return None
            self._refreshed_at = time.monotonic()
            self._refreshing = self._thread.submit(self._refresh)
            return self._refreshing

    def _refresh(self) -> None:
        if self._store.revision() != self._book.revision:
            self._load()

    def _load(self) -> None:
        self._book = self._store.book()
        rows = self._store.sessions()
        self._seen = {session.digest: self._seen.get(session.digest, seen_s) for session, seen_s in rows}
        self._sessions = {session.digest: session for session, _ in rows}

    def _keep(self, session: Session) -> None:
        self._store.add_session(session)
        self._seen[session.digest] = session.started_s
        self._sessions[session.digest] = session

    def _drop(self, digests: Iterable[bytes]) -> None:
        gone = list(digests)
        self._store.remove_sessions(gone)
        for digest in gone:
            self._sessions.pop(digest, None)
            self._seen.pop(digest, None)
            self._noted.pop(digest, None)

    def _note_seen(self) -> None:
        seen = dict(self._seen)
        now_s = self._now_s()
        expired = [
            session.digest
            for session, noted_s in self._store.sessions()
            if now_s >= session.expires_s or now_s - seen.get(session.digest, noted_s) >= self._idle_s
        ]
        if expired:
            self._drop(expired)
        fresh = {digest: second for digest, second in seen.items() if self._noted.get(digest) != second}
        if fresh:
            self._store.note_seen(fresh)
            self._noted.update(fresh)

    def _now_s(self) -> int:
        return int(self._clock().timestamp())


def _check_name(name: str) -> None:
    if not 0 < len(name) <= NAME_LENGTH or not name.isprintable() or set(name) & set("/+# \t"):
        message = f"{name!r}: a name has 1 to {NAME_LENGTH} printable characters without / + # and spaces"
        raise AccountError(message)
