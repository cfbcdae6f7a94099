"""Acts of acceptance and of supplements: T10 to T15, T42, T43, T47."""

from __future__ import annotations

from hallctl.domain.applications.acts.base import Act, HandedIn, Wanted
from hallctl.domain.applications.papers import SealedText


class Accept(Act, frozen=True, kw_only=True, tag="accept"):
    """T10 (B04, B05): `materials` that were put right meanwhile; `promise`: for what is still missing."""

    materials: tuple[HandedIn, ...] = ()
    promise: SealedText | None = None
    promise_days: int | None = None


class GiveOneTimeNotice(Act, frozen=True, kw_only=True, tag="one_time_notice"):
    """T11 (B06): everything that is missing, and the limit in working days. Served at once."""

    materials: tuple[Wanted, ...]
    days: int


class WriteNotice(Act, frozen=True, kw_only=True, tag="write_notice"):
    """The back office writes the one-time notice; the window serves it (INT-20)."""

    materials: tuple[Wanted, ...]
    days: int


class ServeNotice(Act, frozen=True, kw_only=True, tag="serve_notice"):
    """The written one-time notice reaches the applicant."""


class HandIn(Act, frozen=True, kw_only=True, tag="hand_in"):
    """T14, T42, T47: materials that the applicant brings later."""

    materials: tuple[HandedIn, ...]


class SupplementComplete(Act, frozen=True, kw_only=True, tag="supplement_complete"):
    """T13 (B07a): what was handed in satisfies the notice."""


class SupplementCheckFailed(Act, frozen=True, kw_only=True, tag="supplement_check_failed"):
    """T43: which listed materials are still wrong."""

    materials: tuple[Wanted, ...]
