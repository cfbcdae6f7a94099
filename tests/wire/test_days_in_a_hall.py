"""The very world that runs in memory also drives a running hall with a journal, and comes to the same."""

from datetime import datetime, timedelta
from pathlib import Path

from halls import Clock, a_setup, running_hall
from simulated_halls import MONDAY, OPEN, some_days

from hallctl.domain.tickets import TicketState
from hallctl.simulation.days.clerks import Seat, Spell, staying
from hallctl.simulation.days.demand import plain
from hallctl.simulation.days.doors import live, live_in
from hallctl.simulation.days.runs import memory_door
from hallctl.simulation.days.world import World


async def test_a_day_in_a_running_hall_is_the_day_in_memory(tmp_path: Path) -> None:
    setup = a_setup()
    seats = staying([Seat(f"u0{w}", w, (Spell(8 * 3600.0, 18 * 3600.0),)) for w in "1234567"])
    demand = plain(setup, seats, OPEN).at_load(0.25, seats)
    (coming,) = some_days(demand, seats, 1)
    clock = Clock(datetime(2026, 3, 1, 12, tzinfo=setup.timezone))

    def set_clock(at: datetime) -> None:
        clock.time = at

    async with running_hall(tmp_path / "hall.db", setup, clock) as hall:
        world = World(setup, MONDAY, coming.people, coming.seats)
        real = await live_in(world.steps(), hall, set_clock)
        assert hall.day.date == MONDAY
        assert {ticket.state for ticket in hall.day.tickets.values()} <= {
            TicketState.COMPLETED,
            TicketState.NO_SHOW,
            TicketState.CANCELLED,
        }
        assert hall.durable_seq == real.records[-1].seq
    door = memory_door(setup, "strict")
    dreamt = live(World(setup, MONDAY, coming.people, coming.seats).steps(), door)
    assert [(r.at, r.type) for r in dreamt.records] == [(r.at, r.type) for r in real.records]
    assert dreamt.records[-1].at - dreamt.records[0].at > timedelta(hours=17)
