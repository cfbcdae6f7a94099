"""The sealed rows and the subjects' keys in the database, as the writer handles them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

from sqlalchemy import Connection, delete, select

from hallctl.journal.bulk import Bulk, Cursor
from hallctl.journal.personal import Vault
from hallctl.journal.rows import Sealed
from hallctl.journal.tables import SEALED, SUBJECT_KEYS

_KEY_COLUMNS: Final = ("subject", "wrapped")
_SEALED_COLUMNS: Final = ("id", "subject", "kind", "nonce", "cipher")


def keys_of(cursor: Cursor, bulk: Bulk, vault: Vault, sealed: Sequence[Sealed]) -> dict[str, bytes]:
    """The keys of the subjects that have one."""
    subjects = sorted({each.subject for each in sealed})
    wrapped = bulk.find(cursor, SUBJECT_KEYS, _KEY_COLUMNS, subjects) if subjects else []
    return {subject: vault.unwrap(subject, key) for subject, key in wrapped}


def write_sealed(
    cursor: Cursor, bulk: Bulk, vault: Vault, sealed: Sequence[Sealed], keys: Mapping[str, bytes]
) -> None:
    """Encrypt and insert, inside the writer's transaction; who is not in `keys` (`keys_of`) gets one here."""
    missing = sorted({each.subject for each in sealed if each.subject not in keys})
    fresh = {subject: vault.new_key() for subject in missing}
    rows = [(subject, vault.wrap(subject, key)) for subject, key in fresh.items()]
    bulk.insert(cursor, SUBJECT_KEYS, _KEY_COLUMNS, rows)
    every = {**keys, **fresh}
    covered = [(each.id, each.subject, each.kind, *vault.seal(every[each.subject], each)) for each in sealed]
    bulk.insert(cursor, SEALED, _SEALED_COLUMNS, covered)


def unseal(connection: Connection, vault: Vault, sealed_id: str) -> Sealed | None:
    """The clear text, or None: no such row, or its subject was erased. Raises `WrongMasterKey`."""
    row: Any = connection.execute(
        select(SEALED, SUBJECT_KEYS.c.wrapped)
        .join(SUBJECT_KEYS, SUBJECT_KEYS.c.subject == SEALED.c.subject)
        .where(SEALED.c.id == sealed_id),
    ).first()
    if row is None:
        return None
    key = vault.unwrap(row.subject, row.wrapped)
    return vault.unseal(key, row.nonce, row.cipher, Sealed(row.id, row.subject, row.kind, b""))


def erase(connection: Connection, subject: str) -> bool:
    """Delete a subject's key and rows; False where there was no key. The events stay as they are."""
    connection.execute(delete(SEALED).where(SEALED.c.subject == subject))
    return bool(connection.execute(delete(SUBJECT_KEYS).where(SUBJECT_KEYS.c.subject == subject)).rowcount)
