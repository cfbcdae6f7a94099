"""Byte lines that framed protocols share: RS-232/485, TCP and UDP, many units on each.

One exchange at a time is on the line, as on two wires it must be. What nobody asked for, a pressed key say, is
heard by every unit of the line; each picks its own.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from hallctl.contracts.devices import LinkState, Outcome
from hallctl.links.address import Address, SerialSettings
from hallctl.links.link import Timing, Watches
from hallctl.links.turns import Urgency


class Heard(Protocol):
    """A frame that came in: which of the profile's frames it is, its fields, and its bytes."""

    @property
    def name(self) -> str: ...  # noqa: D102 - a name that says it
    @property
    def values(self) -> Mapping[str, int | str | bytes]: ...  # noqa: D102 - same
    @property
    def raw(self) -> bytes: ...  # noqa: D102 - same


class Splitter(Protocol):
    """Cuts what comes in into frames; remembers what is not whole yet. Never raises."""

    def feed(self, chunk: bytes) -> Sequence[Heard]: ...  # noqa: D102 - the class says it


Hears = Callable[[Heard], None]
Answers = Callable[[Heard], bool]


@dataclass(frozen=True, slots=True)
class FrameReply:
    """How an exchange ended, and the frame that answered."""

    outcome: Outcome
    heard: Heard | None = None
    cause: str = ""


class LineUnit:
    """One unit on a line: what a driver holds."""

    def __init__(self, address: Address) -> None:
        self.address = address

    @property
    def state(self) -> LinkState:
        """ONLINE, DEGRADED after a missed answer, OFFLINE when it is silent or the line is away."""
        return LinkState.OFFLINE

    def watch(self, watcher: Watches) -> None:
        """Tell `watcher` of every change of state from now on."""

    def hear(self, callback: Hears) -> None:
        """Give every frame of the line that answers no exchange to `callback`, which must not block."""

    async def exchange(
        self,
        frame: bytes,
        *,
        answers: Answers | None,
        deadline_s: float,
        urgency: Urgency = Urgency.COMMAND,
    ) -> FrameReply:
        """Send `frame` and wait for the frame that `answers` it. None: nothing answers, sent is done.

        TIMED_OUT: no answer, or it never went out. UNKNOWN: the line was lost after it went out.
        """
        return FrameReply(Outcome.TIMED_OUT, cause="no connection")


class Lines:
    """All framed lines of the hall, one for each port or host and port."""

    def __init__(self, *, timing: Timing | None = None) -> None:
        self._timing = timing

    def unit(
        self,
        address: str,
        *,
        serial: SerialSettings,
        splitter: Callable[[], Splitter],
        turnaround_s: float = 0.02,
        timeout_s: float = 0.3,
    ) -> LineUnit:
        """The unit at `address`. `timeout_s`: for its answer once the line is free. Raises ValueError."""
        return LineUnit(Address.parse(address))

    async def run(self) -> None:
        """Keep all lines until cancelled."""
