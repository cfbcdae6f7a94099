"""Datagrams to one device: sent several times, because nobody tells whether one arrived."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from hallctl.contracts.devices import LinkState, Outcome
from hallctl.links.address import Address
from hallctl.links.link import Timing, Watches


@dataclass(frozen=True, slots=True)
class Tries:
    """How often the same datagram goes out, and how far apart."""

    times: int = 3
    gap_s: float = 0.1


class Datagrams:
    """The way to one device over UDP. Nothing raises; outcomes tell."""

    def __init__(self, address: Address, tries: Tries) -> None:
        self.address = address
        self._tries = tries

    @property
    def state(self) -> LinkState:
        """ONLINE once the socket stands; OFFLINE after an `ask` that nothing answered."""
        return LinkState.OFFLINE

    def watch(self, watcher: Watches) -> None:
        """Tell `watcher` of every change of state from now on."""

    def hear(self, callback: Callable[[bytes], None]) -> None:
        """Give datagrams that no `ask` waits for to `callback`, which must not block."""

    async def send(self, data: bytes, deadline_s: float) -> Outcome:
        """Send `data` as often as the tries say. DONE: it went out, which is all that can be known."""
        return Outcome.TIMED_OUT

    async def ask(self, data: bytes, done: Callable[[bytes], bool], deadline_s: float) -> bytes | None:
        """Send `data`, again until a datagram comes that `done` accepts or the tries are used up."""
        return None


class DatagramWires:
    """All UDP devices of the hall."""

    def __init__(self, *, timing: Timing | None = None) -> None:
        self._timing = timing

    def open(self, address: str, *, tries: Tries | None = None) -> Datagrams:
        """The way to the device at `udp://host:port`. Raises ValueError."""
        return Datagrams(Address.parse(address), tries or Tries())

    async def run(self) -> None:
        """Keep all sockets until cancelled."""
