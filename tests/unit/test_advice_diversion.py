"""Other ways when the wait is long, and what becomes of the number of who takes one."""

from dataclasses import replace

import pytest
from halls import DISPATCHER, ITEMS, KIOSK, Stage, a_setup, clerk, rules

from hallctl.domain import commands as c
from hallctl.domain import events as e
from hallctl.domain.advice.diversion import Diversion, Way, diversion
from hallctl.domain.decide import Scene
from hallctl.domain.outlook import Outlook, Wait
from hallctl.domain.state import AppointmentState
from hallctl.domain.tickets import TicketState

HOUR = Wait(3000, 3600, 4500)
SOON = Wait(200, 300, 500)


def known(stage: Stage, zone: str, **newcomers: Wait) -> None:
    """An outlook; `A1_A2` is the line of both."""
    waits = {code.replace("_", "+"): wait for code, wait in newcomers.items()}
    stage.day.outlooks[zone] = Outlook(zone, stage.day.seq, stage.now, newcomers=waits)


def a_stage(**flags: bool) -> Stage:
    items = [replace(item, **flags) if item.code == "A1" else item for item in ITEMS]  # type: ignore[arg-type]
    stage = Stage(a_setup(items=items, rules=rules(divert_after_s=1800)))
    stage.open("1")
    busy(stage, "1", "A1")
    return stage


def busy(stage: Stage, window: str, item: str) -> None:
    """Somebody is at the window: nobody else is called at once."""
    stage.issue(item)
    stage.call(window)


def found_for(stage: Stage, *items: str) -> Diversion:
    scene = Scene(stage.day, stage.setup, stage.router, KIOSK, stage.now, "")
    return diversion(scene, c.IssueTicket(items=items))


def ways(stage: Stage, *items: str) -> list[Way]:
    return [found.way for found in found_for(stage, *items).suggestions]


def test_a_long_wait_names_terminal_online_and_a_slot() -> None:
    stage = a_stage(self_service=True, online=True)
    known(stage, "A", A1=HOUR)
    assert ways(stage, "A1") == [Way.SELF_SERVICE, Way.ONLINE, Way.SLOT]
    slot = found_for(stage, "A1").suggestions[-1]
    assert slot.slots[0].isoformat() == "2026-03-02T10:30:00+08:00"  # 9:00:01 and the longest of the wait


def test_a_short_wait_names_nothing() -> None:
    stage = a_stage(self_service=True)
    known(stage, "A", A1=Wait(600, 1800, 2400))
    found = found_for(stage, "A1")
    assert (found.is_long, found.suggestions) == (False, ())
    assert found.wait == Wait(600, 1800, 2400)


def test_what_no_open_window_can_take_is_a_long_wait() -> None:
    stage = Stage(a_setup())
    found = found_for(stage, "A1")
    assert (found.is_long, found.wait) == (True, None)


def test_the_same_matter_in_a_quicker_zone_is_named() -> None:
    twin = replace(ITEMS[0], code="A1-B", zone="B", department="自然资源局")
    stage = Stage(a_setup(items=[*ITEMS, twin], staff=[clerk("u05", "A1-B", "B1")]))
    stage.open("1", "5")
    busy(stage, "1", "A1")
    busy(stage, "5", "B1")
    known(stage, "A", A1=HOUR)
    stage.day.outlooks["B"] = Outlook("B", 1, stage.now, newcomers={"A1-B": SOON})
    found = found_for(stage, "A1").suggestions
    assert (found[0].way, found[0].zone, found[0].items, found[0].wait) == (Way.ZONE, "B", ("A1-B",), SOON)
    assert "5" in found[0].said.zh


def test_several_matters_may_be_quicker_one_by_one() -> None:
    stage = a_stage()
    known(stage, "A", A1=SOON, A2=SOON, A1_A2=HOUR)
    assert ways(stage, "A1", "A2") == [Way.SEPARATELY]
    known(stage, "A", A1=SOON, A2=HOUR, A1_A2=HOUR)
    assert ways(stage, "A1", "A2") == []


def test_who_takes_another_way_waits_no_more() -> None:
    stage = a_stage()
    ticket = stage.issue("A1")
    (gone,) = stage.do(c.DivertTicket(ticket=ticket.id, to="self_service"))
    assert isinstance(gone, e.TicketDiverted)
    assert stage.day.tickets[ticket.id].state is TicketState.DIVERTED
    assert stage.line("A") == []
    assert stage.refusal(c.DivertTicket(ticket=ticket.id, to="online")) == "TICKET_STATE"
    assert stage.replayed().snapshot() == stage.day.snapshot()


def test_a_later_slot_is_booked_in_the_same_step() -> None:
    stage = a_stage()
    ticket = stage.issue("A1")
    slot = stage.now.replace(hour=15, minute=0, second=0)
    booked, gone = stage.do(c.DivertTicket(ticket=ticket.id, to="slot", slot=slot))
    assert isinstance(booked, e.AppointmentBooked)
    assert isinstance(gone, e.TicketDiverted)
    assert gone.appointment == booked.appointment
    assert stage.day.state.appointments[booked.appointment].state is AppointmentState.BOOKED


@pytest.mark.parametrize("items", [("A1", "A2"), ("A1",)])
def test_a_slot_is_for_one_item_and_must_be_given(items: tuple[str, ...]) -> None:
    stage = a_stage()
    ticket = stage.issue(*items)
    slot = stage.now.replace(hour=15, minute=0, second=0) if len(items) > 1 else None
    refusal = stage.refusal(c.DivertTicket(ticket=ticket.id, to="slot", slot=slot), DISPATCHER)
    assert refusal == "SLOT_INVALID"
