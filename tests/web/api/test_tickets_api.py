"""Taking a number and what becomes of it, over HTTP."""

from datetime import datetime

import pytest
from served_hall import Served

from hallctl.domain.actors import Actor
from hallctl.domain.commands import ReportPrint
from hallctl.domain.events import SupervisionNoted
from web.api.answers import TicketAnswer


async def test_a_kiosk_takes_a_number_with_everything_that_the_paper_shows(served: Served) -> None:
    reply = await served.post("tickets", {"items": ["SI-001"]}, served.kiosk)
    assert reply.status == 201
    ticket = reply.body["ticket"]
    assert set(ticket) >= {
        "id", "number", "zone", "items", "class", "state", "taken_at", "ahead", "wait_s", "hall", "valid_on",
        "url",
    }  # fmt: skip
    assert (ticket["number"], ticket["zone"], ticket["class"], ticket["state"]) == (
        "A001", "A", "NORMAL", "WAITING",
    )  # fmt: skip
    assert datetime.fromisoformat(ticket["taken_at"]).utcoffset() is not None
    assert reply.headers["Location"] == f"/api/v1/tickets/{ticket['id']}"
    assert reply.body["seq"] == served.hall.durable_seq
    assert set(TicketAnswer.__struct_fields__) == {"ticket", "seq"}


async def test_an_unknown_item_offers_the_consultation_queue(served: Served) -> None:
    reply = await served.post("tickets", {"items": ["XX-999"]}, served.kiosk)
    assert (reply.status, reply.code) == (404, "ITEM_UNKNOWN")
    offered = await served.post("tickets", {"type": reply.body["offer"]["type"]}, served.kiosk)
    assert offered.body["ticket"]["zone"] == "B"


async def test_the_holder_of_the_paper_sees_number_place_and_wait_and_nothing_else(served: Served) -> None:
    await served.take()
    ticket = await served.take()
    token = ticket["url"].removeprefix("/t/")
    reply = await served.get(f"t/{token}")
    assert reply.status == 200
    assert reply.body["ticket"]["number"] == "A002"
    assert reply.body["ticket"]["ahead"] == 1
    assert not {"id", "url", "holder"} & set(reply.body["ticket"])
    assert (await served.get("t/no-such-token")).code == "TICKET_UNKNOWN"


async def test_a_phone_number_is_nowhere_but_in_the_sealed_table(served: Served) -> None:
    reply = await served.post("tickets", {"items": ["SI-001"], "phone": "13800138000"}, served.kiosk)
    assert reply.status == 201
    assert reply.body["ticket"]["holder"] == "***"
    raw = served.hall.journal.raw_records(0, 100)
    assert not any(b"13800138000" in row.raw for row in raw)
    holder = served.hall.day.tickets[reply.body["ticket"]["id"]].holder
    assert holder is not None
    sealed = served.hall.journal.unseal(holder)
    assert sealed is not None
    assert sealed.clear == b"13800138000"


async def test_the_holder_cancels_with_the_token_and_nobody_without(served: Served) -> None:
    ticket = await served.take()
    assert (await served.post(f"tickets/{ticket['id']}/cancel")).code == "TICKET_UNKNOWN"
    token = ticket["url"].removeprefix("/t/")
    reply = await served.post(f"tickets/{token}/cancel")
    assert reply.body["ticket"]["state"] == "CANCELLED"
    again = await served.post(f"tickets/{token}/cancel")
    assert (again.status, again.code) == (409, "TICKET_STATE")


async def test_a_no_show_queues_again_once(served: Served) -> None:
    clerk = await served.clerk()
    ticket = await served.take()
    for press in ("next", "recall", "recall"):
        assert (await served.post(f"windows/1/{press}", {}, clerk)).status == 200
    reply = await served.post("windows/1/no-show", {}, clerk)
    assert reply.body["ticket"]["state"] == "NO_SHOW"
    back = await served.post(f"tickets/{ticket['id']}/check-in", {}, served.kiosk)
    assert back.body["ticket"]["state"] == "WAITING"
    again = await served.post(f"tickets/{ticket['id']}/check-in", {}, served.kiosk)
    assert again.code == "TICKET_STATE"


async def test_a_booked_visitor_checks_in_and_gets_a_booked_ticket(served: Served) -> None:
    slot = "2026-03-02T10:15:00+08:00"
    booked = await served.post("appointments", {"item": "SI-001", "slot": slot}, served.kiosk)
    assert booked.status == 201
    appointment = booked.body["appointment"]["id"]
    ticket = await served.post(f"appointments/{appointment}/check-in", {}, served.kiosk)
    assert (ticket.status, ticket.body["ticket"]["class"]) == (201, "BOOKED")
    again = await served.post(f"appointments/{appointment}/check-in", {}, served.kiosk)
    assert (again.status, again.code) == (409, "APPOINTMENT_STATE")
    other = await served.post("appointments", {"item": "SI-001", "slot": slot}, served.kiosk)
    gone = await served.post(f"appointments/{other.body['appointment']['id']}/cancel", {}, served.kiosk)
    assert gone.body["appointment"]["state"] == "CANCELLED"


@pytest.mark.req("EVA-10")
@pytest.mark.parametrize("who", ["kiosk", "device"])
async def test_a_rating_is_the_visitors_own(served: Served, who: str) -> None:
    clerk = await served.clerk()
    ticket = await served.take()
    early = await served.post("ratings", {"ticket": ticket["id"], "level": 5}, served.kiosk)
    assert early.code == "NOT_RATEABLE"
    for press, body in (("next", {}), ("start", {}), ("complete", {"outcome": "enquiry_only"})):
        assert (await served.post(f"windows/1/{press}", body, clerk)).status == 200
    by_staff = await served.post("ratings", {"ticket": ticket["id"], "level": 5}, clerk)
    assert (by_staff.status, by_staff.code) == (403, "SELF_RATING")
    noted = [r.event for r in served.hall.feed.after(0) if isinstance(r.event, SupervisionNoted)]
    assert [(each.rule, each.subject, each.window) for each in noted] == [("SELF_RATING", ticket["id"], "1")]
    for level in (0, 6):
        wrong = await served.post("ratings", {"ticket": ticket["id"], "level": level}, served.kiosk)
        assert (wrong.status, wrong.code) == (422, "LEVEL_INVALID")
    given = await served.post(
        "ratings", {"prompt": ticket["id"], "level": 2, "text": "排队太久"}, getattr(served, who)
    )
    assert (given.status, given.body["bad"]) == (201, True)
    again = await served.post("ratings", {"ticket": ticket["id"], "level": 5}, served.kiosk)
    assert (again.status, again.code) == (409, "ALREADY_EVALUATED")


async def test_the_public_rates_with_the_paper_in_hand(served: Served) -> None:
    clerk = await served.clerk()
    ticket = await served.take()
    for press, body in (("next", {}), ("start", {}), ("complete", {"outcome": "enquiry_only"})):
        await served.post(f"windows/1/{press}", body, clerk)
    assert (await served.post("ratings", {"ticket": ticket["id"], "level": 5})).code == "TICKET_UNKNOWN"
    token = ticket["url"].removeprefix("/t/")
    assert (await served.post("ratings", {"ticket": token, "level": 5})).status == 201


async def test_a_number_without_paper_is_taken_anew_with_its_place(served: Served) -> None:
    taken = (await served.post("tickets", {"items": ["SI-001"]}, served.kiosk)).body["ticket"]
    report = ReportPrint(ticket=taken["id"], device="kiosk-1", result="failed")
    await served.hall.do(report, Actor.device("kiosk-1"))
    assert (await served.get(f"tickets/{taken['id']}", served.kiosk)).body["ticket"]["state"] == "CANCELLED"
    again = await served.post(f"tickets/{taken['id']}/reissue", {}, served.kiosk)
    assert (again.status, again.body["ticket"]["number"]) == (200, "A002")
    assert again.body["ticket"]["taken_at"] == taken["taken_at"]
    twice = await served.post(f"tickets/{taken['id']}/reissue", {}, served.kiosk)
    assert (twice.status, twice.code) == (409, "REISSUED")


async def test_only_staff_have_a_paper_printed_again(served: Served) -> None:
    taken = (await served.post("tickets", {"items": ["SI-001"]}, served.kiosk)).body["ticket"]
    clerk = await served.clerk()
    assert (await served.post(f"tickets/{taken['id']}/reprint", {}, served.kiosk)).status == 403
    nowhere = await served.post(f"tickets/{taken['id']}/reprint", {"device": "nobody"}, clerk)
    assert (nowhere.status, nowhere.code) == (404, "DEVICE_UNKNOWN")
