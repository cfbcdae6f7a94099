"""From state to views: what people see is what is so."""

from datetime import timedelta

import msgspec
import pytest
from halls import DISPATCHER, KIOSK, NINE, Stage, a_setup, clerk, rules

from hallctl.contracts import looks
from hallctl.contracts.device_looks import NOTHING_KNOWN, DeviceLook
from hallctl.contracts.wall import wall_view
from hallctl.domain import commands as c
from hallctl.domain.actors import SYSTEM, Actor
from hallctl.domain.forecast import ahead, wait, zone_wait
from hallctl.domain.setup import DeviceEntry
from hallctl.domain.tickets import TicketClass


@pytest.fixture
def stage() -> Stage:
    stage = Stage()
    stage.open("1", "2")
    return stage


def test_people_ahead_are_those_who_are_called_before(stage: Stage) -> None:
    first, second = stage.issue(), stage.issue()
    care = stage.issue(klass=TicketClass.CARE)
    counted = [ahead(stage.day, stage.setup, ticket) for ticket in (care, first, second)]
    assert counted == [0, 1, 2]
    stage.call("1")
    assert [ahead(stage.day, stage.setup, ticket) for ticket in (care, first, second)] == [None, 0, 1]


def test_the_wait_grows_with_those_ahead_and_shrinks_with_windows(stage: Stage) -> None:
    tickets = [stage.issue() for _ in range(8)]
    waits = [wait(stage.day, stage.setup, ticket, before) for before, ticket in enumerate(tickets)]
    assert waits[0] == waits[1] == (0, 0, 0), "two windows are idle"
    middles = [each.mid for each in waits if each is not None]
    assert middles == sorted(middles)
    stage.open("3")
    shorter = wait(stage.day, stage.setup, tickets[7], 7)
    assert shorter is not None
    assert shorter.mid < middles[-1]


def test_without_a_window_nobody_promises_a_wait() -> None:
    stage = Stage()
    stage.issue()
    assert zone_wait(stage.day, stage.setup, "A") is None
    zone = looks.zone_view(stage.day, stage.setup, stage.setup.zones["A"], stage.now)
    assert (zone.waiting, zone.open_windows, zone.unserved, zone.wait_s) == (1, 0, 1, None)


def test_numbers_that_no_open_window_may_take_are_flagged() -> None:
    stage = Stage(a_setup(staff=[clerk("u01", "A1")]))
    stage.open("1")
    fine, stuck = stage.issue("A1"), stage.issue("A2")
    zone = looks.zone_view(stage.day, stage.setup, stage.setup.zones["A"], stage.now)
    assert (zone.waiting, zone.unserved) == (2, 1)
    flags = {v.number: v.serviceable for v in looks.waiting_views(stage.day, stage.setup)}
    assert flags == {fine.number: True, stuck.number: False}


def test_who_waits_is_listed_by_zone_by_window_and_up_to_a_limit(stage: Stage) -> None:
    stage.open("5")
    a, b, care = stage.issue("A1"), stage.issue("B1"), stage.issue("A2", klass=TicketClass.CARE)
    see = looks.waiting_views
    numbers = [
        [view.number for view in see(stage.day, stage.setup, **chosen)]
        for chosen in ({}, {"zone": "A"}, {"window": "5"}, {"limit": 1}, {"window": "4"})
    ]
    assert numbers == [
        [care.number, a.number, b.number], [care.number, a.number], [b.number], [care.number], [],
    ]  # fmt: skip


def test_a_window_shows_who_is_there_and_what_is_held(stage: Stage) -> None:
    stage.issue()
    held = stage.serving("1")
    stage.at("1", c.HoldTicket)
    current = stage.issue()
    stage.call("1")
    stage.at("1", c.Recall)
    view = looks.window_view(stage.day, stage.setup, stage.setup.windows["1"], {"disp-1": "paper out"})
    assert view.ticket is not None
    assert (view.state, view.ticket.number, [h.number for h in view.held], view.calls) == (
        "CALLING", current.number, [held.number], 2,
    )  # fmt: skip
    assert view.seq == stage.duty("1").seq
    assert view.faults == ("disp-1: paper out",), "it serves the whole hall"


def test_a_window_where_nothing_has_happened_is_closed_and_has_no_past() -> None:
    stage = Stage()
    view = looks.window_view(stage.day, stage.setup, stage.setup.windows["3"])
    assert (view.state, view.seq, view.ticket, view.staff) == ("CLOSED", 0, None, None)


def test_the_public_sees_names_of_matters_and_nothing_of_the_person(stage: Stage) -> None:
    ticket = stage.issue("A1", holder="sealed-1")
    shown = msgspec.to_builtins(looks.public_ticket_view(stage.day, stage.setup, ticket))
    assert (shown["items"], shown["zone_name"], shown["ahead"]) == (("社保卡补办",), "社会事务区", 0)
    assert not {"holder", "url", "class", "id"} & shown.keys()
    typed = stage.issue(type="RESULT")
    assert looks.public_ticket_view(stage.day, stage.setup, typed).items == ("领取结果",)


def test_the_wall_shows_the_latest_calls_and_every_zone() -> None:
    stage = Stage(a_setup(rules=rules(calls_before_no_show=1)))
    stage.open("1")
    for _ in range(30):
        stage.issue()
        stage.serve("1")
    wall = wall_view(stage.day, stage.setup, stage.now)
    assert [row.number for row in wall.rows] == [f"A{n:03d}" for n in range(30, 6, -1)]
    assert [zone.zone for zone in wall.zones] == ["A", "B", "C"]


def test_the_hall_at_a_glance(stage: Stage) -> None:
    stage.issue()
    stage.do(c.RaiseAlarm(code="B", subject="x"), SYSTEM)
    stage.clock.sleep(seconds=1)
    stage.do(c.RaiseAlarm(code="A", subject="x"), SYSTEM)
    view = looks.hall_view(stage.day, stage.setup, stage.now, intake="running", intake_reason=None)
    assert (view.waiting, view.open, view.day_kind, view.date) == (1, True, "REGULAR", NINE.date())
    assert [alarm.code for alarm in view.alarms] == ["B", "A"], "oldest first"
    evening = stage.now + timedelta(hours=10)
    closed = looks.hall_view(stage.day, stage.setup, evening, intake="paused", intake_reason="disk")
    assert (closed.open, closed.intake, closed.intake_reason) == (False, "paused", "disk")


def test_the_register_shows_every_device_also_one_that_was_never_seen(stage: Stage) -> None:
    setup = stage.setup
    setup.devices["led-1"] = DeviceEntry("led-1", "window_display", "generic", "tcp://x", "1")  # type: ignore[index]
    stage.do(c.ReportDevice(device="disp-1", state="ONLINE", firmware="2"), Actor.device("disp-1"))
    views = looks.device_views(
        stage.day,
        setup,
        {"led-1": "no answer"},
        lambda device: DeviceLook(last_seen=NINE) if device == "disp-1" else NOTHING_KNOWN,
    )
    shown = {v.id: (v.state, v.firmware, v.last_seen, v.faults, v.transport) for v in views}
    assert shown == {
        "disp-1": ("ONLINE", "2", NINE, (), "mqtt"),
        "led-1": ("UNKNOWN", None, None, ("no answer",), "tcp"),
    }
    assert all(view.level_required for view in views), "a county hall must have both kinds"


@pytest.mark.parametrize(
    ("health", "shown"),
    [
        ("ok", ()),
        ("fault", ()),
        ("paper_low cutter_fault", ("纸将尽", "切刀故障")),
        ("the head is too hot", ("the head is too hot",)),
    ],
)
def test_the_register_shows_what_a_device_says_of_itself(
    stage: Stage, health: str, shown: tuple[str, ...]
) -> None:
    stage.do(c.ReportDevice(device="disp-1", state="ONLINE", health=health), Actor.device("disp-1"))
    (view,) = looks.device_views(stage.day, stage.setup)
    assert view.faults == shown
    stage.do(c.RestDevice(device="disp-1", reason="换纸"), DISPATCHER)
    (view,) = looks.device_views(stage.day, stage.setup)
    assert view.faults == (), "people work on it"


def test_a_booking_says_when_its_slot_ends(stage: Stage) -> None:
    stage.do(c.BookAppointment(item="A1", slot=NINE + timedelta(hours=1)), KIOSK)
    booking = next(iter(stage.day.state.appointments.values()))
    view = looks.appointment_view(stage.setup, booking)
    assert view.slot_end - view.slot == timedelta(minutes=15)
    assert view.slot.isoformat() == "2026-03-02T10:00:00+08:00"
