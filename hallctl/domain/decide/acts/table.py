"""The transition table (办件流转表, domain chapter 4.2): which act is possible when, and what it brings.

Rows of one act and state are tried in order; the first whose `when` holds is meant.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Final

from hallctl.domain.applications.papers import DocumentKind as D
from hallctl.domain.applications.states import CLOSED, DECIDED, UNDECIDED, ApplicationState
from hallctl.domain.catalogue.kinds import Stage
from hallctl.domain.decide.acts import intake
from hallctl.domain.decide.acts.effects import ALL, Enter, K, Start, stop
from hallctl.domain.decide.acts.step import TIME, Step
from hallctl.domain.posts import Power

S = ApplicationState


def _in(*states: ApplicationState) -> frozenset[ApplicationState]:
    return frozenset(states)


ANY: Final = frozenset(S)
OPEN: Final = ANY - CLOSED
_RUN_DECISION: Final = (Start(K.PROMISE), Start(K.STATUTORY), Start(K.JOINT))

_INTAKE: Final = (
    Step("T02", "send_to_pre_review", _in(S.SUBMITTED), S.PRE_REVIEW, by=TIME, clocks=(Start(K.PRE_REVIEW),)),
    Step(
        "T05",
        "receive",
        _in(S.SUBMITTED, S.INVITED),
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
        _in(S.SUBMITTED, S.INVITED, S.RECEIVED),
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
        _in(S.RECEIVED, S.PRE_REVIEW),
        S.NOT_ACCEPTED,
        Power.ACCEPT,
        makes=(intake.not_required,),
        documents=(D.NON_ACCEPTANCE_NOTICE,),
        clocks=(ALL,),
    ),
    Step(
        "T08",
        "not_competent",
        _in(S.RECEIVED, S.PRE_REVIEW),
        S.NOT_ACCEPTED,
        Power.ACCEPT,
        makes=(intake.not_competent,),
        documents=(D.NON_ACCEPTANCE_NOTICE,),
        clocks=(ALL,),
    ),
    Step(
        "T09",
        "return",
        _in(S.SUBMITTED),
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
        _in(S.RECEIVED),
        S.ACCEPTED,
        Power.ACCEPT,
        guards=(intake.may_accept,),
        makes=(intake.correct, intake.complete_or_promised, intake.accept),
        says=(intake.say_acceptance,),
        documents=(D.ACCEPTANCE_NOTICE, D.TOLERANCE_PROMISE),
        clocks=(stop(K.INTAKE, K.PRE_REVIEW_OF_DEPARTMENT), *_RUN_DECISION, Enter(None)),
    ),
    Step(
        "T11",
        "one_time_notice",
        _in(S.RECEIVED),
        S.SUPPLEMENT_PENDING,
        Power.GIVE_ONE_TIME_NOTICE,
        guards=(intake.first_notice, intake.names_materials),
        makes=(intake.serve,),
        documents=(D.ONE_TIME_NOTICE,),
        clocks=(stop(K.INTAKE, K.PRE_REVIEW_OF_DEPARTMENT, K.STAGE),),
    ),
    Step(
        "T11",
        "write_notice",
        _in(S.RECEIVED),
        None,
        Power.GIVE_ONE_TIME_NOTICE,
        guards=(intake.first_notice, intake.names_materials),
        makes=(intake.write,),
        documents=(D.ONE_TIME_NOTICE,),
        clocks=(stop(K.PRE_REVIEW_OF_DEPARTMENT),),
    ),
    Step(
        "T11",
        "serve_notice",
        _in(S.RECEIVED),
        S.SUPPLEMENT_PENDING,
        Power.GIVE_ONE_TIME_NOTICE,
        makes=(intake.serve,),
        clocks=(stop(K.INTAKE, K.STAGE),),
    ),
    Step(
        "T12",
        "deem_accepted",
        _in(S.RECEIVED),
        S.ACCEPTED,
        by=TIME,
        makes=(intake.deem,),
        says=(intake.say_acceptance,),
        documents=(D.ACCEPTANCE_NOTICE,),
        clocks=(stop(K.PRE_REVIEW_OF_DEPARTMENT), *_RUN_DECISION, Enter(None)),
    ),
    Step(
        "T41",
        "auto_receive",
        _in(S.SUBMITTED),
        S.RECEIVED,
        by=TIME,
        makes=(intake.register_online,),
        says=(intake.say_receipt,),
        documents=(D.RECEIPT_NOTICE,),
        clocks=(Start(K.INTAKE), Enter(Stage.INTAKE)),
    ),
    Step(
        "T46",
        "hand_to_department",
        _in(S.RECEIVED),
        None,
        Power.RECEIVE,
        clocks=(Start(K.PRE_REVIEW_OF_DEPARTMENT),),
    ),
)

STEPS: Final[tuple[Step, ...]] = (*_INTAKE,)


def _by_act() -> Iterator[tuple[tuple[str, ApplicationState], tuple[Step, ...]]]:
    found: dict[tuple[str, ApplicationState], tuple[Step, ...]] = {}
    for step in STEPS:
        for state in step.before:
            key = (step.act, state)
            found[key] = (*found.get(key, ()), step)
    yield from found.items()


TABLE: Final[Mapping[tuple[str, ApplicationState], tuple[Step, ...]]] = dict(_by_act())
"""(act, state) → rows, in order."""

BEFORE_DECISION: Final = UNDECIDED
DECIDED_OR_LATER: Final = DECIDED | {S.ARCHIVED}
