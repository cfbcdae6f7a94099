"""Advice over HTTP: opening, need, other ways, and stopping numbers."""

from dataclasses import replace
from typing import Any

import pytest
from served_hall import Served

from hallctl.domain.outlook import Outlook, Wait

HOUR = Wait(3000, 3600, 4500)


async def long_wait(served: Served) -> None:
    """An hour for SI-001, ten minutes for SI-002."""
    hall = served.hall
    newcomers = {"SI-001": HOUR, "SI-002": Wait(300, 600, 900), "SI-001+SI-002": HOUR}
    hall.day.outlooks["A"] = Outlook("A", await served.seq(), hall.now(), newcomers=newcomers)


async def test_a_dispatcher_asks_which_window_to_open(served: Served) -> None:
    await served.clerk("1")
    await served.log_in("u02")  # present, at no window
    for _ in range(25):
        await served.take()
    dispatcher = await served.log_in("u08")
    reply = await served.post("advice", {}, dispatcher)
    assert reply.status == 200
    (advice,) = reply.body["advice"]
    assert (advice["kind"], advice["zone"], advice["person"]) == ("open", "A", "u02")
    assert advice["saves_min"] > advice["costs_min"] == 60
    assert "李某" in advice["because"]["zh"]
    again = await served.get("advice", served.reader)
    assert again.body["advice"] == reply.body["advice"]


async def test_only_dispatchers_ask_anew_and_only_insiders_read(served: Served) -> None:
    clerk = await served.clerk("1")
    assert (await served.post("advice", {}, clerk)).code == "POWER_NOT_HELD"
    assert (await served.get("advice")).status == 401
    assert (await served.get("advice/need")).status == 401
    assert (await served.get("advice", clerk)).body["advice"] == []


async def test_the_need_comes_from_configured_volumes(served: Served) -> None:
    setup = served.hall.setup
    busy = replace(setup.items["SI-001"], volume_year=40_000)
    served.hall.setup = replace(setup, items={**setup.items, "SI-001": busy})
    reply = await served.get("advice/need", served.reader)
    (need,) = reply.body["need"]
    assert (need["department"], need["volume"], need["handling_min"]) == ("人社局", 40_000, 8)
    assert need["windows"] == 4
    assert reply.body["target_load"] == 0.8


async def test_before_a_number_is_taken_other_ways_are_named(served: Served) -> None:
    clerk = await served.clerk("1")
    await served.take()
    await served.post("windows/1/next", {}, clerk)
    await long_wait(served)
    reply = await served.get("diversion?items=SI-001")
    found = reply.body["diversion"]
    assert found["long"] is True
    assert found["wait_s"] == {"low": 3000, "mid": 3600, "high": 4500}
    assert [each["way"] for each in found["suggestions"]] == ["slot"]
    assert found["suggestions"][0]["slots"][0] == "2026-03-02T11:15:00+08:00"
    short = await served.get("diversion?items=SI-002")
    assert short.body["diversion"]["suggestions"] == []


@pytest.mark.parametrize(
    ("query", "code"),
    [
        ("items=XX", "ITEM_UNKNOWN"),
        ("", "CHOICE_NEEDED"),
        ("zone=Z", "ZONE_UNKNOWN"),
        ("type=Z", "TYPE_UNKNOWN"),
        ("items=" + ",".join(["SI-001"] * 21), "QUERY_INVALID"),
    ],
)
async def test_wishes_that_cannot_be_are_refused(served: Served, query: str, code: str) -> None:
    assert (await served.get(f"diversion?{query}")).code == code


async def test_a_holder_takes_a_later_slot_instead(served: Served) -> None:
    await served.clerk("1")
    ticket = await served.take()
    token = ticket["url"].rpartition("/")[2]
    body = {"to": "slot", "slot": "2026-03-02T15:00:00+08:00"}
    reply = await served.post(f"tickets/{token}/divert", body)
    assert (reply.status, reply.body["ticket"]["state"]) == (200, "DIVERTED")
    (booking,) = served.hall.day.state.appointments.values()
    assert booking.item == "SI-001"
    assert (await served.post(f"tickets/{token}/divert", {"to": "online"})).code == "TICKET_STATE"
    assert (await served.post("tickets/none/divert", {"to": "online"})).code == "TICKET_UNKNOWN"


@pytest.mark.parametrize("body", [{}, {"to": "moon"}, {"to": "slot", "slot": "noon"}])
async def test_a_way_that_there_is_not_is_refused(served: Served, body: dict[str, Any]) -> None:
    assert (await served.post("tickets/x/divert", body)).code == "BODY_INVALID"


async def test_a_dispatcher_stops_numbers_and_gives_them_again(served: Served) -> None:
    dispatcher = await served.log_in("u08")
    stop = {"open": False, "reason": "fire drill"}
    reply = await served.post("zones/A/intake", stop, dispatcher)
    assert (reply.status, reply.body["zone"]["stopped"]) == (200, True)
    refused = await served.post("tickets", {"items": ["SI-001"]}, served.kiosk)
    assert (refused.status, refused.code) == (409, "INTAKE_STOPPED")
    assert refused.body["offer"]["date"] == "2026-03-03"
    assert (await served.post("zones/A/intake", stop, dispatcher)).code == "NOTHING_TO_DO"
    reply = await served.post("zones/A/intake", {"open": True, "reason": "over"}, dispatcher)
    assert reply.body["zone"]["stopped"] is False
    await served.take()
    clerk = await served.clerk("1")
    assert (await served.post("zones/A/intake", stop, clerk)).code == "POWER_NOT_HELD"
    assert (await served.post("zones/Z/intake", stop, dispatcher)).code == "ZONE_UNKNOWN"
