"""Takes personal data (phone, free text) out of a request: the command carries an id and a digest only."""

from __future__ import annotations

import secrets

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
