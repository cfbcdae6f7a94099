"""How a visit to a window may end: with what was registered, or with the word that it was an enquiry."""

import pytest
from case_desk import an_item
from filed_cases import CaseStage
from intake import CHECKED

from hallctl.domain import commands as c
from hallctl.domain.applications import acts
from hallctl.domain.catalogue.kinds import InstantClass
from hallctl.domain.tickets import TicketState


def ends(stage: CaseStage, **more: object) -> c.CompleteService:
    return c.CompleteService(window="1", **more)  # type: ignore[arg-type]


@pytest.mark.req("INT-26")
@pytest.mark.parametrize("outcome", [None, "registered", "result_collected", "told"])
def test_a_matter_that_is_settled_by_word_of_mouth_is_registered_or_was_an_enquiry(
    outcome: str | None,
) -> None:
    stage = CaseStage(an_item(instant=InstantClass.SAME_DAY))
    stage.bring("1", "A1")
    clerk = stage.clerk_at("1")
    assert stage.refusal(ends(stage, outcome=outcome), clerk) == "OUTCOME_NEEDED"
    stage.do(ends(stage, outcome="enquiry_only"), clerk)
    (ticket,) = stage.day.tickets.values()
    assert (ticket.state, ticket.outcome) == (TicketState.COMPLETED, "enquiry_only")


def test_a_matter_that_is_finished_at_once_is_on_record() -> None:
    stage = CaseStage(an_item(instant=InstantClass.SAME_DAY))
    case = stage.receive(then=acts.FinishOnSpot())
    stage.do(ends(stage), stage.clerk_at("1"))
    (ticket,) = stage.day.tickets.values()
    assert (ticket.outcome, ticket.applications) == ("registered", (case.id,))


@pytest.mark.req("QUE-24")
def test_the_service_of_two_items_ends_when_both_are_registered() -> None:
    stage = CaseStage(an_item(), an_item(code="A2"))
    stage.open("1")
    ticket = stage.issue("A1", "A2")
    stage.call("1")
    stage.at("1", c.StartService)
    clerk = stage.clerk_at("1")
    receive = acts.Receive(checks=CHECKED)
    stage.do(c.ReceiveApplication(window="1", item="A1", receive=receive), clerk)
    assert stage.refusal(ends(stage), clerk) == "OUTCOME_NEEDED"
    stage.do(c.ReceiveApplication(window="1", item="A2", receive=receive), clerk)
    stage.do(ends(stage), clerk)
    assert ticket.state is TicketState.COMPLETED
    assert {stage.cases[name].item for name in ticket.applications} == {"A1", "A2"}
    assert {case.ticket for case in stage.cases.values()} == {ticket.id}
