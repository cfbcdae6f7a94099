"""Results leave the hall: who is told and how that went, who may hand them out, what the ledger has of it."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import served_hall
from cases_hall import APPLICANT, CARD, a_setup, do, registered, serving
from served_hall import Served

from hallctl.domain.catalogue.kinds import CertificateClass, InstantClass
from hallctl.domain.catalogue.versions import Catalogue, Fee
from hallctl.domain.posts import Post
from hallctl.domain.setup import HallSetup, Staff

ITEM = replace(CARD, instant=InstantClass.ON_SPOT, certificate=CertificateClass.PERMIT)
LETTER = {
    "number": "人社授〔2026〕3号",
    "department": "人社局",
    "person": "u01",
    "items": ["SI-001"],
    "signed_on": "2026-02-20",
    "since": "2026-03-01",
    "until": "2026-03-31",
}
EVERYDAY = ["RECEIVE", "ACCEPT", "GIVE_ONE_TIME_NOTICE", "VERIFY_ORIGINAL"]


def a_hall(item: Any = ITEM) -> HallSetup:
    setup = a_setup()
    boss = Staff("u20", "韩某", Post.HALL_SUPERVISOR, "20")
    return replace(setup, staff={**setup.staff, "u20": boss}, catalogue=Catalogue({"SI-001": (item,)}))


@pytest.fixture
async def hall(tmp_path: Path) -> AsyncIterator[Served]:
    async with served_hall.serve(tmp_path, setup=a_hall()) as served:
        yield served


async def ready(hall: Served, clerk: dict[str, str], **choice: str) -> dict[str, Any]:
    """A granted case whose result is with the result window; how it comes as chosen."""
    case = (await registered(hall, clerk, applicant=APPLICANT, then={"act": "accept"}))["application"]
    if choice:
        case = await do(hall, clerk, case, "choose_delivery", **choice)
    case = await do(hall, clerk, case, "transmit")
    back, chief = await hall.log_in("u10"), await hall.log_in("u11")
    for material in ("M1", "M2", "M3", "M4"):
        case = await do(hall, back, case, "review_material", code=material, passed=True)
    case = await do(hall, back, case, "opinion", favourable=True, text="材料已逐份审查")
    case = await do(hall, chief, case, "grant")
    return await do(hall, back, case, "hand_over_result", certificate="PERMIT")


async def refused(hall: Served, who: dict[str, str], case: dict[str, Any], act: str, **says: Any) -> str:
    """The code with which an act is refused."""
    body = {"act": {"act": act, **says}, "revision": case["revision"]}
    reply = await hall.post(f"applications/{case['id']}/acts", body, who)
    assert reply.status >= 400, reply.body
    return reply.code


async def with_letter(hall: Served, *powers: str) -> str:
    """u01 has a letter with these powers; its id."""
    boss = await hall.log_in("u20")
    made = await hall.post("letters", {**LETTER, "powers": [*EVERYDAY, *powers]}, boss)
    assert made.status == 201, made.body
    return str(made.body["letters"][-1]["id"])


@pytest.mark.req("DLV-04")
async def test_the_applicant_is_told_at_once_and_it_is_kept_how_that_went(hall: Served) -> None:
    clerk = await serving(hall)
    case = await ready(hall, clerk, mode="COLLECT")
    handed_over = datetime.fromisoformat(case["ready_at"])
    result = await hall.log_in("u12")
    waiting = (await hall.get("messages", result)).body["messages"]
    (message,) = [one for one in waiting if one["application"] == case["id"]]
    assert message["kind"] == "RESULT_READY"
    assert datetime.fromisoformat(message["queued_at"]) - handed_over <= timedelta(seconds=60)
    assert (
        await hall.post(f"messages/{message['id']}", {"sent": True, "told_by": "phone"}, result)
    ).status == 200
    (kept,) = await asyncio.to_thread(hall.hall.journal.messages, case["id"])
    assert (kept.kind, kept.state, kept.told_by) == ("RESULT_READY", "SENT", "phone")
    assert (await hall.get(f"applications/{case['id']}", result)).body["application"][
        "state"
    ] == "AWAITING_COLLECTION"


@pytest.mark.req("DLV-05")
async def test_results_leave_by_the_result_window_by_letter_or_on_the_spot(hall: Served) -> None:
    clerk, result = await serving(hall), await hall.log_in("u12")
    boss = await hall.log_in("u20")
    test = {"person": "u01", "items": ["SI-001"], "passed": True, "on": "2026-02-27"}
    assert (await hall.post("tests", test, boss)).status == 201
    letter = await with_letter(hall)
    case = await ready(hall, clerk, mode="COLLECT")
    assert await refused(hall, clerk, case, "delivered", proof="signature-1") == "POWER_NOT_HELD"
    on_the_spot = (await registered(hall, clerk, applicant=APPLICANT))["application"]
    assert (await hall.post(f"letters/{letter}/end", {"reason": "另授"}, boss)).status == 200
    await with_letter(hall, "DELIVER_RESULT")
    case = await do(hall, clerk, case, "delivered", proof="signature-1")
    chief = await hall.log_in("u11")
    on_the_spot = await do(hall, chief, on_the_spot, "finish_on_spot")
    assert (case["state"], on_the_spot["state"]) == ("DELIVERED", "COMPLETED_ON_SPOT")
    ledger = (await hall.get("deliveries", result)).body["deliveries"]
    assert [(row["application"], row["mode"]) for row in ledger] == [
        (on_the_spot["id"], "ON_SPOT"),
        (case["id"], "COLLECT"),
    ]


@pytest.mark.req("DLV-02")
async def test_who_has_not_chosen_is_asked_and_mail_costs_nothing(tmp_path: Path) -> None:
    fee = Fee(2500, "财综〔2020〕1号", "每件25元")
    async with served_hall.serve(tmp_path, setup=a_hall(replace(ITEM, fee=fee))) as hall:
        clerk, result = await serving(hall), await hall.log_in("u12")
        case = await ready(hall, clerk)
        assert (case["state"], case["delivery"]) == ("RESULT_READY", None)
        asked = (await hall.get("messages", result)).body["messages"]
        assert [one["kind"] for one in asked if one["application"] == case["id"]] == ["CHOOSE_DELIVERY"]
        assert "免费邮寄" in asked[-1]["text"]
        case = await do(hall, clerk, case, "choose_delivery", mode="MAIL", address="石板村二组17号")
        case = await do(hall, clerk, case, "pay", proof="POS-1")
        case = await do(hall, result, case, "dispatch_mail", tracking="EM000000001CN")
        paid = (await hall.get(f"applications/{case['id']}/documents", result)).body["documents"]
        assert case["payment"] == "PAID", "and nothing is due for the parcel"
        assert [one["kind"] for one in paid].count("PAYMENT_RECEIPT") == 1
        collected = await ready(hall, clerk, mode="COLLECT")
        assert collected["delivery"] == "COLLECT"
