"""The accounts on PostgreSQL: the migrated tables, and what the daemon and the command line do with them."""

import asyncio
from datetime import UTC, datetime

import pytest
from argon2 import PasswordHasher

from hallctl.accounts import AccountError, Accounts, LoginRefused
from hallctl.journal.journal import Journal

CHEAP = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)


def clock() -> datetime:
    return datetime(2026, 3, 2, 9, 0, tzinfo=UTC)


@pytest.mark.needs("postgres")
async def test_accounts_live_on_postgres_too(postgres_url: str) -> None:
    journal = Journal(postgres_url, suite="international", clock=clock, hall="test", master_key=bytes(32))
    await asyncio.to_thread(journal.open)
    daemon, command_line = (Accounts(postgres_url, clock, hasher=CHEAP) for _ in range(2))
    for accounts in (daemon, command_line):
        await asyncio.to_thread(accounts.open)
    try:
        await asyncio.to_thread(command_line.create_person, "u07", "a test password")
        with pytest.raises(AccountError):
            await asyncio.to_thread(command_line.create_person, "u07", "a test password")
        token = await asyncio.to_thread(command_line.create_token, "device", "led-3")
        assert await daemon.find_token(token)
        assert daemon.verify_device("led-3", token)
        person = await daemon.log_in("u07", "a test password", "10.0.0.1")
        cookie, session = await daemon.start_session(person, "guide", None, "desk")
        again = Accounts(postgres_url, clock, hasher=CHEAP)
        await asyncio.to_thread(again.open)
        assert again.session(cookie) == session
        await asyncio.to_thread(again.disable, "u07")
        await asyncio.to_thread(again.close)
        with pytest.raises(LoginRefused):
            await daemon.log_in("u07", "a test password", "10.0.0.1")
        await daemon.log_out(session)
        assert daemon.session(cookie) is None
    finally:
        for accounts in (daemon, command_line):
            await asyncio.to_thread(accounts.close)
        await asyncio.to_thread(journal.close)
