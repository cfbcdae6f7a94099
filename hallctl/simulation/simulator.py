"""What every simulated device can do, and what surrounds it: ends of wires, logins, the pace of time."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, tzinfo
from pathlib import Path
from typing import Final, Protocol

from hallctl.domain.setup import DeviceEntry
from hallctl.links.address import GATEWAY_ITSELF, Address, Carrier, modbus_address
from hallctl.profiles import Profile
from hallctl.simulation.faults import WELL, Fault, Trouble
from hallctl.simulation.modbus_units import ModbusLine, ModbusUnit
from hallctl.simulation.mqtt_device import Account
from hallctl.simulation.wire_ends import Opens, Port, PtyEnd, Say, TcpEnd, UdpEnd, WireEnd


class Simulator(Protocol):
    """One device of the hall."""

    @property
    def device(self) -> str:
        """Its id in the register."""
        ...

    @property
    def trouble(self) -> Trouble:
        """What it has now."""
        ...

    async def start(self) -> None:
        """Be there. The wire ends are started after all simulators have been made. Raises OSError."""
        ...

    async def stop(self) -> None:
        """Be gone, and leave nothing behind."""
        ...

    def suffer(self, trouble: Trouble) -> None:
        """Have `trouble` from now on, instead of what there was; `WELL` ends it."""
        ...


class WireSimulator:
    """Base of simulators on byte wires: their ports suffer what befalls a wire, they act out the rest."""

    def __init__(self, device: str) -> None:
        self.device = device
        self.ports: list[Port] = []

    @property
    def trouble(self) -> Trouble:
        """As `Simulator.trouble`: a reboot is over as soon as the wire is."""
        return self.ports[0].trouble if self.ports else WELL

    def join(self, end: WireEnd, opens: Opens) -> None:
        """Take a place on the end of a wire."""
        self.ports.append(end.join(self.device, opens))

    def reply(self, say: Say, data: bytes) -> None:
        """Answer, after a while where it is slow."""
        if self.trouble.slow_s:
            self.ports[0].later(self.trouble.slow_s, say, data)
        else:
            say(data)

    async def start(self) -> None:
        """Nothing to do: the wire's end is there."""

    async def stop(self) -> None:
        """Nothing to do: the wire's end goes."""

    def suffer(self, trouble: Trouble) -> None:
        """As `Simulator.suffer`."""
        if trouble.fault is Fault.REBOOT:
            self.forget()
        for port in self.ports:
            port.suffer(trouble)

    def forget(self) -> None:
        """Lose what a power cut loses."""


@dataclass
class Surroundings:
    """Shared by the simulators of one hall.

    `speed`: how much faster than life people act. `accounts`: by device, how it gets into the broker.
    `timezone`: by which devices of the hall know what day it is.
    """

    speed: float = 1.0
    accounts: Mapping[str, Account] = field(default_factory=dict)
    timezone: tzinfo = UTC
    ends: dict[Address, WireEnd] = field(default_factory=dict)
    lines: dict[WireEnd, ModbusLine] = field(default_factory=dict)

    def end(self, address: str) -> WireEnd:
        """The end of the wire at `address`, the same one for all units on it. Raises ValueError."""
        return self._end(Address.parse(address))

    def place(self, address: str, unit: ModbusUnit) -> None:
        """Put a Modbus unit where `address` says. Raises ValueError, also where its number is taken."""
        place = modbus_address(address)
        end = self._end(place)
        if end not in self.lines:
            self.lines[end] = ModbusLine(end, rtu=place.carrier is not Carrier.TCP)
        self.lines[end].put(place.unit or GATEWAY_ITSELF, unit)

    def _end(self, place: Address) -> WireEnd:
        if place.line not in self.ends:
            self.ends[place.line] = _ENDS[place.carrier](place)
        return self.ends[place.line]

    async def start(self) -> None:
        """Be there with every wire. Raises OSError where a place is taken."""
        for end in self.ends.values():
            await end.start()

    async def stop(self) -> None:
        """Take every wire away."""
        for end in self.ends.values():
            await end.stop()


Maker = Callable[[DeviceEntry, Profile, Surroundings], Simulator]
"""Makes a simulator, joined to its wire. Raises ValueError when profile or address are not for it."""


def unit_number(address: str) -> int:
    """The N of `…/unit/N`. Raises ValueError where there is none."""
    unit = Address.parse(address).unit
    if unit is None:
        raise ValueError(f"no unit number in the address {address!r}")
    return unit


_ENDS: Final[Mapping[Carrier, Callable[[Address], WireEnd]]] = {
    Carrier.TCP: lambda place: TcpEnd(place.host, place.port),
    Carrier.RTU_TCP: lambda place: TcpEnd(place.host, place.port),
    Carrier.SERIAL: lambda place: PtyEnd(Path(place.path)),
    Carrier.UDP: lambda place: UdpEnd(place.host, place.port),
}
