"""What a simulation of a zone says, in halls small enough to know it beforehand."""

import pickle
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from halls import A_ITEMS, DISPATCHER, GUIDE, KIOSK, NINE, ROUND_THE_CLOCK, Stage, a_setup, clerk, rules

from hallctl.domain import commands as c
from hallctl.domain.hours import Calendar, Hours, Span
from hallctl.domain.outlook import Outlook, Wait
from hallctl.domain.outlook.costs import cost, expense
from hallctl.domain.outlook.model import Model, Rule, take
from hallctl.domain.outlook.simulation import simulate
from hallctl.domain.setup import HallSetup, Staff
from hallctl.domain.state import WindowState
from hallctl.domain.tickets import Ticket, TicketClass

BOTH = pytest.mark.parametrize("rule", ["strict", "weighted"])
MEAN_S = 480


def a_hall(*staff: Staff, **more: Any) -> HallSetup:
    return a_setup(calendar=ROUND_THE_CLOCK, staff=staff, **more)


def a_stage(*windows: str, setup: HallSetup | None = None) -> Stage:
    stage = Stage(setup or a_hall())
    stage.open(*windows)
    return stage


def model(stage: Stage, rule: Rule = "weighted", zone: str = "A", **more: object) -> Model:
    return take(stage.day, stage.setup, rule, stage.now, zone, **more)  # type: ignore[arg-type]


def look(stage: Stage, rule: Rule = "weighted", zone: str = "A", seed: int = 1) -> Outlook:
    return simulate(model(stage, rule, zone), seed=seed)


def busy(stage: Stage, *windows: str) -> None:
    """Each window serves somebody from now on."""
    for window in windows:
        stage.issue()
        stage.serving(window)


# --- waits --------------------------------------------------------------------------------------------------


@BOTH
def test_who_may_go_to_an_idle_window_does_not_wait(rule: Rule) -> None:
    stage = a_stage("1")
    ticket = stage.issue()
    seen = look(stage, rule)
    assert seen.tickets == {ticket.id: Wait(0, 0, 0)}
    assert seen.ahead == {ticket.id: 0}
    stage.serve("1")
    assert look(stage, rule).newcomers["A1"] == Wait(0, 0, 0)


@BOTH
def test_with_n_ahead_at_one_window_the_wait_is_n_times_the_mean(rule: Rule) -> None:
    stage = a_stage("1")
    busy(stage, "1")
    waiting = [stage.issue() for _ in range(12)]
    seen = look(stage, rule)
    assert [seen.ahead[ticket.id] for ticket in waiting] == list(range(12))
    last = seen.tickets[waiting[-1].id]
    assert last.mid == pytest.approx(12 * MEAN_S, rel=0.2)
    assert last.low < 0.8 * last.mid
    assert last.high > 1.2 * last.mid
    newcomer = seen.newcomers["A1"]
    assert newcomer.mid == pytest.approx(13 * MEAN_S, rel=0.2)
    assert seen.done is not None
    assert seen.done.mid == pytest.approx(13 * MEAN_S, rel=0.2)


@BOTH
def test_two_windows_halve_the_wait(rule: Rule) -> None:
    one, two = a_stage("1"), a_stage("1", "2")
    busy(one, "1")
    busy(two, "1", "2")
    waits = []
    for stage in (one, two):
        ticket = [stage.issue() for _ in range(12)][-1]
        waits.append(look(stage, rule).tickets[ticket.id].mid)
    assert waits[1] == pytest.approx(waits[0] / 2, rel=0.25)


@BOTH
def test_the_same_model_and_seed_say_the_same(rule: Rule) -> None:
    stage = a_stage("1")
    busy(stage, "1")
    for _ in range(5):
        stage.issue()
    assert look(stage, rule) == look(stage, rule)
    assert look(stage, rule).tickets != look(stage, rule, seed=2).tickets


def test_a_visit_that_goes_on_long_already_goes_on_longer() -> None:
    stage = a_stage("1")
    busy(stage, "1")
    ticket = stage.issue()
    first = look(stage).tickets[ticket.id]
    stage.clock.sleep(minutes=25)
    assert look(stage).tickets[ticket.id].mid > first.mid


def test_an_empty_zone_has_nothing_but_newcomers() -> None:
    stage = a_stage("1")
    seen = look(stage)
    assert (seen.tickets, seen.ahead, seen.done) == ({}, {}, Wait(0, 0, 0))
    assert seen.newcomers.keys() == {*A_ITEMS, "zone:A"}


def test_a_hall_without_windows_promises_nothing() -> None:
    stage = a_stage()
    ticket = stage.issue()
    seen = look(stage)
    assert ticket.id not in seen.tickets
    assert seen.newcomers == {}
    assert seen.done is None


def test_whom_nobody_is_authorised_for_is_told_nothing() -> None:
    stage = a_stage("1", setup=a_hall(clerk("u01", "A1")))
    served, not_served = stage.issue("A1"), stage.issue("A2")
    seen = look(stage)
    assert served.id in seen.tickets
    assert not_served.id not in seen.tickets
    assert "A2" not in seen.newcomers
    assert seen.done is None


# --- classes ------------------------------------------------------------------------------------------------


@BOTH
def test_who_is_preferred_waits_less(rule: Rule) -> None:
    stage = a_stage("1")
    busy(stage, "1")
    ordinary = [stage.issue() for _ in range(8)][-1]
    care = stage.issue(klass=TicketClass.CARE)
    seen = look(stage, rule)
    assert seen.tickets[care.id].mid < seen.tickets[ordinary.id].mid
    assert seen.preferred[TicketClass.CARE]["A1"].mid < seen.newcomers["A1"].mid
    assert seen.preferred[TicketClass.BOOKED]["A1"].mid < seen.newcomers["A1"].mid


@BOTH
def test_the_special_channel_is_called_first(rule: Rule) -> None:
    stage = a_stage("1")
    busy(stage, "1")
    first = stage.issue()
    special = stage.issue(klass=TicketClass.SPECIAL_CHANNEL)
    seen = look(stage, rule)
    assert seen.ahead == {special.id: 0, first.id: 1}


def booked(stage: Stage, slot_min: int) -> Ticket:
    """Checked in for a slot that many minutes after nine."""
    slot = NINE + timedelta(minutes=slot_min)
    [event] = stage.do(c.BookAppointment(item="A1", slot=slot), KIOSK)
    happened = stage.do(c.CheckInAppointment(appointment=event.appointment), KIOSK)  # type: ignore[attr-defined]
    return next(stage.day.tickets[e.ticket] for e in happened if hasattr(e, "ticket") and e.ticket)


@BOTH
def test_a_booking_before_its_slot_lets_the_others_pass(rule: Rule) -> None:
    stage = a_stage("1")
    stage.clock.sleep(minutes=2)
    busy(stage, "1")
    others = [stage.issue() for _ in range(3)]
    early = booked(stage, 30)
    seen = look(stage, rule)
    assert seen.ahead[early.id] >= 2
    assert all(seen.tickets[ticket.id].mid < seen.tickets[early.id].mid for ticket in others[:2])


def test_bookings_to_come_are_counted_in() -> None:
    waits = []
    for bookings in (0, 2):
        stage = a_stage("1", setup=a_hall(rules=rules(slot_capacity=2)))
        for slot in (15, 30, 45) * (bookings > 0):
            for _ in range(bookings):
                stage.do(c.BookAppointment(item="A1", slot=NINE + timedelta(minutes=slot)), KIOSK)
        busy(stage, "1")
        last = [stage.issue() for _ in range(6)][-1]
        waits.append(look(stage).tickets[last.id].mid)
    assert waits[1] > waits[0] + 3 * MEAN_S


def test_a_transfer_to_one_window_waits_for_that_window() -> None:
    stage = a_stage("1", "2")
    busy(stage, "1", "2")
    ticket = stage.day.tickets[stage.duty("1").ticket or ""]
    stage.at("1", c.TransferTicket, to_window="2", reason="belongs there")
    assert look(stage).tickets[ticket.id].mid > 0
    stage.at("2", c.CompleteService, outcome="enquiry_only")
    stage.at("2", c.CloseWindow)
    assert look(stage).tickets[ticket.id] == Wait(0, 0, 0)


# --- windows ------------------------------------------------------------------------------------------------


def test_who_waits_only_for_windows_that_pause_is_told_nothing() -> None:
    stage = a_stage("1")
    ticket = stage.issue()
    stage.at("1", c.PauseWindow, reason="tea")
    assert look(stage).tickets == {}
    stage.open("2")
    assert look(stage).tickets == {ticket.id: Wait(0, 0, 0)}


def test_a_break_that_is_planned_to_end_is_waited_for() -> None:
    lunch = replace(a_hall().staff["u01"], breaks=(Span(530, 570),))
    stage = a_stage("1", setup=a_hall(lunch))
    ticket = stage.issue()
    stage.at("1", c.PauseWindow, reason="lunch")
    wait = look(stage).tickets[ticket.id]
    assert wait.low == pytest.approx(30 * 60, abs=5)
    assert wait.high == pytest.approx(30 * 60, abs=5)


def test_a_window_that_goes_to_lunch_calls_nobody_meanwhile() -> None:
    lunch = replace(a_hall().staff["u01"], breaks=(Span(541, 601),))
    stage = a_stage("1", setup=a_hall(lunch))
    busy(stage, "1")
    ticket = stage.issue()
    assert look(stage).tickets[ticket.id].mid == pytest.approx(61 * 60, abs=90)


def test_who_waits_at_closing_is_served_after_it() -> None:
    until_ten = Calendar(Hours(Span(480, 600)))
    late = replace(a_hall().staff["u01"], shifts=(Span(480, 600),))
    early = replace(a_hall().staff["u01"], shifts=(Span(480, 550),))
    told = []
    for person in (late, early):
        stage = a_stage("1", setup=a_setup(staff=[person], calendar=until_ten))
        busy(stage, "1")
        ticket = [stage.issue() for _ in range(12)][-1]
        told.append(look(stage).tickets.get(ticket.id))
    assert told[0] is not None
    assert told[0].mid > 3600, "the clerk stays until the last has been served"
    assert told[1] is None, "the clerk goes long before"


def test_when_all_are_at_lunch_nobody_is_called() -> None:
    closed = Calendar(Hours(Span(480, 1080), lunch=Span(545, 605), lunch_open=False))
    stage = a_stage("1", setup=a_setup(calendar=closed))
    busy(stage, "1")
    tickets = [stage.issue() for _ in range(3)]
    assert look(stage).tickets[tickets[-1].id].low >= 3600


def test_a_set_aside_visit_is_taken_up_again() -> None:
    waits = []
    for aside in (False, True):
        stage = a_stage("1")
        if aside:
            busy(stage, "1")
            stage.at("1", c.HoldTicket)
        busy(stage, "1")
        ticket = stage.issue()
        waits.append(look(stage).tickets[ticket.id].mid)
    assert waits[1] == pytest.approx(waits[0] + MEAN_S / 2, abs=60)


def test_a_lost_window_calls_nobody() -> None:
    stage = a_stage("1")
    ticket = stage.issue()
    stage.do(c.LoseWindow(window="1", cause="power"), DISPATCHER)
    assert stage.state("1") is WindowState.FAULT
    assert ticket.id not in look(stage).tickets


# --- bad input ----------------------------------------------------------------------------------------------


@BOTH
@pytest.mark.parametrize("handling_s", [0, 1, 10**9])
def test_absurd_handling_times_give_sane_waits(rule: Rule, handling_s: int) -> None:
    setup = a_hall()
    items = {code: replace(item, handling_s=handling_s) for code, item in setup.items.items()}
    stage = a_stage("1", setup=replace(setup, items=items))
    busy(stage, "1")
    tickets = [stage.issue() for _ in range(5)]
    seen = look(stage, rule)
    for ticket in tickets:
        wait = seen.tickets[ticket.id]
        assert 0 <= wait.low <= wait.mid <= wait.high < 10 * 24 * 3600


def test_a_number_that_was_forgotten_over_lunch_holds_nobody_up_for_ever() -> None:
    stage = a_stage("1")
    busy(stage, "1")
    ticket = stage.issue()
    stage.clock.sleep(hours=5)
    assert look(stage).tickets[ticket.id].mid < 2 * 3600


def test_a_clock_that_went_back_counts_as_no_time() -> None:
    stage = a_stage("1")
    busy(stage, "1")
    ticket = stage.issue()
    seen = simulate(take(stage.day, stage.setup, "weighted", stage.now - timedelta(hours=1), "A"), seed=1)
    assert seen.tickets[ticket.id].mid > 0


@BOTH
def test_thousands_may_wait(rule: Rule) -> None:
    stage = a_stage("1", "2")
    busy(stage, "1", "2")
    tickets = [stage.issue(actor=GUIDE) for _ in range(2500)]
    seen = look(stage, rule)
    waits = [seen.tickets[ticket.id].mid for ticket in tickets]
    assert len(seen.tickets) == 2500
    assert waits == sorted(waits)
    assert waits[-1] == pytest.approx(2500 * MEAN_S / 2, rel=0.25)
    assert seen.newcomers["A1"].mid >= waits[-1]


# --- what waiting costs -------------------------------------------------------------------------------------


@BOTH
def test_a_window_more_costs_less_waiting_and_one_less_more(rule: Rule) -> None:
    stage = a_stage("1", "2")
    busy(stage, "1", "2")
    for _ in range(10):
        stage.issue()
    now = model(stage, rule, standby=[("3", "u03")])
    more = now.with_window("3", "u03", stage.now)
    later = now.with_window("3", "u03", stage.now + timedelta(minutes=20))
    less = now.without_window("2")
    for seed in range(3):
        costs = [cost(each, seed=seed) for each in (more, later, now, less)]
        assert costs == sorted(costs)
        assert costs[0] < costs[2] < costs[3]
    assert expense(more, seed=1).waiting < expense(now, seed=1).waiting


def test_the_cost_of_waiting_counts_long_waits_more() -> None:
    stage = a_stage()
    ticket = stage.issue()
    assert ticket.id
    alone = model(stage)
    alone = replace(alone, forecast=replace(alone.forecast, volume=0 * alone.forecast.volume))
    spent = expense(alone, seed=1, horizon_min=60)
    assert spent.waiting == pytest.approx(60, abs=0.1)
    assert spent.weighted == pytest.approx(60 + 60 * 60 / 30, abs=0.2)


def test_a_window_that_opens_for_whom_nobody_else_serves_is_worth_it() -> None:
    stage = a_stage("1", setup=a_hall(clerk("u01", "A1")))
    for _ in range(4):
        stage.issue("A2")
    now = model(stage, standby=[("2", "u02")])
    assert cost(now.with_window("2", "u02", stage.now), seed=3) < cost(now, seed=3) / 2
    with pytest.raises(KeyError):
        now.with_window("3", "u03", stage.now)


def test_a_model_does_not_change_with_the_day() -> None:
    stage = a_stage("1", setup=a_hall(clerk("u02", "A1")))
    stage.issue("A1", "A2")
    taken = model(stage)
    before = pickle.dumps(taken)
    stage.issue("A1", "A2")
    stage.open("2")
    model(stage)
    assert pickle.dumps(taken) == before
