"""The sweep of legal deadlines over a real journal: in time, after an outage, in between other work."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest
from deadline_desk import desk
from filed_cases import HOLDER, at, case_setup, version
from intake import CHECKED
from polling import until

from hallctl.deadlines_sweep import SLICE
from hallctl.domain import commands as c
from hallctl.domain import events as e
from hallctl.domain.actors import Actor
from hallctl.domain.applications import ApplicationState, acts
from hallctl.domain.applications.acts import HandedIn
from hallctl.domain.applications.clock import ClockKind
from hallctl.domain.refusals import Refused


async def test_a_pass_says_what_is_due_and_when_the_next_is(tmp_path: Path) -> None:
    async with desk(tmp_path, at(2, 10)) as it:
        name = await it.receive()
        assert await it.sweep.once() == (0, 0, at(7, 0))
        it.clock.time = at(7, 0)
        assert await it.sweep.once() == (1, 0, at(10, 0))
        assert await it.sweep.once() == (0, 0, at(10, 0))
        assert it.told() == ["INTAKE_DUE 1"]
        assert (await it.case(name)).state is ApplicationState.RECEIVED


@pytest.mark.req("CLK-12")
async def test_what_ended_while_the_daemon_was_down_takes_effect_at_its_own_time(tmp_path: Path) -> None:
    async with desk(tmp_path, at(2, 10)) as it:
        name = await it.receive()
        it.clock.time = at(9, 17)
        await it.sweep.once()
        assert (await it.case(name)).state is ApplicationState.RECEIVED
    async with desk(tmp_path, at(11, 8)) as it:
        await it.sweep.once()
        case = await it.case(name)
        assert (case.state, case.accepted_at, case.deemed) == (ApplicationState.ACCEPTED, at(2, 10), True)
        [deemed] = [
            r for r in it.hall.journal.trace("application", name) if r.event.__class__ is e.ApplicationMoved
        ][-1:]
        assert (deemed.at, deemed.recorded_at) == (at(10, 0), at(11, 8))
        assert it.hall.journal.case_difference() is None


async def test_nobody_acts_before_the_law_has(tmp_path: Path) -> None:
    async with desk(tmp_path, at(2, 10)) as it:
        name = await it.receive()
        it.clock.time = at(10, 9)
        notice = acts.GiveOneTimeNotice(materials=(acts.Wanted("m1", "缺"),), days=10)
        with pytest.raises(Refused, match="VERSION_STALE"):
            await it.act(name, notice)
        case = await it.case(name)
        assert (case.state, case.deemed) == (ApplicationState.ACCEPTED, True)


async def test_a_clock_that_starts_wakes_the_sweep_and_it_says_nothing_twice(tmp_path: Path) -> None:
    async with desk(tmp_path, at(2, 10)) as it:
        running = asyncio.create_task(it.sweep.run())
        await it.receive()
        await until(lambda: it.sweep.next_at == at(7, 0))
        it.clock.time = at(7, 0)
        await until(it.told)
        await until(lambda: it.sweep.next_at == at(10, 0))
        it.clock.time = at(10, 0)
        await until(lambda: it.told() == ["INTAKE_DUE 1", "INTAKE_LATE 1"])
        running.cancel()
        await asyncio.gather(running, return_exceptions=True)


async def test_many_at_once_leave_the_loop_to_others(tmp_path: Path) -> None:
    async with desk(tmp_path, at(2, 10)) as it:
        names = [await it.submit() for _ in range(SLICE + 20)]
        materials = (HandedIn(code="m2", copies=1),)
        for name in names:
            await it.act(name, acts.Receive(checks=CHECKED, materials=materials))
        it.clock.time = at(7, 0)
        swept = await it.sweep.once()
        assert (swept.done, swept.stuck) == (len(names), 0)
        assert len(it.told()) == len(names)


async def test_one_that_cannot_be_done_holds_up_no_other(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with desk(tmp_path, at(2, 10)) as it:
        first, _second = await it.receive(), await it.receive()
        do = it.hall.do

        async def balks(command: c.Command, actor: Actor) -> object:
            if getattr(command, "application", "") == first:
                raise Refused("INTAKE_PAUSED")
            return await do(command, actor)

        monkeypatch.setattr(it.hall, "do", balks)
        it.clock.time = at(7, 0)
        swept = await it.sweep.once()
        assert (swept.done, swept.stuck, swept.next_at) == (1, 1, at(7, 0))
        assert it.told() == ["INTAKE_DUE 2"]


@pytest.mark.parametrize("how", ["by the sweep", "before an act"])
async def test_what_silence_accepts_is_decided_by_rule_where_the_item_is_as_of_the_same_instant(
    tmp_path: Path, how: str
) -> None:
    async with desk(tmp_path, at(2, 10), case_setup(version(auto_approve=False))) as it:
        name = await it.submit(HOLDER)
        handed = tuple(HandedIn(code=code, originals=1, points=("p1",)) for code in ("m1", "m2", "m3"))
        await it.act(name, acts.Receive(checks=CHECKED, materials=handed))
        assert (await it.case(name)).state is ApplicationState.RECEIVED
    async with desk(tmp_path, at(11, 8), case_setup(version(auto_approve=True))) as it:
        if how == "by the sweep":
            await it.sweep.once()
        else:
            with pytest.raises(Refused, match="VERSION_STALE"):
                await it.act(name, acts.Accept())
        case = await it.case(name)
        assert (case.state, case.decided_at) == (ApplicationState.GRANTED, at(10, 0))
        running = {clock.kind: clock for clock in case.clocks if clock.due_at}
        assert running[ClockKind.HAND_OVER].since == at(10, 0)
        moved = [
            (r.event.act, r.at, r.recorded_at)
            for r in it.hall.journal.trace("application", name)
            if isinstance(r.event, e.ApplicationMoved) and r.recorded_at == at(11, 8)
        ]
        assert [one for one in moved if one[1] != at(10, 0)] == [("publish", at(11, 8), at(11, 8))]
        assert moved[0][0] == "deem_accepted"
        assert it.hall.journal.case_difference() is None
