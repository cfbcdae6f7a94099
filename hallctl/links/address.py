"""Where a device is on its wire, as the hall's file says it: `tcp://`, `rtu+tcp://`, `serial://`, `udp://`.

An address never holds a secret. Units that name the same line share its one connection.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields, replace
from enum import StrEnum
from typing import Any, Final, Literal, Protocol, Self

MODBUS_PORT: Final = 502
BROADCAST_FREE: Final = range(1, 248)
GATEWAY_ITSELF: Final = 255

_PLACE: Final = re.compile(
    r"^(?P<scheme>[a-z+]+)://(?P<place>[^?#]*?)(?:/unit/(?P<unit>\d{1,3}))?(?:\?(?P<query>[^#]*))?$"
)
_HOST: Final = re.compile(r"^(?P<host>\[[0-9A-Fa-f:.%]+\]|[^:/@\[\]\s]+)(?::(?P<port>\d{1,5}))?$")

Parity = Literal["none", "even", "odd"]


class Carrier(StrEnum):
    """What carries the bytes. `socket://`, as serial software writes it, is plain TCP."""

    TCP = "tcp"
    RTU_TCP = "rtu+tcp"
    SERIAL = "serial"
    UDP = "udp"


class SerialSettings(Protocol):
    """Settings of a serial line, as a profile gives them."""

    @property
    def baud(self) -> int: ...  # noqa: D102 - a name that says it
    @property
    def data_bits(self) -> int: ...  # noqa: D102 - same
    @property
    def parity(self) -> Parity: ...  # noqa: D102 - same
    @property
    def stop_bits(self) -> int: ...  # noqa: D102 - same
    @property
    def gap_s(self) -> float: ...  # noqa: D102 - silence that belongs between two frames
    @property
    def echo(self) -> bool: ...  # noqa: D102 - whether the adapter hears what it says


@dataclass(frozen=True, slots=True)
class SerialLine:
    """Settings of a serial line, held apart from any profile."""

    baud: int = 9600
    data_bits: int = 8
    parity: Parity = "none"
    stop_bits: int = 1
    gap_s: float = 0.0
    echo: bool = False

    @classmethod
    def of(cls, settings: SerialSettings) -> Self:
        """A copy of settings that somebody else holds."""
        return cls(**{own.name: getattr(settings, own.name) for own in fields(cls)})

    @property
    def byte_s(self) -> float:
        """How long one byte is on the line: start bit, data bits, parity, stop bits."""
        return (1 + self.data_bits + (self.parity != "none") + self.stop_bits) / self.baud


@dataclass(frozen=True, slots=True)
class Address:
    """Where a device is. `host` and `port` for networks, `path` for a serial port."""

    carrier: Carrier
    host: str = ""
    port: int = 0
    path: str = ""
    unit: int | None = None
    baud: int | None = None
    parity: Parity | None = None
    stop_bits: int | None = None
    echo: bool | None = None

    @classmethod
    def parse(cls, text: str, *, default_port: int | None = None) -> Self:
        """From `carrier://…[/unit/N][?baud=19200&parity=even&stop_bits=2&echo=true]`. Raises ValueError."""
        match = _PLACE.match(text)
        carrier = _CARRIERS.get(match["scheme"]) if match else None
        if match is None or carrier is None:
            schemes = ", ".join(f"{scheme}://" for scheme in _CARRIERS)
            raise ValueError(
                f"not an address with an optional /unit/N at its end: {text!r}; known: {schemes}"
            )
        unit = int(match["unit"]) if match["unit"] else None
        if unit is not None and unit not in BROADCAST_FREE and unit != GATEWAY_ITSELF:
            raise ValueError(f"unit must be 1 to 247 or 255: {text!r}")
        if carrier is Carrier.SERIAL:
            return cls._serial(text, match["place"], unit, match["query"] or "")
        if match["query"]:
            raise ValueError(f"only a serial address takes settings, unit and host do not: {text!r}")
        return cls._network(text, carrier, match["place"], unit, default_port)

    @classmethod
    def _serial(cls, text: str, path: str, unit: int | None, query: str) -> Self:
        if not path or path.endswith("/") or "//" in path:
            raise ValueError(f"expected serial:///dev/ttyS1 with an optional /unit/N: {text!r}")
        place = cls(Carrier.SERIAL, path=path, unit=unit)
        for setting in filter(None, query.split("&")):
            name, _, value = setting.partition("=")
            try:
                place = replace(place, **{name: _SETTINGS[name](value)})
            except (KeyError, ValueError):
                raise ValueError(
                    f"{setting!r} is no setting of a serial line: {text!r}; baud, parity (none, even, odd), "
                    "stop_bits (1, 2), echo (true, false)"
                ) from None
        return place

    @classmethod
    def _network(
        cls, text: str, carrier: Carrier, place: str, unit: int | None, default_port: int | None
    ) -> Self:
        match = _HOST.match(place)
        if match is None:
            raise ValueError(f"expected {carrier}://host:port with an optional /unit/N: {text!r}")
        port = int(match["port"]) if match["port"] else default_port
        if port is None or not 1 <= port <= 65535:  # noqa: PLR2004 - ports
            raise ValueError(f"port must be 1 to 65535, before an optional /unit/N: {text!r}")
        return cls(carrier, host=match["host"].strip("[]"), port=port, unit=unit)

    @property
    def line(self) -> Address:
        """The same without the unit and the settings: what units on one line have in common."""
        return Address(self.carrier, self.host, self.port, self.path)

    def settings(self, profile: SerialSettings) -> SerialLine:
        """The settings of the profile, but for those that the address names itself."""
        line = SerialLine.of(profile)
        return replace(
            line,
            baud=self.baud or line.baud,
            parity=self.parity or line.parity,
            stop_bits=self.stop_bits or line.stop_bits,
            echo=line.echo if self.echo is None else self.echo,
        )

    @property
    def transport(self) -> str:
        """The carrier as profiles name it in `wire.over`."""
        return self.carrier.value.replace("+", "_")

    def __str__(self) -> str:
        unit = "" if self.unit is None else f"/unit/{self.unit}"
        if self.carrier is Carrier.SERIAL:
            return f"serial://{self.path}{unit}"
        host = f"[{self.host}]" if ":" in self.host else self.host
        return f"{self.carrier}://{host}:{self.port}{unit}"


def modbus_address(text: str) -> Address:
    """The address of a Modbus unit: TCP, RTU over TCP, or serial, always with a unit. Raises ValueError."""
    place = Address.parse(text, default_port=MODBUS_PORT)
    if place.carrier is Carrier.UDP or place.unit is None:
        raise ValueError(f"not the address of a Modbus unit: {text!r}; expected tcp://host:port/unit/N")
    return place


_CARRIERS: Final[Mapping[str, Carrier]] = {
    **{carrier.value: carrier for carrier in Carrier},
    "socket": Carrier.TCP,
}


def _baud(value: str) -> int:
    if not value.isdecimal() or not 50 <= int(value) <= 4_000_000:  # noqa: PLR2004 - termios
        raise ValueError(value)
    return int(value)


_SETTINGS: Final[Mapping[str, Callable[[str], Any]]] = {
    "baud": _baud,
    "parity": {"none": "none", "even": "even", "odd": "odd"}.__getitem__,
    "stop_bits": {"1": 1, "2": 2}.__getitem__,
    "echo": {"true": True, "false": False}.__getitem__,
}
"""Setting of a serial line → from its text to its value; raises KeyError or ValueError."""
