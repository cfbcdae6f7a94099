"""Acts where several authorities take part: T16 to T20."""

from __future__ import annotations

from datetime import datetime

from hallctl.domain.applications.acts.base import Act, Wanted
from hallctl.domain.applications.papers import SealedText
from hallctl.domain.applications.states import ChildState


class SplitJoint(Act, frozen=True, kw_only=True, tag="split_joint"):
    """T16 (B08): the materials go to every department that takes part."""


class ReportIntake(Act, frozen=True, kw_only=True, tag="report_intake"):
    """A department says whether its part can be accepted: INTAKE_OK, INTAKE_DEFECTS or NOT_COMPETENT."""

    department: str
    state: ChildState
    missing: tuple[Wanted, ...] = ()


class StartLowerReview(Act, frozen=True, kw_only=True, tag="start_lower_review"):
    """T17 (B09)."""


class ReportUp(Act, frozen=True, kw_only=True, tag="report_up"):
    """T18 (B09): the initial opinion and the codes of all materials go to the superior."""

    text: SealedText | None = None
    materials: tuple[str, ...] = ()
    favourable: bool = True


class Forward(Act, frozen=True, kw_only=True, tag="forward"):
    """T19 (B10): forwarded to the superior as a service."""

    authority: str


class SuperiorReceived(Act, frozen=True, kw_only=True, tag="superior_received"):
    """T20 (B10): the superior has it. `at`: when, if not now."""

    at: datetime | None = None
