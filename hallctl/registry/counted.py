"""Counts how the commands of every driver end, whoever gives them, without the driver knowing."""

from __future__ import annotations

import inspect
from collections import Counter
from collections.abc import Awaitable, Callable
from typing import Any, cast

from hallctl.contracts.devices import Device, Outcome


def counted(driver: Device, counts: Counter[str]) -> Device:
    """`driver`, whose commands add to `counts` under their outcome."""
    return cast("Device", _Counted(driver, counts))


class _Counted:
    """Stands before a driver. What gives an `Outcome` is a command; all else goes through as it is."""

    def __init__(self, driver: Device, counts: Counter[str]) -> None:
        self._driver, self._counts = driver, counts

    def __getattr__(self, name: str) -> Any:
        found = getattr(self._driver, name)
        if not inspect.iscoroutinefunction(found):
            return found
        noted = self._noting(found)
        self.__dict__[name] = noted
        return noted

    def _noting(self, command: Callable[..., Awaitable[Any]]) -> Callable[..., Awaitable[Any]]:
        async def noted(*args: Any, **named: Any) -> Any:
            answer = await command(*args, **named)
            if isinstance(answer, Outcome):
                self._counts[answer.value] += 1
            return answer

        return noted
