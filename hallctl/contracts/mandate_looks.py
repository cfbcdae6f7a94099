"""From a mandate (代办委托) to what staff see of it."""

from __future__ import annotations

from datetime import datetime

import msgspec

from hallctl.domain.applications import Application
from hallctl.domain.applications.mandates import FEE


class MandateView(msgspec.Struct, frozen=True, kw_only=True):
    """How far somebody may act for the applicant. `fee`: of the help, in fen; `reported`: how it ended."""

    scope: tuple[str, ...]
    signed_at: datetime
    proof: str
    fee: int
    reported: bool


def mandate_view(application: Application) -> MandateView | None:
    """The mandate that the case has, if somebody acts for the applicant."""
    given = application.mandate
    if given is None:
        return None
    return MandateView(
        scope=tuple(scope.value for scope in given.scope),
        signed_at=given.signed_at,
        proof=given.proof,
        fee=FEE,
        reported=application.feedback,
    )
