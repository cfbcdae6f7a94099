"""Every decision of whole simulated days in halls of 3 to 40 windows, under both rules.

Of the strict rule: class order, the row of priority calls, first in first out. Of the weighted one: the guard
against starving, the special channel, the largest index, first in first out inside one matter and class.
"""

import pytest
from county_halls import Plot, a_county
from troubled_days import TROUBLES, live_days

from hallctl.domain.tickets import TicketClass, TicketState
from hallctl.simulation.days.demand import Habits

RULES = pytest.mark.parametrize("rule", ["strict", "weighted"])
RESTLESS = Habits(returns=0.5, impatient=0.1, no_show=0.08, priority=0.15)
HALLS = {
    "three windows": Plot(windows=3, departments=2, items=12, flexible=1, load=0.7),
    "five in a chain of matters": Plot(windows=5, departments=5, items=30, flexible=0, load=0.85),
    "sixteen": Plot(load=0.9, temporary=2),
    "sixteen, three zones, restless": Plot(zones=3, load=0.97, temporary=2, habits=RESTLESS),
    "many priority visitors": Plot(windows=10, items=20, load=0.9, habits=Habits(priority=0.5)),
    "forty": Plot(windows=40, departments=8, items=300, flexible=4, load=0.97),
}


@RULES
@pytest.mark.parametrize("hall", HALLS)
def test_every_decision_of_whole_days_keeps_the_rule(rule: str, hall: str) -> None:
    life = live_days(a_county(HALLS[hall]), rule, 1, range(1 if hall == "forty" else 2), troubles=4)
    visitors = sum(len(lived.visitors) for lived in life.lived)
    assert life.router.decisions >= 0.9 * visitors
    impossible = {"move"} if HALLS[hall].zones == 1 else set()
    impossible |= set() if HALLS[hall].temporary else {"temporary"}
    assert {*life.happened} == {*TROUBLES} - impossible, "everything that may happen did"
    assert [t.id for t in life.door.day.tickets.values() if t.state is TicketState.WAITING] == []


@pytest.mark.req("QUE-06")
@RULES
def test_who_is_called_is_the_choice_of_the_router_and_nobody_waits_for_a_window(rule: str) -> None:
    """Given tickets waiting and a window that becomes free: the router chooses, whoever waits names none."""
    life = live_days(a_county(HALLS["sixteen"]), rule, 3, range(1), troubles=0)
    assert life.calls.calls == life.router.decisions > 500, "each call is one decision of the router"
    assert life.calls.sent_to_one == set()
    waited = [ticket for ticket in life.door.day.tickets.values() if ticket.waited_s]
    assert len(waited) > 100
    assert all(ticket.target_window is None for ticket in life.door.day.tickets.values())


@RULES
def test_days_in_a_county_hall_have_everything_in_them(rule: str) -> None:
    life = live_days(a_county(HALLS["sixteen, three zones, restless"]), rule, 7, range(2), troubles=10)
    assert min(len(lived.visitors) for lived in life.lived) > 500
    assert {*life.router.chosen} == {*TicketClass}
    assert life.router.most_waiting > 25
    assert (life.router.passed_over > 200) == (rule == "weighted")
