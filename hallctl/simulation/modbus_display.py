"""Simulated Modbus displays: a real Modbus TCP server with many units on one port, as behind a gateway.

Each unit lays its registers out as its profile says and can tell what a person in front of it would read. New
content is shown only when the commit register changes, if the profile has one.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from dataclasses import dataclass, field
from enum import Enum
from typing import Any, Final, Self

from pymodbus.constants import ExcCodes
from pymodbus.exceptions import NoSuchIdException
from pymodbus.pdu import ExceptionResponse, ModbusPDU
from pymodbus.server import ModbusTcpServer
from pymodbus.server.requesthandler import ServerRequestHandler
from pymodbus.simulator import DataType, SimData, SimDevice

from hallctl.profiles.schema import ModbusProfile
from hallctl.profiles.values import BitsValue, NumberValue

_HOLDING_FUNCTIONS: Final = frozenset({3, 6, 16, 22, 23})
_WRITES: Final = frozenset({6, 16})

# A muted unit is a wish, and the library would report every request that it leaves unanswered.
logging.getLogger("pymodbus.logging").setLevel(logging.CRITICAL)


class Fault(Enum):
    """What can be wrong with a unit."""

    NONE = "none"
    MUTE = "mute"  # never answers
    SLOW = "slow"  # answers after `delay_s`
    EXCEPTION = "exception"  # answers every request with "device failure"


@dataclass(frozen=True, slots=True)
class Shown:
    """What a person in front of the display reads."""

    rows: tuple[str, ...] = ()
    words: dict[str, str | None] = field(default_factory=dict)
    numbers: dict[str, int] = field(default_factory=dict)

    @property
    def colour(self) -> str | None:
        """The colour of the text."""
        return self.words.get("colour")

    @property
    def blinks(self) -> bool:
        """Whether the text blinks."""
        return self.words.get("blink") == "on"


class SimulatedDisplay:
    """One unit: registers, what it shows of them, and its faults."""

    def __init__(self, profile: ModbusProfile, *, firmware: str = "1.0") -> None:
        self.profile = profile
        self.fault = Fault.NONE
        self.delay_s = 0.0
        self.requests = 0
        self.shown = Shown()
        self.changed = asyncio.Event()
        self._firmware = firmware
        self.cells: dict[tuple[str, int], int] = {}
        self.reboot()

    def reboot(self) -> None:
        """Forget everything, as after a loss of power."""
        self.cells = {
            (value.table, address): 0
            for value in self.profile.values.values()
            for address in range(value.address, value.address + value.registers)
        }
        version = self.profile.version
        if version is not None:
            self.cells[version.table, version.address] = version.encode(self._firmware)[0]
        self._take_over()

    def report(self, field_name: str, *, on: bool) -> None:
        """Set or clear a bit of a status register."""
        for value in self.profile.values.values():
            if isinstance(value, BitsValue) and field_name in value.fields:
                mask = value.fields[field_name].mask
                cell = (value.table, value.address)
                self.cells[cell] = self.cells[cell] | mask if on else self.cells[cell] & ~mask

    async def until(self, seen: Callable[[Shown], bool], timeout_s: float = 3.0) -> Shown:
        """Return what is shown as soon as `seen` says yes to it. Raises TimeoutError."""
        async with asyncio.timeout(timeout_s):
            while not seen(self.shown):
                self.changed.clear()
                await self.changed.wait()
        return self.shown

    async def serve(
        self,
        function: int,
        address: int,
        count: int,
        registers: list[int],
        start: int,
        values: list[int] | list[bool] | None,
    ) -> ExcCodes | None:
        """One request of the line. `registers` is the server's own memory from `start` on."""
        self.requests += 1
        if self.fault is Fault.MUTE:
            raise NoSuchIdException
        if self.fault is Fault.SLOW:
            await asyncio.sleep(self.delay_s)
        if self.fault is Fault.EXCEPTION:
            return ExcCodes.DEVICE_FAILURE
        table = "holding" if function in _HOLDING_FUNCTIONS else "input"
        if function in _WRITES and values is not None:
            self._written({(table, place): int(word) for place, word in enumerate(values, start=address)})
        for place in range(address, address + count):
            registers[place - start] = self.cells.get((table, place), 0)
        return None

    def _written(self, new: dict[tuple[str, int], int]) -> None:
        commit = self.profile.commit
        place = None if commit is None else ("holding", self.profile.values[commit].address)
        committed = place is None or (place in new and new[place] != self.cells[place])
        self.cells.update(new)
        if committed:
            self._take_over()

    def _take_over(self) -> None:
        words: dict[str, str | None] = {}
        numbers: dict[str, int] = {}
        for name, value in self.profile.values.items():
            if isinstance(value, BitsValue) and value.writable:
                words |= value.decode([self.cells[value.table, value.address]])
            elif isinstance(value, NumberValue) and value.writable:
                numbers[name] = self.cells[value.table, value.address]
        text = self.profile.text
        cells = [self.cells[text.table, text.address + i] for i in range(text.registers)]
        self.shown = Shown(text.decode(cells), words, numbers)
        self.changed.set()


class ModbusDisplays:
    """All simulated displays of one host and port. `async with` starts and stops the server."""

    def __init__(self, host: str = "127.0.0.1", port: int = 0) -> None:
        self.host, self.port = host, port
        self.units: dict[int, SimulatedDisplay] = {}
        self._server: _Server | None = None

    def add(self, unit: int, profile: ModbusProfile, *, firmware: str = "1.0") -> SimulatedDisplay:
        """Put a display on the line, before `start`."""
        display = self.units[unit] = SimulatedDisplay(profile, firmware=firmware)
        return display

    async def start(self) -> None:
        """Listen. Port 0 becomes the port that was free. Raises OSError when the port is taken."""
        server = _Server([_device(number, unit) for number, unit in self.units.items()], self.host, self.port)
        try:
            await server.serve_forever(background=True)
        except RuntimeError as error:
            raise OSError(f"cannot listen on {self.host}:{self.port}: {error}") from error
        self.port = server.listening_port
        self._server = server

    async def stop(self) -> None:
        """Close the port and every connection. The displays keep what they hold."""
        if self._server is not None:
            await self._server.stop()
            self._server = None

    def drop_connections(self) -> None:
        """Cut every connection; the port goes on listening."""
        if self._server is not None:
            for connection in tuple(self._server.active_connections.values()):
                connection.close()

    async def __aenter__(self) -> Self:
        await self.start()
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.stop()


class _Connection(ServerRequestHandler):
    """Answers each request with its own numbers, also when a slow unit is overtaken by others."""

    server: _Server

    def handle_later(self) -> None:
        if self.last_pdu is not None:
            task = asyncio.ensure_future(self._answer(self.last_pdu))
            self.server.answering.add(task)
            task.add_done_callback(self.server.answering.discard)

    async def _answer(self, request: ModbusPDU) -> None:
        try:
            response = await request.datastore_update(self.server.simulation, request.dev_id)
        except NoSuchIdException:
            return
        except KeyError:
            response = ExceptionResponse(request.function_code, ExcCodes.GATEWAY_NO_RESPONSE)
        response.transaction_id = request.transaction_id
        response.dev_id = request.dev_id
        if self.is_active():
            self.pdu_send(response)


class _Server(ModbusTcpServer):
    def __init__(self, devices: list[SimDevice], host: str, port: int) -> None:
        super().__init__(devices, address=(host, port))
        self.answering: set[asyncio.Future[None]] = set()

    @property
    def simulation(self) -> Any:
        """The library's own memory of the units, in the type that its requests declare."""
        return self.context

    @property
    def listening_port(self) -> int:
        listening: Any = self.transport
        return int(listening.sockets[0].getsockname()[1])

    def callback_new_connection(self) -> ServerRequestHandler:
        make: Any = _Connection
        connection: ServerRequestHandler = make(self, None, None, None)
        return connection

    async def stop(self) -> None:
        """End the connections, the port and whatever is still being answered."""
        for task in self.answering:
            task.cancel()
        listening: Any = self.transport
        self.close()
        await listening.wait_closed()


def _device(number: int, unit: SimulatedDisplay) -> SimDevice:
    async def action(
        function: int,
        start: int,
        address: int,
        count: int,
        registers: list[int],
        values: list[int] | list[bool] | None,
    ) -> ExcCodes | None:
        return await unit.serve(function, address, count, registers, start, values)

    bits = [SimData(0, values=[False] * 16, datatype=DataType.BITS)]
    tables = ([*bits], [*bits], _registers(unit, "holding"), _registers(unit, "input"))
    return SimDevice(number, simdata=tables, action=action)


def _registers(unit: SimulatedDisplay, table: str) -> list[SimData]:
    places = sorted(place for own, place in unit.cells if own == table)
    return [SimData(place, datatype=DataType.REGISTERS) for place in places] or [SimData(0)]
