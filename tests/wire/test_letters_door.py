"""Letters through the one door: obeyed within the step, kept over a restart, by either routing rule."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from halls import NINE, Clock, a_journal, a_setup, clerk, staff_actor

from hallctl.domain import commands as c
from hallctl.domain.actors import SYSTEM, Actor
from hallctl.domain.events import TicketCalled
from hallctl.domain.posts import Post, Power
from hallctl.domain.refusals import Refused
from hallctl.domain.routing.routers import ROUTERS
from hallctl.feed import Feed
from hallctl.hall import Hall

BOSS = Actor.staff("u92", Post.HALL_SUPERVISOR, None, "ws-desk")
LETTER = c.GrantLetter(
    number="人社授〔2026〕1号",
    department="人社局",
    person="u03",
    items=("A1",),
    powers=(Power.RECEIVE,),
    signed_on=date(2026, 2, 20),
    since=date(2026, 3, 1),
    until=date(2026, 3, 31),
)
TEST = c.RecordTest(person="u03", items=("A1",), passed=True, on=date(2026, 2, 27))


def a_hall(folder: Path, rule: str, clock: Clock) -> Hall:
    setup = a_setup(staff=[clerk("u03"), clerk("u92", post=Post.HALL_SUPERVISOR)])
    journal = a_journal(folder / "hall.db", clock)
    journal.open()
    return Hall(setup=setup, journal=journal, feed=Feed(), router=ROUTERS[rule](setup), clock=clock)


@pytest.mark.parametrize("rule", ["strict", "weighted"])
async def test_a_letter_is_obeyed_at_once_and_after_a_restart(tmp_path: Path, rule: str) -> None:
    clock = Clock(NINE)
    hall = a_hall(tmp_path, rule, clock)
    await hall.start()
    at_window = staff_actor(hall.setup, "u03", "3")
    await hall.do(c.OpenWindow(window="3"), at_window)
    await hall.do(c.IssueTicket(items=("A1",)), Actor.staff("u90", Post.GUIDE, None, "ws-guide"))
    with pytest.raises(Refused, match="NOT_AUTHORISED"):
        await hall.do(c.CallNext(window="3"), at_window)
    await hall.do(TEST, BOSS)
    await hall.do(LETTER, BOSS)
    assert (await hall.do(c.CallNext(window="3"), at_window)).first(TicketCalled) is not None
    await hall.stop()
    again = a_hall(tmp_path, rule, clock)
    await again.start()
    assert again.setup.staff["u03"].items == {"A1"}
    clock.time = NINE.replace(month=4, day=1)
    await again.do(c.OpenDay(day=date(2026, 4, 1)), SYSTEM)
    assert again.setup.staff["u03"].items == frozenset()
    assert again.configured.staff["u03"].items == frozenset()
    await again.stop()
