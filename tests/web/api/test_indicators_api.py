"""Indicators of applications: clocks in time, acceptances and closures by time."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import served_hall
from cases_hall import a_setup
from halls import staff_actor
from intake import CHECKED
from served_hall import Served

from hallctl.deadlines_sweep import Sweep
from hallctl.domain import commands as c
from hallctl.domain.actors import Actor
from hallctl.domain.applications.acts import AnyAct, GiveOneTimeNotice, Receive, Wanted, Withdraw
from hallctl.domain.applications.states import Channel
from hallctl.domain.events import ApplicationSubmitted

PUBLIC = Actor.public("web")


@pytest.fixture
async def hall(tmp_path: Path) -> AsyncIterator[Served]:
    async with served_hall.serve(tmp_path, setup=a_setup()) as served:
        yield served


async def filed(hall: Served) -> ApplicationSubmitted:
    """Filed online, and received by that."""
    done = await hall.hall.do(c.SubmitApplication(item="SI-001", channel=Channel.ONLINE), PUBLIC)
    event = done.first(ApplicationSubmitted)
    assert event is not None
    return event


def acting(filed: ApplicationSubmitted, act: AnyAct, revision: int = 2) -> c.ActOnApplication:
    return c.ActOnApplication(application=filed.application, act=act, revision=revision, code=filed.code)


@pytest.mark.req("KPI-07")
async def test_on_time_rate_deemed_acceptances_and_closures_by_time(hall: Served) -> None:
    cases = [await filed(hall) for _ in range(10)]
    for case in cases[:8]:
        await hall.hall.do(acting(case, Withdraw()), PUBLIC)
    notice = GiveOneTimeNotice(materials=tuple(Wanted(f"M{n}") for n in range(1, 5)), days=5)
    at_counter, in_department = (staff_actor(hall.hall.setup, person) for person in ("u01", "u10"))
    await hall.hall.do(acting(cases[8], Receive(checks=CHECKED)), at_counter)
    await hall.hall.do(acting(cases[8], notice, 3), in_department)
    hall.clock.forward(days=30)
    await Sweep(hall.hall).once()

    staff = await hall.log_in("u11")
    reply = await hall.get("kpi?first=2026-01-01", staff)
    assert reply.status == 200, reply.body
    found = {row["clock"]: row for row in reply.body["clocks"]}
    assert found["C01"] == {"clock": "C01", "ended": 10, "late": 1, "on_time": 0.9}
    assert found["C03"] == {"clock": "C03", "ended": 1, "late": 1, "on_time": 0.0}
    assert (reply.body["deemed"], reply.body["auto_closed"]) == (1, 1)

    metrics: str = (await hall.get("/metrics", staff)).body
    for line in (
        'hall_clocks_ended_total{clock="C01",end="in_time"} 9.0',
        'hall_clocks_ended_total{clock="C01",end="late"} 1.0',
        'hall_by_time_total{act="deemed"} 1.0',
        'hall_by_time_total{act="auto_closed"} 1.0',
    ):
        assert line in metrics


async def test_a_stretch_without_any_is_empty_and_a_wrong_date_is_told(hall: Served) -> None:
    staff = await hall.log_in("u11")
    empty = await hall.get("kpi?first=2020-01-01&last=2020-01-31", staff)
    assert (empty.body["clocks"], empty.body["deemed"], empty.body["auto_closed"]) == ([], 0, 0)
    assert (await hall.get("kpi?first=someday", staff)).code == "QUERY_INVALID"
