"""The live feed over HTTP: snapshot, events in order, resuming, views, who sees what, slow readers."""

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import aiohttp
import pytest
from polling import PATIENCE_S
from served_hall import Served, serve

from hallctl.domain.outlook import Outlook, Wait


@dataclass
class Message:
    id: int | None
    type: str
    data: Any


@dataclass
class Stream:
    response: aiohttp.ClientResponse

    async def next(self) -> Message | None:
        """The next message, or None for a comment."""
        async with asyncio.timeout(PATIENCE_S):
            lines = []
            while line := (await self.response.content.readline()).decode().rstrip("\n"):
                lines.append(line)
        if not lines:
            raise EOFError
        if lines[0].startswith(":"):
            return None
        fields = dict(line.split(": ", 1) for line in lines)
        seq = fields.get("id")
        return Message(int(seq) if seq else None, fields["event"], json.loads(fields["data"]))

    async def until(self, kind: str) -> list[Message]:
        """Messages up to and with the first of `kind`."""
        got: list[Message] = []
        while not got or got[-1].type != kind:
            message = await self.next()
            if message is not None:
                got.append(message)
        return got


@asynccontextmanager
async def follow(
    served: Served, topics: str | None = None, headers: dict[str, str] | None = None, after: int | None = None
) -> AsyncIterator[Stream]:
    sent = dict(headers or {})
    if after is not None:
        sent["Last-Event-ID"] = str(after)
    query = {} if topics is None else {"topics": topics}
    async with served.client.get(served.url + "/api/v1/feed", headers=sent, params=query) as response:
        assert response.status == 200, await response.text()
        assert response.content_type == "text/event-stream"
        yield Stream(response)


async def test_first_a_snapshot_then_every_event_in_order(served: Served) -> None:
    await served.take()
    async with follow(served, headers=served.reader) as stream:
        first = await stream.next()
        assert first is not None
        assert first.id is not None
        assert (first.type, first.id) == ("snapshot", await served.seq())
        assert first.data["seq"] == first.id
        assert first.data["hall"]["waiting"] == 1
        clerk = await served.clerk()
        await served.post("windows/1/next", {}, clerk)
        events = await stream.until("ticket.called")
    assert [event.type for event in events] == ["staff.signed_on", "window.opened", "ticket.called"]
    assert [event.id for event in events] == list(range(first.id + 1, first.id + 4))
    called = events[-1].data
    assert (called["number"], called["window"], called["zone"]) == ("A001", "1", "A")
    assert called["actor"]["person"] == "u01"


async def test_nothing_secret_is_in_the_feed(served: Served) -> None:
    async with follow(served, headers=served.reader) as stream:
        await stream.until("snapshot")
        await served.post("tickets", {"items": ["SI-001"], "phone": "13800138000"}, served.kiosk)
        event = (await stream.until("ticket.issued"))[-1]
    assert not {"token", "holder", "holder_digest"} & set(event.data)
    assert event.data["class"] == "NORMAL"


async def test_the_public_gets_public_events_with_public_fields(served: Served) -> None:
    await served.take()
    async with follow(served) as stream:
        snapshot = (await stream.until("snapshot"))[-1]
        assert "staff_name" not in str(snapshot.data)
        clerk = await served.clerk()
        await served.take("SI-002")
        for press in ("next", "start"):
            await served.post(f"windows/1/{press}", {}, clerk)
        await served.post("windows/1/complete", {"outcome": "enquiry_only"}, clerk)
        await served.post("windows/1/close", {}, clerk)
        events = await stream.until("window.closed")
    assert [event.type for event in events] == [
        "window.opened", "ticket.issued", "ticket.called", "window.closed",
    ]  # fmt: skip
    assert set(events[2].data) == {"ticket", "number", "window", "zone", "seq", "at"}


async def test_a_reader_resumes_exactly_where_it_was(served: Served) -> None:
    async with follow(served, headers=served.reader) as stream:
        await stream.until("snapshot")
        await served.take()
        last = (await stream.until("ticket.issued"))[-1].id
    assert last is not None
    for _ in range(5):
        await served.take()
    async with follow(served, headers=served.reader, after=last) as stream:
        missed = [await stream.until("ticket.issued") for _ in range(5)]
        await served.take()
        missed.append(await stream.until("ticket.issued"))
    assert [message.id for (message,) in missed] == list(range(last + 1, last + 7))
    assert [message.data["number"] for (message,) in missed] == [f"A{n:03d}" for n in range(2, 8)]


async def test_who_is_too_far_behind_starts_afresh(tmp_path: Path) -> None:
    async with serve(tmp_path, feed_events=3) as served:
        for _ in range(6):
            await served.take()
        async with follow(served, headers=served.reader, after=1) as stream:
            assert [message.type for message in await stream.until("snapshot")] == ["reset", "snapshot"]
        async with follow(served, headers=served.reader, after=10_000) as stream:
            assert [message.type for message in await stream.until("snapshot")] == ["reset", "snapshot"]


async def test_a_slow_reader_is_reset_and_holds_nobody_up(tmp_path: Path) -> None:
    async with serve(tmp_path, feed_queue=4) as served:
        async with (
            follow(served, topics="events,wall", headers=served.reader) as slow,
            follow(served, headers=served.kiosk) as quick,
        ):
            await slow.until("wall")
            await quick.until("snapshot")
            await served.take()
            await slow.until("ticket.issued")
            # While the slow one rests between its views, more comes than it has room for.
            await asyncio.gather(*(served.take() for _ in range(40)))
            kinds = [message.type for message in await slow.until("snapshot")]
            assert kinds[-2:] == ["reset", "snapshot"]
            await served.take()
            assert (await slow.until("ticket.issued"))[-1].data["number"] == "A042"
        assert served.services.meters.readers_reset >= 1


async def test_views_come_at_the_start_and_after_each_change(served: Served) -> None:
    topics = "window:1,zone,wall,hall,alarms"
    async with follow(served, topics=topics, headers=served.reader) as stream:
        start = [await stream.next() for _ in range(7)]
        assert [message.type for message in start if message] == [
            "snapshot", "alarms", "hall", "wall", "window", "zone", "zone",
        ]  # fmt: skip
        clerk = await served.clerk()
        await served.take()
        called = await served.post("windows/1/next", {}, clerk)
        while True:
            view = (await stream.until("window"))[-1].data
            if view["ticket"]:
                break
        assert view["ticket"]["number"] == "A001"
        assert view["seq"] == called.body["window"]["seq"]


async def test_what_is_expected_and_advised_is_told_without_an_event(served: Served) -> None:
    hall = served.hall
    clerk = await served.clerk()
    await served.take()
    await served.post("windows/1/next", {}, clerk)
    async with follow(served, topics="zone:A,advice", headers=served.reader) as stream:
        assert {(await stream.until(kind))[-1].type for kind in ("advice", "zone")} == {"advice", "zone"}
        hour = Wait(3000, 3600, 4200)
        hall.outlook(Outlook("A", hall.day.seq, hall.now(), newcomers={"zone:A": hour}))
        assert (await stream.until("zone"))[-1].data["wait_s"]["mid"] == hour.mid
        hall.tell("advice")
        assert (await stream.until("advice"))[-1].data == {"advice": [], "surges": [], "seq": hall.day.seq}


async def test_the_public_sees_windows_and_walls_but_no_names_and_no_alarms(served: Served) -> None:
    clerk = await served.clerk()
    async with follow(served, topics="window:1,wall,alarms") as stream:
        start = [await stream.next() for _ in range(3)]
        assert [message.type for message in start if message] == ["snapshot", "wall", "window"]
        await served.take()
        await served.post("windows/1/next", {}, clerk)
        while True:
            view = (await stream.until("window"))[-1].data
            if view["number"]:
                break
        assert set(view) == {"window", "zone", "kind", "state", "number", "staff_no", "there"}


async def test_topics_choose_events(served: Served) -> None:
    async with follow(served, topics="window:2", headers=served.reader) as stream:
        await stream.until("snapshot")
        await served.clerk("1", "u01")
        await served.clerk("2", "u02")
        events = await stream.until("window.opened")
        assert [event.data["window"] for event in events if event.type == "window.opened"] == ["2"]


async def test_what_is_not_journaled_is_told_without_an_id(served: Served) -> None:
    async with follow(served, headers=served.reader) as stream:
        await stream.until("snapshot")
        served.hall.fault("led-1", "no answer")
        fault = (await stream.until("fault"))[-1]
        assert (fault.id, fault.data) == (None, {"device": "led-1", "fault": "no answer"})
        with served.journal_down("no space left on device"):
            pass
        paused = (await stream.until("intake"))[-1]
        assert (paused.id, paused.data["intake"]) == (None, "paused")
        resumed = (await stream.until("intake"))[-1]
        assert resumed.data["intake"] == "running"


async def test_a_silent_line_still_beats(tmp_path: Path) -> None:
    async with serve(tmp_path, heartbeat_s=0.05) as served, follow(served) as stream:
        await stream.until("snapshot")
        assert await stream.next() is None


async def test_a_connection_ends_with_its_session_or_token(tmp_path: Path) -> None:
    async with serve(tmp_path, heartbeat_s=0.05) as served:
        clerk = await served.log_in("u01", "1")
        for headers, end in (
            (clerk, lambda: served.accounts.disable("u01")),
            (served.reader, lambda: served.accounts.revoke_tokens("integrator", "board")),
        ):
            async with follow(served, headers=headers) as stream:
                await stream.until("snapshot")
                await asyncio.to_thread(end)
                with pytest.raises(EOFError):
                    await stream.until("nothing more")


async def test_an_unknown_topic_or_position_is_said(served: Served) -> None:
    for query in ("topics=weather", "topics=window:77", "after=x"):
        reply = await served.get(f"feed?{query}")
        assert (reply.status, reply.code) == (400, "QUERY_INVALID")


async def test_only_so_many_may_follow(tmp_path: Path) -> None:
    async with serve(tmp_path, feed_clients=1) as served, follow(served) as stream:
        await stream.until("snapshot")
        reply = await served.get("feed")
        assert (reply.status, reply.code) == (503, "TOO_MANY_READERS")
