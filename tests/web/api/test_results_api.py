"""Results that everybody may look up: grants and refusals, masked; and the library of certificates."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import served_hall
from cases_hall import APPLICANT, CARD, NUMBER, a_setup, do, registered, serving
from served_hall import Served

from hallctl.domain.catalogue.kinds import CertificateClass
from hallctl.domain.catalogue.versions import Catalogue, ItemVersion


def hall_with(item: ItemVersion) -> Any:
    return replace(a_setup(), catalogue=Catalogue({item.code: (item,)}))


@pytest.fixture
async def hall(tmp_path: Path) -> AsyncIterator[Served]:
    item = replace(CARD, certificate=CertificateClass.PERMIT)
    async with served_hall.serve(tmp_path, setup=hall_with(item)) as served:
        yield served


async def decided(
    hall: Served, decide: dict[str, Any], *tickets: str, clerk: dict[str, str] | None = None
) -> dict[str, Any]:
    """A case of 陈小明, decided on that way and handed over.

    `tickets`: for what the number was taken; `clerk`: who serves the number of an earlier case.
    """
    clerk = clerk or await serving(hall, *tickets)
    case = (await registered(hall, clerk, applicant=APPLICANT, then={"act": "accept"}))["application"]
    case = await do(hall, clerk, case, "transmit")
    back, chief = await hall.log_in("u10"), await hall.log_in("u11")
    for material in ("M1", "M2", "M3", "M4"):
        case = await do(hall, back, case, "review_material", code=material, passed=True)
    favourable = decide["act"] == "grant"
    case = await do(hall, back, case, "opinion", favourable=favourable, text="材料已逐份审查")
    case = await do(hall, chief, case, **decide)
    certificate = {"certificate": "PERMIT"} if favourable else {}
    return await do(hall, back, case, "hand_over_result", **certificate)


async def results(hall: Served, query: str = "") -> list[dict[str, Any]]:
    """As somebody without any session sees them."""
    reply = await hall.get(f"results{query}")
    assert reply.status == 200, reply.body
    found: list[dict[str, Any]] = reply.body["results"]
    return found


@pytest.mark.req("DLV-06")
async def test_a_refusal_is_public_with_a_masked_name_and_no_number(hall: Served, tmp_path: Path) -> None:
    case = await decided(hall, {"act": "refuse", "text": "陈小明不符合条件", "basis": "第三十八条"})
    (shown,) = await results(hall)
    assert (shown["application"], shown["outcome"], shown["applicant"]) == (case["id"], "REFUSED", "陈**")
    assert (shown["item_name"], shown["department"], shown["status"]) == ("社保卡补办", "人社局", "VALID")
    assert NUMBER not in str(shown)
    assert NUMBER[-4:] not in str(shown)
    assert await results(hall, "?outcome=GRANTED") == []
    assert [row["application"] for row in await results(hall, f"?number={case['id']}")] == [case["id"]]
    secret = hall_with(replace(CARD, secret=True))
    async with served_hall.serve(tmp_path / "other", setup=secret) as other:
        await decided(other, {"act": "refuse", "text": "不符合条件"}, "SI-002")  # a secret item has none
        assert await results(other) == []


@pytest.mark.req("DLV-10")
async def test_a_certificate_is_in_the_library_until_it_is_revoked(hall: Served) -> None:
    case = await decided(hall, {"act": "grant"})
    (paper,) = [paper for paper in case["documents"] if paper["kind"] == "CERTIFICATE"]
    kept = await asyncio.to_thread(hall.hall.journal.results.of, case["id"])
    assert kept is not None
    assert (kept.id, kept.certificate, kept.certificate_number) == (case["id"], "PERMIT", paper["number"])
    (shown,) = await results(hall, f"?number={paper['number']}")
    assert (shown["status"], shown["certificate"]) == ("VALID", "PERMIT")
    chief = await hall.log_in("u11")
    await do(hall, chief, case, "revoke", text="材料虚假", falsified=True)
    (shown,) = await results(hall)
    assert shown["status"] == "REVOKED"


async def test_what_is_not_understood_is_refused(hall: Served) -> None:
    for query in (
        "?outcome=MAYBE",
        "?before=yesterday",
        "?before=2026-03-02T10:00:00/x",
        f"?item={'x' * 99}",
    ):
        reply = await hall.get(f"results{query}")
        assert (reply.status, reply.code) == (400, "QUERY_INVALID"), query


@pytest.mark.req("DLV-01")
async def test_the_ledger_has_a_line_for_each_delivery_with_every_column(hall: Served) -> None:
    result, clerk = await hall.log_in("u12"), await serving(hall)
    told = await decided(hall, {"act": "grant"}, clerk=clerk)
    told = await do(hall, result, told, "notify_collection", told_by="phone")
    told = await do(hall, result, told, "delivered", proof="signature-1", receiver="陈小亮")
    refused = await decided(hall, {"act": "refuse", "text": "不符合条件"}, clerk=clerk)
    await do(hall, result, refused, "delivered", proof="signature-2")
    sent = await decided(hall, {"act": "grant"}, clerk=clerk)
    sent = await do(hall, result, sent, "choose_delivery", mode="MAIL", address="石板村二组17号")
    sent = await do(hall, result, sent, "dispatch_mail", tracking="EM000000001CN")
    await do(hall, result, sent, "delivered", proof="EM000000001CN")
    rows = (await hall.get("deliveries", result)).body["deliveries"]
    assert [row["mode"] for row in rows] == ["MAIL", "COLLECT", "COLLECT"]
    assert [row["receiver"] for row in rows] == ["陈**", "陈**", "陈**"]
    assert [row["result"] for row in rows] == ["GRANTED PERMIT", "REFUSED", "GRANTED PERMIT"]
    assert [row["carrier"] for row in rows] == ["邮政", "窗口 desk", "窗口 desk"]
    assert all(all(row.values()) for row in rows)
    sheet = (await hall.get("deliveries/export", result)).body.splitlines()
    assert [line.count(",") for line in sheet] == [10] * 4
    assert not any(",," in line or line.endswith(",") for line in sheet)
    assert (await hall.get("deliveries?before=x", result)).code == "QUERY_INVALID"
