"""A served hall whose items have materials and review points, with the people of a whole case."""

from __future__ import annotations

from dataclasses import replace
from typing import Any, Final

import served_hall
from intake import ALL_PASSED
from served_hall import Served

from hallctl.domain.catalogue.kinds import ItemType, Scope
from hallctl.domain.catalogue.versions import Catalogue, ItemVersion, Material, Period, ReviewPoint
from hallctl.domain.posts import Post
from hallctl.domain.setup import HallSetup, Staff

POINTS: Final = ("P1", "P2", "P3", "P4", "P5", "P6")
MATERIALS: Final = (
    Material("M1", "申请表", points=(ReviewPoint("P1", "核对签名", "本人签名"),)),
    Material("M2", "居民身份证", originals=1, points=(ReviewPoint("P2", "核对原件", "人证一致"),)),
    Material(
        "M3",
        "近期免冠照片",
        copies=2,
        points=(ReviewPoint("P3", "核对尺寸", "一寸"), ReviewPoint("P4", "核对背景", "白底")),
    ),
    Material(
        "M4",
        "遗失声明",
        core=False,
        points=(ReviewPoint("P5", "核对日期", "三个月内"), ReviewPoint("P6", "核对内容", "载明卡号")),
    ),
)
"""Four materials with six review points."""

CARD: Final = ItemVersion(
    "SI-001",
    "社保卡补办",
    "人社局",
    type=ItemType.LICENCE,
    scope=Scope.ACCEPT,
    promised=Period(10),
    materials=MATERIALS,
    deemed=True,
)
PEOPLE: Final = (
    Staff("u10", "钱某", Post.BACK_OFFICE, "10", department="人社局"),
    Staff("u11", "孙某", Post.CHIEF_REPRESENTATIVE, "11", department="人社局"),
    Staff("u12", "郑某", Post.RESULT_ISSUE, "12"),
    Staff("u13", "冯某", Post.GUIDE, "13"),
)
NUMBER: Final = "11010119900307743X"
APPLICANT: Final = {"name": "陈小明", "number": NUMBER.lower(), "phone": "13800001234"}


def a_setup() -> HallSetup:
    """The two zones, with a back office, a chief representative and whoever hands results out."""
    setup = served_hall.two_zones()
    staff = {**setup.staff, **{one.id: one for one in PEOPLE}}
    return replace(setup, staff=staff, catalogue=Catalogue({"SI-001": (CARD,)}))


def handed(*codes: str, without: str | None = None) -> list[dict[str, Any]]:
    """Materials as they come over the counter, every point of them ticked but one."""
    return [
        {
            "code": material.code,
            "originals": material.originals,
            "copies": material.copies,
            "points": [point.code for point in material.points if point.code != without],
        }
        for material in MATERIALS
        if not codes or material.code in codes
    ]


async def serving(served: Served, *items: str) -> dict[str, str]:
    """A clerk's session at window 1, who is serving somebody."""
    clerk = await served.clerk()
    await served.take(*items)
    for press in ("next", "start"):
        assert (await served.post(f"windows/1/{press}", {}, clerk)).status == 200
    return clerk


async def registered(served: Served, clerk: dict[str, str], **more: Any) -> dict[str, Any]:
    """An application on the ticket at window 1, everything in order unless `more` says otherwise."""
    body = {"window": "1", "item": "SI-001", "checks": ALL_PASSED, "materials": handed(), **more}
    reply = await served.post("applications", body, clerk)
    assert reply.status == 201, reply.body
    born: dict[str, Any] = reply.body
    return born


async def do(
    served: Served, who: dict[str, str], case: dict[str, Any], act: str, **says: Any
) -> dict[str, Any]:
    """An act that must succeed; the application after it."""
    body = {"act": {"act": act, **says}, "revision": case["revision"]}
    reply = await served.post(f"applications/{case['id']}/acts", body, who)
    assert reply.status == 200, reply.body
    after: dict[str, Any] = reply.body["application"]
    return after
