"""What simulated clerks do with applications (办件): register them, review them, decide, hand results out.

They fill in what the hall's own forms ask for, and know nothing of the rules behind them.
"""

from __future__ import annotations

import asyncio
import random
from collections.abc import Awaitable, Callable, Mapping, Sequence
from typing import Any, Final
from urllib.parse import quote

import aiohttp
import structlog

from hallctl.domain.posts import Post
from hallctl.simulation.access import Login
from hallctl.simulation.api import Client, Problem

log = structlog.get_logger(__name__)

ACCEPTED_AT_ONCE: Final = 0.6
INCOMPLETE: Final = 0.15
WITH_NAME: Final = 0.85
REFUSED: Final = 0.08
DESK_S: Final = 40.0
"""So long somebody in the back office takes for one act."""

SURNAMES: Final = "王李张刘陈杨黄赵周吴徐孙马朱胡郭何高林罗"
GIVEN: Final = "伟芳娜敏静丽强磊军洋勇艳杰娟涛明超秀霞平"

DESKS: Final[Mapping[str, tuple[str, ...]]] = {
    Post.BACK_OFFICE: ("RECEIVED", "ACCEPTED", "UNDER_REVIEW", "GRANTED", "REFUSED"),
    Post.APPROVAL_SECTION: ("RECEIVED", "ACCEPTED", "UNDER_REVIEW", "PENDING_DECISION", "GRANTED", "REFUSED"),
    Post.CHIEF_REPRESENTATIVE: ("PENDING_DECISION", "UNDER_REVIEW", "ORIGINALS_PENDING"),
    Post.RESULT_ISSUE: ("RESULT_READY", "AWAITING_COLLECTION", "DELIVERED", "COMPLETED_ON_SPOT"),
}
"""Post → states of applications that its people look after."""
AWAY: Final = ("RECEIVED", "SUPPLEMENT_PENDING", "SUPPLEMENT_CHECK")
"""What clerks look after who sit at no window."""

ACTS: Final[tuple[tuple[str, Mapping[str, Any]], ...]] = (
    ("supplement_complete", {}),
    ("transmit", {}),
    ("opinion", {"favourable": True, "text": "材料齐全、符合法定形式，建议准予。"}),
    ("grant", {"text": "经审查，符合法定条件，准予办理。"}),
    ("originals_ok", {}),
    ("need_originals", {}),
    ("hand_over_result", {}),
    ("notify_collection", {"told_by": "sms"}),
    ("delivered", {"proof": "签名"}),
    ("publish", {}),
    ("archive", {"list_signed": True}),
)
"""Acts in the order of a case's usual way, with what is said; the first that is possible is done."""

Possible = Mapping[str, Sequence[Mapping[str, Any]]]
"""The acts that somebody may begin, with the fields of each."""

WANTING: Final = frozenset({"MISSING", "DEFECTIVE"})

KEPT: Final = frozenset({"HELD", "TRANSFERRED"})

REFUSAL: Final = {
    "act": "refuse",
    "text": "经审查，不符合规定的条件。",
    "basis": "《中华人民共和国行政许可法》第三十八条",
    "reason": "现场情况与申请材料不一致",
}


async def register(panel: Client, window: str, item: str, chance: random.Random) -> None:
    """Register an application on the ticket being served; most are complete and accepted at once."""
    form = await panel.get(f"/intake-forms/{item}?window={window}")
    situations = [each["code"] for each in form["situations"]]
    situation = chance.choice(situations) if situations else None
    asked = [each for each in form["materials"] if not each["situations"] or situation in each["situations"]]
    endings = {ending["act"] for ending in form["endings"]}
    lacking = chance.choice(asked) if asked and chance.random() < INCOMPLETE else None
    body: dict[str, Any] = {
        "window": window,
        "item": item,
        "checks": {check: lacking is None or check != "COMPLETE" for check in form["checks"]},
        "materials": [_material(each, lacking) for each in asked],
    }
    if situation is not None:
        body["situation"] = situation
    if chance.random() < WITH_NAME:
        body["applicant"] = _applicant(chance)
    if lacking is not None:
        if "one_time_notice" in endings:
            wanted = [{"code": lacking["code"], "note": "请补交"}]
            body["then"] = {"act": "one_time_notice", "materials": wanted, "days": form["supplement"]}
    elif "accept" in endings and chance.random() < ACCEPTED_AT_ONCE:
        body["then"] = {"act": "accept"}
    await panel.post("/applications", body)


def _material(asked: Mapping[str, Any], lacking: Mapping[str, Any] | None) -> dict[str, Any]:
    if asked is lacking:
        return {"code": asked["code"], "status": "MISSING"}
    return {
        "code": asked["code"],
        "originals": asked["originals"],
        "copies": asked["copies"],
        "points": [point["code"] for point in asked["points"]],
    }


def _applicant(chance: random.Random) -> dict[str, str]:
    """Somebody who does not exist: 999999 is no district."""
    born = f"{chance.randint(1950, 2005)}{chance.randint(1, 12):02d}{chance.randint(1, 28):02d}"
    name = chance.choice(SURNAMES) + "".join(chance.choices(GIVEN, k=chance.choice((1, 2))))
    return {"name": name, "number": f"999999{born}{chance.randint(0, 9999):04d}"}


def cares_for(login: Login) -> tuple[str, ...]:
    """States of the applications that a person looks after away from a window; nothing for most."""
    if login.post == Post.COMPREHENSIVE_ACCEPTANCE and login.window is None:
        return AWAY
    return DESKS.get(login.post, ())


async def work(
    login: Login, url: str, chance: random.Random, minutes_pass: Callable[[float], Awaitable[None]]
) -> None:
    """A day at a desk behind the windows: what is possible next, case by case; after trouble, try again."""
    while True:
        try:
            async with Client(url) as desk:
                await desk.log_in(login.user, login.password, None)
                department = (await desk.get("/session"))["department"]
                own = f"&department={quote(department)}" if department else ""
                while True:
                    await minutes_pass(DESK_S * chance.uniform(0.5, 1.5))
                    await _take_seals(desk, login.user)
                    await _one(desk, chance.choice(cares_for(login)) + own, chance)
        except Problem as problem:
            log.debug("people.desk_refused", user=login.user, problem=str(problem))
        except (aiohttp.ClientError, TimeoutError, OSError) as error:
            log.debug("people.desk_disconnected", user=login.user, error=str(error))
        await asyncio.sleep(2)


async def _take_seals(desk: Client, user: str) -> None:
    """Departments' seals that one keeps are out while one works; at midnight they were locked away."""
    for seal in (await desk.get("/seals"))["seals"]:
        keeps = user in seal["custodians"] and not seal["windows"]
        if keeps and all(one["person"] != user for one in seal["custody"]):
            await desk.post(f"/seals/{seal['seal']}/open", {})


async def _one(desk: Client, state: str, chance: random.Random) -> None:
    """Go on with one of the newest cases in that state, and whatever else they are looked for by."""
    found = (await desk.get(f"/applications?state={state}&limit=50"))["applications"]
    if not found:
        return
    case = chance.choice(found)
    seen = await desk.get(f"/applications/{case['id']}/acts")
    possible = {act["act"]: act["fields"] for act in seen["acts"]}
    says = (
        await _intake(desk, case["id"], possible)
        or await _about_materials(desk, case["id"], possible)
        or await _certificate(desk, case["id"], possible)
        or await _originals(desk, case["id"], possible)
        or _next(possible, chance)
    )
    if says is None:
        return
    try:
        await desk.post(f"/applications/{case['id']}/acts", {"act": says, "revision": seen["revision"]})
    except Problem as problem:
        log.debug("people.act_refused", act=says["act"], problem=str(problem))


async def _intake(desk: Client, case: str, possible: Possible) -> dict[str, Any] | None:
    """Checked where nobody did, then accepted where everything is there, else told what is missing."""
    if not {"receive", "accept"} & possible.keys():
        return None
    view = (await desk.get(f"/applications/{case}"))["application"]
    lacking = [row["code"] for row in view["materials"] if row["status"] in WANTING]
    if not view["checks"]:
        fields = possible.get("receive", ())
        asked = next((field["choices"] for field in fields if field["name"] == "checks"), ())
        checks = [{"check": each, "passed": each != "COMPLETE" or not lacking} for each in asked]
        return {"act": "receive", "checks": checks} if checks else None
    if lacking and "one_time_notice" in possible:
        wanted = [{"code": code, "note": "请补交"} for code in lacking]
        return {"act": "one_time_notice", "materials": wanted, "days": view["supplement"]}
    return {"act": "accept"} if "accept" in possible else None


async def _about_materials(desk: Client, case: str, possible: Possible) -> dict[str, Any] | None:
    """The review of the first material that nobody has looked at, or what the applicant has brought."""
    if "review_material" in possible and "opinion" in possible:
        rows = (await desk.get(f"/applications/{case}"))["application"]["materials"]
        code = next((row["code"] for row in rows if row["passed"] is None), None)
        return None if code is None else {"act": "review_material", "code": code, "passed": True}
    if "hand_in" in possible:
        rows = (await desk.get(f"/applications/{case}"))["application"]["materials"]
        brought = [
            {"code": row["code"], "originals": row["asked_originals"], "copies": row["asked_copies"]}
            for row in rows
            if row["listed"] and row["status"] in WANTING
        ]
        return {"act": "hand_in", "materials": brought} if brought else None
    return None


async def _certificate(desk: Client, case: str, possible: Possible) -> dict[str, Any] | None:
    """The certificate of the item, where it has one that nobody has made, once the originals were seen."""
    if "make_certificate" not in possible or "need_originals" in possible:
        return None
    view = (await desk.get(f"/applications/{case}"))["application"]
    return {"act": "make_certificate", "certificate": view["item_certificate"]}


async def _originals(desk: Client, case: str, possible: Possible) -> dict[str, Any] | None:
    """Before a file is closed, its originals go back one by one."""
    if "archive" not in possible or "move_original" not in possible:
        return None
    rows = (await desk.get(f"/applications/{case}"))["application"]["materials"]
    code = next((row["code"] for row in rows if row["custody"] in KEPT), None)
    return None if code is None else {"act": "move_original", "code": code, "custody": "RETURNED"}


def _next(possible: Possible, chance: random.Random) -> dict[str, Any] | None:
    """What is done next, if anything that simulated people know of."""
    if "refuse" in possible and chance.random() < REFUSED:
        return REFUSAL
    return next(({"act": act, **says} for act, says in ACTS if act in possible), None)
