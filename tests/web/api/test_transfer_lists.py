"""Lists of paper are printed with lines and room for signatures, and signed as a whole or not at all."""

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import aiohttp
import pytest
from cases_hall import CARD
from halls import staff_actor
from paper_hall import BUREAU, DAY, MONTH, ON_PAPER, papers, received
from pdf_text import PANGO, text_of
from served_hall import Served

from hallctl.domain import commands as c
from hallctl.domain.applications.acts import Note
from hallctl.domain.applications.papers import SealedText
from hallctl.domain.refusals import Refused

pytestmark = PANGO

WORDS = SealedText("words-1", "digest-1")


@pytest.fixture
async def hall(tmp_path: Path, request: pytest.FixtureRequest) -> AsyncIterator[Served]:
    """Its item is reviewed electronically, or as the test says."""
    async with papers(tmp_path, getattr(request, "param", CARD)) as served:
        yield served


async def the_list(hall: Served, who: dict[str, str], period: str) -> dict[str, Any]:
    (found,) = (await hall.get(f"paper-lists/{period}", who)).body["lists"]
    assert found["department"] == BUREAU
    return dict(found)


async def printed(hall: Served, who: dict[str, str], period: str) -> str:
    """What the list says on paper."""
    url = f"{hall.url}/api/v1/paper-lists/{period}/document?department={BUREAU}"
    async with aiohttp.ClientSession() as session, session.get(url, headers=who) as answer:
        assert answer.status == 200, await answer.text()
        assert answer.content_type == "application/pdf"
        return text_of(await answer.read())


async def test_a_months_list_is_printed_with_its_lines_and_signatures_and_names_nobody(hall: Served) -> None:
    names = [await received(hall) for _ in range(3)]
    back = await hall.log_in("u10")
    paper = await printed(hall, back, MONTH)
    assert "材料移交单" in paper
    assert f"测试政务服务中心移{MONTH}{BUREAU}" in paper
    assert "共3件，应于2026年3月31日前签收" in paper
    assert all(name in paper for name in names)
    assert "申请表复印件1份" in paper
    assert all(field in paper for field in ("移交人（签名）", "接收人（签名）", "移交日期", "接收日期"))
    assert "已签" not in paper
    signed = await hall.post(f"paper-lists/{MONTH}/sign", {"department": BUREAU}, back)
    assert signed.status == 200, signed.body
    assert (await printed(hall, back, MONTH)).count("已签") == 3


@pytest.mark.parametrize("hall", [ON_PAPER], indirect=True, ids=["paper"])
async def test_the_paper_of_a_day_is_listed_printed_and_taken_over_as_a_whole(hall: Served) -> None:
    names = [await received(hall) for _ in range(2)]
    back = await hall.log_in("u10")
    today = await the_list(hall, back, DAY)
    assert (today["kind"], today["day"], today["open"]) == ("SAME_DAY", DAY, True)
    assert sorted(entry["application"] for entry in today["entries"]) == sorted(names)
    assert "审查所需的纸质材料于收件当日移交人社局" in await printed(hall, back, DAY)
    signed = await hall.post(f"paper-lists/{DAY}/sign", {"department": BUREAU}, back)
    assert signed.status == 200, signed.body
    assert not (await the_list(hall, back, DAY))["open"]
    for name in names:
        case = (await hall.get(f"applications/{name}", back)).body["application"]
        assert {row["custody"] for row in case["materials"]} == {"TRANSFERRED"}
        assert [clock["tone"] for clock in case["clocks"] if clock["kind"] == "C08"] == ["OVER"]


async def test_where_one_set_has_changed_none_is_signed(hall: Served) -> None:
    names = [await received(hall) for _ in range(3)]
    clerk, back = staff_actor(hall.hall.setup, "u01", "1"), staff_actor(hall.hall.setup, "u10", None)
    seen = tuple(c.SeenCase(name, 2) for name in names)
    await hall.hall.do(c.ActOnApplication(application=names[1], act=Note(text=WORDS), revision=2), clerk)
    before = hall.hall.day.seq
    with pytest.raises(Refused, match="VERSION_STALE"):
        await hall.hall.do(c.SignPaperList(kind=c.TransferKind.MONTHLY, department=BUREAU, cases=seen), back)
    assert hall.hall.day.seq == before
    who = await hall.log_in("u10")
    assert not any(entry["signed"] for entry in (await the_list(hall, who, MONTH))["entries"])


async def test_a_department_signs_for_its_own_paper_only(hall: Served) -> None:
    name = await received(hall)
    command = c.SignPaperList(kind=c.TransferKind.MONTHLY, department="医保局", cases=(c.SeenCase(name, 2),))
    with pytest.raises(Refused, match="NOT_ON_LIST"):
        await hall.hall.do(command, staff_actor(hall.hall.setup, "u10", None))


async def test_an_empty_list_is_not_printed_and_signing_twice_changes_nothing(hall: Served) -> None:
    back = await hall.log_in("u10")
    nothing = await hall.get(f"paper-lists/{MONTH}/document?department={BUREAU}", back)
    assert (nothing.status, nothing.code) == (409, "NOT_ON_LIST")
    await received(hall)
    for _ in range(2):
        await hall.post(f"paper-lists/{MONTH}/sign", {"department": BUREAU}, back)
    before = hall.hall.day.seq
    await hall.post(f"paper-lists/{MONTH}/sign", {"department": BUREAU}, back)
    assert hall.hall.day.seq == before


@pytest.mark.parametrize("period", ["2026-13", "2026-02-30", "someday", "9999-12"])
async def test_a_period_that_is_none_is_refused(hall: Served, period: str) -> None:
    back = await hall.log_in("u10")
    assert (await hall.get(f"paper-lists/{period}", back)).code == "QUERY_INVALID"
