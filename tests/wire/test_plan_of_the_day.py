"""What the dispatcher changed for today over a real journal: a restart keeps it, the next day does not."""

from pathlib import Path
from typing import Any

from halls import (
    DISPATCHER,
    GUIDE,
    NINE,
    WINDOWS,
    Clock,
    a_journal,
    a_setup,
    clerk,
    running_hall,
    staff_actor,
)

from hallctl import timers
from hallctl.domain import commands as c
from hallctl.domain.hours import Span
from hallctl.domain.setup import HallSetup, Window, WindowAttribute, WindowKind
from hallctl.domain.state import WindowState
from hallctl.hall import Hall
from hallctl.journal.verify import verify

T1 = Window("T1", "A", WindowKind.COMPREHENSIVE, attributes=frozenset({WindowAttribute.TEMPORARY}))
PEOPLE = [clerk("u01", "A1", "B1"), clerk("u10", "A1", "A2")]


def a_hall() -> HallSetup:
    return a_setup(staff=PEOPLE, windows=[*WINDOWS, T1])


async def order(hall: Hall, kind: type[c.Command], **fields: Any) -> None:
    await hall.do(kind(reason="crowded", **fields), DISPATCHER)


async def test_a_restart_keeps_the_plan_of_the_day_and_the_next_day_drops_it(tmp_path: Path) -> None:
    clock, path = Clock(), tmp_path / "hall.db"
    async with running_hall(path, a_hall(), clock) as hall:
        await hall.do(c.OpenWindow(window="1"), staff_actor(hall.setup, "u01", "1"))
        ticket = (await hall.do(c.IssueTicket(items=("A2",)), GUIDE)).records[0].event.ticket  # type: ignore[attr-defined]
        await order(hall, c.MoveWindow, window="1", zone="B")
        await order(hall, c.ReassignTicket, ticket=ticket, zone="B", items=("B1",))
        await order(hall, c.OpenTemporary, window="T1", person="u10", until=NINE.replace(hour=11))
        await order(hall, c.ChangeHours, zone="C", open=Span(450, 1140))
        await order(hall, c.ChangeHours, window="4", open=Span(450, 1140))
        await order(hall, c.ChangeRoster, person="u01", shifts=(Span(480, 720),))
        await order(hall, c.ChangeReminding, ahead=5)
        before = hall.day.snapshot()
    async with running_hall(path, a_hall(), clock) as hall:
        assert hall.day.snapshot() == before
        row = hall.journal.ticket(ticket)
        assert row is not None
        assert (row.zone, row.items, row.state) == ("B", ("B1",), "WAITING")
        assert hall.day.windows["1"].zone == "B"
        clock.time = NINE.replace(hour=11)
        await timers.tick(hall)
        assert hall.day.windows["T1"].state is WindowState.CLOSED
        clock.sleep(days=1)
        await timers.tick(hall)
        plan = hall.day.state.plan
        assert not any((plan.moves, plan.temporary, plan.hours, plan.window_hours, plan.turns))
        assert plan.remind_ahead is None
        assert hall.day.windows["1"].zone == "A"
    journal = a_journal(path, clock)
    journal.open()
    try:
        assert verify(journal).whole
    finally:
        journal.close()
