"""Logging in, what the session is bound to, and how requests of others are told apart."""

import asyncio
from pathlib import Path
from typing import Any

import pytest
from served_hall import PASSWORD, Served, serve


async def test_a_session_says_who_where_and_what_may_be_done(served: Served) -> None:
    await asyncio.to_thread(served.accounts.create_person, "u08", PASSWORD)
    reply = await served.post("session", {"user": "u08", "password": PASSWORD})
    assert reply.status == 200
    assert set(reply.body) >= {"csrf", "person", "post", "powers"}
    assert (reply.body["post"], "DISPATCH" in reply.body["powers"]) == ("dispatcher", True)
    cookie = reply.headers["Set-Cookie"]
    assert "HttpOnly" in cookie
    assert "SameSite=" in cookie
    assert PASSWORD not in cookie


@pytest.mark.req("ROLE-16")
async def test_every_event_row_names_person_post_window_and_workstation(served: Served) -> None:
    clerk = await served.clerk("1", "u01")
    dispatcher = await served.log_in("u08")
    ticket = await served.take()
    for press, body, who in (
        ("next", {}, clerk),
        ("start", {}, clerk),
        ("complete", {"outcome": "enquiry_only"}, clerk),
        ("fault", {"cause": "POWER"}, dispatcher),
    ):
        assert (await served.post(f"windows/1/{press}", body, who)).status == 200
    assert (await served.post("ratings", {"ticket": ticket["id"], "level": 4}, served.device)).status == 201
    await served.call("DELETE", "session", None, clerk)

    rows = served.hall.journal.raw_records(0, 1000)
    assert len(rows) == await served.seq()
    for row in rows:
        actor = (row.actor_person, row.actor_post, row.actor_window, row.actor_workstation)
        assert all(actor), row
    staffed = [row for row in rows if row.actor_kind == "staff" and row.type.startswith("ticket.")]
    assert staffed
    assert {
        (row.actor_person, row.actor_post, row.actor_window, row.actor_workstation) for row in staffed
    } == {("u01", "comprehensive_acceptance", "1", "window-1")}
    assert {row.actor_kind for row in rows} == {"staff", "public", "device", "system"}


async def test_a_wrong_password_tells_nothing_and_soon_has_to_wait(served: Served) -> None:
    await asyncio.to_thread(served.accounts.create_person, "u01", PASSWORD)
    known = await served.post("session", {"user": "u01", "password": "wrong password"})
    unknown = await served.post("session", {"user": "u99", "password": "wrong password"})
    assert (known.status, known.code) == (unknown.status, unknown.code) == (401, "LOGIN_REFUSED")
    assert known.body == unknown.body
    for _ in range(4):
        await served.post("session", {"user": "u01", "password": "wrong password"})
    throttled = await served.post("session", {"user": "u01", "password": PASSWORD})
    assert (throttled.status, throttled.code) == (429, "TOO_MANY_ATTEMPTS")
    assert int(throttled.headers["Retry-After"]) >= 1


async def test_a_change_needs_the_sessions_token(served: Served) -> None:
    clerk = await served.clerk()
    for forged in ({"Cookie": clerk["Cookie"]}, {**clerk, "X-CSRF-Token": "guess"}):
        reply = await served.post("windows/1/next", {}, forged)
        assert (reply.status, reply.code) == (403, "CSRF_REFUSED")
    assert (await served.get("windows/1", {"Cookie": clerk["Cookie"]})).body["window"]["staff"] == "u01"


async def test_a_login_from_another_site_is_refused(served: Served) -> None:
    await asyncio.to_thread(served.accounts.create_person, "u01", PASSWORD)
    reply = await served.post(
        "session", {"user": "u01", "password": PASSWORD}, {"Sec-Fetch-Site": "cross-site"}
    )
    assert (reply.status, reply.code) == (403, "CSRF_REFUSED")


async def test_logging_out_ends_the_session_and_hands_the_window_over(served: Served) -> None:
    clerk = await served.clerk("1", "u01")
    await served.log_in("u02")
    reply = await served.call("DELETE", "session", None, clerk)
    assert reply.status == 204
    assert (await served.post("windows/1/next", {}, clerk)).status == 401
    duty = (await served.hall.read(lambda day, _setup, _now: day.windows["1"])).value
    assert (duty.staff, duty.acting_for) == ("u02", "u01")


async def test_a_reopened_page_gets_its_token_back(served: Served) -> None:
    clerk = await served.log_in("u01", "1")
    reply = await served.get("session", {"Cookie": clerk["Cookie"]})
    assert (reply.body["csrf"], reply.body["window"]) == (clerk["X-CSRF-Token"], "1")
    assert (await served.get("session")).status == 401


async def test_an_administrator_without_a_post_is_no_clerk(served: Served) -> None:
    await asyncio.to_thread(lambda: served.accounts.create_person("root", PASSWORD, admin=True))
    reply = await served.post("session", {"user": "root", "password": PASSWORD})
    assert (reply.body["admin"], reply.body["powers"]) == (True, [])
    admin = {"Cookie": reply.headers["Set-Cookie"].partition(";")[0], "X-CSRF-Token": reply.body["csrf"]}
    assert (await served.post("windows/1/next", {}, admin)).code == "POWER_NOT_HELD"
    assert (await served.get("devices", admin)).status == 200


async def test_a_login_that_is_not_staff_gets_no_session(served: Served) -> None:
    await asyncio.to_thread(served.accounts.create_person, "stranger", PASSWORD)
    reply = await served.post("session", {"user": "stranger", "password": PASSWORD})
    assert (reply.status, reply.code) == (401, "LOGIN_REFUSED")


async def test_a_token_may_do_only_what_it_was_made_for(served: Served) -> None:
    for path in ("waiting", "devices", "alarms"):
        assert (await served.get(path)).status == 401
        assert (await served.get(path, served.reader)).status == 200
        assert (await served.get(path, served.device)).code == "POWER_NOT_HELD"
    refused = await served.post("tickets", {"items": ["SI-001"]}, served.reader)
    assert (refused.status, refused.code) == (403, "POWER_NOT_HELD")
    unknown = await served.get("hall", {"Authorization": "Bearer nonsense"})
    assert (unknown.status, unknown.code) == (401, "TOKEN_UNKNOWN")
    assert (await served.post("tickets", {"items": ["SI-001"]})).status == 401


async def test_the_public_sees_the_hall_without_names(served: Served) -> None:
    clerk = await served.clerk()
    await served.take()
    await served.post("windows/1/next", {}, clerk)
    for path in ("hall", "windows", "windows/1", "zones", "wall"):
        reply = await served.get(path)
        assert reply.status == 200
        assert "seq" in reply.body
        text = str(reply.body)
        assert "王某" not in text
        assert "u01" not in text
    inside = await served.get("hall", served.reader)
    assert inside.body["hall"]["windows"][0]["staff_name"] == "王某"


@pytest.mark.parametrize(
    ("settings", "headers", "secure"),
    [
        ({"secure": True}, {}, True),
        ({"trusted_proxies": frozenset({"127.0.0.1"})}, {"X-Forwarded-Proto": "https"}, True),
        ({}, {"X-Forwarded-Proto": "https"}, False),
    ],
    ids=["HTTPS by configuration", "HTTPS at a trusted proxy", "HTTPS claimed by anybody"],
)
async def test_the_cookie_is_for_https_only_where_https_is(
    tmp_path: Path, settings: dict[str, Any], headers: dict[str, str], secure: bool
) -> None:
    async with serve(tmp_path, **settings) as served:
        await asyncio.to_thread(served.accounts.create_person, "u01", PASSWORD)
        reply = await served.post("session", {"user": "u01", "password": PASSWORD}, headers)
        assert ("Secure" in reply.headers["Set-Cookie"]) is secure


async def test_guesses_are_counted_for_the_address_that_a_trusted_proxy_names(tmp_path: Path) -> None:
    async with serve(tmp_path, trusted_proxies=frozenset({"127.0.0.1"})) as served:
        statuses = []
        for n in range(22):
            wrong = {"user": f"guess-{n}", "password": "wrong password"}
            reply = await served.post("session", wrong, {"X-Forwarded-For": "1.2.3.4, 10.0.0.7"})
            statuses.append(reply.status)
        assert (statuses[0], statuses[-1]) == (401, 429)
        other = await served.post(
            "session", {"user": "guess-0", "password": "wrong password"}, {"X-Forwarded-For": "10.0.0.8"}
        )
        assert other.status == 401
