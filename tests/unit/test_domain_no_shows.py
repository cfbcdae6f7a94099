"""Who does not come when called may queue again once (QUE-25)."""

from datetime import timedelta

import pytest
from halls import NINE, Stage, a_setup, rules

from hallctl.domain import commands as c
from hallctl.domain import events as e
from hallctl.domain.state import WindowState
from hallctl.domain.tickets import TicketState


@pytest.mark.req("QUE-25")
def test_three_calls_in_vain_are_a_no_show_that_may_queue_again_once(stage: Stage) -> None:
    stage.open("1")
    late, *others = [stage.issue() for _ in range(6)]
    assert stage.call("1") is late
    stage.at("1", c.Recall)
    stage.at("1", c.Recall)
    stage.wait(seconds=stage.setup.rules.no_show_after_s)
    assert late.state is TicketState.NO_SHOW
    assert stage.state("1") is WindowState.OPEN

    stage.wait(minutes=29)
    stage.do(c.CheckInTicket(ticket=late.id))
    assert stage.line("A").index(late.id) == 3, "it waits again, three places behind the head"

    for other in others[:3]:
        assert stage.serve("1") is other
    assert stage.call("1") is late
    stage.miss("1")
    assert stage.day.tickets[late.id].state is TicketState.CANCELLED
    assert stage.refusal(c.CheckInTicket(ticket=late.id)) == "TICKET_STATE"


def test_a_no_show_is_not_pressed_before_the_last_call(stage: Stage) -> None:
    stage.open("1")
    stage.issue()
    stage.call("1")
    assert stage.refusal(c.MarkNoShow(window="1"), stage.clerk_at("1")) == "CALLS_TOO_FEW"
    stage.at("1", c.Recall)
    assert stage.refusal(c.MarkNoShow(window="1"), stage.clerk_at("1")) == "CALLS_TOO_FEW"
    stage.at("1", c.Recall)
    assert stage.refusal(c.Recall(window="1"), stage.clerk_at("1")) == "CALLS_ENOUGH"
    stage.at("1", c.MarkNoShow)


def test_who_comes_back_too_late_takes_a_new_number(stage: Stage) -> None:
    stage.open("1")
    late = stage.issue()
    stage.call("1")
    stage.miss("1")
    stage.clock.sleep(seconds=stage.setup.rules.requeue_within_s + 1)
    assert stage.refusal(c.CheckInTicket(ticket=late.id)) == "GRACE_PASSED"
    stage.wait(seconds=0)
    assert late.state is TicketState.CANCELLED
    ended = stage.heard(e.TicketCancelled)[-1]
    assert (ended.reason, stage.records[-1].at) == (
        "grace_passed",
        NINE + timedelta(seconds=1 + stage.setup.rules.requeue_within_s),
    )


def test_with_few_waiting_who_comes_back_stands_behind_them(stage: Stage) -> None:
    stage.open("1", "2")
    first, second, third = stage.issue(), stage.issue(), stage.issue()
    for window in ("1", "2"):
        stage.call(window)
        stage.miss(window)
    for back in (second, first):
        stage.do(c.CheckInTicket(ticket=back.id))
    assert stage.line("A") == [third.id, second.id, first.id]
    after = stage.issue()
    assert stage.line("A")[-1] == after.id


def test_several_who_come_back_each_stand_three_places_behind_the_head() -> None:
    stage = Stage(a_setup(rules=rules(calls_before_no_show=1)))
    stage.open("1")
    missed = [stage.issue() for _ in range(3)]
    for _ in missed:
        stage.call("1")
        stage.at("1", c.MarkNoShow)
    # All these stand at the very same moment: only their ranks tell them apart.
    waiting = [stage.do(c.IssueTicket(items=("A1",)))[0] for _ in range(6)]
    for ticket in missed:
        stage.do(c.CheckInTicket(ticket=ticket.id))
        assert stage.line("A").index(ticket.id) == 3
    ids = [event.ticket for event in waiting if isinstance(event, e.TicketIssued)]
    assert [ticket for ticket in stage.line("A") if ticket in ids] == ids
