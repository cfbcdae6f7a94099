"""Argon2 in a bounded executor: a hash takes about 0.12 s and must neither stall the loop nor pile up."""

from __future__ import annotations

import asyncio
from concurrent.futures import ThreadPoolExecutor

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from hallctl.accounts.identities import (
    LONGEST_PASSWORD,
    SHORTEST_PASSWORD,
    LoginThrottled,
    WeakPassword,
)

WAITING_AT_MOST = 16


class Passwords:
    """Makes and checks hashes, one at a time."""

    def __init__(self, hasher: PasswordHasher | None = None) -> None:
        self._hasher = hasher or PasswordHasher()
        self._thread = ThreadPoolExecutor(max_workers=1, thread_name_prefix="argon2")
        self._waiting = 0
        self._nobody: str | None = None

    def close(self) -> None:
        """Drop what waits and end the thread."""
        self._thread.shutdown(cancel_futures=True)

    def make(self, user: str, password: str) -> str:
        """The hash of a new password. Blocking. Raises `WeakPassword`."""
        if not SHORTEST_PASSWORD <= len(password) <= LONGEST_PASSWORD:
            message = f"a password has {SHORTEST_PASSWORD} to {LONGEST_PASSWORD} characters"
            raise WeakPassword(message)
        if password.lower() == user.lower():
            raise WeakPassword("a password is not the user's name")
        return self._hasher.hash(password)

    async def check(self, stored: str | None, password: str) -> bool:
        """Whether `password` is the one behind `stored`; None costs the same time and is never right."""
        if self._waiting >= WAITING_AT_MOST:
            raise LoginThrottled(2)
        self._waiting += 1
        try:
            return await asyncio.get_running_loop().run_in_executor(
                self._thread, self._check, stored, password
            )
        finally:
            self._waiting -= 1

    def outdated(self, stored: str) -> bool:
        """Whether the hash was made with weaker parameters than today's."""
        return self._hasher.check_needs_rehash(stored)

    def _check(self, stored: str | None, password: str) -> bool:
        if stored is None:
            self._nobody = self._nobody or self._hasher.hash("nobody's password")
        try:
            self._hasher.verify(stored or self._nobody or "", password)
        except (VerificationError, InvalidHashError):
            return False
        return stored is not None
