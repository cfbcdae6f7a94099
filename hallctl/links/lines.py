"""Byte lines that framed protocols share: RS-232/485, TCP and UDP, many units on each.

One exchange at a time is on the line, as on two wires it must be. What nobody asked for, a pressed key say,
is heard by every unit of the line; each picks its own.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Hashable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import ClassVar, Protocol

from hallctl.contracts.devices import Outcome
from hallctl.links.address import Address, Carrier, SerialLine, SerialSettings
from hallctl.links.link import Backoff, LinkDown, Timing
from hallctl.links.shared_line import Job, SharedLine, Standing
from hallctl.links.shelf import Pool, Shelf, UnitHandle
from hallctl.links.turns import Urgency
from hallctl.links.wire import Wire


class Heard(Protocol):
    """A frame that came in: which of the profile's frames it is, its fields, and its bytes."""

    @property
    def name(self) -> str: ...  # noqa: D102 - a name that says it
    @property
    def values(self) -> Mapping[str, int | str | bytes]: ...  # noqa: D102 - same
    @property
    def raw(self) -> bytes: ...  # noqa: D102 - same


class Splitter(Protocol):
    """Cuts what comes in into frames; remembers what is not whole yet. Never raises."""

    def feed(self, chunk: bytes) -> Sequence[Heard]:
        """The frames that are whole with `chunk`."""
        ...

    def quiet(self) -> Sequence[Heard]:
        """The line fell silent: what is begun and not whole will never be. What it hid comes out."""
        ...


Hears = Callable[[Heard], None]
Answers = Callable[[Heard], bool]
Cuts = Callable[[], Splitter]
"""Makes a splitter with nothing in it. Units that cut alike give equal ones and share what is found."""


@dataclass(frozen=True, slots=True)
class FrameReply:
    """How an exchange ended, and the frame that answered."""

    outcome: Outcome
    heard: Heard | None = None
    cause: str = ""


@dataclass(frozen=True, slots=True)
class Manner:
    """How a unit is spoken with: how its frames are cut, what time its answer has, the silence it needs."""

    cut: Cuts
    timeout_s: float
    turnaround_s: float


@dataclass(frozen=True, slots=True)
class Sending:
    """A frame that goes out, who says which frame answers it, and the manner of its unit."""

    frame: bytes
    answers: Answers | None
    manner: Manner


@dataclass(frozen=True, slots=True)
class _Awaited:
    """The answer that is waited for, until when, and until when at the latest."""

    sending: Sending
    answer: asyncio.Future[Heard]
    limit: asyncio.Timeout
    latest: float

    def takes(self, cut: Cuts) -> bool:
        """Whether a frame that was cut this way may be it."""
        return self.sending.manner.cut == cut and not self.answer.done()

    def more_comes(self) -> None:
        """Bytes came in: the answer has as much time again from now, if it comes to an end some day."""
        until = asyncio.get_running_loop().time() + self.sending.manner.timeout_s
        limit = self.limit.when()
        if limit is not None and not self.limit.expired() and until > limit:
            self.limit.reschedule(min(until, self.latest))


@dataclass(slots=True, eq=False)
class _Ears:
    """One way to cut what comes in, and who hears what it finds."""

    splitter: Splitter
    hears: list[Hears] = field(default_factory=list)
    units: int = 0


class Line(SharedLine[Sending, FrameReply]):
    """One port or one host and port. Drivers do not see it; they hold units."""

    LONGEST_ANSWER: ClassVar[int] = 4
    """Times the timeout that an answer which keeps coming in may take."""

    PAUSE_S: ClassVar[float] = 0.1
    """Silence after which a frame that has begun is taken to be lost. No device rests longer inside one."""

    def __init__(
        self,
        address: Address,
        serial: SerialLine,
        *,
        backoff: Backoff | None = None,
        timing: Timing | None = None,
    ) -> None:
        super().__init__(f"line {address.line}", backoff=backoff, timing=timing)
        self._address, self._serial = address, serial
        self._wire: Wire | None = None
        self._ears: dict[Cuts, _Ears] = {}
        self._awaited: _Awaited | None = None
        self._last_byte = 0.0
        self._quiet_until = 0.0
        self._falls_silent: asyncio.TimerHandle | None = None
        self._mute = False  # the last connection was given up because nobody answered

    def listen(self, cut: Cuts) -> None:
        """One unit more whose frames are cut this way."""
        self._ears.setdefault(cut, _Ears(cut())).units += 1

    def leave_cut(self, cut: Cuts, hears: Sequence[Hears]) -> None:
        """One unit less; `hears` is what it had heard with."""
        ears = self._ears[cut]
        ears.units -= 1
        for callback in hears:
            ears.hears.remove(callback)
        if ears.units == 0:
            del self._ears[cut]

    def hear(self, cut: Cuts, callback: Hears) -> None:
        """Give every frame that answers no exchange to `callback`."""
        self._ears[cut].hears.append(callback)

    async def exchange(
        self, unit: Hashable, sending: Sending, deadline_s: float, urgency: Urgency
    ) -> FrameReply:
        """See `LineUnit.exchange`."""
        return await self._ask(unit, sending, deadline_s, urgency)

    def _failed(self, outcome: Outcome, cause: str) -> FrameReply:
        return FrameReply(outcome, cause=cause)

    async def _session(self) -> None:
        wire = await Wire.open(self._address, self._serial, self._chunk)
        try:
            self._wire = wire
            for cut, ears in self._ears.items():
                ears.splitter = cut()
            self._begin()
            if not self._mute:
                self._up()
            await self._work_until(wire.lost)
        finally:
            self._wire = None
            self._end()
            if self._falls_silent is not None:
                self._falls_silent.cancel()
                self._falls_silent = None
            await wire.close()

    async def _do(self, job: Job[Sending, FrameReply], unit: Standing) -> None:
        rest_s = self._quiet_until - self._timing.monotonic()
        if rest_s > 0:
            await self._timing.sleep(rest_s)
        wire, sending = self._wire, job.wanted
        if wire is None:
            raise LinkDown("not connected")
        self.exchanges += 1
        try:
            heard = await self._sent(wire, sending, unit)
        except BaseException:
            job.fail(Outcome.UNKNOWN, "the connection was lost")
            raise
        finally:
            self._quiet_until = self._timing.monotonic() + sending.manner.turnaround_s
        if heard is not None:
            self._answered(job.unit, unit)
            job.finish(FrameReply(Outcome.DONE, heard))
        elif sending.answers is None:
            job.finish(FrameReply(Outcome.DONE))
        else:
            job.fail(Outcome.TIMED_OUT, "no answer")
            self._unanswered(job.unit, unit)

    async def _sent(self, wire: Wire, sending: Sending, unit: Standing) -> Heard | None:
        """The answer. None: there was none in time, or none was wanted."""
        on_the_line_s = wire.on_the_line_s(len(sending.frame))
        if sending.answers is None:
            wire.write(sending.frame)
            await self._timing.sleep(on_the_line_s)
            return None
        loop, timeout_s = asyncio.get_running_loop(), sending.manner.timeout_s
        try:
            async with self._limit(unit, on_the_line_s + timeout_s) as limit:
                latest = loop.time() + on_the_line_s + self.LONGEST_ANSWER * timeout_s
                awaited = self._awaited = _Awaited(sending, loop.create_future(), limit, latest)
                wire.write(sending.frame)
                return await awaited.answer
        except TimeoutError:
            return None
        finally:
            self._awaited = None

    def _unanswered(self, number: Hashable, unit: Standing) -> None:
        try:
            self._missed(number, unit)
        except LinkDown:
            self._mute = True
            raise

    def _chunk(self, data: bytes) -> None:
        self._last_byte = self._timing.monotonic()
        if self._awaited is not None:
            self._awaited.more_comes()
        if self._falls_silent is None:
            self._listen_on(self.PAUSE_S)
        for cut, ears in tuple(self._ears.items()):
            self._frames(cut, ears, ears.splitter.feed(data))

    def _listen_on(self, seconds: float) -> None:
        self._falls_silent = asyncio.get_running_loop().call_later(seconds, self._silence)

    def _silence(self) -> None:
        rest_s = self._last_byte + self.PAUSE_S - self._timing.monotonic()
        if rest_s > 0:
            self._listen_on(rest_s)
            return
        self._falls_silent = None
        for cut, ears in tuple(self._ears.items()):
            self._frames(cut, ears, ears.splitter.quiet())

    def _frames(self, cut: Cuts, ears: _Ears, frames: Sequence[Heard]) -> None:
        for heard in frames:
            self._mute = False
            if not self._online.is_set():
                self._up()
            self._hand_over(cut, ears, heard)

    def _hand_over(self, cut: Cuts, ears: _Ears, heard: Heard) -> None:
        awaited = self._awaited
        if awaited is not None and awaited.takes(cut) and self._is_answer(awaited.sending, heard):
            awaited.answer.set_result(heard)
            return
        for callback in tuple(ears.hears):
            try:
                callback(heard)
            except Exception:  # noqa: BLE001 - one frame that trips a listener must not cost the line
                self._log.exception("a listener failed", frame=heard.name)

    def _is_answer(self, sending: Sending, heard: Heard) -> bool:
        try:
            return sending.answers is not None and sending.answers(heard)
        except Exception:  # noqa: BLE001 - same
            self._log.exception("a listener failed", frame=heard.name)
            return False


class LineUnit(UnitHandle[Line]):
    """One unit on a line: what a driver holds. Nothing raises; outcomes tell."""

    def __init__(self, pool: Pool[Line], address: Address, make: Callable[[], Line], manner: Manner) -> None:
        super().__init__(pool, address, make)
        self._manner = manner
        self._hears: list[Hears] = []
        self.link.listen(manner.cut)

    def hear(self, callback: Hears) -> None:
        """Give every frame of the line that answers no exchange to `callback`, which must not block."""
        self._hears.append(callback)
        self.link.hear(self._manner.cut, callback)

    async def exchange(
        self,
        frame: bytes,
        *,
        answers: Answers | None,
        deadline_s: float,
        urgency: Urgency = Urgency.COMMAND,
    ) -> FrameReply:
        """Send `frame` and wait for the frame that `answers` it. None: nothing answers, sent is done.

        TIMED_OUT: no answer, or it never went out. UNKNOWN: the line was lost after it went out.
        """
        sending = Sending(frame, answers, self._manner)
        return await self.link.exchange(self.address.unit, sending, deadline_s, urgency)

    def close(self) -> None:
        """Hear no more, and end the line if nobody else holds it."""
        if not self.closed:
            self.link.leave_cut(self._manner.cut, self._hears)
        super().close()


class Lines(Shelf[Line]):
    """All framed lines of the hall, one for each port or host and port."""

    def unit(
        self,
        address: str,
        *,
        serial: SerialSettings,
        splitter: Cuts,
        turnaround_s: float = 0.02,
        timeout_s: float = 0.3,
    ) -> LineUnit:
        """The unit at `address` (serial, tcp or udp). Raises ValueError.

        `turnaround_s`: silence on the line after an exchange with it. `timeout_s`: for its answer once its
        frame is out. The first unit on a serial line decides about its settings.
        """
        place = Address.parse(address)
        if place.carrier is Carrier.RTU_TCP:
            raise ValueError(f"only Modbus goes over {place.carrier}: {address!r}")
        manner = Manner(splitter, timeout_s, max(turnaround_s, serial.gap_s))
        unit = LineUnit(self._pool, place, partial(self._line, place, place.settings(serial)), manner)
        self._note(unit)
        return unit

    def _line(self, place: Address, serial: SerialLine) -> Line:
        return Line(place, serial, timing=self._timing, backoff=self._backoff)
