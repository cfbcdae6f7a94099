"""Paper of what is reviewed electronically: a list each month, which the department signs."""

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
import served_hall
from cases_hall import a_setup
from paper_hall import received
from served_hall import Served

SETS = 40


@pytest.fixture
async def hall(tmp_path: Path) -> AsyncIterator[Served]:
    async with served_hall.serve(tmp_path, setup=a_setup()) as served:
        yield served


async def lists(hall: Served, who: dict[str, str], query: str = "") -> list[dict[str, Any]]:
    reply = await hall.get(f"paper-lists/2026-03{query}", who)
    assert reply.status == 200, reply.body
    found: list[dict[str, Any]] = reply.body["lists"]
    return found


@pytest.mark.req("INT-23")
async def test_a_months_paper_stands_on_a_list_until_the_department_signs(hall: Served) -> None:
    names = [await received(hall) for _ in range(SETS)]
    back = await hall.log_in("u10")
    (march,) = await lists(hall, back)
    assert (march["department"], march["day"], march["open"]) == ("人社局", "2026-03-31", True)
    assert sorted(entry["application"] for entry in march["entries"]) == sorted(names)
    assert len(march["entries"]) == SETS
    assert await lists(hall, back, "?department=医保局") == []
    window = await hall.log_in("u12")
    body = {"department": "人社局"}
    refused = await hall.post("paper-lists/2026-03/sign", body, window)
    assert (refused.status, refused.code) == (403, "POWER_NOT_HELD")
    signed = await hall.post("paper-lists/2026-03/sign", body, back)
    assert signed.status == 200, signed.body
    (march,) = await lists(hall, back)
    assert not march["open"]
    assert all(entry["signed"] for entry in march["entries"])
    assert len(march["entries"]) == SETS
    assert (await hall.get("paper-lists/someday", back)).code == "QUERY_INVALID"
