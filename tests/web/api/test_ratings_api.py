"""Ratings of visits and of applications over HTTP: what each is bound to, and that each is given once."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import served_hall
from cases_hall import APPLICANT, NUMBER, a_setup, do, handed, registered, serving
from served_hall import Served

from hallctl.configuration.configuration import PrivacySettings
from hallctl.deadlines_sweep import Sweep
from hallctl.domain.events import SupervisionNoted
from hallctl.domain.setup import DeviceEntry, HallSetup
from hallctl.journal.rows import RatingRow
from hallctl.journal.verify import verify
from hallctl.retention import Forgetting

WITHIN = timedelta(days=30)


def with_a_pad() -> HallSetup:
    pad = DeviceEntry("pad-1", "rater", "generic-web", "web:", window="1")
    return replace(a_setup(), devices={"pad-1": pad})


@pytest.fixture
async def hall(tmp_path: Path) -> AsyncIterator[Served]:
    async with served_hall.serve(tmp_path, setup=with_a_pad()) as served:
        yield served


def portal(hall: Served) -> dict[str, str]:
    """The province's portal: it hands in and rates for those who are signed in there."""
    token = hall.accounts.create_token("integrator", "portal", scopes={"applications", "ratings"})
    return {"Authorization": f"Bearer {token}"}


def pad(hall: Served) -> dict[str, str]:
    return {"Authorization": f"Bearer {hall.accounts.create_token('device', 'pad-1')}"}


async def filed(hall: Served, who: dict[str, str] | None = None) -> tuple[dict[str, Any], str]:
    """陈小明 files online; the application and its check code."""
    body = {"item": "SI-001", "channel": "ONLINE", "materials": handed(), "applicant": APPLICANT}
    reply = await hall.post("applications/submit", body, who or portal(hall))
    assert reply.status == 201, reply.body
    return reply.body["application"], reply.body["code"]


async def delivered(hall: Served, case: dict[str, Any]) -> dict[str, Any]:
    """The application on its whole way: accepted by silence, granted by u11, handed out."""
    hall.clock.forward(days=10)
    await Sweep(hall.hall).once()
    clerk, back = await hall.log_in("u01", "1"), await hall.log_in("u10")
    chief, result = await hall.log_in("u11"), await hall.log_in("u12")
    case = (await hall.get(f"applications/{case['id']}", back)).body["application"]
    case = await do(hall, clerk, case, "transmit")
    for material in ("M1", "M2", "M3", "M4"):
        case = await do(hall, back, case, "review_material", code=material, passed=True)
    case = await do(hall, back, case, "opinion", favourable=True, text="材料已逐份审查")
    case = await do(hall, chief, case, "grant")
    case = await do(hall, back, case, "hand_over_result")
    return await do(hall, result, case, "delivered", proof="signature-1")


async def progress(hall: Served, case: dict[str, Any], code: str) -> Any:
    return (await hall.get(f"filings/{case['id']}/{code}")).body["progress"]


async def rows(hall: Served, rated: str) -> list[RatingRow]:
    return await asyncio.to_thread(hall.hall.journal.ratings, rated)


async def a_visit(hall: Served) -> tuple[str, dict[str, Any]]:
    """陈小明 has been to window 1 with an application; the ticket and the application."""
    clerk = await serving(hall)
    case = (await registered(hall, clerk, applicant=APPLICANT))["application"]
    assert (await hall.post("windows/1/complete", {"outcome": "registered"}, clerk)).status == 200
    return case["ticket"], case


@pytest.mark.req("EVA-02")
async def test_each_rating_is_bound_to_the_applicant_the_item_and_the_clerk(hall: Served) -> None:
    ticket, case = await a_visit(hall)
    given = await hall.post("ratings", {"ticket": ticket, "level": 5}, pad(hall))
    assert given.status == 201, given.body
    (row,) = await rows(hall, ticket)
    person = (await hall.get(f"applications/{case['id']}", await hall.log_in("u10"))).body["application"]
    assert (row.person, row.applications) == (person["applicant"]["person"], (case["id"],))
    assert (row.ticket, row.items, row.staff, row.window) == (ticket, ("SI-001",), "u01", "1")
    assert (row.channel, row.at) == ("device:pad-1", hall.hall.now())

    online, code = await filed(hall)
    online = await delivered(hall, online)
    given = await hall.post("ratings", {"application": online["id"], "code": code, "level": 4})
    assert (given.status, given.body["applications"]) == (201, [online["id"]])
    (row,) = await rows(hall, online["id"])
    assert (row.person, row.applications) == (person["applicant"]["person"], (online["id"],))
    assert (row.ticket, row.items, row.staff) == (None, ("SI-001",), "u11"), "who decided"
    assert (row.window, row.channel, row.at) == ("", "public:web", hall.hall.now())


@pytest.mark.req("EVA-03")
async def test_a_visit_is_rated_once_and_an_application_online_once(hall: Served) -> None:
    ticket, _ = await a_visit(hall)
    await rated_once(hall, ticket, {"prompt": ticket}, pad(hall), hall.kiosk)
    online, code = await filed(hall)
    await delivered(hall, online)
    await rated_once(hall, online["id"], {"application": online["id"], "code": code}, None, portal(hall))


async def rated_once(
    hall: Served, rated: str, named: dict[str, str], first: dict[str, str] | None, other: dict[str, str]
) -> None:
    """The `first` who rates it is heard; neither the same nor any other is after that."""
    assert (await hall.post("ratings", {**named, "level": 2}, first)).status == 201
    for again in (first, other):
        second = await hall.post("ratings", {**named, "level": 5}, again)
        assert (second.status, second.code) == (409, "ALREADY_EVALUATED")
    assert [row.level for row in await rows(hall, rated)] == [2]


async def test_the_applicant_sees_whether_and_until_when_it_can_be_rated(hall: Served) -> None:
    case, code = await filed(hall)
    assert (await progress(hall, case, code))["rating"] is None
    early = await hall.post("ratings", {"application": case["id"], "code": code, "level": 5})
    assert (early.status, early.code) == (409, "NOT_RATEABLE")
    await delivered(hall, case)
    until = (hall.hall.now() + WITHIN).isoformat()
    assert (await progress(hall, case, code))["rating"] == {"state": "OPEN", "until": until}
    hall.clock.forward(days=30)
    assert (await progress(hall, case, code))["rating"] == {"state": "NOT_RATED", "until": until}
    late = await hall.post("ratings", {"application": case["id"], "code": code, "level": 5})
    assert (late.status, late.code) == (409, "RATING_OVER")
    assert await rows(hall, case["id"]) == []


async def test_the_timeline_and_the_metrics_tell_of_it_and_not_of_the_person(hall: Served) -> None:
    case, code = await filed(hall)
    await delivered(hall, case)
    said = {"level": 1, "reasons": ["handling"], "text": "陈小明等了很久"}
    token = portal(hall)
    given = await hall.post("ratings", {"application": case["id"], "code": code.lower(), **said}, token)
    assert (given.status, given.body["bad"]) == (201, True)
    assert (await progress(hall, case, code))["rating"]["state"] == "RATED"
    back = await hall.log_in("u10")
    entries = (await hall.get(f"applications/{case['id']}/timeline", back)).body["entries"]
    (rated,) = [entry for entry in entries if entry["type"] == "application.rated"]
    assert (rated["level"], rated["actor"]["workstation"], rated["text"]) == (1, "portal", None)
    assert rated["before"] == rated["after"] == "DELIVERED"
    for secret in ("陈小明", NUMBER, NUMBER[-4:], "很久"):
        assert secret not in str(entries)
    metrics: str = (await hall.get("/metrics", back)).body
    assert 'hall_eval_total{channel="public",level="1"} 1.0' in metrics
    assert (await asyncio.to_thread(verify, hall.hall.journal)).whole
    assert await asyncio.to_thread(hall.hall.journal.case_difference) is None


async def test_staff_are_refused_and_supervision_is_told(hall: Served) -> None:
    case, code = await filed(hall)
    await delivered(hall, case)
    chief = await hall.log_in("u11")
    for named in ({"application": case["id"]}, {"application": case["id"], "code": code}):
        reply = await hall.post("ratings", {**named, "level": 5}, chief)
        assert (reply.status, reply.code) == (403, "SELF_RATING")
    noted = [r.event for r in hall.hall.feed.after(0, 5000) if isinstance(r.event, SupervisionNoted)]
    assert [(each.rule, each.subject, each.liable) for each in noted] == [
        ("SELF_RATING", case["id"], "u11")
    ] * 2


async def test_what_is_not_understood_is_refused_with_what_to_do(hall: Served) -> None:
    ticket, at_the_window = await a_visit(hall)
    case, code = await filed(hall)
    for body, refused in (
        ({"level": 5}, "BODY_INVALID"),
        ({"level": 5, "application": case["id"]}, "BODY_INVALID"),
        ({"level": 5, "application": case["id"], "ticket": ticket, "code": code}, "BODY_INVALID"),
        ({"level": 5, "ticket": ticket, "code": code}, "BODY_INVALID"),
        ({"level": 5, "application": case["id"], "code": "WRONG-99"}, "FILING_UNKNOWN"),
        ({"level": 5, "application": "SI-001-20260302-9999", "code": code}, "FILING_UNKNOWN"),
        ({"level": 7, "application": case["id"], "code": code}, "LEVEL_INVALID"),
    ):
        assert (await hall.post("ratings", body)).code == refused, body
    silent = await hall.post("ratings", {"level": 5, "application": case["id"], "code": code}, hall.reader)
    assert silent.code == "POWER_NOT_HELD", "a token without the scope"
    cases = (await asyncio.to_thread(hall.hall.journal.cases, (at_the_window["id"],))).values()
    (own,) = [one.code for one in cases]
    with_visit = await hall.post("ratings", {"level": 5, "application": at_the_window["id"], "code": own})
    assert (with_visit.status, with_visit.code) == (409, "RATED_WITH_VISIT")
    assert with_visit.body["hint"]


async def test_who_rated_is_forgotten_with_the_case(hall: Served) -> None:
    case, code = await filed(hall)
    done = {"act": {"act": "withdraw"}, "revision": case["revision"], "code": code}
    assert (await hall.post(f"applications/{case['id']}/acts", done)).status == 200
    rating = {"application": case["id"], "code": code, "level": 2, "text": "材料太多"}
    assert (await hall.post("ratings", rating)).status == 201
    (row,) = await rows(hall, case["id"])
    assert row.text is not None
    assert await asyncio.to_thread(hall.hall.journal.unseal, row.text) is not None
    hall.clock.forward(days=400)
    await Forgetting(hall.hall, PrivacySettings(visits_days=0, cases_days=365)).once()
    (row,) = await rows(hall, case["id"])
    assert (row.person, row.level) == (None, 2), "the vote stays"
    assert await asyncio.to_thread(hall.hall.journal.unseal, str(row.text)) is None
    assert (await asyncio.to_thread(verify, hall.hall.journal)).whole
