"""What the desks of the staff are told through the API: pages of messages and attempts, items, papers."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from desk_hall import accepted, desks
from pdf_text import PANGO
from served_hall import Served

pytestmark = PANGO


@pytest.fixture
async def hall(tmp_path: Path) -> AsyncIterator[Served]:
    async with desks(tmp_path) as served:
        yield served


async def test_a_message_is_waiting_then_over_and_found_by_its_application(hall: Served) -> None:
    clerk, case = await accepted(hall)
    (waiting,) = (await hall.get("messages", clerk)).body["messages"]
    assert (await hall.get("messages", clerk)).body["waiting"] == 1
    assert (await hall.get("messages?application=other", clerk)).body["messages"] == []
    assert (await hall.get("messages/told", clerk)).body["messages"] == []
    failed = {"sent": False, "told_by": "phone", "fault": "NO_ANSWER"}
    done = await hall.post(f"messages/{waiting['id']}", failed, clerk)
    assert (done.status, done.body["waiting"]) == (200, 0)
    (told,) = (await hall.get(f"messages/told?application={case['id']}", clerk)).body["messages"]
    assert (told["state"], told["told_by"], told["fault"]) == ("FAILED", "phone", "NO_ANSWER")
    assert told["text"] == waiting["text"]
    assert (await hall.get("messages/told?state=SENT", clerk)).body["messages"] == []
    assert (await hall.get("messages/told?state=LOST", clerk)).code == "QUERY_INVALID"
    assert (await hall.get("messages/told", hall.reader)).status == 403
    again = await hall.post(f"messages/{waiting['id']}", failed, clerk)
    assert again.code == "MESSAGE_UNKNOWN"


async def test_attempts_come_in_pages_for_the_supervisor_alone(
    hall: Served, monkeypatch: pytest.MonkeyPatch
) -> None:
    clerk, case = await accepted(hall)
    stranger = await hall.log_in("u03", "3")
    for _ in range(3):
        beyond = {"act": {"act": "transmit"}, "revision": case["revision"]}
        assert (await hall.post(f"applications/{case['id']}/acts", beyond, stranger)).code == "POWER_NOT_HELD"
    supervisor = await hall.log_in("u20") | {"Accept-Language": "en"}
    monkeypatch.setattr("web.api.supervision.PAGE", 2)
    first = (await hall.get("supervision", supervisor)).body
    last = (await hall.get(f"supervision?before={first['before']}", supervisor)).body
    assert [len(first["noted"]), len(last["noted"]), last["before"]] == [2, 1, None]
    one = first["noted"][0]
    assert (one["rule"], one["person"], one["window"], one["subject"]) == (
        "POWER_NOT_HELD", "u03", "3", case["id"],
    )  # fmt: skip
    assert (one["liable_party"], one["name"], one["title"]) == ("clerk", "赵某", "You do not hold this power")
    assert (await hall.get("supervision", clerk)).code == "POWER_NOT_HELD"


async def test_items_are_listed_with_their_departments_and_how_they_stand(hall: Served) -> None:
    supervisor = await hall.log_in("u20")
    await hall.post("items/SI-001/steps", {"step": "PROPOSED"}, supervisor)
    card, insurance = (await hall.get("items", supervisor)).body["items"]
    assert (card["life"]["step"], card["life"]["offer"]) == ("PROPOSED", "NOT_OPEN")
    assert (insurance["departments"], insurance["one_window"]) == (["医保局"], True)
    assert (await hall.get("hall")).body["hall"]["not_open"] == ["SI-001"]
    assert (await hall.get("items")).status == 401


async def test_each_page_is_found_on_an_index_alone(hall: Served) -> None:
    """However much was sealed, told and noted, a desk looks at what it shows."""

    def plan(statement: str) -> str:
        with hall.hall.journal._reader() as connection:
            return " ".join(str(row) for row in connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}"))

    asked = {
        "documents_unsealed": "SELECT id FROM application_documents WHERE seal IS NULL AND kind = 'D02'"
        " AND made_seq < 9 ORDER BY made_seq DESC",
        "messages_by_state": "SELECT queued_seq FROM messages WHERE state IN ('SENT') AND queued_seq < 9"
        " ORDER BY queued_seq DESC",
        "events_for_supervision": "SELECT raw FROM events WHERE entity = 'supervision' AND seq < 9"
        " ORDER BY seq DESC",
    }
    for index, statement in asked.items():
        found = await asyncio.to_thread(plan, statement)
        assert index in found, found
        assert "TEMP B-TREE" not in found, found
