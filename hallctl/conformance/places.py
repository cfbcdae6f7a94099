"""Where a device is on its wire, and ends of the same sort of wire at which something may stand in its place.

What follows host and port (or the serial port) in an address, a unit or a path, is kept as it is.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from hallctl.links.address import Address, Carrier
from hallctl.profiles.schema.base import Transport
from hallctl.simulation.wire_ends import PtyEnd, TcpEnd, UdpEnd, WireEnd

_OVER: Final[dict[str, Transport]] = {
    "tcp": "tcp",
    "socket": "tcp",
    "rtu+tcp": "rtu_tcp",
    "http": "http",
    "onvif": "onvif",
    "rtsp": "rtsp",
    "serial": "serial",
    "udp": "udp",
    "rtp": "rtp",
}
HEARD: Final = frozenset(_OVER.values())
"""Transports on which what is said can be heard."""

DATAGRAMS: Final = frozenset({"udp", "rtp"})
"""Transports that send each piece alone."""

_PORTS: Final = {"http": 80, "onvif": 80, "rtsp": 554}
_NETWORK: Final = re.compile(r"^[a-z+]+://(?P<host>\[[^\]]+\]|[^:/?]+)(?::(?P<port>\d+))?(?P<rest>[/?].*)?$")


@dataclass(frozen=True, slots=True)
class Place:
    """`line` is what bytes are exchanged with; `rest` is what follows it in the address."""

    over: Transport
    line: Address
    rest: str = ""

    @classmethod
    def parse(cls, address: str) -> Place:
        """From a device's address. Raises ValueError for what has no bytes that could be heard."""
        scheme = address.partition(":")[0]
        over = _OVER.get(scheme)
        if over is None:
            raise ValueError(
                f"{address!r}: what is said there cannot be heard; it can over {', '.join(_OVER)}"
            )
        if over == "serial":
            line = Address.parse(address)
            return cls(over, line, "" if line.unit is None else f"/unit/{line.unit}")
        found = _NETWORK.match(address)
        port = (found["port"] if found else None) or _PORTS.get(over)
        if found is None or port is None:
            raise ValueError(f"{address!r}: expected {scheme}://host:port")
        carrier = Carrier.UDP if over in DATAGRAMS else Carrier.TCP
        return cls(over, Address(carrier, found["host"].strip("[]"), int(port)), found["rest"] or "")

    @property
    def host(self) -> str:
        """Host and port, empty for a serial port."""
        return f"{self.line.host}:{self.line.port}" if self.line.host else ""

    @property
    def unit(self) -> int | None:
        """The unit that the address names."""
        return int(self.rest.removeprefix("/unit/")) if self.rest.startswith("/unit/") else None

    @property
    def path(self) -> str:
        """The path that the address names; what belongs to this one hall only (`?rtsp=`) is left out."""
        if self.unit is not None:
            return ""
        return self.rest if self.over == "rtsp" else self.rest.partition("?")[0]


def address(over: Transport, spot: str, rest: str) -> str:
    """How a driver is told where its device is. `spot`: host and port, or a serial port."""
    return f"{over.replace('_', '+')}://{spot}{rest}"


def free_end(over: Transport, home: Path) -> WireEnd:
    """An end of a wire for `over` where nobody else is. Raises ValueError where nothing can be heard."""
    if over not in HEARD:
        raise ValueError(f"{over!r} has no bytes that could be heard")
    if over == "serial":
        return PtyEnd(home / "tty")
    return UdpEnd() if over in DATAGRAMS else TcpEnd()


def spot_of(end: WireEnd) -> str:
    """Where an end is, once it has started."""
    if isinstance(end, TcpEnd | UdpEnd):
        return f"{end.host}:{end.port}"
    return str(end.path) if isinstance(end, PtyEnd) else end.name
