"""Modbus over TCP, over RTU through a TCP gateway, and over a serial line, shared by all units behind it."""

from __future__ import annotations

import asyncio
import logging
import socket
from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import Any, ClassVar, Final, TypeVar

from pymodbus.client import AsyncModbusSerialClient, AsyncModbusTcpClient
from pymodbus.client.base import ModbusBaseClient
from pymodbus.exceptions import ModbusException, ModbusIOException
from pymodbus.framer import FramerType
from pymodbus.pdu import ModbusPDU

from hallctl.contracts.devices import Outcome
from hallctl.links.address import Address, Carrier, SerialLine, SerialSettings, modbus_address
from hallctl.links.link import Backoff, LinkDown, Timing
from hallctl.links.modbus_exchange import (
    AskIdentity,
    Exchange,
    Read,
    Reply,
    Step,
    WritableTable,
    Write,
    objects_in,
)
from hallctl.links.serial_port import open_serial
from hallctl.links.shared_line import Job, SharedLine, Standing
from hallctl.links.shelf import Pool, Shelf, UnitHandle
from hallctl.links.turns import Urgency
from hallctl.links.wire import CONNECT_S

_LIBRARY_LIMIT_S: Final = 5.0
_FRAME_GAP_BYTES: Final = 3.5
_SHORTEST_GAP_S: Final = 0.00175
"""Silence between RTU frames: 3.5 bytes, but no less than this (Modbus over serial line, 2.5.1.1)."""

# The link says what is worth saying, once; the library would repeat itself for every lost frame.
logging.getLogger("pymodbus.logging").setLevel(logging.CRITICAL)


_MOST_PARTS: Final = 3
"""Answers in which a unit may say who it is."""


C = TypeVar("C", bound=ModbusBaseClient)


@dataclass(frozen=True, slots=True)
class Identity:
    """Who a unit says it is (function 43/14). None: it does not say."""

    vendor: str | None = None
    product: str | None = None
    firmware: str | None = None


@dataclass(frozen=True, slots=True)
class Steps:
    """Exchanges with one unit that follow each other on the line without a gap."""

    steps: tuple[Exchange, ...]
    timeout_s: float


class ModbusLink(SharedLine[Steps, Reply]):
    """The connection to one host and port, or one serial port. Exchanges with any unit behind it."""

    LOST: ClassVar[tuple[type[Exception], ...]] = (*SharedLine.LOST, ModbusException)

    def __init__(
        self,
        address: Address,
        *,
        serial: SerialSettings | None = None,
        backoff: Backoff | None = None,
        timing: Timing | None = None,
    ) -> None:
        super().__init__(f"modbus {address.line}", backoff=backoff, timing=timing)
        self._address = address
        self._serial = address.settings(serial or SerialLine())
        on_wires = address.carrier is Carrier.SERIAL
        self._byte_s = self._serial.byte_s if on_wires else 0.0
        gap_s = max(self._serial.gap_s, _FRAME_GAP_BYTES * self._byte_s, _SHORTEST_GAP_S)
        self._gap_s = gap_s if on_wires else 0.0
        self._client: ModbusBaseClient | None = None
        self._quiet_until = 0.0
        self._refused: dict[Hashable, set[tuple[str, int, bool]]] = {}

    @property
    def socket(self) -> socket.socket | None:
        """The connected socket, for tests of its options."""
        transport = self._client.ctx.transport if self._client else None
        return transport.get_extra_info("socket") if transport else None

    async def ask(
        self,
        unit: int,
        steps: tuple[Exchange, ...],
        deadline_s: float,
        urgency: Urgency,
        timeout_s: float,
    ) -> Reply:
        """Do `steps` with `unit`, row after row, nothing else between them; ends at the first failure.

        TIMED_OUT when there was no answer, REFUSED on a Modbus exception, UNKNOWN when the connection was
        lost after something went out.
        """
        return await self._ask(unit, Steps(steps, timeout_s), deadline_s, urgency)

    async def _session(self) -> None:
        lost: asyncio.Future[str] = asyncio.get_running_loop().create_future()
        client = self._made(lost)
        try:
            # The library's own connect would keep the reason of a failure for itself.
            async with asyncio.timeout(CONNECT_S):
                await client.ctx.call_create()
            self._client = client
            self._begin()
            await self._work_until(lost)
        finally:
            self._client = None
            client.close()
            self._end()

    def _made(self, lost: asyncio.Future[str]) -> ModbusBaseClient:
        """A client that is not connected yet. It tells `lost` and tries nothing again by itself."""

        def trace(up: bool) -> None:  # noqa: FBT001 - the library's callback
            if not up and not lost.done():
                lost.set_result("closed by the other side")

        place, line = self._address, self._serial
        if place.carrier is Carrier.SERIAL:
            on_port = AsyncModbusSerialClient(
                place.path, timeout=_LIBRARY_LIMIT_S, retries=0, reconnect_delay=0, trace_connect=trace
            )
            ctx = on_port.ctx
            ctx.call_create = partial(open_serial, place.path, line, ctx.handle_new_connection)
            return _unmoved(on_port)
        on_network = AsyncModbusTcpClient(
            place.host,
            port=place.port,
            framer=FramerType.RTU if place.carrier is Carrier.RTU_TCP else FramerType.SOCKET,
            timeout=_LIBRARY_LIMIT_S,
            retries=0,
            reconnect_delay=0,
            trace_connect=trace,
        )
        return _unmoved(on_network)

    def _failed(self, outcome: Outcome, cause: str) -> Reply:
        return Reply(outcome, cause=cause)

    async def _do(self, job: Job[Steps, Reply], unit: Standing) -> None:
        reply = Reply(Outcome.DONE)
        for done, step in enumerate(job.wanted.steps):
            try:
                await self._quiet(unit, job.wanted.timeout_s)
                reply = await self._exchange(job.unit, unit, step, job.wanted.timeout_s)
            except BaseException:
                job.finish(Reply(Outcome.UNKNOWN, cause="the connection was lost", steps=done))
                raise
            if reply.outcome is not Outcome.DONE:
                job.finish(replace(reply, steps=done))
                return
        job.finish(replace(reply, steps=len(job.wanted.steps)))

    async def _quiet(self, unit: Standing, timeout_s: float) -> None:
        """The silence between RTU frames. They carry no number, so a late answer is given time to pass."""
        if self._address.carrier is Carrier.TCP:
            return
        until = max(self._quiet_until, unit.missed_at + timeout_s if unit.misses else 0.0)
        rest_s = until - self._timing.monotonic()
        if rest_s > 0:
            await self._timing.sleep(rest_s)

    async def _exchange(self, number: Hashable, unit: Standing, step: Exchange, timeout_s: float) -> Reply:
        client = self._client
        if client is None or not isinstance(number, int):
            raise LinkDown("not connected")
        self.exchanges += 1
        answer, words = None, None
        try:
            async with self._limit(unit, timeout_s + step.size * self._byte_s):
                answer = await step.request(client, number)
                words = step.words(answer)
        except (TimeoutError, ModbusIOException):
            pass  # the library has a limit of its own, which may pass first when all of the program was late
        finally:
            self._quiet_until = self._timing.monotonic() + self._gap_s
        if answer is None or (words is None and not answer.isError()):
            self._missed(number, unit)
            return Reply(Outcome.TIMED_OUT, cause="no answer")
        self._answered(number, unit)
        return self._judge(number, step, answer, words)

    def _judge(
        self, number: Hashable, step: Exchange, answer: ModbusPDU, words: tuple[int, ...] | None
    ) -> Reply:
        refused = self._refused.setdefault(number, set())
        if words is not None:
            refused.discard(step.place)
            return Reply(Outcome.DONE, words)
        self.refusals += 1
        cause = f"Modbus exception {answer.exception_code}"
        log = self._log.debug if step.place in refused else self._log.warning
        log("unit refused", unit=number, table=step.table, address=step.address, cause=cause)
        refused.add(step.place)
        return Reply(Outcome.REFUSED, cause=cause)


def _unmoved(client: C) -> C:
    """The client, which throws away what it cannot read; its error would end the connection, loudly."""
    reads = client.ctx.callback_data

    def callback_data(data: bytes, addr: tuple[Any, ...] | None = None) -> int:
        try:
            return reads(data, addr)
        except ModbusException:
            return len(data)

    client.ctx.callback_data = callback_data  # type: ignore[method-assign]
    return client


class ModbusUnit(UnitHandle[ModbusLink]):
    """One unit behind a link: what a driver holds."""

    def __init__(
        self, pool: Pool[ModbusLink], address: Address, make: Callable[[], ModbusLink], timeout_s: float
    ) -> None:
        super().__init__(pool, address, make)
        self.number = address.unit or 0
        self._timeout_s = timeout_s

    async def read(self, read: Read, deadline_s: float, urgency: Urgency = Urgency.POLL) -> Reply:
        """Read registers or bits; `words` has one for each, 0 or 1 for a bit."""
        step = Step(read.table, read.address, read.count)
        return await self.link.ask(self.number, (step,), deadline_s, urgency, self._timeout_s)

    async def who(self, deadline_s: float) -> tuple[Outcome, Identity]:
        """What it says of itself. REFUSED: it does not say."""
        found: dict[int, str] = {}
        first = 0
        for _ in range(_MOST_PARTS):
            ask = (AskIdentity(first),)
            reply = await self.link.ask(self.number, ask, deadline_s, Urgency.POLL, self._timeout_s)
            if reply.outcome is not Outcome.DONE:
                return reply.outcome, Identity()
            found |= objects_in(reply.words)
            first = reply.words[0]
            if not first:
                break
        return Outcome.DONE, Identity(found.get(0), found.get(1), found.get(2))

    async def write(
        self, writes: Sequence[Write], deadline_s: float, *, table: WritableTable = "holding"
    ) -> Reply:
        """Write rows of holding registers or coils, as one command."""
        steps = tuple(Step(table, address, len(words), tuple(words)) for address, words in writes)
        return await self.link.ask(self.number, steps, deadline_s, Urgency.COMMAND, self._timeout_s)


class ModbusLines(Shelf[ModbusLink]):
    """All Modbus connections of the hall, one for each host and port, or serial port."""

    def unit(
        self, address: str, *, timeout_s: float = 0.3, serial: SerialSettings | None = None
    ) -> ModbusUnit:
        """The unit at `tcp://host:port/unit/N`, `rtu+tcp://…` or `serial://…`. Raises ValueError.

        The first unit on a serial line decides about its settings.
        """
        place = modbus_address(address)
        unit = ModbusUnit(self._pool, place, partial(self._link, place, serial), timeout_s)
        self._note(unit)
        return unit

    def _link(self, place: Address, serial: SerialSettings | None) -> ModbusLink:
        return ModbusLink(place, serial=serial, timing=self._timing, backoff=self._backoff)
