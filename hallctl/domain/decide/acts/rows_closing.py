"""Rows of the transition table: the end of a case, fees, what is possible at any time (办结、归档、收费)."""

from __future__ import annotations

from typing import Final

from hallctl.domain.applications.papers import DocumentKind as D
from hallctl.domain.applications.states import CLOSED, DECIDED, UNDECIDED
from hallctl.domain.applications.states import ApplicationState as S
from hallctl.domain.decide.acts import closing, money
from hallctl.domain.decide.acts.effects import ALL, K, stop
from hallctl.domain.decide.acts.step import APPLICANT, CARRIER, HALL, Step, among
from hallctl.domain.posts import Power

ANY: Final = frozenset(S)
OPEN: Final = ANY - CLOSED
_ON_FILE: Final = DECIDED | {S.ARCHIVED}
_ENDED: Final = among(
    *(S.DELIVERED, S.COMPLETED_ON_SPOT, S.UNCOLLECTED, S.NOT_ACCEPTED),
    *(S.RETURNED, S.AUTO_CLOSED, S.WITHDRAWN, S.REVOKED),
)
_IN_THE_FILE: Final = (Power.REVIEW, Power.RECEIVE, Power.DELIVER_RESULT)
_TAKES_MONEY: Final = (Power.RECEIVE, Power.ACCEPT, Power.DELIVER_RESULT)

STEPS: Final[tuple[Step, ...]] = (
    Step(
        "T35",
        "publish",
        _ON_FILE,
        None,
        by=HALL,
        any_of=(Power.REVIEW, Power.APPROVE_DECISION),
        guards=(closing.not_exempt,),
        makes=(closing.publish,),
        clocks=(stop(K.PUBLICATION),),
    ),
    Step(
        "T35",
        "exempt_publication",
        _ON_FILE,
        None,
        Power.APPROVE_DECISION,
        guards=(closing.not_exempt,),
        makes=(closing.exempt_publication,),
        clocks=(stop(K.PUBLICATION),),
    ),
    Step(
        "T36",
        "archive",
        _ENDED,
        S.ARCHIVED,
        any_of=_IN_THE_FILE,
        guards=(closing.file_complete, closing.originals_returned, closing.list_signed, closing.told_back),
        makes=(closing.archive,),
        clocks=(stop(K.PAPER_FILING),),
    ),
    Step(
        "T36",
        "sign_list",
        ANY - {S.ARCHIVED},
        None,
        Power.REVIEW,
        guards=(closing.open_on_list,),
        makes=(closing.sign_list,),
        clocks=(stop(K.PAPER_FILING),),
    ),
    Step(
        "T36",
        "feedback",
        _ON_FILE - {S.ARCHIVED},
        None,
        any_of=(*_IN_THE_FILE, Power.ANSWER),
        makes=(closing.feedback,),
    ),
    Step(
        "T37",
        "withdraw",
        UNDECIDED,
        S.WITHDRAWN,
        by=APPLICANT,
        any_of=(Power.RECEIVE, Power.ACCEPT, Power.REVIEW),
        makes=(closing.withdraw,),
        clocks=(ALL,),
    ),
    Step(
        "T38",
        "revoke",
        _ON_FILE - {S.REFUSED},
        S.REVOKED,
        Power.APPROVE_DECISION,
        guards=(closing.has_grounds,),
        makes=(closing.revoke,),
        documents=(D.REVOCATION,),
        clocks=(ALL,),
    ),
    Step("T39", "reassign", OPEN, None, guards=(closing.may_reassign,), makes=(closing.reassign,)),
    Step("T40", "note", ANY, None, makes=(closing.note,)),
    Step(
        "T40",
        "move_original",
        ANY - {S.ARCHIVED},
        None,
        any_of=_IN_THE_FILE,
        guards=(closing.can_move,),
        makes=(closing.move_original,),
    ),
    Step(
        "T52",
        "exempt",
        OPEN,
        None,
        any_of=(Power.ACCEPT, Power.REVIEW, Power.APPROVE_DECISION),
        guards=(money.is_due,),
        makes=(money.exempt,),
    ),
    Step(
        "T53",
        "pay",
        OPEN,
        None,
        by=CARRIER,
        any_of=_TAKES_MONEY,
        guards=(money.is_due,),
        makes=(money.pay,),
        documents=(D.PAYMENT_RECEIPT,),
    ),
    Step(
        "T53",
        "refund",
        ANY,
        None,
        any_of=_TAKES_MONEY,
        guards=(money.is_paid,),
        makes=(money.refund,),
    ),
)
