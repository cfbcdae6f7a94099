"""Correcting a clock (时限更正) over HTTP: what it would come to, what it came to, and who may not."""

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
import served_hall
from cases_hall import a_setup, do, registered, serving
from served_hall import Served


@pytest.fixture
async def hall(tmp_path: Path) -> AsyncIterator[Served]:
    async with served_hall.serve(tmp_path, setup=a_setup()) as served:
        yield served


async def accepted(hall: Served) -> dict[str, Any]:
    clerk = await serving(hall)
    return await do(hall, clerk, (await registered(hall, clerk))["application"], "accept")


def clocks(case: dict[str, Any]) -> dict[str, tuple[str, str]]:
    return {row["id"]: (row["state"], row["due_at"][:10]) for row in case["clocks"]}


async def test_a_clock_that_was_wrong_is_counted_anew_with_a_reason(hall: Served) -> None:
    case = await accepted(hall)
    desk = await hall.log_in("u08")
    path = f"applications/{case['id']}/clocks/C04-1"
    look = (await hall.get(f"{path}/corrected?value=20", desk)).body
    assert (look["clock"]["due_at"][:10], look["corrected"]["due_at"][:10]) == ("2026-03-17", "2026-03-31")
    body = {"revision": case["revision"], "reason": "承诺时限录错", "value": 20}
    after = (await hall.post(f"{path}/correct", body, desk)).body["application"]
    assert clocks(after)["C04-1"] == ("STOPPED", "2026-03-17")
    assert clocks(after)["C04-2"] == ("RUNNING", "2026-03-31")
    entries = (await hall.get(f"applications/{case['id']}/timeline", desk)).body["entries"]
    assert (entries[-1]["type"], entries[-1]["reason"]) == ("clock.corrected", "承诺时限录错")
    assert (await hall.post(f"{path}/correct", body, desk)).code == "VERSION_STALE"
    body["revision"] = after["revision"]
    assert (await hall.post(f"{path}/correct", body, desk)).code == "CLOCK_DONE"


async def test_looking_changes_nothing(hall: Served) -> None:
    case = await accepted(hall)
    desk = await hall.log_in("u08")
    since = case["accepted_at"].replace("+", "%2B")
    reply = await hall.get(f"applications/{case['id']}/clocks/C04-1/corrected?since={since}", desk)
    assert reply.body["corrected"]["due_at"] == reply.body["clock"]["due_at"]
    again = (await hall.get(f"applications/{case['id']}", desk)).body["application"]
    assert again["revision"] == case["revision"]


@pytest.mark.parametrize(
    ("clock", "given", "code"),
    [
        ("C04-1", {"reason": " "}, "REASON_NEEDED"),
        ("C04-1", {"reason": "来电 13812345678"}, "REASON_PERSONAL"),
        ("C04-1", {"since": "2026-03-09T10:00:00+08:00"}, "CLOCK_SINCE"),
        ("C04-1", {"since": "2025-03-09T10:00:00+08:00"}, "CLOCK_SINCE"),
        ("C01-1", {"value": 9}, "CLOCK_DONE"),
        ("C09-1", {"value": 9}, "CLOCK_UNKNOWN"),
    ],
)
async def test_a_correction_that_cannot_be_says_why(
    hall: Served, clock: str, given: dict[str, Any], code: str
) -> None:
    case = await accepted(hall)
    desk = await hall.log_in("u08")
    body = {"revision": case["revision"], "reason": "录错", **given}
    reply = await hall.post(f"applications/{case['id']}/clocks/{clock}/correct", body, desk)
    assert (reply.code, bool(reply.body["hint"])) == (code, True)


async def test_only_who_dispatches_may(hall: Served) -> None:
    case = await accepted(hall)
    clerk = await hall.log_in("u01", "1")
    path = f"applications/{case['id']}/clocks/C04-1"
    assert (await hall.get(f"{path}/corrected", clerk)).code == "POWER_NOT_HELD"
    body = {"revision": case["revision"], "reason": "录错", "value": 20}
    assert (await hall.post(f"{path}/correct", body, clerk)).code == "POWER_NOT_HELD"
    desk = await hall.log_in("u08")
    reply = await hall.post("applications/none/clocks/C04-1/correct", body, desk)
    assert reply.code == "APPLICATION_UNKNOWN"
