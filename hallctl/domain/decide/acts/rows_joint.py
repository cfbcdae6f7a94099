"""Rows of the transition table: several authorities (并联审批、下级初审、代办转报)."""

from __future__ import annotations

from typing import Final

from hallctl.domain.applications.papers import DocumentKind as D
from hallctl.domain.applications.states import ApplicationState as S
from hallctl.domain.catalogue.kinds import Stage
from hallctl.domain.decide.acts import intake, joint
from hallctl.domain.decide.acts.effects import RUN_DECISION, Enter, K, Start, stop
from hallctl.domain.decide.acts.step import Step, among
from hallctl.domain.posts import Power

STEPS: Final[tuple[Step, ...]] = (
    Step(
        "T16",
        "split_joint",
        among(S.RECEIVED),
        None,
        Power.RECEIVE,
        guards=(joint.is_joint,),
        makes=(joint.push,),
    ),
    Step(
        "T16",
        "report_intake",
        among(S.RECEIVED),
        None,
        Power.ACCEPT,
        guards=(joint.reports,),
        makes=(joint.report,),
    ),
    Step(
        "T17",
        "start_lower_review",
        among(S.ACCEPTED),
        S.LOWER_REVIEW,
        Power.REVIEW,
        guards=(joint.reviewed_below,),
        makes=(joint.begin_below,),
        clocks=(Start(K.LOWER_REVIEW),),
    ),
    Step(
        "T18",
        "report_up",
        among(S.LOWER_REVIEW),
        S.UNDER_REVIEW,
        Power.REPORT_UP,
        guards=(joint.reported_whole,),
        makes=(joint.report_up,),
        clocks=(
            stop(K.LOWER_REVIEW),
            Start(K.PROMISE, anew=True),
            Start(K.STATUTORY, anew=True),
            Enter(Stage.REVIEW),
        ),
        documents=(D.INITIAL_OPINION,),
    ),
    Step(
        "T19",
        "forward",
        among(S.RECEIVED),
        S.FORWARDING,
        Power.RECEIVE,
        guards=(joint.forwardable,),
        makes=(joint.forward, joint.say_forwarded),
        clocks=(stop(K.INTAKE, K.PRE_REVIEW_OF_DEPARTMENT, K.STAGE), Start(K.FORWARDING)),
        documents=(D.RECEIPT_NOTICE,),
    ),
    Step(
        "T20",
        "superior_received",
        among(S.FORWARDING),
        S.ACCEPTED,
        Power.ACCEPT,
        makes=(joint.received_above,),
        clocks=(stop(K.FORWARDING), *RUN_DECISION),
        says=(intake.say_acceptance,),
        documents=(D.ACCEPTANCE_NOTICE,),
    ),
)
