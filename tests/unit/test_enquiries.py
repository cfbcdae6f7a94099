"""Enquiries: who was asked first answers for it, and the clocks of questions that came online."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from halls import DISPATCHER, SHANGHAI, Stage, a_setup, staff_actor

from hallctl.domain import commands as c
from hallctl.domain import events as e
from hallctl.domain.actors import Actor
from hallctl.domain.applications.papers import SealedText
from hallctl.domain.consultations import ConsultationChannel
from hallctl.domain.enquiries import Enquiry, EnquiryRules, EnquiryState
from hallctl.domain.hours import Calendar, Hours, Span

ANSWER = SealedText("answer-1", "digest-1")
ONLINE = Actor.public("web")


def monday(hour: int, minute: int = 0, day: int = 2) -> datetime:
    return datetime(2026, 3, day, hour, minute, tzinfo=SHANGHAI)


def stage_at(now: datetime) -> Stage:
    """Open from nine to five."""
    return Stage(a_setup(calendar=Calendar(Hours(Span(540, 1020)))), now)


def asked(stage: Stage, person: str = "u07") -> Enquiry:
    stage.do(
        c.OpenEnquiry(channel=ConsultationChannel.ONSITE, item="A1"), staff_actor(stage.setup, person, "7")
    )
    return next(iter(stage.day.state.enquiries.values()))


def asked_online(stage: Stage) -> Enquiry:
    stage.do(c.OpenEnquiry(channel=ConsultationChannel.ONLINE), ONLINE)
    return next(iter(stage.day.state.enquiries.values()))


@pytest.mark.req("ROLE-12")
def test_who_was_asked_first_answers_or_hands_it_to_a_named_person_at_a_named_window() -> None:
    stage = stage_at(monday(10))
    first = staff_actor(stage.setup, "u07", "7")
    enquiry = asked(stage)
    assert enquiry.owner == "u07"
    assert stage.refusal(c.CloseEnquiry(enquiry=enquiry.id), first) == "ENQUIRY_UNANSWERED"
    hand_on = c.TransferEnquiry(
        enquiry=enquiry.id, person="u04", window="4", pick_up_at=monday(10) + timedelta(minutes=30)
    )
    other = staff_actor(stage.setup, "u01", "1")
    assert stage.refusal(hand_on, other) == "ENQUIRY_OWNED"
    stage.do(hand_on, first)
    (record,) = stage.heard(e.EnquiryTransferred)
    assert (record.by, record.owner, record.window, record.zone, record.pick_up_at) == (
        *("u07", "u04", "4", "A"),
        hand_on.pick_up_at,
    )
    assert stage.refusal(c.CloseEnquiry(enquiry=enquiry.id, answer=ANSWER), first) == "ENQUIRY_OWNED"
    stage.do(c.CloseEnquiry(enquiry=enquiry.id, answer=ANSWER), staff_actor(stage.setup, "u04", "4"))
    assert stage.day.state.enquiries == {}
    assert stage.replayed().snapshot() == stage.day.snapshot()


@pytest.mark.req("CLK-10")
def test_online_questions_are_looked_at_in_three_opening_hours_and_answered_in_three_working_days() -> None:
    untouched = stage_at(monday(9, 10))
    asked_online(untouched)
    untouched.wait(hours=2, minutes=59)
    assert untouched.heard(e.EnquiryLate) == []
    untouched.wait(minutes=1)
    (late,) = untouched.heard(e.EnquiryLate)
    assert (late.warning, late.due_at) == ("CONSULT_SWEEP_LATE", monday(12, 10))

    complex_one = stage_at(monday(9, 10))
    enquiry = asked_online(complex_one)
    clerk = staff_actor(complex_one.setup, "u07", "7")
    complex_one.do(c.TakeEnquiry(enquiry=enquiry.id), clerk)
    complex_one.do(
        c.TransferEnquiry(enquiry=enquiry.id, person="u08", window="8", pick_up_at=monday(14)), clerk
    )
    complex_one.wait(hours=5)
    assert complex_one.heard(e.EnquiryLate) == []
    complex_one.clock.time = monday(23, 59, day=5)
    complex_one.wait(seconds=1)
    assert complex_one.heard(e.EnquiryLate) == []
    complex_one.wait(seconds=59)
    (late,) = complex_one.heard(e.EnquiryLate)
    assert (late.warning, late.due_at, late.liable) == ("CONSULT_LATE", monday(0, day=6), "u08")


def test_a_question_of_the_evening_waits_until_the_hall_has_been_open_for_three_hours() -> None:
    stage = stage_at(monday(16))
    assert asked_online(stage).due_at == monday(11, day=3)


def test_a_question_that_somebody_has_taken_is_nobody_elses() -> None:
    stage = stage_at(monday(10))
    enquiry = asked_online(stage)
    stage.do(c.TakeEnquiry(enquiry=enquiry.id), staff_actor(stage.setup, "u07", "7"))
    again = c.TakeEnquiry(enquiry=enquiry.id)
    assert stage.refusal(again, staff_actor(stage.setup, "u01", "1")) == "ENQUIRY_OWNED"
    assert (enquiry.owner, enquiry.state) == ("u07", EnquiryState.OPEN)


def test_the_public_asks_online_only() -> None:
    stage = stage_at(monday(10))
    call = c.OpenEnquiry(channel=ConsultationChannel.PHONE)
    assert stage.refusal(call, ONLINE) == "POWER_NOT_HELD"
    assert stage.refusal(c.TakeEnquiry(enquiry="enq_9"), DISPATCHER) in {"ENQUIRY_UNKNOWN", "POWER_NOT_HELD"}


def test_a_hall_may_have_limits_of_its_own() -> None:
    stage = stage_at(monday(9, 10))
    stage.setup = replace(stage.setup, enquiries=EnquiryRules(sweep_h=2, answer_days=1))
    assert asked_online(stage).due_at == monday(11, 10)
    slow = stage_at(monday(10))
    slow.setup = replace(slow.setup, enquiries=EnquiryRules(answer_days=1))
    hand_on = c.TransferEnquiry(enquiry=asked(slow).id, person="u04", window="4", pick_up_at=monday(11))
    slow.do(hand_on, staff_actor(slow.setup, "u07", "7"))
    assert next(iter(slow.day.state.enquiries.values())).due_at == monday(0, day=4)
