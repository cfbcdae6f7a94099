"""What bad input gets: a clear error with a code, a log line, a counter, and no change of state."""

import asyncio
from typing import Any

import pytest
from polling import PATIENCE_S
from served_hall import Reply, Served
from structlog.testing import capture_logs

GOOD = {"items": ["SI-001"]}
JSON = {"Content-Type": "application/json"}

BAD: list[tuple[str, dict[str, Any], int, str]] = [
    ("unknown item", {"json": {"items": ["NO-1"]}}, 404, "ITEM_UNKNOWN"),
    ("unknown zone", {"json": {"zone": "Z"}}, 404, "ZONE_UNKNOWN"),
    ("nothing chosen", {"json": {}}, 422, "CHOICE_NEEDED"),
    ("two things chosen", {"json": {**GOOD, "zone": "A"}}, 422, "CHOICE_NEEDED"),
    ("unknown key", {"json": {**GOOD, "colour": "red"}}, 422, "BODY_INVALID"),
    ("wrong type", {"json": {"items": "SI-001"}}, 422, "BODY_INVALID"),
    ("number for a word", {"json": {"zone": 1}}, 422, "BODY_INVALID"),
    ("unknown class", {"json": {**GOOD, "class": "VIP"}}, 422, "BODY_INVALID"),
    ("class that follows from acts", {"json": {**GOOD, "class": "BOOKED"}}, 422, "CLASS_NOT_CHOSEN"),
    ("priority by itself", {"json": {**GOOD, "class": "GREEN_CHANNEL"}}, 403, "OPERATOR_NEEDED"),
    ("not a phone", {"json": {**GOOD, "phone": "call me"}}, 422, "BODY_INVALID"),
    ("control characters", {"json": {"items": ["SI\u0000"]}}, 422, "BODY_INVALID"),
    ("no JSON", {"data": b"{items", "headers": JSON}, 400, "MALFORMED"),
    ("no UTF-8", {"data": b'{"zone":"\xff"}', "headers": JSON}, 400, "MALFORMED"),
    ("half a JSON", {"data": b'{"items":[', "headers": JSON}, 400, "MALFORMED"),
    ("a list", {"data": b"[]", "headers": JSON}, 422, "BODY_INVALID"),
    ("a form", {"data": {"items": "SI-001"}}, 415, "NOT_JSON"),
    ("oversized", {"data": b'{"zone":"' + b"A" * 70_000 + b'"}', "headers": JSON}, 413, "TOO_LARGE"),
    ("empty key", {"json": GOOD, "headers": {"Idempotency-Key": ""}}, 400, "KEY_MALFORMED"),
    ("long key", {"json": GOOD, "headers": {"Idempotency-Key": "k" * 129}}, 400, "KEY_MALFORMED"),
    ("key with spaces", {"json": GOOD, "headers": {"Idempotency-Key": "a b"}}, 400, "KEY_MALFORMED"),
]


async def send(served: Served, path: str, request: dict[str, Any], **headers: str) -> Reply:
    sent = dict(request)
    return await served.call(
        "POST", path, headers={**served.kiosk, **sent.pop("headers", {}), **headers}, **sent
    )


@pytest.mark.parametrize(("request_", "status", "code"), [case[1:] for case in BAD], ids=[c[0] for c in BAD])
async def test_bad_input_is_named_logged_counted_and_changes_nothing(
    served: Served, request_: dict[str, Any], status: int, code: str
) -> None:
    await served.take()
    before = await served.seq()
    with capture_logs() as logs:
        reply = await send(served, "tickets", request_)
        await send(served, "tickets", request_)
    assert (reply.status, reply.code) == (status, code)
    assert reply.headers["Content-Type"] == "application/problem+json"
    assert {"type", "title", "status", "code"} <= set(reply.body)
    assert reply.body["hint"]
    assert await served.seq() == before
    assert [line["code"] for line in logs if line["event"] == "request refused"] == [code]
    metrics = (await served.get("/metrics")).body
    assert f'hall_refusals_total{{code="{code}"}} 2.0' in metrics


async def test_an_unknown_key_is_named_and_its_value_is_not(served: Served) -> None:
    reply = await served.post("tickets", {**GOOD, "colour": "secret-value"}, served.kiosk)
    assert reply.body["errors"][0]["path"] == "colour"
    assert "secret-value" not in str(reply.body)


async def test_a_body_sent_in_pieces_is_bounded_too(served: Served) -> None:
    async def pieces() -> Any:
        yield b'{"zone":"'
        for _ in range(80):
            yield b"A" * 1024
            await asyncio.sleep(0)

    reply = await send(served, "tickets", {"data": pieces(), "headers": JSON})
    assert (reply.status, reply.code) == (413, "TOO_LARGE")


async def test_a_closed_hall_gives_no_number(served: Served) -> None:
    served.clock.forward(hours=10)
    reply = await served.post("tickets", GOOD, served.kiosk)
    assert (reply.status, reply.code) == (409, "HALL_CLOSED")


@pytest.mark.parametrize(
    ("language", "title"),
    [
        ("", "没有这个事项"),
        ("zh-CN", "没有这个事项"),
        ("en-GB,en;q=0.9", "No such item"),
        ("fr", "没有这个事项"),
        ("zh;q=0.3, en;q=0.8", "No such item"),
    ],
)
async def test_the_title_is_in_the_callers_language(served: Served, language: str, title: str) -> None:
    reply = await served.post("tickets", {"items": ["NO-1"]}, {**served.kiosk, "Accept-Language": language})
    assert reply.body["title"] == title


async def test_an_unknown_address_and_method_are_problems_too(served: Served) -> None:
    missing = await served.get("nothing-here")
    assert (missing.status, missing.code) == (404, "NOT_FOUND")
    wrong = await served.call("PUT", "tickets", GOOD, served.kiosk)
    assert (wrong.status, wrong.code) == (405, "METHOD_NOT_ALLOWED")
    assert wrong.headers["Allow"] == "POST"


async def test_no_get_changes_anything(served: Served) -> None:
    clerk = await served.clerk()
    before = await served.seq()
    for path in ("hall", "zones", "windows", "windows/1", "waiting", "devices", "alarms", "wall", "session"):
        assert (await served.get(path, clerk)).status == 200
    assert await served.seq() == before


async def test_a_paused_intake_is_503_with_a_time_to_come_back(served: Served) -> None:
    with served.journal_down("no space left on device"):
        reply = await served.post("tickets", GOOD, served.kiosk)
        assert (reply.status, reply.code) == (503, "INTAKE_PAUSED")
        assert int(reply.headers["Retry-After"]) > 0
        ready = await served.get("/readyz")
        assert (ready.status, "no space" in ready.body["reason"]) == (503, True)
        assert (await served.get("/healthz")).status == 200
    async with asyncio.timeout(PATIENCE_S):
        while (await served.get("/readyz")).status != 200:  # noqa: ASYNC110 - what an orchestrator does
            await asyncio.sleep(0.05)


async def test_the_same_key_acts_once_and_another_body_is_refused(served: Served) -> None:
    keyed = {**served.kiosk, "Idempotency-Key": "k-1"}
    first = await served.post("tickets", GOOD, keyed)
    again = await served.post("tickets", GOOD, keyed)
    assert (first.status, again.status) == (201, 201)
    assert first.body == again.body
    other = await served.post("tickets", {"items": ["SI-002"]}, keyed)
    assert (other.status, other.code) == (422, "KEY_REUSED")
    elsewhere = await served.post("tickets", GOOD, {**served.device, "Idempotency-Key": "k-1"})
    assert elsewhere.body["ticket"]["number"] == "A002"


async def test_a_concurrent_duplicate_waits_for_the_first(served: Served) -> None:
    keyed = {**served.kiosk, "Idempotency-Key": "k-2"}
    replies = await asyncio.gather(*(served.post("tickets", GOOD, keyed) for _ in range(8)))
    assert {reply.status for reply in replies} == {201}
    assert len({reply.body["ticket"]["id"] for reply in replies}) == 1


async def test_a_refusal_is_judged_anew(served: Served) -> None:
    clerk = {**await served.clerk(), "Idempotency-Key": "k-3"}
    assert (await served.post("windows/1/start", {}, clerk)).code == "NO_TICKET"
    await served.take()
    await served.post("windows/1/next", {}, {**clerk, "Idempotency-Key": "k-4"})
    assert (await served.post("windows/1/start", {}, clerk)).status == 200
    assert (await served.post("windows/1/start", {}, clerk)).body["ticket"]["state"] == "SERVING"
