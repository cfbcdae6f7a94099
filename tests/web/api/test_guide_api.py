"""The guide, the handbook and the life of items, through the API and the machines of the hall."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import msgspec
import pytest
from halls_on_disk import HallOnDisk
from item_records import RECORD_TOML, told, use
from served_hall import SHANGHAI, Clock, Served, serve, two_zones

from hallctl.contracts.asking import Ask
from hallctl.domain.catalogue.kinds import Criterion
from hallctl.domain.catalogue.versions import Catalogue, Fee, ItemVersion, Material, Period, ReviewPoint
from hallctl.domain.entries import DeviceEntry, Item
from hallctl.domain.openness import Category, Chapter
from hallctl.domain.posts import Post
from hallctl.domain.setup import HallSetup, Staff
from hallctl.registry.arguments import ARGS
from hallctl.registry.papers import _codes
from hallctl.registry.terminals import guide as at_terminal
from web.pages.catalogue import catalogue

SPOKEN = tuple(Chapter(category, "文", "text") for category in Category)
POINT = ReviewPoint("m1-1", "查验原件", "在有效期内")
CARD = ItemVersion(
    "SI-001",
    "社保卡补办",
    "人社局",
    basis="《社会保险法》第五十八条",
    fee=Fee(2000, "《价格目录》", "每卡20元"),
    promised=Period(5),
    materials=(
        Material("m1", "居民身份证", originals=1, points=(POINT,)),
        Material("m2", "照片", core=False),
    ),
    situations={"YS": "遗失"},
    form="社保卡业务申请表",
    flow_chart="申请—受理—制卡—领取",
    criteria=frozenset(Criterion),
)


def a_setup(*versions: ItemVersion) -> HallSetup:
    setup = two_zones()
    boss = Staff("u10", "郑某", Post.HALL_SUPERVISOR, "10")
    held: dict[str, tuple[ItemVersion, ...]] = {}
    for each in versions:
        held[each.code] = (*held.get(each.code, ()), each)
    items = {**setup.items, "SI-003": Item("SI-003", "涉密事项", "人社局", "A", 300)}
    items = {code: replace(item, public=SPOKEN) for code, item in items.items()}
    return replace(setup, staff={**setup.staff, "u10": boss}, items=items, catalogue=Catalogue(held))


@pytest.fixture
async def hall(tmp_path: Path) -> AsyncIterator[Served]:
    async with serve(tmp_path, setup=a_setup(CARD)) as served:
        yield served


@pytest.mark.req("ITEM-06")
async def test_the_guide_says_what_it_costs_and_by_which_rule(hall: Served, tmp_path: Path) -> None:
    guide = (await hall.get("guide/SI-001")).body["guide"]
    assert guide["fee"] == {"amount": "20.00", "basis": "《价格目录》", "standard": "每卡20元"}
    assert guide["materials"][0]["points"] == [
        {"code": "m1-1", "method": "查验原件", "standard": "在有效期内"}
    ]
    assert (guide["promised"], guide["offer"], guide["visits"]) == ({"value": 5, "unit": "wd"}, "OPEN", 0)
    assert (await hall.get("guide/SI-002")).body["guide"]["fee"] is None
    assert (await hall.get("guide/XX")).body["code"] == "ITEM_UNKNOWN"
    (tmp_path / "without").mkdir()
    without = HallOnDisk(tmp_path / "without")
    use(without, RECORD_TOML.replace("forms", 'fee = 20\nfee_standard = "每卡20元"\nforms'))
    assert told(without.findings()) == [("FEE_BASIS", "record.SI-001.fee_basis")]


async def test_items_are_found_by_a_word(hall: Served) -> None:
    found = (await hall.get("guide?q=社保卡")).body["items"]
    assert [item["code"] for item in found] == ["SI-001"]
    assert len((await hall.get("guide")).body["items"]) == 3


@pytest.mark.req("ITEM-24")
async def test_portal_terminal_and_print_tell_the_same_version_from_its_first_second(tmp_path: Path) -> None:
    noon = datetime(2026, 3, 2, 12, tzinfo=SHANGHAI)
    second = replace(CARD, version=2, valid_to=noon)
    third = replace(CARD, version=3, valid_from=noon, promised=Period(3))
    clock = Clock()
    async with serve(tmp_path, setup=a_setup(second, third), clock=clock) as served:
        assert await told_everywhere(served) == [2, 2, 2]
        clock.now = noon
        assert await told_everywhere(served) == [3, 3, 3]


async def told_everywhere(served: Served) -> list[int]:
    portal = (await served.get("guide/SI-001")).body["guide"]["version"]
    args = msgspec.convert({"item": "SI-001"}, ARGS["item.guide"])
    asked: Any = SimpleNamespace(args=args)
    terminal = msgspec.to_builtins(await at_terminal(served.hall, asked, asked))["version"]
    async with served.client.get(f"{served.url}/api/v1/guide/SI-001/print") as reply:
        text = await reply.text()
    printed = int(text.split("第")[1].split("版")[0])
    return [portal, terminal, printed]


@pytest.mark.req("ITEM-17")
async def test_what_is_excluded_is_absent_where_it_must_be(tmp_path: Path) -> None:
    secret = ItemVersion("SI-003", "涉密事项", "人社局", secret=True)
    bound = replace(CARD, site_bound=True)
    offline = ItemVersion("SI-002", "医保参保登记", "医保局", online_forbidden=True)
    setup = a_setup(secret, bound, offline)
    setup = replace(setup, devices={"t-1": DeviceEntry("t-1", "kiosk", "generic", "mqtt:", zone="A")})
    async with serve(tmp_path, setup=setup) as served:
        public = [item["code"] for item in (await served.get("guide")).body["items"]]
        content = [item["code"] for item in (await served.get("public-content")).body["items"]]
        assert public == content == ["SI-001", "SI-002"]
        assert [service.id for service in catalogue(setup, "zh").items] == ["SI-002"]
        assert _codes(setup, "A", ()) == ("SI-002",)
        kiosk = served.kiosk
        assert (await served.post("tickets", {"items": ["SI-003"]}, kiosk)).body["code"] == "ITEM_UNKNOWN"
        assert (await served.post("tickets", {"items": ["SI-001"]}, kiosk)).body["code"] == "ITEM_EXCLUDED"
        assert (await served.post("tickets", {"items": ["SI-002"]}, kiosk)).status == 201
        token = served.accounts.create_token("integrator", "portal", scopes={"applications"})
        portal = {"Authorization": f"Bearer {token}"}
        online = {"item": "SI-002", "channel": "ONLINE"}
        assert (await served.post("applications/submit", online, portal)).body["code"] == "ONLINE_FORBIDDEN"


@pytest.mark.req("ITEM-19")
async def test_an_edited_answer_is_read_by_everybody_at_once(hall: Served) -> None:
    desk = await hall.log_in("u09")
    written = await hall.post("items/SI-001/answers", {"question": "要照片吗", "answer": "要两张"}, desk)
    (entry,) = written.body["life"]["answers"]
    assert [one["answer"] for one in (await hall.get("handbook?q=照片")).body["answers"]] == ["要两张"]
    edited = {"entry": entry["entry"], "answer": "不要，现场拍"}
    assert (await hall.post("items/SI-001/answers", edited, desk)).status == 200
    assert [one["answer"] for one in (await hall.get("handbook?q=照片")).body["answers"]] == ["不要，现场拍"]
    questions = (await hall.get("guide/SI-001")).body["guide"]["questions"]
    assert [(one["question"], one["answer"]) for one in questions] == [("要照片吗", "不要，现场拍")]
    assert (await hall.get("handbook?q=没有")).body["answers"] == []


async def test_a_letter_ends_an_item_and_the_guide_announces_it(hall: Served) -> None:
    boss = await hall.log_in("u10")
    letter = {
        "kind": "CANCELLATION",
        "number": "人社函〔2026〕1号",
        "dated": "2026-03-01",
        "effective": "2026-03-04T00:00:00+08:00",
        "announcement": "三月四日起停止办理",
    }
    life = (await hall.post("items/SI-001/changes", letter, boss)).body["life"]
    assert (life["offer"], life["changes"][0]["warning"]) == ("ENDING", "LEAD_TIME_SHORT(3<5)")
    guide = (await hall.get("guide/SI-001")).body["guide"]
    assert (guide["offer"], guide["announcement"]) == ("ENDING", "三月四日起停止办理")
    async with hall.client.get(f"{hall.url}/api/v1/guide/SI-001/print") as reply:
        assert "公告：三月四日起停止办理" in await reply.text()


async def test_an_integrator_reports_how_the_exchange_went(tmp_path: Path) -> None:
    own = replace(CARD, own_system="许可审批平台")
    async with serve(tmp_path, setup=a_setup(own)) as served:
        token = served.accounts.create_token("integrator", "platform", scopes={"applications"})
        bearer = {"Authorization": f"Bearer {token}"}
        failed = await served.post("items/SI-001/sync", {"ok": False, "detail": "接口超时"}, bearer)
        assert (failed.status, failed.body["life"]["sync"]) == (200, "SYNC_ERROR")
        works = await served.post("items/SI-001/sync", {"ok": True}, bearer)
        assert works.body["life"]["sync"] == ""
        reader = await served.post("items/SI-001/sync", {"ok": True}, served.reader)
        assert reader.body["code"] == "POWER_NOT_HELD"


async def test_steps_filings_scopes_and_candidates(hall: Served) -> None:
    boss = await hall.log_in("u10")
    assert (await hall.post("items/SI-002/steps", {"step": "CONFIRMED"}, boss)).body["code"] == "ITEM_STEP"
    life = (await hall.post("items/SI-002/steps", {"step": "PROPOSED"}, boss)).body["life"]
    assert (life["step"], life["offer"]) == ("PROPOSED", "NOT_OPEN")
    refused = await hall.post("tickets", {"items": ["SI-002"]}, hall.kiosk)
    assert refused.body["code"] == "ITEM_NOT_OPEN"
    no_filing = await hall.post("items/SI-001/end-one-window", {"reason": "部门自办"}, boss)
    assert no_filing.body["code"] == "FILING_NEEDED"
    since = {"scope": "REMOTE_ACCEPT", "since": "2026-12-01T00:00:00+08:00"}
    life = (await hall.post("items/SI-001/remote", since, boss)).body["life"]
    assert (life["remote"], life["remote_from"]) == ("REMOTE_ACCEPT", "2026-12-01T00:00:00+08:00")
    ended = await hall.post("items/SI-001/end-one-window", {"filing": "备1号", "reason": "部门自办"}, boss)
    assert ended.body["life"]["filing"] == "备1号"
    ranked = (await hall.get("items/candidates", boss)).body["candidates"]
    assert [(one["item"], one["score"]) for one in ranked] == [("SI-001", 4), ("SI-002", 0), ("SI-003", 0)]
    assert (await hall.get("items/XX/life", boss)).body["code"] == "ITEM_UNKNOWN"
    clerk = await hall.log_in("u01")
    assert (await hall.post("items/SI-001/remote", since, clerk)).body["code"] == "POWER_NOT_HELD"


def test_a_terminal_may_ask_for_a_guide() -> None:
    assert Ask.new("item.guide", item="SI-001").name in ARGS
