"""What goes over a Modbus line: exchanges that belong together, and how they end."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final, Literal, Protocol

from pymodbus.client.base import ModbusBaseClient
from pymodbus.pdu import ModbusPDU
from pymodbus.pdu.mei_message import ReadDeviceInformationResponse

from hallctl.contracts.devices import Outcome

Table = Literal["holding", "input", "coil", "discrete"]
Write = tuple[int, Sequence[int]]
"""First register or coil, and the words (0 or 1 for coils) for it and those after it."""

WritableTable = Literal["holding", "coil"]


class Read(Protocol):
    """A row of registers or bits to be read."""

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
    """One exchange. `writes` None: read `count` registers or bits."""

    table: Table
    address: int
    count: int
    writes: tuple[int, ...] | None = None

    @property
    def place(self) -> tuple[str, int, bool]:
        """Where and how, to tell a new refusal from one that is known."""
        return self.table, self.address, self.writes is None

    @property
    def size(self) -> int:
        """Bytes of request and answer together on a serial line."""
        data = (self.count + 7) // 8 if self.table in _BITS else 2 * self.count
        return 8 + 8 + data

    def request(self, client: ModbusBaseClient, unit: int) -> Awaitable[ModbusPDU]:
        """Put it on the line."""
        if self.writes is None:
            return _READS[self.table](client, self.address, self.count, unit)
        return _WRITES[self.table](client, self.address, self.writes, unit)

    def words(self, answer: ModbusPDU) -> tuple[int, ...] | None:
        """What a sound answer brought; None when it is the answer to something else."""
        if self.writes is not None:
            return () if answer.address == self.address else None
        found = tuple(map(int, answer.bits)) if self.table in _BITS else tuple(answer.registers)
        return found[: self.count] if len(found) >= self.count else None


@dataclass(frozen=True, slots=True)
class AskIdentity:
    """Function 43/14: what a unit says of itself, from object `first` on. For its reply see `objects_in`."""

    first: int = 0
    table: Final = "identification"
    address: Final = 0

    @property
    def place(self) -> tuple[str, int, bool]:
        """As `Step.place`."""
        return self.table, self.address, True

    @property
    def size(self) -> int:
        """The longest there can be."""
        return 7 + 256

    def request(self, client: ModbusBaseClient, unit: int) -> Awaitable[ModbusPDU]:
        """Put it on the line."""
        return client.read_device_information(read_code=BASIC, object_id=self.first, device_id=unit)

    def words(self, answer: ModbusPDU) -> tuple[int, ...] | None:
        """What a sound answer brought: where to go on (0: nowhere), then number, length, bytes of each."""
        if not isinstance(answer, ReadDeviceInformationResponse):
            return None
        found = {n: raw for n, raw in answer.information.items() if isinstance(raw, bytes)}
        more = answer.next_object_id if answer.more_follows else 0
        return (more, *(byte for n, raw in found.items() for byte in (n, len(raw), *raw)))


Exchange = Step | AskIdentity
BASIC: Final = 1
"""Vendor, product code and revision."""


def objects_in(words: Sequence[int]) -> dict[int, str]:
    """The objects of a reply to `AskIdentity`, by number."""
    found, place = {}, 1
    while place < len(words):
        number, length = words[place : place + 2]
        found[number] = bytes(words[place + 2 : place + 2 + length]).decode("utf-8", "replace").strip("\0 ")
        place += 2 + length
    return found


_BITS: Final = frozenset({"coil", "discrete"})


def _read_holding(client: ModbusBaseClient, address: int, count: int, unit: int) -> Awaitable[ModbusPDU]:
    return client.read_holding_registers(address, count=count, device_id=unit)


def _read_input(client: ModbusBaseClient, address: int, count: int, unit: int) -> Awaitable[ModbusPDU]:
    return client.read_input_registers(address, count=count, device_id=unit)


def _read_coils(client: ModbusBaseClient, address: int, count: int, unit: int) -> Awaitable[ModbusPDU]:
    return client.read_coils(address, count=count, device_id=unit)


def _read_discrete(client: ModbusBaseClient, address: int, count: int, unit: int) -> Awaitable[ModbusPDU]:
    return client.read_discrete_inputs(address, count=count, device_id=unit)


def _write_holding(
    client: ModbusBaseClient, address: int, words: tuple[int, ...], unit: int
) -> Awaitable[ModbusPDU]:
    return client.write_registers(address, list(words), device_id=unit)


def _write_coils(
    client: ModbusBaseClient, address: int, bits: tuple[int, ...], unit: int
) -> Awaitable[ModbusPDU]:
    if len(bits) == 1:  # many relays know no other way
        return client.write_coil(address, bool(bits[0]), device_id=unit)
    return client.write_coils(address, [bool(bit) for bit in bits], device_id=unit)


_READS: Final[Mapping[Table, Callable[[ModbusBaseClient, int, int, int], Awaitable[ModbusPDU]]]] = {
    "holding": _read_holding,
    "input": _read_input,
    "coil": _read_coils,
    "discrete": _read_discrete,
}
_WRITES: Final[
    Mapping[Table, Callable[[ModbusBaseClient, int, tuple[int, ...], int], Awaitable[ModbusPDU]]]
] = {"holding": _write_holding, "coil": _write_coils}
