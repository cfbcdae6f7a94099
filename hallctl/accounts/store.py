"""Reads and writes the accounts' tables. Blocking: `Accounts` calls it in its own thread."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from sqlalchemy import Connection, create_engine, delete, insert, select, update
from sqlalchemy.engine import Engine

from hallctl.accounts.identities import AccountError, Credential, CredentialKind, Person, Session
from hallctl.accounts.tables import CHANGES, METADATA, PEOPLE, SESSIONS, TOKENS

BUSY_S = 15  # how long to wait for the journal's writer to let go of a SQLite file


@dataclass(frozen=True, slots=True)
class Book:
    """Everything that is looked up at every request, as it was at `revision`."""

    revision: int
    people: Mapping[str, Person]
    tokens: Mapping[bytes, Credential]
    by_name: Mapping[tuple[CredentialKind, str], frozenset[bytes]]


class Store:
    """The accounts of one database. The tables come from the migrations."""

    def __init__(self, url: str) -> None:
        arguments = {"timeout": BUSY_S} if url.startswith("sqlite") else {}
        self._engine: Engine = create_engine(url, connect_args=arguments, pool_pre_ping=True)

    def create_tables(self) -> None:
        """For a database that no migration has seen: tests."""
        METADATA.create_all(self._engine)

    def close(self) -> None:
        """Let go of the database."""
        self._engine.dispose()

    def revision(self) -> int:
        """Rises with every change to people or tokens."""
        with self._engine.connect() as connection:
            return int(connection.scalar(select(CHANGES.c.revision)) or 0)

    def book(self) -> Book:
        """All people and tokens."""
        with self._engine.connect() as connection:
            revision = int(connection.scalar(select(CHANGES.c.revision)) or 0)
            people = [
                Person(row.user, row.person, row.admin, row.active)
                for row in connection.execute(select(PEOPLE)).all()
            ]
            tokens = [
                Credential(
                    row.id,
                    CredentialKind(row.kind),
                    row.name,
                    frozenset(row.scopes.split()),
                    bytes(row.digest),
                )
                for row in connection.execute(select(TOKENS)).all()
            ]
        by_name: dict[tuple[CredentialKind, str], frozenset[bytes]] = {}
        for token in tokens:
            key = token.kind, token.name
            by_name[key] = by_name.get(key, frozenset()) | {token.digest}
        return Book(revision, {one.user: one for one in people}, {one.digest: one for one in tokens}, by_name)

    # --- people ---------------------------------------------------------------------------------------------

    def add_person(self, person: Person, password_hash: str, now_s: int) -> None:
        """Raises `AccountError` when the user exists."""
        with self._engine.begin() as connection:
            _count_change(connection)
            if connection.scalar(select(PEOPLE.c.user).where(PEOPLE.c.user == person.user)) is not None:
                message = f"user {person.user} exists"
                raise AccountError(message)
            connection.execute(
                insert(PEOPLE).values(
                    user=person.user,
                    person=person.person,
                    hash=password_hash,
                    admin=person.admin,
                    active=person.active,
                    created_s=now_s,
                ),
            )

    def change_person(self, user: str, **values: object) -> None:
        """Set columns of a person; raises `AccountError` when there is none. Ends the person's sessions."""
        with self._engine.begin() as connection:
            _count_change(connection)
            done = connection.execute(update(PEOPLE).where(PEOPLE.c.user == user).values(**values))
            if done.rowcount == 0:
                message = f"no user {user}"
                raise AccountError(message)
            connection.execute(delete(SESSIONS).where(SESSIONS.c.user == user))

    def password_hash(self, user: str) -> str | None:
        """The stored hash, or None for a user that does not exist or is disabled."""
        with self._engine.connect() as connection:
            found = connection.scalar(select(PEOPLE.c.hash).where(PEOPLE.c.user == user, PEOPLE.c.active))
        return None if found is None else str(found)

    def rehash(self, user: str, password_hash: str) -> None:
        """Keep the same password under newer parameters; sessions go on."""
        with self._engine.begin() as connection:
            connection.execute(update(PEOPLE).where(PEOPLE.c.user == user).values(hash=password_hash))

    # --- tokens ---------------------------------------------------------------------------------------------

    def add_token(self, token: Credential, now_s: int) -> None:
        """Store a new token's digest."""
        with self._engine.begin() as connection:
            _count_change(connection)
            connection.execute(
                insert(TOKENS).values(
                    id=token.id,
                    digest=token.digest,
                    kind=token.kind.value,
                    name=token.name,
                    scopes=" ".join(sorted(token.scopes)),
                    created_s=now_s,
                ),
            )

    def remove_tokens(self, kind: CredentialKind, name: str) -> int:
        """Revoke all tokens of `name`; says how many there were."""
        with self._engine.begin() as connection:
            _count_change(connection)
            done = connection.execute(
                delete(TOKENS).where(TOKENS.c.kind == kind.value, TOKENS.c.name == name),
            )
        return done.rowcount

    # --- sessions -------------------------------------------------------------------------------------------

    def sessions(self) -> list[tuple[Session, int]]:
        """All sessions with the second they were last used."""
        with self._engine.connect() as connection:
            rows = connection.execute(select(SESSIONS)).all()
        return [
            (
                Session(
                    bytes(row.digest),
                    row.csrf,
                    row.user,
                    row.person,
                    row.post,
                    row.admin,
                    row.window,
                    row.workstation,
                    row.started_s,
                    row.expires_s,
                ),
                row.seen_s,
            )
            for row in rows
        ]

    def add_session(self, session: Session) -> None:
        """Store a new session."""
        with self._engine.begin() as connection:
            connection.execute(
                insert(SESSIONS).values(
                    digest=session.digest,
                    csrf=session.csrf,
                    user=session.user,
                    person=session.person,
                    post=session.post,
                    admin=session.admin,
                    window=session.window,
                    workstation=session.workstation,
                    started_s=session.started_s,
                    seen_s=session.started_s,
                    expires_s=session.expires_s,
                ),
            )

    def remove_sessions(self, digests: Iterable[bytes]) -> None:
        """Forget sessions."""
        with self._engine.begin() as connection:
            for digest in digests:
                connection.execute(delete(SESSIONS).where(SESSIONS.c.digest == digest))

    def note_seen(self, seen: Mapping[bytes, int]) -> None:
        """Write when sessions were last used."""
        with self._engine.begin() as connection:
            for digest, second in seen.items():
                connection.execute(
                    update(SESSIONS).where(SESSIONS.c.digest == digest).values(seen_s=second),
                )


def _count_change(connection: Connection) -> None:
    """First statement of a change: it also takes SQLite's write lock before anything is read."""
    done = connection.execute(update(CHANGES).values(revision=CHANGES.c.revision + 1))
    if done.rowcount == 0:
        connection.execute(insert(CHANGES).values(id=1, revision=1))
