"""Rows of the transition table: pre-review before a visit (网上预审), and supplements (补正)."""

from __future__ import annotations

from typing import Final

from hallctl.domain.applications.papers import DocumentKind as D
from hallctl.domain.applications.states import ApplicationState as S
from hallctl.domain.decide.acts import intake, joint, supplements
from hallctl.domain.decide.acts.effects import ALL, RUN_DECISION, Enter, K, Start, stop
from hallctl.domain.decide.acts.step import APPLICANT, TIME, Step, among
from hallctl.domain.posts import Power

STEPS: Final[tuple[Step, ...]] = (
    Step(
        "T03",
        "pre_review_ok",
        among(S.PRE_REVIEW),
        S.INVITED,
        Power.REVIEW,
        clocks=(stop(K.PRE_REVIEW), Start(K.RETURN)),
        says=(supplements.say_invitation,),
        documents=(D.PRE_REVIEW_RESULT,),
    ),
    Step(
        "T04",
        "pre_review_defects",
        among(S.PRE_REVIEW),
        S.PRE_REVIEW_DEFECTS,
        Power.REVIEW,
        guards=(supplements.names_defects,),
        clocks=(stop(K.PRE_REVIEW), Start(K.RETURN)),
        says=(supplements.say_defects,),
        documents=(D.PRE_REVIEW_RESULT,),
    ),
    Step(
        "T44",
        "resubmit",
        among(S.PRE_REVIEW_DEFECTS),
        S.PRE_REVIEW,
        Power.RECEIVE,
        by=APPLICANT,
        makes=(supplements.resubmit,),
        clocks=(stop(K.RETURN), Start(K.PRE_REVIEW, anew=True)),
    ),
    Step(
        "T45",
        "lapse_return",
        among(S.INVITED, S.PRE_REVIEW_DEFECTS),
        S.AUTO_CLOSED,
        by=TIME,
        makes=(supplements.lapse_return,),
        clocks=(ALL,),
        documents=(D.AUTO_CLOSE_RECORD,),
    ),
    Step(
        "T42",
        "hand_in",
        among(S.SUPPLEMENT_PENDING),
        S.SUPPLEMENT_CHECK,
        Power.RECEIVE,
        by=APPLICANT,
        guards=(supplements.wanted,),
        makes=(supplements.take_in, supplements.hand_on, supplements.all_in),
        clocks=(stop(K.SUPPLEMENT), Start(K.SUPPLEMENT_CHECK)),
        says=(supplements.say_parts,),
        documents=(D.RECEIPT_NOTICE,),
        when=supplements.completes,
        name="hand_in_complete",
    ),
    Step(
        "T14",
        "hand_in",
        among(S.SUPPLEMENT_PENDING),
        None,
        Power.RECEIVE,
        by=APPLICANT,
        guards=(supplements.wanted,),
        makes=(supplements.take_in, supplements.hand_on),
        says=(supplements.say_parts,),
        documents=(D.RECEIPT_NOTICE,),
        name="supplement_partial",
    ),
    Step(
        "T47",
        "hand_in",
        among(S.ACCEPTED, S.LOWER_REVIEW, S.UNDER_REVIEW, S.SPECIAL_PROCEDURE, S.PENDING_DECISION),
        None,
        Power.RECEIVE,
        by=APPLICANT,
        guards=(supplements.wanted,),
        makes=(supplements.take_in, supplements.hand_on, supplements.promise_kept),
        says=(supplements.say_parts,),
        documents=(D.RECEIPT_NOTICE,),
        name="tolerance_material_in",
    ),
    Step(
        "T13",
        "supplement_complete",
        among(S.SUPPLEMENT_CHECK),
        S.ACCEPTED,
        Power.ACCEPT,
        makes=(supplements.accept_completed, joint.start_parts),
        clocks=(stop(K.SUPPLEMENT_CHECK), *RUN_DECISION, Enter(None)),
        says=(intake.say_acceptance,),
        documents=(D.ACCEPTANCE_NOTICE,),
    ),
    Step(
        "T43",
        "supplement_check_failed",
        among(S.SUPPLEMENT_CHECK),
        S.SUPPLEMENT_PENDING,
        Power.ACCEPT,
        guards=(supplements.still_listed,),
        makes=(supplements.reopen,),
        clocks=(stop(K.SUPPLEMENT_CHECK),),
    ),
    Step(
        "T15",
        "lapse_supplement",
        among(S.SUPPLEMENT_PENDING),
        S.AUTO_CLOSED,
        by=TIME,
        makes=(supplements.lapse_supplement, joint.close_parts),
        clocks=(ALL,),
        documents=(D.AUTO_CLOSE_RECORD,),
    ),
)
