"""A stand-in leaves only with a list of open tickets, applications and originals."""

from typing import Any

import pytest
from filed_cases import PEOPLE, WORDS, CaseStage, version
from halls import A_ITEMS, a_setup, clerk
from msgspec.structs import replace

from hallctl.domain import commands as c
from hallctl.domain import events as e
from hallctl.domain.applications import acts
from hallctl.domain.catalogue.kinds import InstantClass


def b_at_work(**more: Any) -> CaseStage:
    """u02 stands in for u01 at window 1."""
    people = a_setup(staff=[*PEOPLE, clerk("u01", *A_ITEMS, substitute="u02")]).staff
    stage = CaseStage(version(**more), staff=people)
    stage.open("1")
    stage.sign_on("u02")
    stage.sign_off("u01")
    stage.sign_on("u01")
    assert (stage.duty("1").staff, stage.duty("1").acting_for) == ("u02", "u01")
    return stage


def back(stage: CaseStage) -> c.SubstituteWindow:
    return c.SubstituteWindow(window="1", person="u01")


@pytest.mark.req("ROLE-09")
def test_a_stand_in_hands_over_what_is_open_before_leaving() -> None:
    stage = b_at_work()
    case = stage.receive("m1", "m2")
    stage.at("1", c.CompleteService)
    b = stage.clerk_at("1")
    assert b.person == "u02"
    for leaving in (back(stage), c.CloseWindow(window="1"), c.SignOff(person="u02")):
        assert stage.refusal(leaving, b) == "HANDOVER_REQUIRED"
    entry = c.HandOverWindow(window="1", person="u01", cases=(case.id,))
    assert stage.refusal(entry, b) == "HANDOVER_REQUIRED", "an original is held"
    stage.do(replace(entry, originals=(f"{case.id}/m1",)), b)
    (listed,) = stage.heard(e.WindowHandedOver)
    assert (listed.by, listed.staff, listed.cases) == ("u02", "u01", (case.id,))
    stage.do(back(stage), b)
    assert (stage.duty("1").staff, stage.duty("1").acting_for) == ("u01", None)
    assert stage.replayed().snapshot() == stage.day.snapshot()


def test_a_ticket_that_was_set_aside_is_on_the_list_too() -> None:
    stage = b_at_work()
    stage.bring("1", "A1")
    ticket = stage.duty("1").ticket or ""
    stage.at("1", c.HoldTicket)
    b = stage.clerk_at("1")
    assert stage.refusal(back(stage), b) == "HANDOVER_REQUIRED"
    stage.do(c.HandOverWindow(window="1", person="u01", tickets=(ticket,)), b)
    stage.do(back(stage), b)
    assert stage.duty("1").held == [ticket]


def test_what_is_over_needs_no_list() -> None:
    stage = b_at_work(instant=InstantClass.ON_SPOT)
    stage.receive("m1", "m2", "m3", then=acts.NotRequired(text=WORDS, basis="行政许可法"))
    stage.at("1", c.CompleteService)
    stage.do(back(stage), stage.clerk_at("1"))
    assert stage.duty("1").staff == "u01"


def test_who_is_at_the_own_window_leaves_no_list() -> None:
    stage = CaseStage()
    stage.receive("m1", "m2")
    stage.at("1", c.CompleteService)
    clerk_1 = stage.clerk_at("1")
    refused = stage.refusal(c.HandOverWindow(window="1", person="u02"), clerk_1)
    assert refused == "WINDOW_STATE"
    stage.do(c.CloseWindow(window="1"), clerk_1)
