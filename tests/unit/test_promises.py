"""A number says how long the wait will be; how it came is learned at the first call, once, and kept."""

from datetime import timedelta

import msgspec
import pytest
from halls import NINE, SHANGHAI, Stage, a_setup

from hallctl.contracts.looks import printed_view, ticket_view
from hallctl.domain import commands as c
from hallctl.domain import events as e
from hallctl.domain.learning.promises import (
    AT_ONCE,
    BANDS,
    BOOKED,
    OUTSIDE,
    Band,
    Promise,
    Promises,
    band_at,
    band_of,
    cut,
    learn,
    overall,
)
from hallctl.domain.outlook import Outlook, Wait
from hallctl.domain.tickets import Ticket, TicketClass


@pytest.fixture
def stage() -> Stage:
    stage = Stage()
    stage.open("1")
    return stage


def band(stage: Stage, name: str) -> Band:
    return stage.day.state.learned.promises[name]


def tenth(stage: Stage) -> Ticket:
    return [stage.issue() for _ in range(10)][-1]


# --- what is promised ---------------------------------------------------------------------------------------


def test_a_number_carries_the_wait_that_was_told_with_it(stage: Stage) -> None:
    stage.issue()
    ticket = stage.issue()
    shown = ticket_view(stage.day, stage.setup, ticket).wait_s
    assert shown is not None
    assert ticket.promised == Promise(shown.low, shown.mid, shown.high)
    assert stage.heard(e.TicketIssued)[-1].promised == ticket.promised


def test_the_paper_says_what_was_promised_whenever_it_is_printed(stage: Stage) -> None:
    ticket = tenth(stage)
    stage.open("2", "3")
    now = ticket_view(stage.day, stage.setup, ticket).wait_s
    paper = printed_view(stage.day, stage.setup, ticket).wait_s
    assert now is not None
    assert paper is not None
    assert ticket.promised == Promise(paper.low, paper.mid, paper.high)
    assert now.mid < paper.mid


def test_nothing_is_promised_while_nobody_can_serve(stage: Stage) -> None:
    ticket = stage.issue("B1")
    assert ticket.promised is None
    assert printed_view(stage.day, stage.setup, ticket).wait_s is None
    stage.clock.sleep(minutes=9)
    stage.open("5")
    stage.serve("5")
    assert ticket.waited_s == 540
    assert stage.day.state.learned.promises == {}


def test_what_was_simulated_is_promised_where_there_is_something(stage: Stage) -> None:
    stage.issue()
    stage.serving("1")
    stage.day.outlooks["A"] = Outlook("A", stage.day.seq, stage.now, newcomers={"A1": Wait(60, 120, 400)})
    assert stage.issue("A1").promised == Promise(60, 120, 400, simulated=True)
    rough = stage.issue("A2").promised
    assert rough is not None
    assert not rough.simulated


def test_who_goes_before_others_is_promised_less(stage: Stage) -> None:
    ordinary, care = tenth(stage), stage.issue(klass=TicketClass.CARE)
    assert ordinary.promised is not None
    assert care.promised is not None
    assert care.promised.mid < ordinary.promised.mid


# --- what is learned ----------------------------------------------------------------------------------------


def test_the_first_call_settles_the_promise(stage: Stage) -> None:
    stage.issue()
    stage.serving("1")
    ticket = stage.issue()
    promised = ticket.promised
    assert promised is not None
    stage.clock.sleep(seconds=200)
    stage.at("1", c.CompleteService, outcome="enquiry_only")
    assert stage.call("1") is ticket
    assert ticket.waited_s == 200
    known = band(stage, band_of(promised))
    assert (known.count, known.wait_s, known.error_s) == (1, 200, abs(200 - promised.mid))


def test_later_calls_of_the_same_number_teach_nothing(stage: Stage) -> None:
    ticket = stage.issue()
    stage.call("1")
    learned = stage.day.snapshot()
    waited = ticket.waited_s
    stage.at("1", c.PauseWindow, reason="tea")
    stage.clock.sleep(minutes=10)
    stage.at("1", c.ResumeWindow)
    assert stage.call("1") is ticket
    stage.miss("1")
    stage.do(c.CheckInTicket(ticket=ticket.id))
    stage.call("1")
    stage.at("1", c.StartService)
    stage.at("1", c.TransferTicket, to_zone="A", reason="another errand")
    assert stage.call("1") is ticket
    assert ticket.waited_s == waited
    assert overall(stage.day.state.learned.promises).count == 1
    assert stage.day.snapshot() != learned


def test_a_booking_waits_from_its_slot_or_its_check_in() -> None:
    stage = Stage(a_setup(), NINE)
    stage.open("1")
    slot = (NINE + timedelta(minutes=30)).astimezone(SHANGHAI)
    booked = stage.do(c.BookAppointment(item="A1", slot=slot))[0]
    assert isinstance(booked, e.AppointmentBooked)
    stage.clock.sleep(minutes=20)
    stage.do(c.CheckInAppointment(appointment=booked.appointment))
    stage.clock.sleep(minutes=14)
    ticket = stage.call("1")
    assert ticket is not None
    assert ticket.promised is not None
    assert ticket.waited_s == 240


def test_who_is_early_for_a_booking_may_be_called_before_the_slot() -> None:
    stage = Stage(a_setup(), NINE)
    for _ in range(5):
        stage.issue()
    stage.open("1")
    stage.call("1")
    slots = [NINE.replace(minute=minute).astimezone(SHANGHAI) for minute in (0, 15)]
    waits = []
    for slot in slots:
        booked = stage.do(c.BookAppointment(item="A1", slot=slot))[0]
        assert isinstance(booked, e.AppointmentBooked)
        stage.do(c.CheckInAppointment(appointment=booked.appointment))
        waits.append(stage.heard(e.TicketIssued)[-1].promised)
    on_time, early = waits
    assert on_time is not None
    assert early is not None
    assert on_time.low > 0
    assert (early.low, early.mid > 0) == (0, True)


def test_who_gives_up_teaches_nothing(stage: Stage) -> None:
    ticket = tenth(stage)
    stage.do(c.CancelTicket(ticket=ticket.id))
    assert stage.day.state.learned.promises == {}


def test_what_was_learned_outlives_night_and_restart(stage: Stage) -> None:
    for _ in range(5):
        stage.issue()
    for _ in range(5):
        stage.clock.sleep(minutes=3)
        stage.serve("1")
    known = stage.day.state.learned.promises
    assert overall(known).count == 5
    stage.clock.sleep(days=1)
    stage.open_day()
    assert stage.day.state.learned.promises == known
    assert stage.replayed().snapshot() == stage.day.snapshot()
    assert stage.replayed(from_latest_day=True).state.learned.promises == known


# --- cutting ------------------------------------------------------------------------------------------------


def test_every_size_has_its_band() -> None:
    assert [band_at(minutes * 60) for minutes in (0, 4.9, 5, 14, 15, 30, 59, 60, 600)] == [
        "<5", "<5", "5-15", "5-15", "15-30", "30-60", "30-60", ">60", ">60",
    ]  # fmt: skip
    assert band_of(Promise(0, 0, 0)) == AT_ONCE
    assert band_of(Promise(0, 0, 90)) == BANDS[0]


def test_intervals_begin_with_one_in_ten_left_out_at_either_end() -> None:
    assert cut({}, 60) == (0.1, 0.5, 0.9, 1.0)


def test_the_longer_a_wait_the_later_is_what_is_told_as_its_median() -> None:
    cuts = [cut({}, minutes * 60) for minutes in (2, 10, 20, 45, 90)]
    assert [each.middle for each in cuts] == [0.5, 0.54, 0.56, 0.58, 0.58]
    assert {(each.lower, each.upper) for each in cuts} == {(0.1, 0.9)}


def test_a_band_that_was_kept_goes_on_from_where_it_is() -> None:
    known = msgspec.json.decode(b'{"booked": {"outside": 0.02, "count": 9}}', type=Promises)
    lower, _, upper, _ = cut(known, 120, booked=True)
    assert (lower, upper) == (0.01, 0.99)


@pytest.mark.parametrize(("waited_s", "wider"), [(1500.0, True), (700.0, False)])
def test_a_miss_widens_and_a_hit_narrows_its_own_band_alone(waited_s: float, wider: bool) -> None:
    known: Promises = {}
    for _ in range(3):
        learn(known, Promise(500, 600, 900, simulated=True), waited_s)
    lower, _, upper, stretch = cut(known, 600)
    assert (upper - lower > 0.8) is wider
    assert stretch == 1.0
    assert cut(known, 60) == cut({}, 60)


@pytest.mark.parametrize(("waited_s", "share"), [(1500.0, 0.74), (100.0, 0.26)])
def test_the_end_that_is_missed_moves_most(waited_s: float, share: float) -> None:
    known: Promises = {}
    for missed in range(60):
        learn(known, Promise(500, 600, 900, simulated=True), waited_s if missed % 5 else 700)
    assert known["5-15"].below == pytest.approx(share)


def test_what_was_not_cut_at_a_level_does_not_move_it() -> None:
    known: Promises = {}
    learn(known, Promise(500, 600, 900), 1500)
    assert cut(known, 600) == cut({}, 600)
    assert known["5-15"].coverage == 0


def test_to_be_called_at_once_is_kept_within_a_minute_and_cut_nowhere() -> None:
    known: Promises = {}
    learn(known, Promise(0, 0, 0, simulated=True), 40)
    learn(known, Promise(0, 0, 0, simulated=True), 80)
    assert known[AT_ONCE].count == 2
    assert known[AT_ONCE].coverage == pytest.approx(0.5, abs=0.01)
    assert known[AT_ONCE].outside == OUTSIDE


def test_what_is_always_missed_is_stretched_beyond_what_was_simulated_but_not_for_ever() -> None:
    known: Promises = {}
    for _ in range(1000):
        learn(known, Promise(500, 600, 900, simulated=True), 99999)
    lower, _, upper, stretch = cut(known, 600)
    assert (lower, upper) == pytest.approx((0.018, 0.998))
    assert stretch == pytest.approx(3.2)


def test_what_is_always_kept_shrinks_but_keeps_its_median() -> None:
    known: Promises = {}
    for _ in range(1000):
        learn(known, Promise(500, 600, 900, simulated=True), 600)
    assert cut(known, 600) == pytest.approx((0.3, 0.54, 0.7, 1.0))
    for share in (0.1, 0.9):
        known["5-15"].below = share
        lower, middle, upper, _ = cut(known, 600)
        assert lower <= middle - 0.05
        assert upper >= middle + 0.05


def test_error_and_coverage_are_of_the_latest() -> None:
    known: Promises = {}
    for _ in range(2000):
        learn(known, Promise(500, 600, 900), 1200)
    for _ in range(2000):
        learn(known, Promise(500, 600, 900), 750)
    whole = overall(known)
    assert whole.count == 4000
    assert whole.coverage == pytest.approx(1, abs=0.01)
    assert whole.relative_error == pytest.approx(0.2, abs=0.01)
    assert (Band().coverage, Band().relative_error) == (None, None)


def test_what_is_promised_to_the_booked_is_kept_and_cut_apart() -> None:
    promises: Promises = {}
    for _ in range(60):
        learn(promises, Promise(60, 120, 180, simulated=True, booked=True), 0.0)
    assert {*promises} == {BOOKED}
    assert cut(promises, 120.0) == cut({}, 120.0), "others are told what they were"
    fresh, others = cut({}, 120.0, booked=True), cut({}, 120.0)
    assert fresh.lower < others.lower, "more often called early than others, from the start"
    assert fresh.middle < others.middle
    again = cut(promises, 120.0, booked=True)
    assert again.upper - again.lower > fresh.upper - fresh.lower
