"""What a database knows about itself: whose it is, by which suite it was begun, which master key opens it."""

from __future__ import annotations

from sqlalchemy import Connection, insert, select

from hallctl.journal.errors import WrongDatabase
from hallctl.journal.hashing import Suite
from hallctl.journal.personal import Vault
from hallctl.journal.tables import FACTS

_PROOF = "master_key"


def claim(connection: Connection, hall: str, suite: Suite, vault: Vault) -> None:
    """Write into an empty database what `require` will ask for."""
    present = set(connection.scalars(select(FACTS.c.name)))
    for name, value in _marks(hall, suite).items():
        if name not in present:
            connection.execute(insert(FACTS).values(name=name, value=value))
    if _PROOF not in present:
        proof = vault.wrap(_PROOF, vault.new_key())
        connection.execute(insert(FACTS).values(name=_PROOF, value=proof))


def require(connection: Connection, hall: str, suite: Suite, vault: Vault) -> None:
    """Raises `WrongDatabase` or `WrongMasterKey` before anything is read or sealed wrongly."""
    found = {row.name: row.value for row in connection.execute(select(FACTS))}
    for name, value in _marks(hall, suite).items():
        if found.get(name) != value:
            begun = found.get(name, b"").decode(errors="replace")
            raise WrongDatabase(f"the {name} of this database is {begun!r}, not {value.decode()!r}")
    vault.unwrap(_PROOF, found[_PROOF])


def _marks(hall: str, suite: Suite) -> dict[str, bytes]:
    return {"hall": hall.encode(), "suite": suite.encode()}
