"""Takes personal data (phone, free text) out of a request: the command carries an id and a digest only."""

from __future__ import annotations

import secrets

import msgspec

from hallctl.contracts.cards import Applicant
from hallctl.domain.identity import Identity, masked
from hallctl.hall import Hall
from hallctl.journal.rows import Sealed


def seal(hall: Hall, kind: str, clear: str, subject: str) -> tuple[Sealed, str]:
    """Something of `subject` to be stored encrypted with the command, and its digest for the event."""
    sealed = Sealed(
        id=f"{kind}-{secrets.token_hex(12)}",
        subject=hall.journal.subject_of(subject),
        kind=kind,
        clear=clear.encode(),
    )
    return sealed, hall.journal.digest_of(sealed)


def applicant(hall: Hall, who: Applicant) -> tuple[Identity, Sealed]:
    """What everybody else may know of somebody who was entered by hand, and the record itself.

    The same number makes the same person as on a card that was read.
    """
    sealed, digest = seal(hall, "applicant", msgspec.json.encode(who).decode(), f"id:{who.number}")
    return Identity(sealed.id, sealed.subject, masked(who.number), digest), sealed
