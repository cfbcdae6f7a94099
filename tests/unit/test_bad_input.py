"""What the hall does with what should not be: no history, nobody for a matter, pauses, clocks, absurdities.

Given either rule, then everybody sees a sensible answer and a flag, and nobody a wrong promise.
"""

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from halls import (
    ITEMS,
    NINE,
    ROUND_THE_CLOCK,
    STAFF,
    Stage,
    a_setup,
    clerk,
)
from halls_on_disk import HallOnDisk
from watched_routers import watched

from hallctl.advice.engine import ENGINE
from hallctl.configuration.findings import errors
from hallctl.contracts import looks
from hallctl.contracts.views import TicketView, WaitView, ZoneView
from hallctl.domain import commands as c
from hallctl.domain import events as e
from hallctl.domain.actors import SYSTEM
from hallctl.domain.learning.handling import expected_s
from hallctl.domain.learning.learned import LONGEST_S, SHORTEST_S
from hallctl.domain.setup import HallSetup
from hallctl.domain.state import WindowState
from hallctl.domain.tickets import TicketState

RULES = pytest.mark.parametrize("rule", ["strict", "weighted"])
A_WINDOWS = ("1", "2", "3")
LONG_DAY = a_setup(calendar=ROUND_THE_CLOCK)
LONGEST_WAIT_S = 8 * 3600.0


def a_stage(rule: str, setup: HallSetup = LONG_DAY) -> Stage:
    """Every decision of its router is checked against the rule."""
    stage = Stage(setup, NINE)
    stage.router = watched(rule, setup)  # type: ignore[assignment]
    return stage


def look_ahead(stage: Stage) -> None:
    """As the daemon does beside the loop."""
    for zone in stage.setup.zones:
        model = ENGINE.take(stage.day, stage.setup, stage.router.name, stage.now, zone)
        stage.day.outlooks[zone] = ENGINE.simulate(model, seed=1)


def views(stage: Stage, most_s: float = LONGEST_WAIT_S) -> list[TicketView]:
    """Of all who wait, as everybody sees them: both before and after the hall has looked ahead."""
    stage.day.outlooks.clear()
    rough = looks.waiting_views(stage.day, stage.setup)
    look_ahead(stage)
    simulated = looks.waiting_views(stage.day, stage.setup)
    assert [view.serviceable for view in rough] == [view.serviceable for view in simulated]
    for view in (*rough, *simulated):
        assert view.serviceable == (view.wait_s is not None)
        if view.wait_s is not None:
            check_promise(view.wait_s, most_s)
    return list(simulated)


def zone(stage: Stage, zone: str = "A") -> ZoneView:
    look_ahead(stage)
    return looks.zone_view(stage.day, stage.setup, stage.setup.zones[zone], stage.now)


def check_promise(wait: WaitView | None, most_s: float = LONGEST_WAIT_S) -> WaitView:
    """An interval that somebody may be told."""
    assert wait is not None
    assert 0 <= wait.low <= wait.mid <= wait.high <= most_s
    return wait


def alarms(stage: Stage) -> dict[str, str]:
    return {view.code: view.detail for view in looks.alarm_views(stage.day)}


# --- no history yet


@RULES
def test_without_history_waits_come_from_the_configuration(rule: str) -> None:
    stage = a_stage(rule)
    stage.open(*A_WINDOWS)
    assert stage.day.state.learned.codes == {}
    tickets = [stage.issue("A1") for _ in range(12)]
    promises = [check_promise(view.wait_s) for view in views(stage)]
    assert promises[0].mid <= promises[-1].mid
    assert promises[-1].mid == pytest.approx(480 * 12 / 3, rel=0.5)
    assert all(view.serviceable for view in views(stage))
    assert [stage.serve("1") for _ in tickets] == tickets
    assert stage.call("1") is None


@RULES
def test_an_empty_hall_promises_no_wait(rule: str) -> None:
    stage = a_stage(rule)
    stage.open(*A_WINDOWS)
    assert zone(stage).wait_s == WaitView(0, 0, 0)


# --- a matter that nobody is authorised for


@RULES
def test_a_number_for_a_matter_that_nobody_may_take_is_refused(rule: str) -> None:
    setup = replace(LONG_DAY, staff={one.id: replace(one, items=one.items - {"A3"}) for one in STAFF})
    without = replace(setup, staff={**setup.staff, "u04": replace(setup.staff["u04"], department="别处")})
    stage = a_stage(rule, without)
    stage.open(*A_WINDOWS)
    assert stage.refusal(c.IssueTicket(items=("A3",))) == "NO_WINDOW_SERVES"
    assert stage.refusal(c.BookAppointment(item="A3", slot=NINE + timedelta(hours=1))) == "NO_WINDOW_SERVES"
    assert stage.refusal(c.IssueTicket(items=("nothing",))) == "ITEM_UNKNOWN"


@RULES
def test_who_waits_when_the_last_letter_ends_is_flagged_and_promised_nothing(rule: str) -> None:
    """The hall starts anew with a file in which nobody may take A3 any more."""
    stage = a_stage(rule)
    lost, other = stage.issue("A3"), stage.issue("A1")
    staff = {one.id: replace(one, items=one.items - {"A3"}, department=None) for one in STAFF}
    stage.setup = replace(LONG_DAY, staff=staff)
    stage.router = watched(rule, stage.setup)  # type: ignore[assignment]
    stage.day.begin(stage.day.state)
    stage.open(*A_WINDOWS)
    seen = {view.id: view for view in views(stage)}
    assert (seen[lost.id].serviceable, seen[lost.id].wait_s) == (False, None)
    assert seen[other.id].serviceable
    check_promise(seen[other.id].wait_s)
    assert zone(stage).unserved == 1
    assert stage.serve("1").id == other.id
    assert stage.call("2") is None
    assert stage.day.tickets[lost.id].state is TicketState.WAITING


# --- all windows paused


@RULES
def test_while_all_windows_pause_nobody_is_promised_anything(rule: str) -> None:
    stage = a_stage(rule)
    stage.open(*A_WINDOWS)
    waiting = [stage.issue("A1") for _ in range(5)]
    for window in A_WINDOWS:
        stage.at(window, c.PauseWindow, reason="fire drill")
    assert [(view.serviceable, view.wait_s) for view in views(stage)] == [(False, None)] * 5
    seen = zone(stage)
    assert (seen.open_windows, seen.unserved, seen.wait_s) == (0, 5, None)
    assert stage.refusal(c.CallNext(window="1"), stage.clerk_at("1")) == "WINDOW_PAUSED"
    late = stage.issue("A1")
    assert stage.day.tickets[late.id].state is TicketState.WAITING, "numbers are still given"
    stage.wait(hours=2)
    stage.at("2", c.ResumeWindow)
    check_promise(views(stage)[0].wait_s)
    assert [stage.serve("2").id for _ in range(6)] == [ticket.id for ticket in (*waiting, late)]


@RULES
def test_a_window_that_may_call_only_others_leaves_the_rest_flagged(rule: str) -> None:
    stage = a_stage(rule, a_setup(calendar=ROUND_THE_CLOCK, staff=[clerk("u01", "A1"), clerk("u02", "A2")]))
    stage.open("1", "2")
    first, second = stage.issue("A1"), stage.issue("A2")
    stage.at("2", c.PauseWindow, reason="tea")
    seen = {view.id: view.serviceable for view in views(stage)}
    assert seen == {first.id: True, second.id: False}
    assert zone(stage).unserved == 1


# --- a clock that jumps


@RULES
@pytest.mark.parametrize("hours", [3.0, 20.0, 24 * 400.0])
def test_after_a_jump_forward_the_hall_goes_on_and_says_so(rule: str, hours: float) -> None:
    stage = a_stage(rule)
    stage.open(*A_WINDOWS)
    stage.issue("A1")
    stage.serving("1")
    before = expected_s(stage.day.state.learned, stage.setup, "A1")
    people = [stage.issue(item) for item in ("A1", "A2", "A3", "A1")]
    stage.wait(hours=hours)
    stage.do(c.NoteTimeJump(seconds=hours * 3600), SYSTEM)
    assert "CLOCK_JUMPED" in alarms(stage)
    views(stage)
    stage.at("1", c.CompleteService, outcome="enquiry_only")
    after = expected_s(stage.day.state.learned, stage.setup, "A1")
    assert after <= 2.5 * before, "one absurd visit is not believed, even where nothing else is known"
    fresh = stage.issue("A1")
    served = [stage.serve("1").id for _ in range(len(stage.line("A")))]
    same_day = stage.day.date == NINE.date()
    assert set(served) == {fresh.id, *(ticket.id for ticket in people if same_day)}


def test_the_flag_of_a_jump_goes_by_itself() -> None:
    stage = a_stage("strict")
    stage.do(c.NoteTimeJump(seconds=-90.0), SYSTEM)
    assert alarms(stage)["CLOCK_JUMPED"] == "-90 s"
    stage.wait(minutes=59)
    assert "CLOCK_JUMPED" in alarms(stage)
    stage.wait(minutes=1)
    assert alarms(stage) == {}
    assert [event.code for event in stage.heard(e.AlarmCleared)] == ["CLOCK_JUMPED"]


@RULES
def test_while_time_stands_still_people_are_called_in_order(rule: str) -> None:
    """A clock that was set back: command time waits until it has caught up."""
    stage = a_stage(rule)
    stage.open("1")
    for _ in range(6):
        stage.do(c.IssueTicket(items=("A1",)))
    order = list(stage.day.tickets)
    served = []
    for _ in order:
        ticket = stage.call("1")
        assert ticket is not None
        served.append(ticket.id)
        stage.at("1", c.StartService)
        stage.at("1", c.CompleteService, outcome="enquiry_only")
    assert served == order
    assert stage.day.state.learned.codes == {}, "what took no time teaches nothing"


# --- absurd handling times


@RULES
@pytest.mark.parametrize("handling_s", [0, -5, 1, 86_400, 10**12])
def test_absurd_handling_times_are_reckoned_as_sane_ones(rule: str, handling_s: int) -> None:
    items = [replace(item, handling_s=handling_s) for item in ITEMS]
    stage = a_stage(rule, a_setup(calendar=ROUND_THE_CLOCK, items=items))
    stage.open(*A_WINDOWS)
    assert SHORTEST_S <= expected_s(stage.day.state.learned, stage.setup, "A1") <= LONGEST_S
    for item in ("A1", "A2", "A3") * 3:
        stage.issue(item)
    assert len(views(stage, most_s=3 * 9 * LONGEST_S)) == 9
    served = [stage.serve("1").id for _ in range(9)]
    assert len(set(served)) == 9


@RULES
def test_one_absurd_matter_does_not_spoil_the_waits_of_others(rule: str) -> None:
    items = [replace(item, handling_s=10**9) if item.code == "B2" else item for item in ITEMS]
    stage = a_stage(rule, a_setup(calendar=ROUND_THE_CLOCK, items=items))
    stage.open("1", "2", "5")
    for _ in range(4):
        stage.issue("A1")
        stage.issue("B1")
    seen = views(stage, most_s=12 * LONGEST_S)
    assert all(view.wait_s.high <= 2 * 3600 for view in seen if view.zone == "A" and view.wait_s)


def test_the_file_is_refused_or_warned_of_before_the_hall_starts(tmp_path: Path) -> None:
    hall = HallOnDisk(tmp_path)
    hall.change("handling_s = 480", "handling_s = 0")
    assert {finding.key for finding in errors(hall.findings())} == {"item.SI-001.handling_s"}
    hall.change("handling_s = 0", "handling_s = 86400")
    assert [finding.code for finding in hall.findings()] == ["HANDLING_ABSURD"]
    hall.change('items = ["SI-*"]', "items = []")
    assert "NOBODY_SERVES" in {finding.code for finding in errors(hall.findings())}


# --- a number that somebody forgot to close over lunch


@RULES
def test_a_forgotten_number_does_not_spoil_what_is_learned(rule: str) -> None:
    stage = a_stage(rule)
    stage.open(*A_WINDOWS)
    for _ in range(60):
        stage.issue("A1")
        ticket = stage.call("2")
        assert ticket is not None
        stage.at("2", c.StartService)
        stage.wait(minutes=8)
        stage.at("2", c.CompleteService, outcome="enquiry_only")
    known = expected_s(stage.day.state.learned, stage.setup, "A1")
    stage.issue("A1")
    stage.serving("1")
    stage.wait(hours=2)
    assert alarms(stage)["TICKET_FORGOTTEN"]
    people = [stage.issue("A1") for _ in range(3)]
    assert all(view.serviceable for view in views(stage, most_s=3600))
    stage.at("1", c.CompleteService, outcome="enquiry_only")
    assert expected_s(stage.day.state.learned, stage.setup, "A1") <= 1.1 * known
    assert [stage.serve("3").id for _ in people] == [ticket.id for ticket in people]
    assert stage.state("1") is WindowState.OPEN
    stage.wait(minutes=1)
    assert "TICKET_FORGOTTEN" not in alarms(stage)
