"""Slows down guessing: each failed login makes the next one for that user or address wait longer."""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import dataclass

from hallctl.accounts.identities import LoginThrottled


@dataclass(frozen=True, slots=True)
class Allowance:
    """`free` failures cost nothing; each further one doubles the wait from 1 s up to `longest_s`."""

    free: int
    longest_s: int


PER_USER = Allowance(free=5, longest_s=60)  # an attacker must not lock a clerk out for long
PER_ADDRESS = Allowance(free=20, longest_s=600)  # a whole hall may stand behind one address
FORGET_AFTER_S = 3600
REMEMBERED = 10_000


@dataclass(slots=True)
class _Tries:
    failures: int
    last_s: float


class Throttle:
    """Counts attempts before they are judged, so that a hundred at once count as a hundred."""

    def __init__(self) -> None:
        self._tries: OrderedDict[tuple[str, str], _Tries] = OrderedDict()

    def attempt(self, user: str, address: str, now_s: float) -> None:
        """Count an attempt as failed until `forgive` says otherwise. Raises `LoginThrottled`."""
        keys = ((("user", user), PER_USER), (("address", address), PER_ADDRESS))
        wait = max(self._wait(key, allowance, now_s) for key, allowance in keys)
        if wait > 0:
            raise LoginThrottled(int(wait) + 1)
        for key, _ in keys:
            tries = self._tries.setdefault(key, _Tries(0, now_s))
            tries.failures += 1
            tries.last_s = now_s
            self._tries.move_to_end(key)
        while len(self._tries) > REMEMBERED:
            self._tries.popitem(last=False)

    def forgive(self, user: str, address: str) -> None:
        """The attempt was good: forget the user's failures and this one of the address."""
        self._tries.pop(("user", user), None)
        tries = self._tries.get(("address", address))
        if tries is not None:
            tries.failures -= 1

    def _wait(self, key: tuple[str, str], allowance: Allowance, now_s: float) -> float:
        tries = self._tries.get(key)
        if tries is None:
            return 0
        if now_s - tries.last_s > FORGET_AFTER_S:
            del self._tries[key]
            return 0
        over = tries.failures - allowance.free
        if over < 0:
            return 0
        return tries.last_s + min(2.0 ** min(over, 16), allowance.longest_s) - now_s
