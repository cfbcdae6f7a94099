"""Paper that waits and lists of paper, a page at a time: what is open, what is signed, what waits no more."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from cases_hall import CARD
from intake import hand_in
from paper_hall import BUREAU, DAY, MONTH, ON_PAPER, act, papers, received
from served_hall import Served

from hallctl.domain.applications.acts import (
    Accept,
    Archive,
    GiveOneTimeNotice,
    MoveOriginal,
    Wanted,
    Withdraw,
)
from hallctl.domain.applications.states import Custody
from hallctl.domain.catalogue.versions import ItemVersion


async def waiting(hall: Served, who: dict[str, str], query: str = "") -> list[dict[str, Any]]:
    reply = await hall.get(f"papers/waiting{query}", who)
    assert reply.status == 200, reply.body
    found: list[dict[str, Any]] = reply.body["papers"]
    return found


async def lists(hall: Served, who: dict[str, str], query: str = "") -> list[dict[str, Any]]:
    reply = await hall.get(f"paper-lists{query}", who)
    assert reply.status == 200, reply.body
    found: list[dict[str, Any]] = reply.body["lists"]
    return found


@pytest.mark.parametrize(
    ("item", "kind", "period", "day"),
    [(CARD, "MONTHLY", MONTH, "2026-03-31"), (ON_PAPER, "SAME_DAY", DAY, DAY)],
    ids=["electronic", "paper"],
)
async def test_a_set_waits_on_its_list_until_the_department_has_signed(
    tmp_path: Path, item: ItemVersion, kind: str, period: str, day: str
) -> None:
    async with papers(tmp_path, item) as hall:
        back = await hall.log_in("u10")
        assert await waiting(hall, back) == await lists(hall, back) == []
        names = [await received(hall) for _ in range(2)]
        sets = await waiting(hall, back)
        assert [row["entry"]["application"] for row in sets] == names
        for row in sets:
            assert (row["kind"], row["period"], row["day"]) == (kind, period, day)
            assert (row["department"], row["late"]) == (BUREAU, False)
        (open_one,) = await lists(hall, back, "?state=OPEN")
        assert open_one == {
            "kind": kind,
            "period": period,
            "day": day,
            "department": BUREAU,
            "sets": 2,
            "waiting": 2,
            "late": False,
        }
        assert await lists(hall, back, "?state=SIGNED") == []
        assert (await hall.post(f"paper-lists/{period}/sign", {"department": BUREAU}, back)).status == 200
        assert await waiting(hall, back) == await lists(hall, back, "?state=OPEN") == []
        (signed,) = await lists(hall, back, "?state=SIGNED")
        assert (signed["sets"], signed["waiting"]) == (2, 0)


async def test_other_departments_paper_is_left_out_when_one_is_asked_for(tmp_path: Path) -> None:
    async with papers(tmp_path) as hall:
        back = await hall.log_in("u10")
        await received(hall)
        for department, count in ((BUREAU, 1), ("医保局", 0)):
            assert len(await waiting(hall, back, f"?department={department}")) == count
            assert len(await lists(hall, back, f"?department={department}")) == count


async def test_originals_say_where_they_are_and_a_set_half_moved_still_waits(tmp_path: Path) -> None:
    async with papers(tmp_path, ON_PAPER) as hall:
        back = await hall.log_in("u10")
        name = await received(hall)
        await act(hall, name, MoveOriginal(code="M1", custody=Custody.TRANSFERRED), "u01", 2)
        found = (await hall.get(f"paper-lists/{DAY}", back)).body["lists"][0]["entries"][0]["papers"]
        assert [paper["custody"] for paper in found] == ["TRANSFERRED", None, None, None]


async def test_what_is_handed_in_months_after_the_receipt_stands_on_the_list_of_that_month(
    tmp_path: Path,
) -> None:
    async with papers(tmp_path) as hall:
        back, name = await hall.log_in("u10"), await received(hall)
        asked = GiveOneTimeNotice(materials=(Wanted("M4", "复印件不清晰"),), days=90)
        await act(hall, name, asked, "u01", 2)
        assert (await hall.post(f"paper-lists/{MONTH}/sign", {"department": BUREAU}, back)).status == 200
        hall.clock.now += timedelta(days=92)
        await act(hall, name, hand_in("M4"), "u01", 4)
        back = await hall.log_in("u10")
        (row,) = await waiting(hall, back)
        assert (row["period"], row["entry"]["materials"], row["late"]) == ("2026-06", ["M4"], False)
        assert [one["period"] for one in await lists(hall, back, "?state=OPEN")] == ["2026-06"]
        (one,) = (await hall.get("paper-lists/2026-06", back)).body["lists"]
        assert [entry["application"] for entry in one["entries"]] == [name]
        (first,) = (await hall.get(f"paper-lists/{MONTH}", back)).body["lists"]
        assert [(entry["materials"], entry["signed"]) for entry in first["entries"]] == [
            (["M1", "M2", "M3"], True)
        ]
        assert (await hall.post("paper-lists/2026-06/sign", {"department": BUREAU}, back)).status == 200
        assert await waiting(hall, back) == []
        signed = (await hall.get("paper-lists/2026-06", back)).body["lists"]
        assert [one["open"] for one in signed] == [False]


async def test_late_paper_is_late_and_months_without_any_are_passed_over(tmp_path: Path) -> None:
    async with papers(tmp_path) as hall:
        await act(hall, await received(hall), Accept(), "u01", 2)
        hall.clock.now += timedelta(days=92)
        await received(hall)
        back = await hall.log_in("u10")
        oldest, newest = await waiting(hall, back)
        assert (newest["period"], newest["late"]) == ("2026-06", False)
        assert (oldest["period"], oldest["late"]) == (MONTH, True)
        page = (await hall.get("paper-lists?state=OPEN", back)).body
        both = [(MONTH, True), ("2026-06", False)]
        assert [(one["period"], one["late"]) for one in page["lists"]] == both
        assert page["next"] is None
        later = (await hall.get("paper-lists?state=OPEN&month=2026-04", back)).body
        assert [(one["period"], one["late"]) for one in later["lists"]] == both[1:]
        assert later["next"] is None
        assert len(await waiting(hall, back, f"?after={hall.hall.day.seq}")) == 0
        done = await hall.post(f"paper-lists/{MONTH}/sign", {"department": BUREAU}, back)
        assert done.status == 200, done.body
        signed = (await hall.get("paper-lists?state=SIGNED", back)).body
        assert [(one["period"], one["late"]) for one in signed["lists"]] == [(MONTH, False)]
        assert signed["next"] is None


async def test_a_withdrawn_and_archived_case_keeps_no_list_open(tmp_path: Path) -> None:
    async with papers(tmp_path) as hall:
        back = await hall.log_in("u10")
        first, _ = [await received(hall) for _ in range(2)]
        await act(hall, first, Withdraw(), "u01", 2)
        assert len(await waiting(hall, back)) == 1
        await act(hall, first, Archive(), "u10", 3)
        signed = await hall.post(f"paper-lists/{MONTH}/sign", {"department": BUREAU}, back)
        assert signed.status == 200, signed.body
        (march,) = signed.body["lists"]
        assert not march["open"]
        assert {entry["application"]: entry["signed"] for entry in march["entries"]}[first] is False


@pytest.mark.parametrize(
    "query", ["?state=LOST", "?month=2026-13", "?month=2026-03-02", "?month=someday", "?department=%00"]
)
async def test_what_is_no_state_no_month_and_no_department_is_refused(tmp_path: Path, query: str) -> None:
    async with papers(tmp_path) as hall:
        back = await hall.log_in("u10")
        assert (await hall.get(f"paper-lists{query}", back)).code == "QUERY_INVALID"
        assert (await hall.get("papers/waiting?department=%00", back)).code == "QUERY_INVALID"
        assert (await hall.get("paper-lists/2026-03?department=%00", back)).code == "QUERY_INVALID"
        assert (await hall.get("papers/waiting")).status == 401
