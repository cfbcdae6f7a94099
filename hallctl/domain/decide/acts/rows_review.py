"""Rows of the transition table: review, special procedures, longer limits (审查、特殊环节、延期)."""

from __future__ import annotations

from typing import Final

from hallctl.domain.applications.papers import DocumentKind as D
from hallctl.domain.applications.states import UNDECIDED
from hallctl.domain.applications.states import ApplicationState as S
from hallctl.domain.catalogue.kinds import Stage
from hallctl.domain.decide.acts import credit, fast_track, review, special
from hallctl.domain.decide.acts.effects import Enter, Resume, Suspend
from hallctl.domain.decide.acts.step import HALL, Step, among
from hallctl.domain.posts import Power

_REVIEWED: Final = among(S.UNDER_REVIEW, S.LOWER_REVIEW)
_SPECIAL: Final = (special.allowed, special.within_promise, special.part_is_reviewed)

STEPS: Final[tuple[Step, ...]] = (
    Step(
        "T21",
        "transmit",
        among(S.ACCEPTED),
        S.UNDER_REVIEW,
        any_of=(Power.RECEIVE, Power.REVIEW),
        guards=(review.handed_in_whole,),
        makes=(review.transmit,),
        clocks=(Enter(Stage.REVIEW),),
    ),
    Step(
        "T25",
        "review_material",
        _REVIEWED | {S.SPECIAL_PROCEDURE},
        None,
        any_of=(Power.REVIEW,),
        makes=(review.review_material,),
    ),
    Step(
        "T25",
        "follow_manual",
        _REVIEWED | {S.SPECIAL_PROCEDURE},
        None,
        any_of=(Power.REVIEW,),
        makes=(review.follow_manual,),
    ),
    Step(
        "T22",
        "start_special",
        among(S.UNDER_REVIEW),
        None,
        Power.ORGANISE,
        guards=_SPECIAL,
        makes=(special.start_special, special.suspend_part),
        documents=(D.SPECIAL_NOTICE,),
        when=special.is_joint,
    ),
    Step(
        "T22",
        "start_special",
        _REVIEWED | {S.SPECIAL_PROCEDURE},
        S.SPECIAL_PROCEDURE,
        Power.ORGANISE,
        guards=_SPECIAL,
        makes=(special.start_special,),
        documents=(D.SPECIAL_NOTICE,),
        clocks=(Suspend(special.SUSPENDED),),
    ),
    Step(
        "T23",
        "special_result",
        among(S.UNDER_REVIEW),
        None,
        guards=(special.organises, special.signed_and_sealed),
        makes=(special.special_result, special.resume_part),
        documents=(D.SPECIAL_RESULT,),
        when=special.is_joint,
    ),
    Step(
        "T23",
        "special_result",
        among(S.SPECIAL_PROCEDURE),
        None,
        guards=(special.organises, special.signed_and_sealed),
        makes=(special.special_result, special.back_to_origin),
        documents=(D.SPECIAL_RESULT,),
        clocks=(Resume(special.SUSPENDED),),
        when=special.is_last,
    ),
    Step(
        "T23",
        "special_result",
        among(S.SPECIAL_PROCEDURE),
        None,
        guards=(special.organises, special.signed_and_sealed),
        makes=(special.special_result,),
        documents=(D.SPECIAL_RESULT,),
    ),
    Step(
        "T24",
        "extend",
        among(S.ACCEPTED, S.UNDER_REVIEW, S.PENDING_DECISION),
        None,
        Power.REVIEW,
        guards=(special.extendable,),
        makes=(special.extend,),
        documents=(D.EXTENSION_NOTICE,),
    ),
    Step(
        "T25",
        "opinion",
        among(S.UNDER_REVIEW),
        None,
        Power.REVIEW,
        guards=(review.of_a_part, review.reviewed, review.manual_followed),
        makes=(review.opinion, review.say_opinion),
        documents=(D.JOINT_OPINION,),
        when=review.others_are_open,
    ),
    Step(
        "T25",
        "opinion",
        among(S.UNDER_REVIEW),
        S.PENDING_DECISION,
        Power.REVIEW,
        guards=(review.of_a_part, review.reviewed, review.manual_followed),
        makes=(review.opinion, review.keep_case, review.say_opinion),
        documents=(D.REVIEW_OPINION, D.JOINT_OPINION),
        clocks=(Enter(Stage.DECISION),),
    ),
    Step(
        "T48",
        "send_back",
        among(S.PENDING_DECISION),
        S.UNDER_REVIEW,
        guards=(review.may_send_back,),
        makes=(review.send_back,),
        clocks=(Enter(Stage.REVIEW),),
    ),
    Step(
        "T40",
        "check_credit",
        UNDECIDED,
        None,
        by=HALL,
        any_of=(
            Power.RECEIVE,
            Power.ACCEPT,
            Power.REVIEW,
        ),
        makes=(credit.check_credit,),
    ),
    Step(
        "T40",
        "fast_track",
        UNDECIDED,
        None,
        any_of=(Power.ACCEPT, Power.REVIEW),
        guards=(fast_track.only_optional,),
        makes=(fast_track.set_fast_track,),
    ),
)
