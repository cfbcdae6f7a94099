"""Operations of a window over HTTP: what each does, what it says when it may not, who may press."""

from typing import Any

import pytest
from intake import ALL_PASSED
from served_hall import Served

from web.api.windows import PRESSES

Step = tuple[str, dict[str, Any], str | None, str]
"""(press, body, state of the ticket after it, state of the window after it)."""

A_DAY: list[Step] = [
    ("next", {}, "CALLED", "CALLING"),
    ("recall", {}, "CALLED", "CALLING"),
    ("start", {}, "SERVING", "SERVING"),
    ("hold", {}, "HELD", "OPEN"),
    ("unhold", {"ticket": "FIRST"}, "SERVING", "SERVING"),
    ("complete", {"outcome": "enquiry_only"}, "COMPLETED", "OPEN"),
    ("next", {}, "CALLED", "CALLING"),
    ("transfer", {"zone": "B", "reason": "WRONG_DESK"}, "WAITING", "OPEN"),
    ("next", {}, "CALLED", "CALLING"),
    ("recall", {}, "CALLED", "CALLING"),
    ("recall", {}, "CALLED", "CALLING"),
    ("no-show", {}, "NO_SHOW", "OPEN"),
    ("pause", {"reason": "BREAK"}, None, "PAUSED"),
    ("resume", {}, None, "OPEN"),
    ("close", {}, None, "CLOSED"),
]
EVENTS = {
    "next": "ticket.called", "recall": "ticket.recalled", "start": "ticket.started", "hold": "ticket.held",
    "unhold": "ticket.resumed", "complete": "ticket.completed", "transfer": "ticket.transferred",
    "no-show": "ticket.no_show", "pause": "window.paused", "resume": "window.resumed",
    "close": "window.closed",
}  # fmt: skip


@pytest.mark.req("QUE-08")
async def test_each_operation_moves_as_the_table_says_and_publishes_one_event(served: Served) -> None:
    clerk = await served.clerk()
    first = await served.take()
    await served.take("SI-002")
    await served.take()
    assert {step[0] for step in A_DAY} >= {
        "next", "recall", "start", "transfer", "hold", "complete", "no-show", "pause", "resume", "close",
    }  # fmt: skip
    for press, body, ticket_after, window_after in A_DAY:
        before = await served.seq()
        sent = {name: first["id"] if value == "FIRST" else value for name, value in body.items()}
        reply = await served.post(f"windows/1/{press}", sent, clerk)
        assert reply.status == 200, (press, reply.body)
        assert reply.body["window"]["state"] == window_after, press
        assert (reply.body["ticket"] or {}).get("state") == ticket_after, press
        happened = await served.hall.records_after(before)
        assert [record.type for record in happened] == [EVENTS[press]], press
        assert reply.body["seq"] == reply.body["window"]["seq"]

    illegal = {
        "complete": {"outcome": "enquiry_only"},
        "transfer": {"zone": "B", "reason": "x"},
        "pause": {"reason": "x"},
    }
    for press in (
        "next",
        "recall",
        "start",
        "transfer",
        "hold",
        "complete",
        "no-show",
        "pause",
        "resume",
        "close",
    ):
        before = await served.seq()
        reply = await served.post(f"windows/1/{press}", illegal.get(press, {}), clerk)
        assert reply.status == 409, (press, reply.body)
        assert await served.seq() == before, press


async def test_nobody_waiting_is_no_error(served: Served) -> None:
    clerk = await served.clerk()
    reply = await served.post("windows/1/next", {}, clerk)
    assert (reply.status, reply.body["ticket"], reply.body["window"]["state"]) == (200, None, "OPEN")


async def test_an_overtaken_press_calls_nobody(served: Served) -> None:
    clerk = await served.clerk()
    await served.take()
    await served.take()
    seen = (await served.get("windows/1", clerk)).body["seq"]
    first = await served.post("windows/1/next", {"expected_seq": seen}, clerk)
    assert first.body["ticket"]["number"] == "A001"
    second = await served.post("windows/1/next", {"expected_seq": seen}, clerk)
    assert (second.status, second.code) == (409, "STALE")
    assert (await served.get("waiting?zone=A", clerk)).body["waiting"][0]["number"] == "A002"


async def test_only_the_own_window_may_be_pressed(served: Served) -> None:
    clerk = await served.clerk("1", "u01")
    await served.clerk("2", "u02")
    reply = await served.post("windows/2/next", {}, clerk)
    assert (reply.status, reply.code) == (403, "NOT_YOUR_WINDOW")
    assert (await served.post("windows/7/next", {}, clerk)).code == "WINDOW_UNKNOWN"


async def test_a_dispatcher_calls_by_name_and_a_clerk_may_not(served: Served) -> None:
    clerk = await served.clerk()
    await served.take()
    second = await served.take()
    body = {"ticket": second["id"], "reason": "MOBILITY"}
    refused = await served.post("windows/1/call", body, clerk)
    assert (refused.status, refused.code) == (403, "POWER_NOT_HELD")
    dispatcher = await served.log_in("u08")
    called = await served.post("windows/1/call", body, dispatcher)
    assert (called.status, called.body["ticket"]["number"]) == (200, "A002")


async def test_a_window_without_authorised_staff_calls_nobody(served: Served) -> None:
    await served.take()
    clerk = await served.clerk("3", "u03")
    reply = await served.post("windows/3/next", {}, clerk)
    assert reply.status in {200, 403}
    assert reply.body.get("ticket") is None
    assert len((await served.get("waiting", clerk)).body["waiting"]) == 1


async def test_a_paused_window_does_not_call(served: Served) -> None:
    clerk = await served.clerk()
    await served.take()
    await served.post("windows/1/pause", {"reason": "BREAK"}, clerk)
    reply = await served.post("windows/1/next", {}, clerk)
    assert (reply.status, reply.code) == (409, "WINDOW_PAUSED")


async def test_a_stand_in_presses_at_the_window_taken_over(served: Served) -> None:
    clerk = await served.clerk("1", "u01")
    stand_in = await served.log_in("u02")
    await served.take()
    assert (await served.post("windows/1/next", {}, stand_in)).code == "NOT_YOUR_WINDOW"
    handed = await served.post("windows/1/substitute", {"person": "u02"}, clerk)
    assert (handed.body["window"]["staff"], handed.body["window"]["acting_for"]) == ("u02", "u01")
    called = await served.post("windows/1/next", {}, stand_in)
    assert called.status == 200
    actor = (await served.hall.records_after(served.hall.durable_seq - 1))[0].actor
    assert (actor.person, actor.window) == ("u02", "1")


async def test_a_lost_window_gives_its_ticket_back(served: Served) -> None:
    clerk = await served.clerk()
    ticket = await served.take()
    await served.post("windows/1/next", {}, clerk)
    dispatcher = await served.log_in("u08")
    lost = await served.post("windows/1/fault", {"cause": "POWER"}, dispatcher)
    assert (lost.status, lost.body["window"]["state"]) == (200, "FAULT")
    found = await served.get(f"tickets/{ticket['id']}", clerk)
    assert found.body["ticket"]["state"] == "WAITING"


async def test_an_application_is_registered_and_declined(served: Served) -> None:
    clerk = await served.clerk()
    await served.take()
    await served.post("windows/1/next", {}, clerk)
    await served.post("windows/1/start", {}, clerk)
    made = await served.post("applications", {"window": "1", "item": "SI-001", "checks": ALL_PASSED}, clerk)
    assert made.status == 201
    application = made.body["application"]
    declined = {"act": "not_required", "text": "依法不需要取得许可", "basis": "行政许可法第三十二条"}
    acts = f"applications/{application['id']}/acts"
    stale = await served.post(acts, {"act": declined, "revision": 9}, clerk)
    assert (stale.status, stale.code) == (409, "VERSION_STALE")
    back = await served.post(acts, {"act": declined, "revision": application["revision"]}, clerk)
    assert (back.status, back.body["application"]["state"]) == (200, "NOT_ACCEPTED")
    read = await served.get(f"applications/{application['id']}", served.reader)
    assert read.body["application"]["revision"] == 3
    done = await served.post("windows/1/complete", {"applications": [application["id"]]}, clerk)
    assert done.status == 200, done.body
    assert (await served.get("applications/none", clerk)).code == "APPLICATION_UNKNOWN"


async def test_neither_the_public_nor_a_kiosk_presses(served: Served) -> None:
    before = await served.seq()
    body = {"reason": "x", "ticket": "x", "person": "u02", "cause": "x"}
    for press in PRESSES:
        assert (await served.post(f"windows/1/{press.name}", body)).status == 401
        reply = await served.post(f"windows/1/{press.name}", body, served.kiosk)
        assert (reply.status, reply.code) == (403, "POWER_NOT_HELD")
    assert await served.seq() == before
