"""A wire to one device that has a language of its own: ESC/POS over TCP 9100, a card reader on a serial port."""

from __future__ import annotations

from collections.abc import Callable

from hallctl.contracts.devices import LinkState, Outcome
from hallctl.links.address import Address, SerialLine, SerialSettings
from hallctl.links.link import Timing, Watches


class Stream:
    """The wire to one device. Nothing raises; outcomes tell."""

    def __init__(self, address: Address, serial: SerialLine) -> None:
        self.address = address
        self._serial = serial

    @property
    def state(self) -> LinkState:
        """State of the connection."""
        return LinkState.OFFLINE

    def watch(self, watcher: Watches) -> None:
        """Tell `watcher` of every change of state from now on."""

    def hear(self, callback: Callable[[bytes], None]) -> None:
        """Give bytes that no `ask` waits for to `callback`, which must not block."""

    async def send(self, data: bytes, deadline_s: float) -> Outcome:
        """Send all of `data`. DONE: the other side's network has it, which is not yet paper.

        TIMED_OUT: nothing went out. UNKNOWN: a part did, then the wire was lost or took no more.
        """
        return Outcome.TIMED_OUT

    async def ask(self, data: bytes, done: Callable[[bytes], bool], deadline_s: float) -> bytes | None:
        """Send `data` and collect what comes until `done` says that it is whole. None: not in time."""
        return None


class Streams:
    """All wires of the hall that one device has for itself."""

    def __init__(self, *, timing: Timing | None = None) -> None:
        self._timing = timing

    def open(self, address: str, *, serial: SerialSettings | None = None) -> Stream:
        """The wire to the device at `address` (tcp or serial). Raises ValueError."""
        return Stream(Address.parse(address), SerialLine.of(serial or SerialLine()))

    async def run(self) -> None:
        """Keep all wires until cancelled."""
