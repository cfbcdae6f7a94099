"""People, tokens and sessions: what is kept, what is refused, what ends."""

import asyncio
import sqlite3
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from argon2 import PasswordHasher

from hallctl.accounts import AccountError, Accounts, LoginRefused, LoginThrottled, WeakPassword
from hallctl.accounts.throttle import Throttle

CHEAP = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
GOOD = "correct horse"


class Clock:
    def __init__(self) -> None:
        self.now = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.now

    def forward(self, **by: float) -> None:
        self.now += timedelta(**by)


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def url(tmp_path: Path) -> str:
    return f"sqlite:///{tmp_path}/hall.db"


@pytest.fixture
def accounts(url: str, clock: Clock) -> Iterator[Accounts]:
    opened = Accounts(url, clock, hasher=CHEAP)
    opened.open(create_tables=True)
    yield opened
    opened.close()


@pytest.fixture
def other_process(url: str, clock: Clock, accounts: Accounts) -> Iterator[Accounts]:
    """What the command line opens while the daemon runs."""
    opened = Accounts(url, clock, hasher=CHEAP)
    opened.open()
    yield opened
    opened.close()


async def log_in(accounts: Accounts, user: str = "u07") -> str:
    person = await accounts.log_in(user, GOOD, "10.0.0.1")
    cookie, _ = await accounts.start_session(person, "comprehensive_acceptance", "3", "ws-3")
    return cookie


async def test_a_new_hall_has_no_login_at_all(accounts: Accounts) -> None:
    assert accounts.people() == []
    for user, password in [("admin", "admin"), ("admin", ""), ("demo", "demo")]:
        with pytest.raises(LoginRefused):
            await accounts.log_in(user, password, "10.0.0.1")


async def test_the_right_password_opens_a_session_bound_to_one_window(accounts: Accounts) -> None:
    accounts.create_person("u07", GOOD)
    session = accounts.session(await log_in(accounts))
    assert session is not None
    assert (session.person, session.post, session.window, session.workstation) == (
        "u07",
        "comprehensive_acceptance",
        "3",
        "ws-3",
    )
    with pytest.raises(LoginRefused):
        await accounts.log_in("u07", "wrong horse", "10.0.0.1")


@pytest.mark.parametrize("password", ["short", "x" * 257, "u07-long"])
def test_a_weak_password_is_refused(accounts: Accounts, password: str) -> None:
    with pytest.raises(WeakPassword):
        accounts.create_person("u07-long", password)


def test_one_user_exists_once(accounts: Accounts) -> None:
    accounts.create_person("u07", GOOD)
    with pytest.raises(AccountError):
        accounts.create_person("u07", GOOD)


async def test_no_secret_is_in_the_file(accounts: Accounts, tmp_path: Path) -> None:
    accounts.create_person("u07", GOOD)
    cookie = await log_in(accounts)
    token = accounts.create_token("kiosk", "k1")
    with sqlite3.connect(tmp_path / "hall.db") as file:
        dump = "\n".join(file.iterdump())
    file.close()
    assert "argon2id" in dump
    assert not any(secret in dump for secret in (GOOD, cookie, token))


async def test_a_session_ends_when_idle_too_long(accounts: Accounts, clock: Clock) -> None:
    accounts.create_person("u07", GOOD)
    cookie = await log_in(accounts)
    clock.forward(hours=3.9)
    assert accounts.session(cookie) is not None
    clock.forward(hours=4)
    assert accounts.session(cookie) is None


async def test_a_session_ends_in_any_case_after_twelve_hours(accounts: Accounts, clock: Clock) -> None:
    accounts.create_person("u07", GOOD)
    cookie = await log_in(accounts)
    for _ in range(11):
        clock.forward(hours=1)
        assert accounts.session(cookie) is not None
    clock.forward(hours=1)
    assert accounts.session(cookie) is None


async def test_a_session_survives_a_restart(accounts: Accounts, url: str, clock: Clock) -> None:
    accounts.create_person("u07", GOOD)
    cookie = await log_in(accounts)
    again = Accounts(url, clock, hasher=CHEAP)
    again.open()
    found = again.session(cookie)
    again.close()
    assert found == accounts.session(cookie)


async def test_logging_out_ends_the_session(accounts: Accounts) -> None:
    accounts.create_person("u07", GOOD)
    cookie = await log_in(accounts)
    session = accounts.session(cookie)
    assert session is not None
    await accounts.log_out(session)
    assert accounts.session(cookie) is None


@pytest.mark.parametrize("change", ["disable", "set_password"])
async def test_disabling_and_a_new_password_end_sessions(
    accounts: Accounts, other_process: Accounts, change: str
) -> None:
    accounts.create_person("u07", GOOD)
    cookie = await log_in(accounts)
    if change == "disable":
        other_process.disable("u07")
    else:
        other_process.set_password("u07", "another horse")
    watching = asyncio.create_task(accounts.watch())
    async with asyncio.timeout(10):
        while accounts.session(cookie) is not None:  # noqa: ASYNC110 - another process made the change
            await asyncio.sleep(0.05)
    watching.cancel()
    with pytest.raises(LoginRefused):
        await accounts.log_in("u07", GOOD, "10.0.0.1")


async def test_a_token_made_by_the_command_line_works_at_once(
    accounts: Accounts, other_process: Accounts
) -> None:
    token = other_process.create_token("kiosk", "k1")
    found = await accounts.find_token(token)
    assert found is not None
    assert (found.kind, found.name, "tickets" in found.scopes) == ("kiosk", "k1", True)
    assert accounts.verify_token(token) is found


async def test_unknown_tokens_read_the_tables_at_a_bounded_rate(accounts: Accounts) -> None:
    reads = 0
    revision = accounts._store.revision

    def counted() -> int:
        nonlocal reads
        reads += 1
        return revision()

    accounts._store.revision = counted  # type: ignore[method-assign]
    assert not any([await accounts.find_token(f"guess-{n}") for n in range(500)])
    assert reads <= 2


def test_a_device_has_only_its_own_token(accounts: Accounts) -> None:
    led = accounts.create_token("device", "led-3")
    accounts.create_token("device", "led-4")
    assert accounts.verify_device("led-3", led)
    assert not accounts.verify_device("led-4", led)
    assert not accounts.verify_device("led-3", led + "x")
    assert accounts.revoke_tokens("device", "led-3") == 1
    assert not accounts.verify_device("led-3", led)


def test_an_integrator_is_known_by_name_and_is_no_device(accounts: Accounts) -> None:
    token = accounts.create_token("integrator", "city")
    assert accounts.verify_integrator("city", token)
    assert not accounts.verify_integrator("province", token)
    assert not accounts.verify_device("city", token)


@pytest.mark.parametrize(
    ("kind", "name", "scopes"), [("robot", "x", None), ("kiosk", "a/b", None), ("kiosk", "x", ["all"])]
)
def test_a_token_needs_a_known_kind_name_and_scope(
    accounts: Accounts, kind: str, name: str, scopes: list[str] | None
) -> None:
    with pytest.raises(AccountError):
        accounts.create_token(kind, name, scopes)


async def test_guessing_gets_slower_and_says_for_how_long(accounts: Accounts, clock: Clock) -> None:
    accounts.create_person("u07", GOOD)
    for n in range(5):
        with pytest.raises(LoginRefused):
            await accounts.log_in("u07", f"guess number {n}", f"10.0.0.{n}")
    with pytest.raises(LoginThrottled) as told:
        await accounts.log_in("u07", GOOD, "10.0.0.9")
    clock.forward(seconds=told.value.retry_after_s)
    assert (await accounts.log_in("u07", GOOD, "10.0.0.9")).user == "u07"


def test_an_address_is_slowed_down_over_many_users() -> None:
    throttle = Throttle()
    for n in range(20):
        throttle.attempt(f"u{n}", "10.0.0.1", 0)
    with pytest.raises(LoginThrottled):
        throttle.attempt("u20", "10.0.0.1", 0)
    throttle.attempt("u20", "10.0.0.2", 0)


def test_the_throttle_remembers_a_bounded_number() -> None:
    throttle = Throttle()
    for n in range(20_000):
        throttle.attempt(f"u{n}", f"a{n}", 0)
    assert len(throttle._tries) <= 10_000


async def test_looking_up_costs_microseconds(accounts: Accounts) -> None:
    accounts.create_person("u07", GOOD)
    cookie = await log_in(accounts)
    token = accounts.create_token("kiosk", "k1")
    began = time.process_time()
    for _ in range(2000):
        accounts.session(cookie)
        accounts.verify_token(token)
    assert (time.process_time() - began) / 4000 < 100e-6


async def test_hashing_does_not_stall_the_loop(url: str, clock: Clock, accounts: Accounts) -> None:
    accounts.create_person("u07", GOOD)
    slow = Accounts(url, clock)
    slow.open()
    try:
        trying = asyncio.create_task(slow.log_in("nobody", GOOD, "10.0.0.1"))
        turns = 0
        while not trying.done():
            turns += 1
            await asyncio.sleep(0.001)
        assert turns > 5
        assert isinstance(trying.exception(), LoginRefused)
    finally:
        slow.close()
