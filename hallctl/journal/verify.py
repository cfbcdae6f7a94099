"""Proof that the journal is what was written: the chain, the numbering, the columns beside it (SEC-02).

Reads in pages, beside a running daemon or without one. Never changes anything.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import msgspec

from hallctl.domain.records import UnknownEvent, read
from hallctl.journal.chain import Tail, columns_of, day_of
from hallctl.journal.hashing import DIGESTS, Digest, genesis
from hallctl.journal.journal import Journal
from hallctl.journal.rows import StoredRow

Check = Callable[[Journal], str | None]
"""A further proof, for example that a restart equals a full replay: None, or what is wrong."""


@dataclass(frozen=True, slots=True)
class Anchor:
    """A seq and its hash in hexadecimal, noted outside the database at some time."""

    seq: int
    hash: str


@dataclass(frozen=True, slots=True)
class Report:
    """`count` records hold; `first_broken` is the seq of the first that does not, `reason` says how."""

    count: int
    first_broken: int | None
    reason: str
    anchor: Anchor

    @property
    def whole(self) -> bool:
        """Nothing is broken."""
        return not self.reason


def verify(journal: Journal, check: Check | None = None, anchors: tuple[Anchor, ...] = ()) -> Report:
    """Walk the whole journal; the anchor of the report can be kept elsewhere and given back next time."""
    digest = DIGESTS[journal.suite]
    tail = Tail(0, genesis(digest, journal.hall), "")
    noted = {anchor.seq: anchor.hash for anchor in anchors}
    while page := journal.raw_records(tail.seq):
        for row in page:
            reason = _broken(row, tail, digest) or _moved(row, noted)
            if reason:
                return _report(tail, tail.seq + 1, reason)
            tail = Tail(row.seq, row.hash, row.day)
    reason = _cut_off(tail.seq, max(noted, default=0), journal.projected_seq())
    if reason:
        return _report(tail, tail.seq + 1, reason)
    return _report(tail, None, (check(journal) if check else None) or "")


def _broken(row: StoredRow, before: Tail, digest: Digest) -> str:
    if row.seq != before.seq + 1:
        return f"missing: the next one is {row.seq}"
    stored: tuple[object, ...] = (row.raw, row.hash)  # SQLite keeps whatever somebody puts there
    if not all(isinstance(value, bytes) for value in stored):
        return "the stored bytes have become text"
    if row.hash != digest(before.hash + row.raw):
        return "the hash does not follow from the one before and the stored bytes"
    try:
        record = read(row.raw)
    except (UnknownEvent, msgspec.MsgspecError) as error:
        return f"the stored bytes cannot be read: {error}"
    expected = columns_of(record, day_of(record, before.day))
    if expected != _columns(row):
        return f"the columns say {_columns(row)}, the stored bytes {expected}"
    return ""


def _columns(row: StoredRow) -> tuple[object, ...]:
    """In the order of `columns_of`."""
    return (
        row.seq,
        row.day,
        row.type,
        row.entity,
        row.entity_id,
        row.at,
        row.recorded_at,
        row.actor_kind,
        row.actor_person,
        row.actor_post,
        row.actor_window,
        row.actor_workstation,
    )


def _moved(row: StoredRow, noted: dict[int, str]) -> str:
    if row.seq in noted and noted[row.seq] != row.hash.hex():
        return f"the hash is {row.hash.hex()}, noted was {noted[row.seq]}"
    return ""


def _cut_off(last: int, anchored: int, projected: int) -> str:
    known = max(anchored, projected)
    return f"missing: the journal was at {known} before" if known > last else ""


def _report(tail: Tail, first_broken: int | None, reason: str) -> Report:
    return Report(tail.seq, first_broken, reason, Anchor(tail.seq, tail.hash.hex()))
