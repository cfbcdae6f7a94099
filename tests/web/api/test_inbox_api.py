"""The inbox (待办) over HTTP: what waits for whom, the most urgent first; parts of joint matters."""

from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path
from typing import Any, Final

import pytest
import served_hall
from cases_hall import CARD, a_setup, do, registered, serving
from served_hall import Served

from hallctl.domain.catalogue.versions import Catalogue, Part
from hallctl.domain.posts import Post
from hallctl.domain.setup import Staff

JOINT: Final = replace(CARD, code="SI-002", name="一件事", parts=(Part("人社局"), Part("医保局")))
PARTNER: Final = Staff("u20", "褚某", Post.BACK_OFFICE, "20", department="医保局")


@pytest.fixture
async def hall(tmp_path: Path) -> AsyncIterator[Served]:
    setup = a_setup()
    catalogue = Catalogue({"SI-001": (CARD,), "SI-002": (JOINT,)})
    setup = replace(setup, staff={**setup.staff, PARTNER.id: PARTNER}, catalogue=catalogue)
    async with served_hall.serve(tmp_path, setup=setup) as served:
        yield served


async def waiting(hall: Served, who: dict[str, str], query: str = "") -> dict[str, dict[str, Any]]:
    reply = await hall.get(f"inbox{query}", who)
    assert reply.status == 200, reply.body
    return {group["task"]: group for group in reply.body["groups"]}


def cases(group: dict[str, Any]) -> list[str]:
    return [row["application"]["id"] for row in group["rows"]]


async def test_a_case_waits_for_the_counter_then_the_review_then_the_decision(hall: Served) -> None:
    clerk, review, chief = await serving(hall), await hall.log_in("u10"), await hall.log_in("u11")
    case = (await registered(hall, clerk))["application"]
    assert cases((await waiting(hall, clerk))["DECIDE_INTAKE"]) == [case["id"]]
    case = await do(hall, clerk, case, "accept")
    assert set(await waiting(hall, clerk)) == {"TRANSMIT"}
    assert "REVIEW" not in await waiting(hall, review)
    case = await do(hall, clerk, case, "transmit")
    assert await waiting(hall, clerk) == {}
    group = (await waiting(hall, review))["REVIEW"]
    assert (group["count"], group["overdue"], group["next"]) == (1, 0, None)
    assert group["rows"][0]["application"]["clock"]["kind"] == "C04"
    assert "DECIDE" not in await waiting(hall, chief)
    for code in ("M1", "M2", "M3", "M4"):
        case = await do(hall, review, case, "review_material", code=code, passed=True)
    await do(hall, review, case, "opinion", favourable=True, text="同意")
    assert cases((await waiting(hall, chief))["DECIDE"]) == [case["id"]]
    assert await waiting(hall, await hall.log_in("u12")) == {}


async def test_what_is_overdue_comes_first_and_is_counted(hall: Served) -> None:
    clerk = await serving(hall)
    first = (await registered(hall, clerk))["application"]["id"]
    hall.clock.forward(days=4)
    clerk = await hall.log_in("u01", "1")
    second = (await registered(hall, clerk))["application"]["id"]
    hall.clock.forward(days=4)
    clerk = await hall.log_in("u01", "1")
    group = (await waiting(hall, clerk))["DECIDE_INTAKE"]
    assert cases(group) == [first, second]
    tones = [row["application"]["clock"]["tone"] for row in group["rows"]]
    assert (tones[0], group["overdue"], group["count"]) == ("RED", 1, 2)


async def test_one_kind_is_read_in_pages(hall: Served) -> None:
    clerk = await serving(hall)
    made = [(await registered(hall, clerk))["application"]["id"] for _ in range(3)]
    page = (await waiting(hall, clerk, "?task=DECIDE_INTAKE&limit=2"))["DECIDE_INTAKE"]
    assert (cases(page), page["count"], page["next"]) == (made[:2], 3, 2)
    rest = (await waiting(hall, clerk, "?task=DECIDE_INTAKE&limit=2&after=2"))["DECIDE_INTAKE"]
    assert (cases(rest), rest["count"], rest["next"]) == (made[2:], 3, None)


async def test_mine_is_what_is_the_callers_own(hall: Served) -> None:
    clerk, other = await serving(hall), await hall.log_in("u02")
    await registered(hall, clerk)
    assert set(await waiting(hall, other)) == {"DECIDE_INTAKE"}
    assert await waiting(hall, other, "?mine=1") == {}
    assert set(await waiting(hall, clerk, "?mine=1")) == {"DECIDE_INTAKE"}


async def test_a_department_finds_its_part_of_a_joint_matter(hall: Served) -> None:
    clerk, partner, lead = await serving(hall), await hall.log_in("u20"), await hall.log_in("u10")
    case = (await registered(hall, clerk, item="SI-002"))["application"]
    assert (await hall.get("applications?department=医保局", partner)).body["applications"] == []
    await do(hall, clerk, case, "split_joint")
    group = (await waiting(hall, partner))["REPORT_INTAKE"]
    assert [row["department"] for row in group["rows"]] == ["医保局"]
    for query in ("", "&state=RECEIVED", "&due_before=2027-01-01T00:00:00Z"):
        found = (await hall.get(f"applications?department=医保局{query}", partner)).body["applications"]
        assert [row["id"] for row in found] == [case["id"]]
    own = (await hall.get("applications?department=人社局", lead)).body["applications"]
    assert [row["id"] for row in own] == [case["id"]]


async def test_a_bad_question_is_refused(hall: Served) -> None:
    clerk = await hall.log_in("u01")
    for query in ("task=SLEEP", "limit=0", "limit=9999", "after=-1", "after=x"):
        assert (await hall.get(f"inbox?{query}", clerk)).code == "QUERY_INVALID"
    assert (await hall.get("inbox")).status == 401
