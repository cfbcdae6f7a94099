"""The set-up of a county hall for tests of the pages: zones, windows, a few matters."""

from __future__ import annotations

from zoneinfo import ZoneInfo

from hallctl.domain.hours import Calendar, Hours, Span
from hallctl.domain.posts import Power
from hallctl.domain.setup import BusinessType, HallLevel, HallSetup, Item, Window, WindowKind, Zone

SHANGHAI = ZoneInfo("Asia/Shanghai")


def a_setup(zones: int = 6, windows: int = 12, name: str = "示范县政务服务中心") -> HallSetup:
    """A county hall of up to ten zones with items, two business types and any number of windows."""
    kinds = [
        ("A", "社保医保", "Social insurance"),
        ("B", "不动产", "Real estate"),
        ("C", "企业开办", "Business"),
        ("D", "户籍身份证", "Residence and ID"),
        ("E", "民政残联", "Civil affairs"),
        ("F", "咨询出件", "Advice and results"),
        ("G", "住房公积金", "Housing fund"),
        ("H", "交通运输", "Transport"),
        ("J", "市场监管食品经营许可", "Market regulation and food licences"),
        ("K", "自然资源", "Natural resources"),
    ][:zones]
    items = [
        ("SI-001", "社保卡补办", "Social security card replacement", "A", "sbkbb"),
        ("SI-002", "城乡居民医保参保登记", "Residents' medical insurance", "A", "cxjmybcbdj"),
        ("SI-003", "养老待遇资格认证", "Pension eligibility", "A", "yldyzgrz"),
        ("SI-004", "失业登记", "Unemployment registration", "A", "sydj"),
        ("RE-001", "不动产查询", "Title search", "B", "bdccx"),
        (
            "RE-002",
            "国有建设用地使用权及房屋所有权转移登记",
            "Transfer of title to state land and buildings",
            "B",
            "gyjsyd",
        ),
        ("MR-001", "个体工商户注册", "Sole trader registration", "C", "gtgshzc"),
        ("PS-001", "身份证补领", "ID card replacement", "D", "sfzbl"),
    ]
    known = {zone for zone, _, _ in kinds}
    desk = "F" if "F" in known else next(iter(known), "")
    types = [
        BusinessType(
            "RESULT",
            "领取结果",
            desk,
            120,
            Power.DELIVER_RESULT,
            frozenset({WindowKind.RESULT}),
            "Collect a result",
        ),
        BusinessType(
            "CONSULT",
            "咨询",
            desk,
            180,
            Power.ANSWER,
            frozenset({WindowKind.CONSULT_ASSIST}),
            "Ask for advice",
        ),
    ]
    return HallSetup(
        id="demo",
        name=name,
        level=HallLevel.COUNTY,
        timezone=SHANGHAI,
        calendar=Calendar(Hours(Span(540, 1020), lunch=Span(720, 810), last_ticket=1005)),
        zones={zone: Zone(zone, zh, zone, en) for zone, zh, en in kinds},
        windows={
            str(number): Window(str(number), kinds[number % len(kinds)][0], WindowKind.COMPREHENSIVE)
            for number in range(1, windows + 1 if kinds else 1)
        },
        items={
            code: Item(code, zh, "人社局", zone, 480, en, search)
            for code, zh, en, zone, search in items
            if zone in known
        },
        types={kind.id: kind for kind in types if kinds},
        staff={},
    )
