"""Rows of the transition table: intake (收件、受理)."""

from __future__ import annotations

from typing import Final

from hallctl.domain.applications.papers import DocumentKind as D
from hallctl.domain.applications.states import ApplicationState as S
from hallctl.domain.catalogue.kinds import Stage
from hallctl.domain.decide.acts import intake, joint
from hallctl.domain.decide.acts.effects import ALL, RUN_DECISION, Enter, K, Start, stop
from hallctl.domain.decide.acts.step import TIME, Step, among
from hallctl.domain.posts import Power

STEPS: Final[tuple[Step, ...]] = (
    Step(
        "T02", "send_to_pre_review", among(S.SUBMITTED), S.PRE_REVIEW, by=TIME, clocks=(Start(K.PRE_REVIEW),)
    ),
    Step(
        "T05",
        "receive",
        among(S.SUBMITTED, S.INVITED),
        S.RECEIVED,
        Power.RECEIVE,
        guards=(intake.checks_complete, intake.points_ticked),
        makes=(intake.register,),
        says=(intake.say_receipt,),
        documents=(D.RECEIPT_NOTICE,),
        clocks=(stop(K.RETURN), Start(K.INTAKE), Start(K.PAPER_TRANSFER), Enter(Stage.INTAKE)),
    ),
    Step(
        "T06",
        "finish_on_spot",
        among(S.SUBMITTED, S.INVITED, S.RECEIVED),
        S.COMPLETED_ON_SPOT,
        Power.APPROVE_DECISION,
        delegable=True,
        guards=(intake.paid, intake.instant),
        makes=(intake.finish,),
        documents=(D.GRANT_DECISION, D.CERTIFICATE, D.DELIVERY_RECEIPT),
        clocks=(stop(K.INTAKE, K.RETURN, K.STAGE, K.PRE_REVIEW_OF_DEPARTMENT), Start(K.PUBLICATION)),
    ),
    Step(
        "T07",
        "not_required",
        among(S.RECEIVED, S.PRE_REVIEW),
        S.NOT_ACCEPTED,
        Power.ACCEPT,
        guards=(joint.all_reported,),
        makes=(intake.not_required, joint.decline_parts),
        documents=(D.NON_ACCEPTANCE_NOTICE,),
        clocks=(ALL,),
    ),
    Step(
        "T08",
        "not_competent",
        among(S.RECEIVED, S.PRE_REVIEW),
        S.NOT_ACCEPTED,
        Power.ACCEPT,
        guards=(joint.all_reported, joint.nobody_competent),
        makes=(intake.not_competent, joint.decline_parts),
        documents=(D.NON_ACCEPTANCE_NOTICE,),
        clocks=(ALL,),
    ),
    Step(
        "T09",
        "return",
        among(S.SUBMITTED),
        S.RETURNED,
        Power.RECEIVE,
        guards=(intake.receives_only,),
        makes=(intake.give_back,),
        documents=(D.RETURN_NOTICE,),
        clocks=(ALL,),
    ),
    Step(
        "T10",
        "accept",
        among(S.RECEIVED),
        S.ACCEPTED,
        Power.ACCEPT,
        guards=(intake.may_accept, joint.all_reported, joint.no_defects),
        makes=(intake.correct, intake.complete_or_promised, intake.accept, joint.start_parts),
        says=(intake.say_acceptance,),
        documents=(D.ACCEPTANCE_NOTICE, D.TOLERANCE_PROMISE),
        clocks=(stop(K.INTAKE, K.PRE_REVIEW_OF_DEPARTMENT), *RUN_DECISION, Enter(None)),
    ),
    Step(
        "T11",
        "one_time_notice",
        among(S.RECEIVED),
        S.SUPPLEMENT_PENDING,
        Power.GIVE_ONE_TIME_NOTICE,
        guards=(
            intake.first_notice,
            joint.all_reported,
            intake.names_materials,
            joint.names_the_union,
        ),
        makes=(intake.serve,),
        documents=(D.ONE_TIME_NOTICE,),
        clocks=(stop(K.INTAKE, K.PRE_REVIEW_OF_DEPARTMENT, K.STAGE),),
    ),
    Step(
        "T11",
        "write_notice",
        among(S.RECEIVED),
        None,
        Power.GIVE_ONE_TIME_NOTICE,
        guards=(
            intake.first_notice,
            joint.all_reported,
            intake.names_materials,
            joint.names_the_union,
        ),
        makes=(intake.write,),
        documents=(D.ONE_TIME_NOTICE,),
        clocks=(stop(K.PRE_REVIEW_OF_DEPARTMENT),),
    ),
    Step(
        "T11",
        "serve_notice",
        among(S.RECEIVED),
        S.SUPPLEMENT_PENDING,
        any_of=(Power.RECEIVE, Power.GIVE_ONE_TIME_NOTICE),
        makes=(intake.serve,),
        clocks=(stop(K.INTAKE, K.STAGE),),
    ),
    Step(
        "T12",
        "deem_accepted",
        among(S.RECEIVED),
        S.ACCEPTED,
        by=TIME,
        guards=(intake.counts_as_accepted,),
        makes=(intake.deem, joint.presume, joint.start_parts),
        says=(intake.say_acceptance,),
        documents=(D.ACCEPTANCE_NOTICE,),
        clocks=(stop(K.PRE_REVIEW_OF_DEPARTMENT), *RUN_DECISION, Enter(None)),
    ),
    Step(
        "T41",
        "auto_receive",
        among(S.SUBMITTED),
        S.RECEIVED,
        by=TIME,
        makes=(intake.register_online,),
        says=(intake.say_receipt,),
        documents=(D.RECEIPT_NOTICE,),
        clocks=(Start(K.INTAKE), Enter(Stage.INTAKE)),
    ),
    Step(
        "T40",
        "verify_non_receipt",
        among(S.RETURNED, S.NOT_ACCEPTED, S.ARCHIVED),
        None,
        Power.VERIFY_NON_RECEIPT,
        makes=(intake.verify,),
    ),
    Step(
        "T46",
        "hand_to_department",
        among(S.RECEIVED),
        None,
        Power.RECEIVE,
        guards=(intake.with_the_window,),
        clocks=(Start(K.PRE_REVIEW_OF_DEPARTMENT),),
    ),
)
