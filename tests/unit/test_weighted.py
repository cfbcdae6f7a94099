"""The weighted rule by example: seniority, the guard, the index, balance, ties, and strange input."""

from dataclasses import replace
from datetime import timedelta

import pytest
from halls import KIOSK, NINE, Stage, clerk
from weighed_days import a_weighted_setup, a_weighted_stage

from hallctl.domain import commands as c
from hallctl.domain.day import HallDay
from hallctl.domain.events import TicketCalled
from hallctl.domain.records import make, read
from hallctl.domain.routing.reasons import CallReason, sentence
from hallctl.domain.routing.routers import ROUTERS
from hallctl.domain.routing.seniority import PACES, seniority
from hallctl.domain.setup import HallSetup
from hallctl.domain.tickets import Ticket, TicketClass

NORMAL, CARE, BOOKED = TicketClass.NORMAL, TicketClass.CARE, TicketClass.BOOKED
MINUTE_US = 60_000_000


def reason(stage: Stage) -> CallReason:
    because = stage.heard(TicketCalled)[-1].because
    assert because is not None
    return because


def later(stage: Stage, minutes: float) -> None:
    stage.clock.sleep(minutes=minutes)


@pytest.mark.parametrize(
    ("klass", "waited_min", "expected"),
    [
        (NORMAL, 12, 12),
        (TicketClass.TRANSFER, 12, 22),
        (CARE, 12, 34),
        (TicketClass.GREEN_CHANNEL, 12, 34),
        (BOOKED, 12, 80),
        (BOOKED, 0, 20),
        (BOOKED, -7, -7),
    ],
)
def test_seniority_grows_by_class(klass: TicketClass, waited_min: int, expected: float) -> None:
    assert seniority(PACES[klass], klass, 0, waited_min * MINUTE_US) == expected


def test_a_short_matter_goes_before_a_long_one_that_has_waited_a_little_longer() -> None:
    stage = a_weighted_stage()
    stage.open("1")
    long = stage.issue("A3")
    later(stage, 3)
    short = stage.issue("A1")
    later(stage, 10)
    assert stage.call("1") is short
    because = reason(stage)
    assert because.passed is not None
    assert because.passed.number == long.number
    assert (because.seniority_s, because.passed.seniority_s) == (600, 781)
    assert (because.serves_s, because.passed.serves_s) == (180, 1500)
    assert because.index == pytest.approx(10 / 3, rel=1e-3)


def test_nobody_is_passed_over_who_has_waited_more_than_twice_as_long() -> None:
    stage = a_weighted_stage()
    stage.open("1")
    long = stage.issue("A3")
    later(stage, 11)
    stage.issue("A1")
    later(stage, 10)
    assert stage.call("1") is long
    assert reason(stage).passed is None


@pytest.mark.parametrize(("theta", "first"), [(1.0, "A3"), (0.0, "A1")])
def test_theta_goes_from_strict_order_to_no_guard(theta: float, first: str) -> None:
    stage = a_weighted_stage(a_weighted_setup(theta=theta))
    stage.open("1")
    stage.issue("A3")
    later(stage, 30)
    stage.issue("A1")
    later(stage, 10)
    called = stage.call("1")
    assert called is not None
    assert called.items == (first,)


def test_inside_one_matter_and_class_the_first_to_come_is_the_first_called() -> None:
    stage = a_weighted_stage()
    stage.open("1")
    tickets = [stage.issue("A1") for _ in range(6)]
    assert [stage.serve("1") for _ in tickets] == tickets


def test_care_overtakes_by_seniority_and_not_at_any_price() -> None:
    stage = a_weighted_stage()
    stage.open("1")
    normal = stage.issue("A1")
    later(stage, 40)
    care = stage.issue("A1", klass=CARE)
    assert stage.serve("1") is normal, "ten minutes of head start against forty of waiting"
    assert stage.serve("1") is care


def check_in(stage: Stage, item: str, at_min: int, arrives_min: int) -> Ticket:
    slot = NINE + timedelta(minutes=at_min)
    booked = stage.do(c.BookAppointment(item=item, slot=slot), KIOSK)[0]
    stage.clock.time = NINE + timedelta(minutes=arrives_min)
    issued = stage.do(c.CheckInAppointment(appointment=booked.appointment), KIOSK)[0]  # type: ignore[attr-defined]
    return stage.day.tickets[issued.ticket]  # type: ignore[attr-defined]


def test_who_is_before_the_slot_is_called_when_nobody_else_can_be() -> None:
    stage = a_weighted_stage()
    stage.open("1")
    early = check_in(stage, "A1", at_min=30, arrives_min=10)
    normal = stage.issue("A3")
    assert stage.serve("1") is normal
    assert stage.serve("1") is early


def test_of_two_early_bookings_the_earlier_slot_goes_first() -> None:
    stage = a_weighted_stage()
    stage.open("1")
    check_in(stage, "A1", at_min=45, arrives_min=16)
    sooner = check_in(stage, "A3", at_min=30, arrives_min=17)
    assert stage.call("1") is sooner


def test_a_kept_slot_goes_before_people_who_have_waited_a_while() -> None:
    stage = a_weighted_stage()
    stage.open("1")
    stage.issue("A1")
    booked = check_in(stage, "A1", at_min=15, arrives_min=15)
    assert stage.call("1") is booked


def test_the_special_channel_goes_before_all_and_gives_way_once_after_a_row() -> None:
    stage = a_weighted_stage()
    stage.open("1")
    normal = stage.issue("A1")
    later(stage, 60)
    for _ in range(5):
        stage.issue("A1", klass=TicketClass.SPECIAL_CHANNEL)
    special = TicketClass.SPECIAL_CHANNEL
    assert [stage.serve("1").klass for _ in range(6)] == [special] * 3 + [normal.klass] + [special] * 2


def test_only_the_special_channel_waits_and_goes_on() -> None:
    stage = a_weighted_stage()
    stage.open("1")
    for _ in range(5):
        stage.issue("A1", klass=TicketClass.SPECIAL_CHANNEL)
    assert all(stage.serve("1").klass is TicketClass.SPECIAL_CHANNEL for _ in range(5))


def test_equal_index_and_seniority_go_by_number() -> None:
    setup = a_weighted_setup()
    same = {code: replace(item, handling_s=300) for code, item in setup.items.items()}
    stage = a_weighted_stage(replace(setup, items=same))
    stage.open("1")
    first = check_in(stage, "A3", at_min=15, arrives_min=1)
    second = check_in(stage, "A1", at_min=15, arrives_min=2)
    later(stage, 30)
    assert [stage.serve("1"), stage.serve("1")] == [first, second]


def test_a_number_for_one_window_is_weighed_with_the_others_there_and_nowhere_else() -> None:
    stage = a_weighted_stage()
    stage.open("1", "2", "5")
    stage.issue("B1")
    moved = stage.serving("5")
    stage.at("5", c.TransferTicket, to_window="1", items=("A1",), reason="knows the case")
    assert stage.call("2") is None
    later(stage, 5)
    stage.issue("A1")
    assert stage.call("1") is moved


def test_a_window_behind_its_peers_leans_to_short_visits() -> None:
    stage = a_weighted_stage(a_weighted_setup(eta=3.0))
    stage.open("1", "4")
    leans = {}
    for _ in range(8):
        stage.issue("A1")
    for _ in range(6):
        later(stage, 5)
        stage.serve("1")
    for window in ("1", "4"):
        later(stage, 1)
        stage.call(window)
        leans[window] = reason(stage).lean
    assert leans["4"] > 1.0 > leans["1"]


def test_idle_windows_call_in_the_order_of_flexibility_and_then_of_load() -> None:
    setup = a_weighted_setup()
    setup = replace(setup, staff={**setup.staff, "u03": clerk("u03", "A1", "A2", "A3")})
    stage = a_weighted_stage(setup)
    stage.open("1", "2", "3")
    stage.issue("A1")
    stage.call("1")
    stage.at("1", c.StartService)
    later(stage, 30)
    stage.at("1", c.CompleteService, outcome="enquiry_only")
    idle = [stage.duty(window) for window in ("1", "2", "3")]
    ordered = stage.router.order(stage.day, idle, stage.now)
    assert [duty.window for duty in ordered] == ["2", "3", "1"]


# --- strange input


@pytest.mark.parametrize("handling_s", [0, 1, 10**9])
def test_absurd_handling_times_in_the_configuration_are_reckoned_with(handling_s: int) -> None:
    setup = a_weighted_setup()
    items = {**setup.items, "A1": replace(setup.items["A1"], handling_s=handling_s)}
    stage = a_weighted_stage(replace(setup, items=items))
    stage.open("1")
    for item in ("A1", "A2", "A3") * 3:
        stage.issue(item)
    later(stage, 20)
    assert len({stage.serve("1").id for _ in range(9)}) == 9


@pytest.mark.parametrize("minutes", [-600, 100_000])
def test_a_clock_that_jumps_leaves_the_order_sensible(minutes: int) -> None:
    stage = a_weighted_stage()
    stage.open("1")
    first, second = stage.issue("A1"), stage.issue("A1")
    later(stage, minutes)
    assert [stage.call("1")] == [first]
    assert second.state == "WAITING"


def test_nobody_waits_and_nobody_is_called() -> None:
    stage = a_weighted_stage()
    stage.open("1", "3")
    assert stage.call("1") is None
    stage.issue("A1")
    assert stage.call("3") is None, "window 3 takes only A3"


def test_a_rule_follows_the_day_into_the_next_and_after_a_restart() -> None:
    stage = a_weighted_stage()
    stage.open("1")
    stage.issue("A1")
    stage.serve("1")
    stage.issue("A1")
    stage.clock.sleep(days=1)
    stage.open_day()
    today = stage.issue("A1")
    stage.day = stage.replayed(from_latest_day=True)
    called = stage.call("1")
    assert called is not None
    assert called.id == today.id


def test_both_rules_can_be_chosen_by_name() -> None:
    setup: HallSetup = a_weighted_setup()
    assert {name: make_router(setup).name for name, make_router in ROUTERS.items()} == {
        "strict": "strict",
        "weighted": "weighted",
    }


# --- reasons


def test_a_call_is_told_in_one_sentence_in_both_languages() -> None:
    stage = a_weighted_stage()
    stage.open("1")
    long = stage.issue("A3")
    later(stage, 3)
    short = stage.issue("A1")
    later(stage, 10)
    stage.call("1")
    event = stage.heard(TicketCalled)[-1]
    told = sentence(event.number, event.why, event.because, event.by_name)
    for text in told:
        assert short.number in text
        assert long.number in text
        assert "2.0" in text
    assert told.zh.endswith("。")
    assert told.en.endswith(".")


def test_every_reason_of_both_rules_has_a_sentence() -> None:
    whys = {f"strict:{reason}:CARE" for reason in ("class-order", "after-priority-run", "early-booking")}
    for why in whys | {"weighted:special:SPECIAL_CHANNEL", "named"}:
        told = sentence("A001", why, None, "a train to catch")
        assert all("A001" in text and ":CARE" not in text and "weighted" not in text for text in told)
    assert "of the past" in sentence("A001", "of the past", None).en


def test_calls_and_completions_of_before_can_still_be_read() -> None:
    raw = (
        b'{"seq":7,"type":"ticket.completed","version":1,"at":"2026-03-02T09:10:00+08:00",'
        b'"recorded_at":"2026-03-02T09:10:00+08:00","actor":%s,"data":{"ticket":"t","number":"A001",'
        b'"before":"SERVING","after":"COMPLETED","window":"1","zone":"A","outcome":"enquiry_only","prompt":"t"}}'
    )
    stage = Stage()
    stage.issue()
    actor = stage.records[-1].raw.partition(b'"actor":')[2].partition(b',"data"')[0]
    assert read(raw % actor).event.observed == ()  # type: ignore[attr-defined]


def test_what_was_decided_is_what_is_read_back() -> None:
    stage = a_weighted_stage()
    stage.open("1")
    stage.issue("A1")
    stage.call("1")
    record = next(one for one in reversed(stage.records) if one.type == "ticket.called")
    assert read(record.raw).event == record.event
    assert make(1, record.at, record.at, record.actor, record.event).event == record.event
    assert isinstance(stage.day, HallDay)
