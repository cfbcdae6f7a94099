"""Modbus TCP: one supervised connection for each host and port, shared by all units behind it.

One exchange at a time is on the line, commands before polls. A unit that does not answer costs the others one
timeout now and then, never more: it is asked again rarely, and what is wanted of it meanwhile fails at once.
"""

from __future__ import annotations

import asyncio
import logging
import socket
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from itertools import count
from typing import ClassVar, Final

from pymodbus.client import AsyncModbusTcpClient
from pymodbus.exceptions import ModbusException
from pymodbus.pdu import ModbusPDU

from hallctl.contracts.devices import Outcome
from hallctl.links.link import Backoff, Link, LinkDown, Timing
from hallctl.links.modbus_exchange import Job, ModbusAddress, Read, Reply, Step, Table, Urgency, Write

_LIBRARY_LIMIT_S: Final = 5.0
_CANCEL_AGAIN_S: Final = 0.05

# The link says what is worth saying, once; the library would repeat itself for every lost frame.
logging.getLogger("pymodbus.logging").setLevel(logging.CRITICAL)


@dataclass(slots=True)
class _Unit:
    """What the link knows of one unit."""

    misses: int = 0
    rests_until: float = 0.0
    refused: set[tuple[Table, int, bool]] = field(default_factory=set)


class ModbusLink(Link):
    """The connection to one host and port. Exchanges with any unit behind it; none of them raises."""

    LOST: ClassVar[tuple[type[Exception], ...]] = (*Link.LOST, ModbusException)

    SILENT_AFTER: ClassVar[int] = 2
    """Timeouts in a row after which a unit counts as silent."""

    HALF_OPEN_AFTER: ClassVar[int] = 6
    """Timeouts in a row, of every unit there is, after which the connection itself is taken for dead."""

    PROBES: ClassVar[Backoff] = Backoff(first_s=1.0, longest_s=15.0)
    """When a silent unit is asked again."""

    def __init__(
        self,
        host: str,
        port: int,
        *,
        timeout_s: float = 0.3,
        backoff: Backoff | None = None,
        timing: Timing | None = None,
    ) -> None:
        super().__init__(f"modbus {host}:{port}", backoff=backoff, timing=timing)
        self._host, self._port, self._timeout_s = host, port, timeout_s
        self._queue: asyncio.PriorityQueue[tuple[Urgency, bool, int, Job]] = asyncio.PriorityQueue()
        self._order = count()
        self._units: dict[int, _Unit] = {}
        self._standing = asyncio.Event()
        self._client: AsyncModbusTcpClient | None = None
        self._misses = 0
        self.exchanges = 0
        self.timeouts = 0
        self.refusals = 0

    @property
    def standing(self) -> bool:
        """Whether the connection stands."""
        return self._standing.is_set()

    async def wait_standing(self) -> None:
        """Return as soon as the connection stands, whether a unit has answered yet or not."""
        await self._standing.wait()

    @property
    def socket(self) -> socket.socket | None:
        """The connected socket, for tests of its options."""
        transport = self._client.ctx.transport if self._client else None
        return transport.get_extra_info("socket") if transport else None

    async def read(self, unit: int, read: Read, deadline_s: float, urgency: Urgency = Urgency.POLL) -> Reply:
        """Read registers. TIMED_OUT when there was no answer, REFUSED on a Modbus exception."""
        return await self._ask(unit, (Step(read.table, read.address, read.count),), deadline_s, urgency)

    async def write(self, unit: int, writes: Sequence[Write], deadline_s: float) -> Reply:
        """Write holding registers, row after row, nothing else between them; ends at the first failure.

        UNKNOWN when the connection was lost after words went out.
        """
        steps = tuple(Step("holding", address, len(words), tuple(words)) for address, words in writes)
        return await self._ask(unit, steps, deadline_s, Urgency.COMMAND)

    async def _ask(self, unit: int, steps: tuple[Step, ...], deadline_s: float, urgency: Urgency) -> Reply:
        if self._past.out and not self._standing.is_set():
            return Reply(Outcome.TIMED_OUT, cause=f"no connection: {self.stats.last_error}")
        deadline = self._timing.monotonic() + deadline_s
        job = Job(unit, steps, deadline, asyncio.get_running_loop().create_future())
        self._queue.put_nowait((urgency, self._unit(unit).misses > 0, next(self._order), job))
        try:
            async with asyncio.timeout(deadline_s):
                return await job.reply
        except TimeoutError:
            return Reply(Outcome.TIMED_OUT, cause="no answer within the deadline")

    async def _session(self) -> None:
        lost: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        client = AsyncModbusTcpClient(
            self._host,
            port=self._port,
            timeout=_LIBRARY_LIMIT_S,
            retries=0,
            reconnect_delay=0,
            trace_connect=lambda up: None if up or lost.done() else lost.set_result(None),
        )
        try:
            if not await client.connect():
                raise LinkDown("cannot connect")
            self._client, self._misses = client, 0
            for unit in self._units.values():
                unit.rests_until = 0.0
            self._standing.set()
            await self._work_until(lost, client)
        finally:
            self._standing.clear()
            self._client = None
            client.close()
            self._fail_waiting()

    async def _work_until(self, lost: asyncio.Future[None], client: AsyncModbusTcpClient) -> None:
        work = asyncio.create_task(self._work(client))
        try:
            await asyncio.wait({work, lost}, return_when=asyncio.FIRST_COMPLETED)
            if work.done():
                work.result()
            raise LinkDown("closed by the other side")
        finally:
            # Python 3.11 loses a cancellation that meets an answer, so it is repeated until heard.
            while not work.done():
                work.cancel()
                await asyncio.wait({work}, timeout=_CANCEL_AGAIN_S)

    async def _work(self, client: AsyncModbusTcpClient) -> None:
        while True:
            _, _, _, job = await self._queue.get()
            if job.reply.done():
                continue
            now, unit = self._timing.monotonic(), self._unit(job.unit)
            if now >= job.deadline:
                job.finish(Reply(Outcome.TIMED_OUT, cause="the line was busy until the deadline"))
            elif now < unit.rests_until:
                job.finish(Reply(Outcome.TIMED_OUT, cause="the unit is silent"))
            else:
                job.finish(await self._steps(client, job, unit))

    async def _steps(self, client: AsyncModbusTcpClient, job: Job, unit: _Unit) -> Reply:
        reply = Reply(Outcome.DONE)
        for done, step in enumerate(job.steps, start=1):
            try:
                reply = await self._exchange(client, job.unit, unit, step)
            except BaseException:
                job.finish(Reply(Outcome.UNKNOWN, cause="the connection was lost", steps=done - 1))
                raise
            if reply.outcome is not Outcome.DONE:
                return replace(reply, steps=done - 1)
        return replace(reply, steps=len(job.steps))

    async def _exchange(self, client: AsyncModbusTcpClient, number: int, unit: _Unit, step: Step) -> Reply:
        self.exchanges += 1
        try:
            async with asyncio.timeout(self._timeout_s):
                answer = await step.request(client, number)
        except TimeoutError:
            self._missed(number, unit)
            return Reply(Outcome.TIMED_OUT, cause="no answer")
        self._answered(number, unit)
        return self._judge(number, unit, step, answer)

    def _missed(self, number: int, unit: _Unit) -> None:
        self.timeouts += 1
        self._misses += 1
        unit.misses += 1
        if unit.misses >= self.SILENT_AFTER:
            rest_s = self.PROBES.delay_s(unit.misses - self.SILENT_AFTER + 1, self._timing.chance())
            unit.rests_until = self._timing.monotonic() + rest_s
        if unit.misses == self.SILENT_AFTER:
            self._log.warning("unit is silent", unit=number)
            if self._online.is_set():
                self._degraded(f"unit {number} is silent")
        if self._misses >= self.HALF_OPEN_AFTER and all(other.misses for other in self._units.values()):
            raise LinkDown("connected, but nobody answers")

    def _answered(self, number: int, unit: _Unit) -> None:
        self._misses = 0
        if unit.misses >= self.SILENT_AFTER:
            self._log.info("unit answers again", unit=number)
        unit.misses, unit.rests_until = 0, 0.0
        if all(other.misses < self.SILENT_AFTER for other in self._units.values()):
            self._up()
        elif not self._online.is_set():
            self._up()
            self._degraded("some units are silent")

    def _judge(self, number: int, unit: _Unit, step: Step, answer: ModbusPDU) -> Reply:
        if not answer.isError():
            unit.refused.discard(step.place)
            return Reply(Outcome.DONE, tuple(answer.registers))
        self.refusals += 1
        cause = f"Modbus exception {answer.exception_code}"
        log = self._log.debug if step.place in unit.refused else self._log.warning
        log("unit refused", unit=number, table=step.table, address=step.address, cause=cause)
        unit.refused.add(step.place)
        return Reply(Outcome.REFUSED, cause=cause)

    def _fail_waiting(self) -> None:
        """What waits for a line that is gone fails now; its sender tries again when the line is back."""
        while not self._queue.empty():
            *_, job = self._queue.get_nowait()
            job.finish(Reply(Outcome.TIMED_OUT, cause="the connection was lost"))

    def _unit(self, number: int) -> _Unit:
        return self._units.setdefault(number, _Unit())


class ModbusUnit:
    """One unit behind a link: what a driver holds."""

    def __init__(self, link: ModbusLink, number: int) -> None:
        self.link = link
        self.number = number

    async def read(self, read: Read, deadline_s: float, urgency: Urgency = Urgency.POLL) -> Reply:
        """Read registers."""
        return await self.link.read(self.number, read, deadline_s, urgency)

    async def write(self, writes: Sequence[Write], deadline_s: float) -> Reply:
        """Write rows of holding registers, as one command."""
        return await self.link.write(self.number, writes, deadline_s)


class ModbusLines:
    """All Modbus TCP connections of the hall, one for each host and port."""

    def __init__(self, *, timing: Timing | None = None) -> None:
        self._timing = timing
        self._links: dict[tuple[str, int], ModbusLink] = {}

    def unit(self, address: str, *, timeout_s: float = 0.3) -> ModbusUnit:
        """The unit at `tcp://host:port/unit/N`; the first one there decides about the timeout."""
        place = ModbusAddress.parse(address)
        key = (place.host, place.port)
        if key not in self._links:
            self._links[key] = ModbusLink(*key, timeout_s=timeout_s, timing=self._timing)
        return ModbusUnit(self._links[key], place.unit)

    @property
    def links(self) -> tuple[ModbusLink, ...]:
        """Every connection, for metrics."""
        return tuple(self._links.values())

    async def run(self) -> None:
        """Keep all connections until cancelled."""
        await asyncio.gather(*(link.run() for link in self.links))
