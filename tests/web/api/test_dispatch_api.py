"""What a dispatcher changes for today, through the API."""

from dataclasses import replace
from typing import Any

import pytest
from served_hall import Served, two_zones

from hallctl.domain.setup import HallSetup, Item, Window, WindowAttribute, WindowKind
from web.frames import event_frame

T1 = Window("T1", "A", WindowKind.COMPREHENSIVE, attributes=frozenset({WindowAttribute.TEMPORARY}))


def with_a_matter_of_zone_b(setup: HallSetup) -> HallSetup:
    """Zone B has a matter, for which u01 holds a letter."""
    proof = Item("SI-003", "参保证明", "人社局", "B", 120)
    person = replace(setup.staff["u01"], items=setup.staff["u01"].items | {proof.code})
    return replace(setup, items={**setup.items, proof.code: proof}, staff={**setup.staff, person.id: person})


async def test_a_window_is_moved_and_shows_it(served: Served) -> None:
    dispatcher, clerk = await served.log_in("u08"), await served.clerk()
    there, home = {"zone": "B", "reason": "crowded"}, {"zone": "A", "reason": "calm again"}
    refused = await served.post("windows/1/move", there, dispatcher)
    assert (refused.status, refused.code) == (403, "NOT_AUTHORISED")
    served.hall.setup = with_a_matter_of_zone_b(served.hall.setup)
    assert (await served.post("windows/1/move", there, clerk)).code == "POWER_NOT_HELD"
    moved = await served.post("windows/1/move", there, dispatcher)
    assert moved.status == 200, moved.body
    window = (await served.get("windows/1", dispatcher)).body["window"]
    assert (window["zone"], window["home"]) == ("B", "A")
    assert (await served.post("windows/1/move", there, dispatcher)).code == "NOTHING_TO_DO"
    back = await served.post("windows/1/move", home, dispatcher)
    assert (back.status, back.body["window"]["zone"]) == (200, "A")


async def test_why_somebody_is_away_stays_with_the_dispatcher(served: Served) -> None:
    dispatcher, clerk = await served.log_in("u08"), await served.clerk()
    change = {"breaks": ["10:00-10:30"], "reason": "身体不适"}
    assert (await served.post("roster/u01", change, dispatcher)).status == 200
    assert "身体不适" in str((await served.get("roster", dispatcher)).body)
    assert "身体不适" not in str((await served.get("roster", clerk)).body)
    [changed] = [record for record in await served.hall.records_after(0) if record.type == "roster.changed"]
    assert event_frame(changed, inside=True) is not None
    assert "身体不适".encode() not in (event_frame(changed, inside=True) or b"")


async def test_a_waiting_ticket_is_reassigned_once_for_one_key(served: Served) -> None:
    dispatcher = await served.log_in("u08")
    ticket = await served.take()
    keyed = dispatcher | {"Idempotency-Key": "k-1"}
    body = {"window": "2", "reason": "knows the case"}
    first = await served.post(f"tickets/{ticket['id']}/reassign", body, keyed)
    again = await served.post(f"tickets/{ticket['id']}/reassign", body, keyed)
    assert (first.status, again.status) == (200, 200)
    assert first.body["seq"] == again.body["seq"]
    assert first.body["ticket"]["id"] == ticket["id"]
    other = await served.post(f"tickets/{ticket['id']}/reassign", body, dispatcher)
    assert other.code == "NOTHING_TO_DO"


async def test_a_temporary_window_is_public_only_while_it_is_open(served: Served) -> None:
    served.hall.setup.windows["T1"] = T1  # type: ignore[index]
    dispatcher = await served.log_in("u08")

    async def listed(headers: dict[str, str] | None = None) -> list[str]:
        reply = await served.get("windows", headers)
        return [window["window"] for window in reply.body["windows"]]

    assert "T1" not in await listed()
    assert "T1" in await listed(dispatcher), "who may open it sees it"
    assert (await served.get("windows/T1")).status == 404
    order = {"person": "u02", "until": "2026-03-02T11:00:00+08:00", "reason": "surge"}
    reply = await served.post("windows/T1/temporary", order, dispatcher)
    assert reply.status == 200, reply.body
    window = reply.body["window"]
    assert (window["state"], window["staff"], window["temporary"]) == ("OPEN", "u02", True)
    assert window["until"] == "2026-03-02T11:00:00+08:00"
    assert "T1" in await listed()
    assert "T1" in [w["window"] for w in (await served.get("hall")).body["hall"]["windows"]]
    late = await served.post("windows/T1/temporary", order | {"until": "2026-03-03T11:00:00Z"}, dispatcher)
    assert (late.status, late.code) == (422, "UNTIL_INVALID")
    assert (await served.post("windows/T1/close", {}, dispatcher)).status == 200
    assert "T1" not in await listed()


async def test_hours_of_a_zone_and_a_window_change_for_today(served: Served) -> None:
    dispatcher = await served.log_in("u08")
    body = {"open": "09:00-19:00", "reason": "crowded"}
    reply = await served.post("zones/A/hours", body, dispatcher)
    assert (reply.status, reply.body["zone"]["hours"]) == (200, "09:00-19:00")
    served.clock.forward(hours=8, minutes=30)
    dispatcher = await served.log_in("u08")  # the session of the morning is over
    assert (await served.post("tickets", {"items": ["SI-001"]}, served.kiosk)).status == 201
    assert (await served.post("tickets", {"type": "CONSULT"}, served.kiosk)).code == "HALL_CLOSED"
    assert (await served.post("zones/A/hours", {"reason": "calm"}, dispatcher)).status == 200
    assert (await served.post("tickets", {"items": ["SI-001"]}, served.kiosk)).code == "HALL_CLOSED"
    reply = await served.post("windows/9/hours", {**body, "last_ticket": "18:45"}, dispatcher)
    assert (reply.status, reply.body["window"]["hours"]) == (200, "09:00-19:00")
    assert (await served.post("tickets", {"type": "CONSULT"}, served.kiosk)).status == 201


@pytest.mark.parametrize(
    ("body", "status"),
    [
        ({"open": "9-17", "reason": "x"}, 422),
        ({"open": "17:00-09:00", "reason": "x"}, 422),
        ({"open": "09:00-99:99", "reason": "x"}, 422),
        ({"open": "09:00-17:00", "last_ticket": "18:00", "reason": "x"}, 422),
        ({"open": "09:00-17:00"}, 422),
    ],
)
async def test_hours_that_cannot_be_are_refused(served: Served, body: dict[str, Any], status: int) -> None:
    dispatcher = await served.log_in("u08")
    assert (await served.post("zones/A/hours", body, dispatcher)).status == status


async def test_the_roster_is_shown_to_staff_and_changed_by_a_dispatcher(served: Served) -> None:
    assert (await served.get("roster")).status == 401
    dispatcher = await served.log_in("u08")
    await served.clerk()
    reply = await served.get("roster", dispatcher)
    people = {person["person"]: person for person in reply.body["people"]}
    assert people.keys() == two_zones().staff.keys()
    assert (people["u01"]["present"], people["u01"]["window"], people["u01"]["serves"]) == (True, "1", True)
    assert people["u08"]["serves"] is False
    change = {"shifts": ["08:30-12:00"], "breaks": ["10:00-10:15"], "reason": "training"}
    reply = await served.post("roster/u01", change, dispatcher)
    person = reply.body["person"]
    assert person["away"] == ["00:00-08:30", "10:00-10:15", "12:00-24:00"]
    assert person["reason"] == "training"
    assert (await served.post("roster/u99", change, dispatcher)).status == 404
    assert (await served.post("roster/u01", change | {"lunch": 1}, dispatcher)).code == "LUNCH_GROUP_UNKNOWN"
    reply = await served.post("roster/u01", {"reason": "over"}, dispatcher)
    assert (reply.body["person"]["away"], reply.body["person"]["reason"]) == ([], None)


async def test_how_far_ahead_people_are_reminded_is_set_for_today(served: Served) -> None:
    dispatcher = await served.log_in("u08")
    reply = await served.post("reminding", {"ahead": 8, "reason": "they sit far away"}, dispatcher)
    assert (reply.status, reply.body["ahead"]) == (200, 8)
    assert (await served.get("roster", dispatcher)).body["remind_ahead"] == 8
    reply = await served.post("reminding", {"reason": "as usual"}, dispatcher)
    assert reply.body["ahead"] == 3
    assert (await served.post("reminding", {"ahead": -1, "reason": "x"}, dispatcher)).status == 422
