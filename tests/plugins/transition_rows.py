"""The transition table as domain chapter 4.2 has it, row by row: the product is held against it.

A row: number, event, states before, state after (None: the same), documents, clocks started, clocks stopped.
"""

from __future__ import annotations

from typing import Final, NamedTuple

from hallctl.domain.applications.states import CLOSED, ApplicationState

S = ApplicationState


class Row(NamedTuple):
    """One row. `documents` and clocks by their numbers; `maybe`: documents that depend on the case."""

    number: str
    event: str
    before: frozenset[ApplicationState]
    after: ApplicationState | None
    documents: frozenset[str] = frozenset()
    starts: frozenset[str] = frozenset()
    stops: frozenset[str] = frozenset()


def _row(
    number: str,
    event: str,
    before: str,
    after: str = "",
    documents: str = "",
    starts: str = "",
    stops: str = "",
) -> Row:
    return Row(
        number,
        event,
        frozenset(S(state) for state in before.split()),
        S(after) if after else None,
        frozenset(documents.split()),
        frozenset(starts.split()),
        frozenset(stops.split()),
    )


_DECISION: Final = "C04 C05 C14"
_AFTER: Final = "C07 C09 C10 C31"
_PAPER: Final = "C08 C13"
"""Where paper comes: what comes later goes to the department as at the receipt (decision 0061)."""
_OPEN: Final = " ".join(state.value for state in S if state not in CLOSED)
_UNDECIDED: Final = (
    "SUBMITTED PRE_REVIEW PRE_REVIEW_DEFECTS INVITED RECEIVED SUPPLEMENT_PENDING SUPPLEMENT_CHECK FORWARDING "
    "LOWER_REVIEW ACCEPTED UNDER_REVIEW SPECIAL_PROCEDURE PENDING_DECISION"
)
_HAD_RESULT: Final = (
    "GRANTED ORIGINALS_PENDING RESULT_READY AWAITING_COLLECTION UNCOLLECTED IN_TRANSIT DELIVERED "
    "COMPLETED_ON_SPOT ARCHIVED"
)
_ALL: Final = " ".join(
    f"C{n:02}" for n in (1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 20, 21, 26, 27, 28, 29, 30, 31, 32)
)

ROWS: Final = (
    _row("T02", "send_to_pre_review", "SUBMITTED", "PRE_REVIEW", starts="C28"),
    _row("T03", "pre_review_ok", "PRE_REVIEW", "INVITED", "D26", "C30", "C28"),
    _row("T04", "pre_review_defects", "PRE_REVIEW", "PRE_REVIEW_DEFECTS", "D26", "C30", "C28"),
    _row("T05", "receive", "SUBMITTED INVITED", "RECEIVED", "D01 D20", "C01 C08 C13", "C30"),
    _row(
        "T06",
        "finish_on_spot",
        "SUBMITTED INVITED RECEIVED",
        "COMPLETED_ON_SPOT",
        "D10 D12 D16 D20",
        "C10",
        "C01 C30",
    ),
    _row("T07", "not_required", "RECEIVED PRE_REVIEW", "NOT_ACCEPTED", "D03", "", "C01 C28"),
    _row("T08", "not_competent", "RECEIVED PRE_REVIEW", "NOT_ACCEPTED", "D03", "", "C01 C28"),
    _row("T09", "return", "SUBMITTED", "RETURNED", "D05"),
    _row("T10", "accept", "RECEIVED", "ACCEPTED", "D02 D21", f"{_DECISION} C26", "C01"),
    _row("T11", "one_time_notice", "RECEIVED", "SUPPLEMENT_PENDING", "D04", "C03", "C01"),
    _row("T12", "deem_accepted", "RECEIVED", "ACCEPTED", "D02", _DECISION, ""),
    _row("T13", "supplement_complete", "SUPPLEMENT_CHECK", "ACCEPTED", "D02", _DECISION, "C29"),
    _row("T14", "supplement_partial", "SUPPLEMENT_PENDING", "", "D01", _PAPER),
    _row("T15", "lapse_supplement", "SUPPLEMENT_PENDING", "AUTO_CLOSED", "D15", "", _ALL),
    _row("T16", "split_joint", "RECEIVED", "", "", "C02"),
    _row("T17", "start_lower_review", "ACCEPTED", "LOWER_REVIEW", "", "C12"),
    _row("T18", "report_up", "LOWER_REVIEW", "UNDER_REVIEW", "D08", "C04 C05", "C12"),
    _row("T19", "forward", "RECEIVED", "FORWARDING", "D01", "C11", "C01"),
    _row("T20", "superior_received", "FORWARDING", "ACCEPTED", "D02", "C04 C05", "C11"),
    _row("T21", "transmit", "ACCEPTED", "UNDER_REVIEW", "", "C21"),
    _row(
        "T22",
        "start_special",
        "UNDER_REVIEW LOWER_REVIEW SPECIAL_PROCEDURE",
        "SPECIAL_PROCEDURE",
        "D06",
        "C06",
    ),
    _row("T23", "special_result", "SPECIAL_PROCEDURE", "", "D09", "", "C06"),
    _row("T24", "extend", "ACCEPTED UNDER_REVIEW PENDING_DECISION", "", "D14"),
    _row("T25", "opinion", "UNDER_REVIEW", "PENDING_DECISION", "D07 D13"),
    _row("T26", "grant", "PENDING_DECISION", "GRANTED", "D10", _AFTER, _DECISION),
    _row("T27", "refuse", "PENDING_DECISION", "REFUSED", "D11", _AFTER, f"{_DECISION} C26"),
    _row("T28", "need_originals", "GRANTED", "ORIGINALS_PENDING", "D26", "C27", "C07 C09 C31"),
    _row("T29", "originals_ok", "ORIGINALS_PENDING", "GRANTED", "", "C07 C09 C31", "C27"),
    _row("T30", "originals_fail", "ORIGINALS_PENDING"),
    _row("T31", "hand_over_result", "GRANTED REFUSED", "RESULT_READY", "D12", "", "C07"),
    _row("T32", "notify_collection", "RESULT_READY", "AWAITING_COLLECTION", "", "C32", "C09"),
    _row("T33", "dispatch_mail", "RESULT_READY", "IN_TRANSIT", "", "", "C09"),
    _row(
        "T34",
        "delivered",
        "AWAITING_COLLECTION IN_TRANSIT RESULT_READY UNCOLLECTED",
        "DELIVERED",
        "D16",
        "",
        "C09 C31 C32",
    ),
    _row(
        "T35",
        "publish",
        "COMPLETED_ON_SPOT GRANTED REFUSED ORIGINALS_PENDING RESULT_READY AWAITING_COLLECTION UNCOLLECTED "
        "IN_TRANSIT DELIVERED ARCHIVED",
        "",
        "",
        "",
        "C10",
    ),
    _row(
        "T36",
        "archive",
        "DELIVERED COMPLETED_ON_SPOT UNCOLLECTED NOT_ACCEPTED RETURNED AUTO_CLOSED WITHDRAWN REVOKED",
        "ARCHIVED",
        "",
        "",
        "C13",
    ),
    _row("T37", "withdraw", _UNDECIDED, "WITHDRAWN", "", "", _ALL),
    _row("T38", "revoke", _HAD_RESULT, "REVOKED", "D17", "", _ALL),
    _row("T39", "reassign", _OPEN),
    _row("T41", "auto_receive", "SUBMITTED", "RECEIVED", "D01", "C01"),
    _row("T42", "hand_in_complete", "SUPPLEMENT_PENDING", "SUPPLEMENT_CHECK", "D01", f"C29 {_PAPER}", "C03"),
    _row("T43", "supplement_check_failed", "SUPPLEMENT_CHECK", "SUPPLEMENT_PENDING", "", "C03", "C29"),
    _row("T44", "resubmit", "PRE_REVIEW_DEFECTS", "PRE_REVIEW", "", "C28", "C30"),
    _row("T45", "lapse_return", "INVITED PRE_REVIEW_DEFECTS", "AUTO_CLOSED", "D15", "", _ALL),
    _row("T46", "hand_to_department", "RECEIVED", "", "", "C02"),
    _row(
        "T47",
        "tolerance_material_in",
        "ACCEPTED LOWER_REVIEW UNDER_REVIEW SPECIAL_PROCEDURE PENDING_DECISION",
        "",
        "D01",
        _PAPER,
        "C26",
    ),
    _row("T48", "send_back", "PENDING_DECISION", "UNDER_REVIEW"),
    _row("T49", "undeliverable", "IN_TRANSIT", "RESULT_READY", "", "C09"),
    _row("T50", "choose_mail", "AWAITING_COLLECTION UNCOLLECTED", "RESULT_READY", "", "", "C32"),
    _row("T51", "uncollected", "AWAITING_COLLECTION", "UNCOLLECTED"),
    _row("T52", "exempt", _OPEN),
    _row("T53", "pay", _OPEN, "", "D27"),
)
"""C09 stops as X11 has it by default. T01 is how an application begins; T40 is possible in any state."""
