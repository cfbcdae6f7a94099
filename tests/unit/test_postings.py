"""Who is posted to the hall: stored with a warning where a rule is broken."""

from datetime import date

import pytest
from halls import DISPATCHER, Stage, staff_actor

from hallctl.domain import commands as c
from hallctl.domain import events as e
from hallctl.domain.postings import end_of_term

SINCE = date(2026, 3, 2)


def warnings(stage: Stage) -> list[tuple[str, ...]]:
    return [event.warnings for event in stage.heard(e.StaffPosted)]


@pytest.mark.req("ROLE-15")
def test_a_replacement_without_a_filing_number_is_stored_with_a_warning(stage: Stage) -> None:
    stage.do(c.PostStaff(person="u04", since=SINCE, filing="驻2026-1"), DISPATCHER)
    stage.do(c.PostStaff(person="u08", since=SINCE, replaces="u04"), DISPATCHER)
    assert warnings(stage) == [(), ("FILING_MISSING",)]
    (posting,) = stage.day.state.postings.values()
    assert (posting.staff, posting.until) == ("u08", date(2028, 3, 1))
    stage.do(c.PostStaff(person="u04", since=SINCE, replaces="u08", filing="驻2026-2"), DISPATCHER)
    assert warnings(stage)[-1] == ()


@pytest.mark.req("ROLE-18")
def test_a_second_duty_in_the_same_term_is_stored_with_a_warning(stage: Stage) -> None:
    stage.do(c.PostStaff(person="u04", since=SINCE), DISPATCHER)
    stage.do(c.PostStaff(person="u04", since=SINCE, duties=("下乡检查",)), DISPATCHER)
    assert warnings(stage) == [(), ("OTHER_DUTY",)]
    assert stage.day.state.postings["u04"].duties == ("下乡检查",)
    stage.do(c.PostStaff(person="u04", since=date(2028, 3, 2)), DISPATCHER)
    assert warnings(stage)[-1] == ()
    assert stage.replayed().snapshot() == stage.day.snapshot()


def test_a_term_ends_after_it_begins_and_only_dispatchers_enter_it(stage: Stage) -> None:
    backwards = c.PostStaff(person="u04", since=SINCE, until=date(2026, 3, 1))
    assert stage.refusal(backwards, DISPATCHER) == "POSTING_TERM"
    assert stage.refusal(c.PostStaff(person="u99", since=SINCE), DISPATCHER) == "STAFF_UNKNOWN"
    clerk = staff_actor(stage.setup, "u01", "1")
    assert stage.refusal(c.PostStaff(person="u04", since=SINCE), clerk) == "POWER_NOT_HELD"
    assert end_of_term(date(2024, 2, 29)) == date(2026, 2, 28)
