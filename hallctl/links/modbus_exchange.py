"""What goes over a Modbus line: addresses, exchanges that belong together, and how they end."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Awaitable, Sequence
from dataclasses import dataclass
from enum import IntEnum
from typing import Final, Literal, Protocol

from pymodbus.client import AsyncModbusTcpClient
from pymodbus.pdu import ModbusPDU

from hallctl.contracts.devices import Outcome

Table = Literal["holding", "input"]
Write = tuple[int, Sequence[int]]
"""First register and the words for it and those after it."""

_ADDRESS: Final = re.compile(r"^tcp://(?P<host>\[[^\]]+\]|[^:/]+)(?::(?P<port>\d+))?/unit/(?P<unit>\d+)$")
_DEFAULT_PORT: Final = 502


class Urgency(IntEnum):
    """Who goes first on the line."""

    COMMAND = 0
    POLL = 1


@dataclass(frozen=True, slots=True)
class ModbusAddress:
    """Where a unit is."""

    host: str
    port: int
    unit: int

    @classmethod
    def parse(cls, address: str) -> ModbusAddress:
        """From `tcp://host[:port]/unit/N`, N from 1 to 247 or 255. Raises ValueError."""
        match = _ADDRESS.match(address)
        if match is None:
            raise ValueError(f"not a Modbus TCP address: {address!r}; expected tcp://host:port/unit/N")
        unit, port = int(match["unit"]), int(match["port"] or _DEFAULT_PORT)
        if not (1 <= unit <= 247 or unit == 255) or not 1 <= port <= 65535:  # noqa: PLR2004 - Modbus, 2.2
            raise ValueError(f"unit must be 1 to 247 or 255 and port 1 to 65535: {address!r}")
        return cls(match["host"].strip("[]"), port, unit)


class Read(Protocol):
    """A row of registers to be read."""

    @property
    def table(self) -> Table: ...  # noqa: D102 - a name that says it
    @property
    def address(self) -> int: ...  # noqa: D102 - same
    @property
    def count(self) -> int: ...  # noqa: D102 - same


@dataclass(frozen=True, slots=True)
class Reply:
    """How exchanges ended; `words` are what was read last, `steps` how many of them were done."""

    outcome: Outcome
    words: tuple[int, ...] = ()
    cause: str = ""
    steps: int = 0


@dataclass(frozen=True, slots=True)
class Step:
    """One exchange. `writes` None: read `count` registers."""

    table: Table
    address: int
    count: int
    writes: tuple[int, ...] | None = None

    @property
    def place(self) -> tuple[Table, int, bool]:
        """Where and how, to tell a new refusal from one that is known."""
        return self.table, self.address, self.writes is None

    def request(self, client: AsyncModbusTcpClient, unit: int) -> Awaitable[ModbusPDU]:
        """Put it on the line."""
        if self.writes is not None:
            return client.write_registers(self.address, list(self.writes), device_id=unit)
        read = client.read_holding_registers if self.table == "holding" else client.read_input_registers
        return read(self.address, count=self.count, device_id=unit)


@dataclass(slots=True, eq=False)
class Job:
    """Exchanges with one unit that follow each other on the line without a gap."""

    unit: int
    steps: tuple[Step, ...]
    deadline: float
    reply: asyncio.Future[Reply]

    def finish(self, reply: Reply) -> None:
        """Answer whoever still waits."""
        if not self.reply.done():
            self.reply.set_result(reply)
