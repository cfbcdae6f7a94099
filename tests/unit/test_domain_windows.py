"""Windows and those who staff them: stand-ins (ROLE-07, ROLE-08), vacancy, presses."""

import pytest
from halls import A_ITEMS, DISPATCHER, STAFF, Stage, a_setup, clerk, staff_actor

from hallctl.contracts.looks import window_view
from hallctl.domain import commands as c
from hallctl.domain import events as e
from hallctl.domain.actors import SYSTEM
from hallctl.domain.posts import Post
from hallctl.domain.setup import HallSetup, Item, Window, WindowKind
from hallctl.domain.state import WindowState
from hallctl.domain.tickets import TicketState

# --- stand-ins


@pytest.fixture
def with_b() -> Stage:
    """u01 staffs window 1; u02 is B and free."""
    return Stage(a_setup(staff=[clerk("u01", *A_ITEMS, substitute="u02")]))


@pytest.mark.req("ROLE-07")
def test_when_a_leaves_b_takes_over_and_without_b_the_post_is_vacant(with_b: Stage) -> None:
    stage = with_b
    stage.open("1")
    stage.sign_on("u01", "u02")
    stage.sign_off("u01")
    duty = stage.duty("1")
    assert (duty.staff, duty.acting_for, duty.state) == ("u02", "u01", WindowState.OPEN)
    shown = window_view(stage.day, stage.setup, stage.setup.windows["1"])
    assert (shown.staff_no, shown.staff_name, shown.state) == ("no-u02", "name of u02", "OPEN")

    alone = Stage()
    alone.open("1")
    alone.sign_off("u01")
    assert alone.state("1") is WindowState.PAUSED
    raised = alone.heard(e.AlarmRaised)
    assert [(alarm.code, alarm.subject) for alarm in raised] == [("VACANT_POST", "1")]


def test_b_goes_on_with_whom_a_was_serving(with_b: Stage) -> None:
    stage = with_b
    stage.open("1")
    stage.sign_on("u02")
    ticket = stage.issue()
    stage.serving("1")
    stage.sign_off("u01")
    assert (stage.state("1"), stage.current("1")) == (WindowState.SERVING, ticket)
    stage.at("1", c.CompleteService, outcome="enquiry_only")
    assert ticket.staff == "u02", "the rating is for whoever ended the service"


@pytest.mark.req("ROLE-08")
def test_an_assistance_clerk_covers_the_items_she_is_qualified_for() -> None:
    ten = [Item(f"I{n}", f"item {n}", "人社局", "A", 300) for n in range(10)]
    codes = [item.code for item in ten]
    people = [
        clerk("u01", *codes, substitute="u02"),
        clerk("u60", *codes[:3], post=Post.ASSISTANCE_AGENCY),
    ]
    stage = Stage(a_setup(items=ten, staff=people))
    stage.open("1")
    stage.sign_on("u60")
    stage.sign_off("u01")
    assert (stage.state("1"), stage.duty("1").staff) == (WindowState.OPEN, "u60")
    for code in codes:
        stage.issue(code)
    called: list[str] = []
    while (ticket := stage.call("1")) is not None:
        called += ticket.items
        stage.at("1", c.StartService)
        stage.at("1", c.CompleteService, outcome="enquiry_only")
    assert called == codes[:3]


def test_a_stand_in_has_the_powers_of_the_absent_post_for_what_she_is_qualified_for() -> None:
    people = [
        clerk("u01", "A1", "A2", substitute="u60"),
        clerk("u60", "A2", "A3", post=Post.CONSULTATION),
    ]
    setup = a_setup(staff=people)
    assert setup.services_at("1", "u60", None) == frozenset()
    assert setup.services_at("1", "u60", "u01") == {"A2", "zone:A"}


def test_what_a_stand_in_may_not_take_waits_again() -> None:
    people = [clerk("u01", *A_ITEMS, substitute="u02"), clerk("u02", "A2")]
    stage = Stage(a_setup(staff=people))
    stage.open("1")
    stage.sign_on("u02")
    held, kept, current = stage.issue("A1"), stage.issue("A2"), stage.issue("A3")
    for _ in range(2):
        stage.serving("1")
        stage.at("1", c.HoldTicket)
    stage.serving("1")
    stage.sign_off("u01")
    assert stage.duty("1").held == [kept.id]
    assert stage.line("A") == [held.id, current.id]
    assert (stage.state("1"), stage.duty("1").staff) == (WindowState.OPEN, "u02")


def test_a_returns_to_the_window_where_b_stood_in(with_b: Stage) -> None:
    stage = with_b
    stage.open("1")
    stage.sign_on("u02")
    stage.sign_off("u01")
    stage.sign_on("u01")
    stage.at("1", c.SubstituteWindow, person="u01")
    assert (stage.duty("1").staff, stage.duty("1").acting_for) == ("u01", None)


def test_when_b_leaves_and_a_is_back_the_window_is_a_s_again(with_b: Stage) -> None:
    stage = with_b
    stage.open("1")
    stage.sign_on("u02")
    stage.sign_off("u01")
    stage.sign_on("u01")
    stage.sign_off("u02")
    assert (stage.duty("1").staff, stage.duty("1").acting_for) == ("u01", None)


def test_b_who_is_busy_or_away_does_not_stand_in(with_b: Stage) -> None:
    stage = with_b
    stage.open("1", "2")
    stage.sign_on("u02")
    stage.sign_off("u01")
    assert stage.state("1") is WindowState.PAUSED


def test_a_paused_window_stays_paused_when_b_takes_it(with_b: Stage) -> None:
    stage = with_b
    stage.open("1")
    stage.sign_on("u02")
    stage.at("1", c.PauseWindow, reason="lunch")
    stage.sign_off("u01")
    duty = stage.duty("1")
    assert (duty.state, duty.staff, duty.reason) == (WindowState.PAUSED, "u02", "lunch")


def test_nobody_stands_in_at_a_broken_window() -> None:
    stage = Stage()
    stage.open("1")
    stage.do(c.LoseWindow(window="1", cause="power"), SYSTEM)
    stage.sign_off("u01")
    assert (stage.state("1"), stage.duty("1").staff) == (WindowState.CLOSED, None)
    assert stage.day.state.alarms == {}


@pytest.mark.parametrize(
    ("person", "code"),
    [("u99", "STAFF_UNKNOWN"), ("u05", "NOT_SUBSTITUTE"), ("u01", "NOTHING_TO_DO")],
)
def test_not_everybody_may_stand_in(with_b: Stage, person: str, code: str) -> None:
    with_b.open("1")
    assert with_b.refusal(c.SubstituteWindow(window="1", person=person), with_b.clerk_at("1")) == code


def test_a_person_cannot_be_at_two_windows(with_b: Stage) -> None:
    stage = with_b
    stage.open("1", "2")
    assert stage.refusal(c.SubstituteWindow(window="1", person="u02"), stage.clerk_at("1")) == "PERSON_BUSY"
    assert stage.refusal(c.OpenWindow(window="3"), staff_actor(stage.setup, "u01", "3")) == "PERSON_BUSY"
    sign_on = c.SignOn(person="u01", workstation="ws-9", window="3")
    assert stage.refusal(sign_on, staff_actor(stage.setup, "u01", "3")) == "PERSON_BUSY"


# --- vacancy


def test_a_post_that_stays_vacant_is_so_called_and_whoever_comes_opens_it() -> None:
    stage = Stage()
    stage.open("1")
    stage.sign_off("u01")
    stage.wait(seconds=stage.setup.rules.vacant_after_s)
    assert stage.state("1") is WindowState.VACANT_POST
    stage.open_by("1", "u02")
    assert (stage.state("1"), stage.duty("1").staff) == (WindowState.OPEN, "u02")
    assert stage.day.state.alarms == {}


def test_a_clerk_cannot_vacate_a_post_by_the_words_of_a_pause() -> None:
    stage = Stage()
    stage.open("1")
    stage.at("1", c.PauseWindow, reason="VACANT_POST")
    assert stage.duty("1").staff == "u01"
    stage.at("1", c.ResumeWindow)
    assert stage.state("1") is WindowState.OPEN


def test_a_broken_window_that_nobody_staffs_can_be_opened_again() -> None:
    stage = Stage()
    stage.open("1")
    stage.sign_off("u01")
    stage.do(c.LoseWindow(window="1", cause="power"), SYSTEM)
    stage.open_by("1", "u01")
    assert stage.state("1") is WindowState.OPEN


# --- pressing


def test_a_press_that_was_overtaken_changes_nothing() -> None:
    stage = Stage()
    stage.open("1")
    seen = stage.duty("1").seq
    stage.issue()
    stage.at("1", c.CallNext, expected_seq=seen)
    second = c.CallNext(window="1", expected_seq=seen)
    assert stage.refusal(second, stage.clerk_at("1")) == "STALE"


def test_a_window_without_a_public_queue_calls_nobody() -> None:
    stage = Stage()
    stage.open_by("8", "u08")
    assert stage.refusal(c.CallNext(window="8"), stage.clerk_at("8")) == "NO_PUBLIC_QUEUE"


@pytest.mark.parametrize("kind", WindowKind)
def test_every_type_of_window_but_the_back_office_has_a_queue(kind: WindowKind) -> None:
    items = [Item("A1", "a", "人社局", "A", 300, window_kinds=frozenset(WindowKind))]
    stage = Stage(a_setup(windows=[Window("1", "A", kind, department="人社局")], items=items))
    stage.open("1")
    if kind is WindowKind.BACK_OFFICE:
        assert stage.refusal(c.IssueTicket(items=("A1",))) == "NO_WINDOW_SERVES"
        assert stage.refusal(c.CallNext(window="1"), stage.clerk_at("1")) == "NO_PUBLIC_QUEUE"
    else:
        ticket = stage.issue("A1")
        assert stage.call("1") is ticket


def test_a_held_number_stays_while_others_are_called_and_is_taken_up_again() -> None:
    stage = Stage()
    stage.open("1")
    held, other = stage.issue(), stage.issue()
    stage.serving("1")
    stage.at("1", c.HoldTicket)
    assert (held.state, stage.state("1")) == (TicketState.HELD, WindowState.OPEN)
    assert stage.serve("1") is other
    stage.at("1", c.UnholdTicket, ticket=held.id)
    assert (stage.current("1"), stage.state("1")) == (held, WindowState.SERVING)


def test_a_window_takes_up_only_what_it_holds() -> None:
    stage = Stage()
    stage.open("1", "2")
    held = stage.issue()
    stage.serving("1")
    stage.at("1", c.HoldTicket)
    unhold = c.UnholdTicket(window="2", ticket=held.id)
    assert stage.refusal(unhold, stage.clerk_at("2")) == "TICKET_STATE"


def test_closing_sends_held_people_back_and_reopening_counts_on() -> None:
    stage = Stage()
    stage.open("1")
    served, held = stage.issue(), stage.issue()
    assert stage.serve("1") is served
    stage.serving("1")
    stage.at("1", c.HoldTicket)
    stage.at("1", c.CloseWindow)
    assert (held.state, stage.state("1"), stage.duty("1").staff) == (
        TicketState.WAITING, WindowState.CLOSED, None,
    )  # fmt: skip
    before = stage.duty("1").seq
    stage.open("1")
    assert stage.duty("1").seq > before
    assert stage.duty("1").served == 1


def test_who_is_not_in_the_configuration_any_more_does_no_harm() -> None:
    stage = Stage()
    stage.open("1", "2")
    stage.issue("A1", "A2")
    stage.serving("1")
    smaller = a_setup(
        windows=[Window("2", "A", WindowKind.COMPREHENSIVE), Window("5", "B", WindowKind.COMPREHENSIVE)],
        items=[Item("A3", "失业登记", "人社局", "A", 600), Item("B1", "查询", "自然资源局", "B", 300)],
    )
    stage.setup = without(smaller, "u02")
    assert window_view(stage.day, stage.setup, stage.setup.windows["2"]).staff_name is None
    assert stage.refusal(c.CallNext(window="2"), DISPATCHER) == "NOT_AUTHORISED"
    stage.issue("A3")
    stage.sign_off("u01")
    stage.wait(days=1)
    assert stage.line("A") == []


def without(setup: HallSetup, person: str) -> HallSetup:
    people = {staff.id for staff in STAFF} - {person}
    object.__setattr__(setup, "staff", {key: setup.staff[key] for key in people})
    return setup
