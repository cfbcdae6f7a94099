"""An output of the hall fails alone: its outcome becomes a flag on the panel, nothing else (DEV-19)."""

from __future__ import annotations

from collections.abc import Awaitable, Mapping
from typing import Final, Protocol, TypeVar

import structlog

from hallctl.contracts.devices import Outcome
from hallctl.hall import Hall

FAULTS: Final[Mapping[Outcome, str]] = {
    Outcome.REFUSED: "设备拒绝命令",
    Outcome.TIMED_OUT: "设备无应答",
    Outcome.UNKNOWN: "不能确认是否执行",
}
BROKEN: Final = "驱动程序出错"
NO_DEVICE: Final = "设备未连接"

log = structlog.get_logger(__name__)


class Brought(Protocol):
    """What a command of a device brings, and its outcome."""

    @property
    def outcome(self) -> Outcome:
        """Anything but DONE: it has brought nothing."""
        ...


B = TypeVar("B", bound=Brought)


async def attempt(hall: Hall, device: str, command: Awaitable[Outcome]) -> Outcome:
    """Carry out one command of a device. All but DONE is flagged, DONE takes the flag away. Never raises."""
    try:
        outcome = await command
    except Exception:
        log.exception("a driver failed", device=device)
        hall.fault(device, BROKEN)
        return Outcome.UNKNOWN
    hall.fault(device, FAULTS.get(outcome))
    return outcome


async def obtain(hall: Hall, device: str, command: Awaitable[B]) -> B | str:
    """As `attempt`, for a command that brings something: that, or in words why there is nothing."""
    found: list[B] = []

    async def carry_out() -> Outcome:
        found.append(await command)
        return found[0].outcome

    outcome = await attempt(hall, device, carry_out())
    return found[0] if outcome is Outcome.DONE else FAULTS[outcome]
