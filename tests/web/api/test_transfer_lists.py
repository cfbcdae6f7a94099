"""Lists of paper are printed with lines and room for signatures, and signed as a whole or not at all."""

from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import aiohttp
import pytest
import served_hall
from cases_hall import CARD, a_setup
from halls import staff_actor
from intake import CHECKED
from pdf_text import PANGO, text_of
from served_hall import Served

from hallctl.domain import commands as c
from hallctl.domain.applications.acts import HandedIn, Note, Receive
from hallctl.domain.applications.papers import SealedText
from hallctl.domain.applications.states import Channel
from hallctl.domain.catalogue.kinds import ReviewMedium
from hallctl.domain.catalogue.versions import Catalogue
from hallctl.domain.events import ApplicationSubmitted
from hallctl.domain.refusals import Refused
from hallctl.paperwork.press import Press

pytestmark = PANGO

BUREAU, WORDS = "人社局", SealedText("words-1", "digest-1")
MONTH, DAY = "2026-03", "2026-03-02"
ON_PAPER = replace(CARD, review=ReviewMedium.PAPER_REQUIRED)
POINTS = {"M1": ("P1",), "M2": ("P2",), "M3": ("P3", "P4"), "M4": ("P5", "P6")}
HANDED = tuple(HandedIn(code=code, copies=1, points=ticked) for code, ticked in POINTS.items())


@pytest.fixture
async def hall(tmp_path: Path, request: pytest.FixtureRequest) -> AsyncIterator[Served]:
    """The hall of cases; its item is reviewed electronically, or as the test says."""
    version = getattr(request, "param", CARD)
    setup = replace(a_setup(), catalogue=Catalogue({"SI-001": (version,)}))
    async with served_hall.serve(tmp_path, setup=setup) as served:
        press = Press()
        object.__setattr__(served.services, "press", press)
        yield served
        press.stop()


async def received(hall: Served) -> str:
    """A set of paper that came over the counter."""
    clerk = staff_actor(hall.hall.setup, "u01", "1")
    done = await hall.hall.do(c.SubmitApplication(item="SI-001", channel=Channel.COURIER), clerk)
    event = done.first(ApplicationSubmitted)
    assert event is not None
    act = Receive(checks=CHECKED, materials=HANDED)
    await hall.hall.do(c.ActOnApplication(application=event.application, act=act, revision=1), clerk)
    return event.application


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
