"""Rows of the transition table: the decision, originals, the certificate (决定、原件核验、制证)."""

from __future__ import annotations

from typing import Final

from hallctl.domain.applications.papers import DocumentKind as D
from hallctl.domain.applications.states import ApplicationState as S
from hallctl.domain.catalogue.kinds import Stage
from hallctl.domain.decide.acts import automatic, decision
from hallctl.domain.decide.acts.effects import RUN_DECISION, Enter, K, Start, stop
from hallctl.domain.decide.acts.step import HALL, TIME, Step, among
from hallctl.domain.posts import Power

_RUN_RESULT: Final = (Start(K.HAND_OVER), Start(K.DELIVERY), Start(K.SIGNED))
_DECIDED: Final = stop(K.PROMISE, K.STATUTORY, K.JOINT)

STEPS: Final[tuple[Step, ...]] = (
    Step(
        "T10",
        "auto_accept",
        among(S.RECEIVED),
        S.ACCEPTED,
        by=TIME,
        guards=(automatic.by_rule,),
        makes=(automatic.accept,),
        says=(automatic.say_acceptance,),
        documents=(D.ACCEPTANCE_NOTICE,),
        clocks=(stop(K.INTAKE, K.PRE_REVIEW_OF_DEPARTMENT), *RUN_DECISION, Enter(None)),
        name="accept",
    ),
    Step(
        "T26",
        "sign",
        among(S.PENDING_DECISION),
        None,
        any_of=(Power.REVIEW, Power.APPROVE_DECISION),
        guards=(decision.may_sign,),
        makes=(decision.sign,),
    ),
    Step(
        "T26",
        "grant",
        among(S.PENDING_DECISION),
        S.GRANTED,
        Power.APPROVE_DECISION,
        guards=(
            decision.opinions_in,
            decision.as_proposed,
            decision.promises_kept,
            decision.signature_left,
        ),
        makes=(decision.grant,),
        documents=(D.GRANT_DECISION,),
        clocks=(_DECIDED, *_RUN_RESULT, Start(K.PUBLICATION), Enter(Stage.HAND_OVER)),
    ),
    Step(
        "T26",
        "auto_grant",
        among(S.PENDING_DECISION),
        S.GRANTED,
        by=TIME,
        guards=(automatic.by_rule,),
        makes=(automatic.grant,),
        documents=(D.GRANT_DECISION,),
        clocks=(_DECIDED, *_RUN_RESULT, Start(K.PUBLICATION), Enter(Stage.HAND_OVER)),
        name="grant",
    ),
    Step(
        "T27",
        "refuse",
        among(S.PENDING_DECISION),
        S.REFUSED,
        Power.APPROVE_DECISION,
        guards=(decision.opinions_in, decision.as_proposed, decision.signature_left),
        makes=(decision.refuse,),
        documents=(D.REFUSAL_DECISION,),
        clocks=(
            _DECIDED,
            stop(K.TOLERANCE),
            *_RUN_RESULT,
            Start(K.PUBLICATION),
            Enter(Stage.HAND_OVER),
        ),
    ),
    Step(
        "T28",
        "need_originals",
        among(S.GRANTED),
        S.ORIGINALS_PENDING,
        by=HALL,
        any_of=(Power.REVIEW, Power.VERIFY_ORIGINAL, Power.DELIVER_RESULT),
        guards=(decision.class_with_originals,),
        says=(decision.say_invitation,),
        documents=(D.PRE_REVIEW_RESULT,),
        clocks=(stop(K.HAND_OVER, K.DELIVERY, K.SIGNED), Start(K.ORIGINALS), Enter(None)),
    ),
    Step(
        "T29",
        "originals_ok",
        among(S.ORIGINALS_PENDING),
        S.GRANTED,
        Power.VERIFY_ORIGINAL,
        makes=(decision.originals_ok,),
        clocks=(stop(K.ORIGINALS), *_RUN_RESULT, Enter(Stage.HAND_OVER)),
    ),
    Step(
        "T30",
        "originals_fail",
        among(S.ORIGINALS_PENDING),
        None,
        Power.VERIFY_ORIGINAL,
        makes=(decision.originals_fail,),
    ),
    Step(
        "T30",
        "new_originals_limit",
        among(S.ORIGINALS_PENDING),
        None,
        Power.APPROVE_DECISION,
        makes=(decision.new_originals_limit,),
    ),
    Step(
        "T31",
        "make_certificate",
        among(S.GRANTED),
        None,
        Power.MAKE_CERTIFICATE,
        guards=(decision.certificate_made_by,),
        makes=(decision.make_certificate,),
    ),
)
