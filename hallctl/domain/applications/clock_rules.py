"""What each kind of clock (时限) is by default, and how a hall changes it (CLK-03, domain chapters 4.8, 4.9).

Data only: how the times come out of it is in `clocks`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Final

from hallctl.domain.applications.clock import ClockKind
from hallctl.domain.catalogue.kinds import Stage, Unit
from hallctl.domain.catalogue.versions import Period


class Begins(StrEnum):
    """From when the length of a clock counts: the act that starts it, or a time that the application has."""

    ACT = "act"
    SUBMISSION = "submission"
    RECEIPT = "receipt"
    ACCEPTANCE = "acceptance"
    HAND_IN = "hand_in"
    DECISION = "decision"


class CutOff(StrEnum):
    """When the last day ends."""

    MIDNIGHT = "midnight"
    CLOSING = "closing"  # when the hall closes


class Liable(StrEnum):
    """Who answers for a clock by its stage (SUP-05); nobody of the hall for the applicant's own limits."""

    WINDOW = "window"  # 窗口人员: who took the application in
    HANDLER = "handler"  # 后台人员: whose case it is
    DECISION = "decision"  # 决定权人
    RESULT = "result"  # 统一出件岗
    DEPARTMENT = "department"
    APPLICANT = "applicant"


class Phase(StrEnum):
    """When supervision looks at a clock (domain chapter 7.2)."""

    DURING = "during"  # 事中
    AFTER = "after"  # 事后


class DeliveryStop(StrEnum):
    """What stops the delivery clock C09 (X11); mail that is only told of has not been dispatched."""

    NOTIFIED = "notified"
    DISPATCHED = "dispatched"
    SIGNED = "signed"


class SuperiorStart(StrEnum):
    """From when the superior's limits run where a lower authority reviews first (X50)."""

    REPORT_UP = "report_up"
    ACCEPTANCE = "acceptance"


class SpecialCap(StrEnum):
    """What the promised limit means for a special procedure's own limit (X6, CLK-06)."""

    SOFT = "soft"  # a longer one warns and needs a reason
    HARD = "hard"
    NONE = "none"


@dataclass(frozen=True, slots=True)
class ClockRule:
    """One kind of clock.

    `period`: its length where neither item nor notice says one. `red`: the warning that expiry gives; `act`:
    of the transition table, where it changes the state, too (the intake clock: where silence counts as
    acceptance, X35). `yellow`: the early warning, at `yellow_percent` of the length or when the
    last `yellow_days` of it begin, whichever comes first (X26); 100 and 0 turn these off. `reminders`: days
    after the start at which it warns instead (X52). `liable`: who answers where the row names no person.
    """

    period: Period
    liable: Liable
    phases: frozenset[Phase]
    red: str
    act: str = ""
    yellow: str = ""
    begins: Begins = Begins.ACT
    cut_off: CutOff = CutOff.MIDNIGHT
    pausable: bool = False
    yellow_percent: int = 80
    yellow_days: int = 1
    reminders: tuple[int, ...] = ()


_K = ClockKind
_DURING: Final = frozenset({Phase.DURING})
_AFTER: Final = frozenset({Phase.AFTER})
_BOTH: Final = frozenset(Phase)


def _days(value: int) -> Period:
    return Period(value, Unit.CALENDAR_DAY)


CLOCKS: Final[Mapping[ClockKind, ClockRule]] = {
    _K.INTAKE: ClockRule(
        Period(5), Liable.WINDOW, _DURING, "INTAKE_LATE", "deem_accepted", "INTAKE_DUE", Begins.RECEIPT
    ),
    _K.PRE_REVIEW_OF_DEPARTMENT: ClockRule(
        Period(5), Liable.HANDLER, _DURING, "DEPARTMENT_PRE_REVIEW_LATE", yellow="DEPARTMENT_PRE_REVIEW_DUE"
    ),
    _K.SUPPLEMENT: ClockRule(
        *(Period(15), Liable.APPLICANT, _DURING, "SUPPLEMENT_LAPSED", "lapse_supplement", "SUPPLEMENT_DUE")
    ),
    _K.PROMISE: ClockRule(
        *(Period(10), Liable.HANDLER, _DURING, "PROMISE_OVERDUE"),
        yellow="PROMISE_DUE",
        begins=Begins.ACCEPTANCE,
        pausable=True,
    ),
    _K.STATUTORY: ClockRule(
        *(Period(20), Liable.HANDLER, _DURING, "STATUTORY_OVERDUE"),
        yellow="STATUTORY_DUE",
        begins=Begins.ACCEPTANCE,
        pausable=True,
    ),
    _K.SPECIAL: ClockRule(Period(10), Liable.HANDLER, _DURING, "SPECIAL_OVERDUE", yellow="SPECIAL_DUE"),
    _K.HAND_OVER: ClockRule(
        Period(1), Liable.HANDLER, _BOTH, "RESULT_HANDOVER_LATE", yellow="RESULT_HANDOVER_DUE"
    ),
    _K.PAPER_TRANSFER: ClockRule(
        Period(0), Liable.WINDOW, _DURING, "PAPER_TRANSFER_LATE", begins=Begins.RECEIPT
    ),
    _K.DELIVERY: ClockRule(Period(10), Liable.RESULT, _AFTER, "DELIVERY_LATE", yellow="DELIVERY_DUE"),
    _K.PUBLICATION: ClockRule(
        Period(7), Liable.HANDLER, _AFTER, "PUBLICATION_LATE", yellow="PUBLICATION_DUE"
    ),
    _K.FORWARDING: ClockRule(Period(5), Liable.WINDOW, _DURING, "OVERDUE_FORWARD", yellow="FORWARD_DUE"),
    _K.LOWER_REVIEW: ClockRule(
        *(Period(20), Liable.HANDLER, _DURING, "LOWER_REVIEW_LATE"),
        yellow="LOWER_REVIEW_DUE",
        begins=Begins.ACCEPTANCE,
        pausable=True,
    ),
    _K.PAPER_FILING: ClockRule(
        *(Period(0, Unit.MONTH), Liable.DEPARTMENT, _BOTH, "FILING_LATE"),
        yellow="FILING_DUE",
        begins=Begins.RECEIPT,
    ),
    _K.JOINT: ClockRule(
        *(Period(45), Liable.HANDLER, _DURING, "JOINT_OVERDUE"),
        yellow="JOINT_DUE",
        begins=Begins.ACCEPTANCE,
        pausable=True,
    ),
    _K.SUPERIOR_ACCEPTANCE: ClockRule(Period(0), Liable.DEPARTMENT, _DURING, "ACCEPT_LATE"),
    _K.STAGE: ClockRule(
        Period(5), Liable.HANDLER, _DURING, "STAGE_OVERDUE", yellow="STAGE_DUE", pausable=True
    ),
    _K.TOLERANCE: ClockRule(Period(10), Liable.DECISION, _DURING, "TOLERANCE_BROKEN", yellow="TOLERANCE_DUE"),
    _K.ORIGINALS: ClockRule(Period(10), Liable.DECISION, _DURING, "ORIGINALS_LATE", yellow="ORIGINALS_DUE"),
    _K.PRE_REVIEW: ClockRule(Period(5), Liable.HANDLER, _DURING, "PRE_REVIEW_LATE", yellow="PRE_REVIEW_DUE"),
    _K.SUPPLEMENT_CHECK: ClockRule(
        *(Period(5), Liable.HANDLER, _DURING, "SUPPLEMENT_CHECK_LATE"),
        yellow="SUPPLEMENT_CHECK_DUE",
        begins=Begins.HAND_IN,
    ),
    _K.RETURN: ClockRule(
        *(_days(30), Liable.APPLICANT, _DURING, "RETURN_LAPSED", "lapse_return", "RETURN_DUE"),
        yellow_percent=100,
        yellow_days=5,
    ),
    _K.SIGNED: ClockRule(Period(10), Liable.RESULT, _AFTER, "SIGNED_LATE", yellow="SIGNATURE_DUE"),
    _K.UNCOLLECTED: ClockRule(
        *(_days(60), Liable.APPLICANT, _AFTER, "COLLECTION_LAPSED", "uncollected", "COLLECTION_DUE"),
        reminders=(10, 30),
    ),
}
"""Every kind with the defaults of domain chapters 4.8 and 4.9."""

LIABLE_BY_STAGE: Final[Mapping[str, Liable]] = {
    Stage.INTAKE: Liable.WINDOW,
    Stage.REVIEW: Liable.HANDLER,
    Stage.DECISION: Liable.DECISION,
    Stage.HAND_OVER: Liable.HANDLER,
}
"""Who answers for a stage clock C21, whose subject is the stage (CLK-13, SUP-05)."""


@dataclass(frozen=True)
class ClockRules:
    """The clocks as this hall has them: section `[clocks]` of its configuration.

    `extension`, `joint_extension`: how far a limit is extended, once (X34). `joint_pause`: the joint clock
    stands still while a department is in a special procedure (X14). `fast_track_percent`: to how much of
    their length stage limits shrink on the fast track (INT-31).
    """

    kinds: Mapping[ClockKind, ClockRule] = field(default_factory=lambda: CLOCKS)
    extension: int = 10
    joint_extension: int = 15
    joint_pause: bool = True
    delivery_stop: DeliveryStop = DeliveryStop.NOTIFIED
    superior_start: SuperiorStart = SuperiorStart.REPORT_UP
    special_cap: SpecialCap = SpecialCap.SOFT
    fast_track_percent: int = 50

    def of(self, kind: ClockKind) -> ClockRule:
        """The rule of a kind."""
        return self.kinds[kind]

    def pausable(self, kind: ClockKind) -> bool:
        """Whether a special procedure suspends clocks of that kind (CLK-05)."""
        if kind is ClockKind.JOINT and not self.joint_pause:
            return False
        return self.kinds[kind].pausable
