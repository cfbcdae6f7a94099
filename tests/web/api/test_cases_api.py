"""Applications over HTTP: registered, moved by acts, searched, followed; what is personal stays sealed."""

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
import served_hall
from cases_hall import APPLICANT, CARD, NUMBER, a_setup, do, handed, registered, serving
from intake import ALL_PASSED
from served_hall import Served

from hallctl.domain.events import ApplicationUnsealed
from web.app import openapi_document

PRIVATE = (NUMBER, "陈小明", "13800001234", "依法不需要取得许可")


@pytest.fixture
async def hall(tmp_path: Path) -> AsyncIterator[Served]:
    async with served_hall.serve(tmp_path, setup=a_setup()) as served:
        yield served


async def test_a_case_is_registered_with_channel_time_item_and_ticket(hall: Served) -> None:
    clerk = await serving(hall)
    born = await registered(hall, clerk, applicant=APPLICANT)
    case = born["application"]
    window = (await hall.get("windows/1", clerk)).body["window"]
    assert (case["state"], case["channel"], case["ticket"]) == ("RECEIVED", "ONSITE", window["ticket"]["id"])
    assert (case["item_version"], case["received_at"][:10], case["owner"]) == (1, "2026-03-02", "u01")
    assert case["applicant"]["mask"].endswith("743X")
    assert [row["status"] for row in case["materials"]] == ["PRESENT"] * 4
    assert [clock["kind"] for clock in case["clocks"] if clock["tone"] != "OVER"] == ["C01", "C13"]
    assert [paper["kind"] for paper in case["documents"]] == ["RECEIPT_NOTICE"]
    assert len(born["code"]) == 9


@pytest.mark.req("INT-14")
async def test_a_blank_check_is_refused(hall: Served) -> None:
    clerk = await serving(hall)
    for blank in ALL_PASSED:
        checks = {check: True for check in ALL_PASSED if check != blank}
        body = {"window": "1", "item": "SI-001", "checks": checks, "materials": handed()}
        reply = await hall.post("applications", body, clerk)
        assert (reply.status, reply.code, reply.body["detail"]) == (422, "CHECK_MISSING", blank)
    assert (await hall.get("applications", clerk)).body["applications"] == []


async def test_a_point_that_is_neither_ticked_nor_explained_is_refused(hall: Served) -> None:
    clerk = await serving(hall)
    body = {"window": "1", "item": "SI-001", "checks": ALL_PASSED, "materials": handed(without="P4")}
    refused = await hall.post("applications", body, clerk)
    assert (refused.status, refused.code, refused.body["detail"]) == (422, "POINT_UNCHECKED", "M3: P4")
    body["materials"][2]["note"] = "背景为浅蓝色，已告知"  # type: ignore[index]
    assert (await hall.post("applications", body, clerk)).status == 201


@pytest.mark.req("QUE-24")
async def test_a_ticket_with_two_items_ends_with_two_applications(hall: Served) -> None:
    clerk = await serving(hall, "SI-001", "SI-002")
    first = await registered(hall, clerk)
    one = {"applications": [first["application"]["id"]]}
    assert (await hall.post("windows/1/complete", one, clerk)).code == "OUTCOME_NEEDED"
    second = await registered(hall, clerk, item="SI-002", materials=[])
    ids = [first["application"]["id"], second["application"]["id"]]
    ticket = (await hall.get("windows/1", clerk)).body["window"]["ticket"]
    assert ticket["applications"] == ids
    assert {one["application"]["ticket"] for one in (first, second)} == {ticket["id"]}
    done = await hall.post("windows/1/complete", {"applications": ids}, clerk)
    assert (done.status, done.body["ticket"]["state"]) == (200, "COMPLETED")


async def test_a_session_may_end_with_its_acceptance_and_needs_no_receipt_notice(hall: Served) -> None:
    clerk = await serving(hall)
    case = (await registered(hall, clerk, then={"act": "accept"}))["application"]
    assert (case["state"], case["accepted_at"]) == ("ACCEPTED", case["received_at"])
    assert [paper["kind"] for paper in case["documents"]] == ["ACCEPTANCE_NOTICE"]
    promise = next(clock for clock in case["clocks"] if clock["kind"] == "C04")
    assert (promise["days_left"], promise["tone"]) == (10, "RUNNING")


async def test_words_of_an_act_are_sealed_and_opened_by_a_logged_call_only(hall: Served) -> None:
    clerk = await serving(hall)
    case = (await registered(hall, clerk, applicant=APPLICANT))["application"]
    await do(hall, clerk, case, "not_required", text=PRIVATE[3], basis="行政许可法第三十二条")
    path = f"applications/{case['id']}"
    everything = [
        await hall.get(path, clerk),
        await hall.get(f"{path}/timeline", clerk),
        await hall.get("applications", clerk),
        await hall.get(f"{path}/acts", clerk),
    ]
    assert not any(secret in str(reply.body) for reply in everything for secret in PRIVATE)
    assert not any(secret.encode() in record.raw for record in hall.hall.feed.after(0) for secret in PRIVATE)
    who = await hall.post(f"{path}/unsealed", {}, clerk)
    assert (who.body["name"], who.body["number"], who.body["phone"]) == (PRIVATE[1], NUMBER, PRIVATE[2])
    (text,) = {entry["text"] for entry in everything[1].body["entries"]} - {None}
    assert (await hall.post(f"{path}/unsealed", {"text": text}, clerk)).body["text"] == PRIVATE[3]
    guide = await hall.log_in("u13")
    assert (await hall.post(f"{path}/unsealed", {}, guide)).code == "POWER_NOT_HELD"
    assert (await hall.post(f"{path}/unsealed", {"text": "words-0"}, clerk)).code == "WORDS_UNKNOWN"
    looks = [
        (record.actor.person, record.event.granted)
        for record in hall.hall.feed.after(0)
        if isinstance(record.event, ApplicationUnsealed)
    ]
    assert looks == [("u01", True), ("u01", True), ("u13", False)]


@pytest.mark.req("SUP-10")
async def test_the_timeline_lists_every_act_actor_document_and_clock_in_order(hall: Served) -> None:
    clerk = await serving(hall)
    case = (await registered(hall, clerk))["application"]
    hall.clock.forward(minutes=20)
    case = await do(hall, clerk, case, "accept")
    back = await hall.log_in("u10")
    hall.clock.forward(hours=1)
    case = await do(hall, back, case, "transmit")
    for person in ("u01", "u08"):  # the comprehensive acceptance post and the dispatcher
        told = await hall.get(f"applications/{case['id']}/timeline", await hall.log_in(person))
        entries = told.body["entries"]
        assert [(one["step"], one["act"]) for one in entries] == [
            ("T01", "submitted"),
            ("T05", "receive"),
            ("T10", "accept"),
            ("T21", "transmit"),
        ]
        assert [one["seq"] for one in entries] == sorted(one["seq"] for one in entries)
        assert [(one["before"], one["after"]) for one in entries[1:]] == [
            ("SUBMITTED", "RECEIVED"),
            ("RECEIVED", "ACCEPTED"),
            ("ACCEPTED", "UNDER_REVIEW"),
        ]
        assert [one["actor"]["person"] for one in entries] == ["u01", "u01", "u01", "u10"]
        assert {"name": "王某", "window": "1"}.items() <= entries[1]["actor"].items()
        assert [[paper["kind"] for paper in one["documents"]] for one in entries] == [
            [],
            ["RECEIPT_NOTICE"],
            ["ACCEPTANCE_NOTICE"],
            [],
        ]
        changes = [(clock["kind"], clock["change"]) for one in entries for clock in one["clocks"]]
        assert changes[0] == ("C01", "STARTED")
        assert {("C01", "STOPPED"), ("C04", "STARTED"), ("C05", "STARTED")} <= set(changes[1:])
        assert [row["code"] for row in entries[1]["materials"]] == ["M1", "M2", "M3", "M4"]
    assert (await hall.get("applications/none/timeline", clerk)).code == "APPLICATION_UNKNOWN"


async def test_what_is_possible_depends_on_the_state_and_on_who_asks(hall: Served) -> None:
    clerk = await serving(hall)
    case = (await registered(hall, clerk))["application"]

    async def acts(person: str) -> dict[str, Any]:
        reply = await hall.get(f"applications/{case['id']}/acts", await hall.log_in(person))
        return {one["act"]: one for one in reply.body["acts"]}

    at_the_window = await acts("u01")
    assert {"accept", "one_time_notice", "not_required", "not_competent"} <= set(at_the_window)
    assert not {"grant", "receive", "deem_accepted"} & set(at_the_window)
    (materials, days) = at_the_window["one_time_notice"]["fields"]
    assert (materials["kind"], days["kind"], days["required"]) == ("wanted", "number", True)
    assert at_the_window["not_required"]["fields"][0]["kind"] == "words"
    assert not {"accept", "one_time_notice"} & set(await acts("u13"))


@pytest.mark.parametrize(
    ("act", "status", "code", "path"),
    [
        ({"act": "fly"}, 422, "BODY_INVALID", "act.act"),
        ({"act": "not_required", "basis": "x"}, 422, "BODY_INVALID", "act.text"),
        ({"act": "not_required", "text": 5, "basis": "x"}, 422, "BODY_INVALID", "act.text"),
        ({"act": "accept", "colour": "red"}, 422, "BODY_INVALID", "act.colour"),
        ({"act": "hand_in", "materials": [{"code": 1}]}, 422, "BODY_INVALID", "act.materials.0.code"),
        ({"act": "hand_in", "materials": [{"code": "1", "status": "?"}]}, 422, "BODY_INVALID",
         "act.materials.0.status"),
        ({"act": "not_required", "text": {"id": "a", "digest": "b"}, "basis": "x"}, 422, "BODY_INVALID",
         "act.text"),
        ({"act": "deem_accepted"}, 422, "BODY_INVALID", "act.act"),
        ({"act": "serve_notice"}, 409, "NOTICE_MISSING", None),
        ({"act": "originals_ok"}, 409, "APPLICATION_STATE", None),
    ],
)  # fmt: skip
async def test_an_act_that_cannot_be_says_where_and_why(
    hall: Served, act: dict[str, Any], status: int, code: str, path: str | None
) -> None:
    clerk = await serving(hall)
    case = (await registered(hall, clerk))["application"]
    before = await hall.seq()
    reply = await hall.post(f"applications/{case['id']}/acts", {"act": act, "revision": 2}, clerk)
    assert (reply.status, reply.code) == (status, code)
    assert await hall.seq() == before
    if path is not None:
        (fault,) = reply.body["errors"]
        assert fault["path"] == path
        assert "fly" not in fault["message"]


async def test_two_who_looked_at_the_same_case_do_not_both_act(hall: Served) -> None:
    clerk = await serving(hall)
    case = (await registered(hall, clerk))["application"]
    path = f"applications/{case['id']}/acts"
    body = {"act": {"act": "accept"}, "revision": case["revision"]}
    key = {**clerk, "Idempotency-Key": "once"}
    assert (await hall.post(path, body, key)).status == 200
    assert (await hall.post(path, body, key)).body["application"]["state"] == "ACCEPTED"
    late = await hall.post(path, body, clerk)
    assert (late.status, late.code) == (409, "VERSION_STALE")


async def test_pages_of_a_search_hold_what_fits_the_newest_first(hall: Served) -> None:
    clerk = await serving(hall)
    made = [(await registered(hall, clerk, applicant=APPLICANT))["application"] for _ in range(3)]
    other = (await registered(hall, clerk, item="SI-002", materials=[]))["application"]
    await do(hall, clerk, made[0], "accept")
    newest = [other["id"], *(case["id"] for case in made[::-1])]

    async def found(query: str) -> list[str]:
        return [one["id"] for one in (await hall.get(f"applications?{query}", clerk)).body["applications"]]

    assert await found("") == newest
    first = (await hall.get("applications?limit=3", clerk)).body
    assert [one["id"] for one in first["applications"]] == newest[:3]
    assert await found(f"limit=3&before={first['next']}") == newest[3:]
    assert await found("state=ACCEPTED") == [made[0]["id"]]
    assert await found("state=ACCEPTED,RECEIVED&item=SI-002") == [other["id"]]
    assert await found("department=人社局") == newest[1:]
    assert await found("owner=u01") == newest
    assert await found("number=SI-001-2026") == newest[1:]
    assert await found("due_before=2026-03-02T12:00:00%2B08:00") == []
    assert len(await found("due_before=2026-12-01T12:00:00%2B08:00")) == 4
    person = (await hall.post("applicants/look-up", {"number": NUMBER}, clerk)).body["person"]
    assert person == made[0]["applicant"]["person"]
    assert await found(f"applicant={person}") == newest[1:]
    row = (await hall.get("applications?state=ACCEPTED", clerk)).body["applications"][0]
    assert (row["applicant"], row["clock"]["kind"], row["clock"]["days_left"]) == (
        "*" * 14 + "743X",
        "C04",
        10,
    )
    for wrong in ("state=NO", "limit=0", "before=x", "due_before=2026-03-02T12:00:00", "due_before=soon"):
        assert (await hall.get(f"applications?{wrong}", clerk)).code == "QUERY_INVALID"
    assert (await hall.get("applications")).status == 401


async def test_an_application_comes_in_without_a_window(hall: Served) -> None:
    clerk = await hall.log_in("u01")
    by_mail = await hall.post(
        "applications/submit", {"item": "SI-001", "channel": "COURIER", "applicant": APPLICANT}, clerk
    )
    assert by_mail.status == 201, by_mail.body
    assert (by_mail.body["application"]["channel"], by_mail.body["application"]["state"]) == (
        "COURIER",
        "SUBMITTED",
    )
    wrong = await hall.post("applications/submit", {"item": "SI-001", "channel": "ONSITE"}, clerk)
    assert wrong.code == "BODY_INVALID"
    no_scope = await hall.post("applications/submit", {"item": "SI-001", "channel": "ONLINE"}, hall.reader)
    assert no_scope.code == "POWER_NOT_HELD"


async def test_the_applicant_follows_the_case_by_number_and_code_alone(hall: Served) -> None:
    clerk = await serving(hall)
    born = await registered(hall, clerk, applicant=APPLICANT, materials=handed("M1", "M2", "M3"))
    case, code = born["application"], born["code"]
    wanted = [{"code": "M4", "note": "请补交"}]
    case = await do(hall, clerk, case, "one_time_notice", materials=wanted, days=10)
    seen = (await hall.get(f"filings/{case['id']}/{code.lower()}")).body["progress"]
    assert (seen["state"], seen["revision"], seen["days_left"]) == ("SUPPLEMENT_PENDING", 3, 10)
    assert seen["wanted"] == [{"code": "M4", "name": "遗失声明", "note": "请补交"}]
    assert not any(secret in str(seen) for secret in (*PRIVATE, "743X"))
    assert (await hall.get(f"filings/{case['id']}/2222-2222")).code == "FILING_UNKNOWN"
    path, withdraw = f"applications/{case['id']}/acts", {"act": {"act": "withdraw"}, "revision": 3}
    assert (await hall.post(path, withdraw)).code == "FILING_UNKNOWN"
    assert (await hall.post("applications/none/acts", withdraw)).code == "FILING_UNKNOWN"
    refused = await hall.post(path, {"act": {"act": "accept"}, "revision": 3, "code": code})
    assert refused.code in {"POWER_NOT_HELD", "APPLICATION_STATE"}


def test_the_documentation_shows_the_schema_of_every_act() -> None:
    schemas = openapi_document()["components"]["schemas"]
    shown = schemas["ActBody"]["properties"]["act"]
    names = set(shown["discriminator"]["mapping"])
    assert {"receive", "accept", "grant", "delivered", "withdraw", "feedback"} <= names
    assert "deem_accepted" not in names
    words = schemas["NotRequired"]["properties"]["text"]
    assert (words["type"], words["minLength"]) == ("string", 1)
    assert CARD.code  # the hall of these tests has a full record of its item


async def test_the_intake_form_of_an_item_has_its_materials_points_and_endings(hall: Served) -> None:
    clerk = await hall.clerk()
    form = (await hall.get("intake-forms/SI-001", clerk)).body
    assert len(form["checks"]) == 5
    assert [material["code"] for material in form["materials"]] == ["M1", "M2", "M3", "M4"]
    assert sum(len(material["points"]) for material in form["materials"]) == 6
    endings = {ending["act"] for ending in form["endings"]}
    assert {"accept", "one_time_notice", "not_required", "not_competent"} <= endings
    guide = await hall.log_in("u13")
    assert (await hall.get("intake-forms/SI-001", guide)).body["endings"] == []
    assert (await hall.get("intake-forms/NO-1", clerk)).code == "ITEM_UNKNOWN"


async def test_the_applicant_withdraws_with_the_check_code_and_sees_no_more_than_the_state(
    hall: Served,
) -> None:
    clerk = await serving(hall)
    born = await registered(hall, clerk, applicant=APPLICANT)
    path = f"applications/{born['application']['id']}/acts"
    seen = (await hall.get(f"filings/{born['application']['id']}/{born['code']}")).body["progress"]
    assert "withdraw" in seen["acts"]
    assert not {"accept", "one_time_notice", "note"} & set(seen["acts"])
    act = {"act": "withdraw", "text": PRIVATE[3]}
    done = await hall.post(path, {"act": act, "revision": seen["revision"], "code": born["code"].lower()})
    assert done.status == 200, done.body
    assert set(done.body) == {"progress"}
    assert done.body["progress"]["state"] == "WITHDRAWN"
    assert not any(secret in str(done.body) for secret in (*PRIVATE, "743X"))
