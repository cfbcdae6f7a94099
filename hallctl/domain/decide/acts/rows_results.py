"""Rows of the transition table: results on their way (结果移交、领取、寄送、送达)."""

from __future__ import annotations

from typing import Final

from hallctl.domain.applications.papers import DocumentKind as D
from hallctl.domain.applications.states import UNDECIDED
from hallctl.domain.applications.states import ApplicationState as S
from hallctl.domain.decide.acts import results
from hallctl.domain.decide.acts.effects import Enter, K, Start, stop
from hallctl.domain.decide.acts.step import APPLICANT, CARRIER, TIME, Step, among
from hallctl.domain.posts import Power

_AT_COUNTER: Final = (Power.DELIVER_RESULT, Power.RECEIVE, Power.REVIEW)
"""Who may enter at a window what the applicant chooses."""

STEPS: Final[tuple[Step, ...]] = (
    Step(
        "T31",
        "hand_over_result",
        among(S.GRANTED, S.REFUSED),
        S.RESULT_READY,
        any_of=(Power.REVIEW, Power.MAKE_CERTIFICATE, Power.DELIVER_RESULT),
        guards=(results.result_made, results.decision_sealed),
        makes=(results.hand_over,),
        documents=(D.CERTIFICATE,),
        clocks=(stop(K.HAND_OVER), Enter(None)),
    ),
    Step(
        "T40",
        "choose_delivery",
        UNDECIDED | {S.GRANTED, S.REFUSED, S.ORIGINALS_PENDING, S.RESULT_READY},
        None,
        by=APPLICANT,
        any_of=_AT_COUNTER,
        guards=(results.may_choose,),
        makes=(results.choose,),
    ),
    Step(
        "T32",
        "notify_collection",
        among(S.RESULT_READY),
        S.AWAITING_COLLECTION,
        Power.DELIVER_RESULT,
        by=CARRIER,
        guards=(results.collects,),
        makes=(results.told,),
        clocks=(Start(K.UNCOLLECTED),),
        when=results.is_reached,
    ),
    Step(
        "T32",
        "notify_collection",
        among(S.RESULT_READY),
        None,
        Power.DELIVER_RESULT,
        by=CARRIER,
        guards=(results.collects,),
        makes=(results.not_reached,),
    ),
    Step(
        "T33",
        "dispatch_mail",
        among(S.RESULT_READY),
        S.IN_TRANSIT,
        Power.DELIVER_RESULT,
        by=CARRIER,
        guards=(results.goes_by_mail, results.paid, results.sealed),
        makes=(results.dispatch,),
    ),
    Step(
        "T34",
        "delivered",
        among(S.AWAITING_COLLECTION, S.IN_TRANSIT, S.RESULT_READY, S.UNCOLLECTED),
        S.DELIVERED,
        Power.DELIVER_RESULT,
        by=CARRIER,
        guards=(results.from_result_window, results.paid, results.proven, results.sealed),
        makes=(results.delivered,),
        documents=(D.DELIVERY_RECEIPT,),
        clocks=(stop(K.DELIVERY, K.SIGNED, K.UNCOLLECTED),),
    ),
    Step(
        "T49",
        "undeliverable",
        among(S.IN_TRANSIT),
        S.RESULT_READY,
        Power.DELIVER_RESULT,
        by=CARRIER,
        makes=(results.undeliverable,),
    ),
    Step(
        "T50",
        "choose_mail",
        among(S.AWAITING_COLLECTION, S.UNCOLLECTED),
        S.RESULT_READY,
        by=APPLICANT,
        any_of=_AT_COUNTER,
        guards=(results.may_choose,),
        makes=(results.choose_mail,),
        clocks=(stop(K.UNCOLLECTED),),
    ),
    Step("T51", "uncollected", among(S.AWAITING_COLLECTION), S.UNCOLLECTED, by=TIME),
)
