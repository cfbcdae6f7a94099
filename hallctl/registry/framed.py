"""A device that speaks in frames, as its profile describes them: the half of a driver that all of them share.

It sends the profile's commands, answers on the line what the device tells, says what happened there, and
whether the device lives.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping
from typing import Final, Self

import structlog

from hallctl.contracts.devices import Hears, LinkState, Outcome
from hallctl.domain.setup import DeviceEntry
from hallctl.links.lines import Heard, LineUnit
from hallctl.links.link import Timing
from hallctl.links.turns import Urgency
from hallctl.links.wires import Wires
from hallctl.profiles import FrameError, FramesProfile, Happened, Profile, heard_as
from hallctl.profiles.schema.frames import Sends
from hallctl.registry.vitals import Vitals

SAID_AGAIN_S: Final = 0.5
"""The same frame again within this time: the device has missed our answer, and nothing more has happened."""

MOST_REPLIES: Final = 32

Values = Mapping[str, int | str | bytes]
"""Field → content."""

Happens = Callable[[Happened], None]
"""Takes an event of the profile; must not block."""

log = structlog.get_logger(__name__)


class FramedDevice:
    """One unit on a line. Nothing raises; outcomes tell."""

    def __init__(
        self,
        entry: DeviceEntry,
        profile: FramesProfile,
        unit: LineUnit,
        tell: Hears,
        happens: Happens,
        *,
        timing: Timing | None = None,
    ) -> None:
        self._profile, self._unit, self._happens = profile, unit, happens
        self._number = unit.address.unit
        self._timing = timing or Timing()
        self._vitals = Vitals(entry, profile.firmware, tell, self._timing)
        self._replies: asyncio.Queue[bytes] = asyncio.Queue(MOST_REPLIES)
        self._last: tuple[bytes, float] = (b"", float("-inf"))
        self._faults: dict[str, str] = {}
        self._given: dict[str, Values] = {}
        self._remembered: dict[str, float] = {}
        self._commanded = 0
        self._more = asyncio.Event()
        self._further: tuple[bytes, Sends, int]
        unit.hear(self._hear)
        unit.watch(self._changed)

    @classmethod
    def on(cls, entry: DeviceEntry, profile: Profile, wires: Wires, tell: Hears, happens: Happens) -> Self:
        """The device at its address. Raises ValueError when profile or address are not for it."""
        if not isinstance(profile, FramesProfile):
            raise ValueError(f"{entry.id}: profile {profile.name} is not one of frames")  # noqa: TRY004
        unit = wires.lines.unit(
            entry.address,
            serial=profile.wire.serial,
            splitter=profile.splitter,
            turnaround_s=profile.wire.serial.gap_s,
            timeout_s=profile.wire.timeout_s,
        )
        return cls(entry, profile, unit, tell, happens)

    def knows(self, command: str) -> bool:
        """Whether the profile has the command."""
        return command in self._profile.commands

    async def wait_standing(self) -> None:
        """Return as soon as the connection stands, whether the device has answered yet or not."""
        await self._unit.link.wait_standing()

    def remember(self, values: Values) -> None:
        """Polls that want contents say this from now on, the next time when their interval is over."""
        for poll in self._profile.poll.values():
            if self._profile.wants(poll.command):
                self._given[poll.command] = values
                self._remembered[poll.command] = self._timing.monotonic()

    async def command(self, name: str, values: Values) -> Outcome:
        """Send a command, as often as the profile says. REFUSED where the profile cannot say it."""
        self._given[name] = values
        self._commanded += 1
        return await self._send(name, values, Urgency.COMMAND)

    async def run(self) -> None:
        """Answer the device and see whether it lives, until cancelled."""
        async with asyncio.TaskGroup() as both:
            both.create_task(self._answer())
            both.create_task(self._try_further())
            for poll in self._profile.poll.values():
                both.create_task(self._poll(poll.command, poll.interval_s))

    async def _send(self, name: str, values: Values, urgency: Urgency) -> Outcome:
        order = self._profile.commands.get(name)
        if order is None:
            return Outcome.REFUSED
        try:
            frame = self._profile.frame_of(name, values, self._number)
        except FrameError as error:
            log.warning("a command does not fit its frame", command=name, cause=str(error))
            return Outcome.REFUSED
        answers = self._profile.answers(name, frame)
        if answers is None:
            return await self._say(frame, order, self._profile.deadline_s(name), urgency)
        outcome = Outcome.TIMED_OUT
        for again in range(order.tries):
            if again:
                await self._timing.sleep(order.pause_s)
            deadline_s = self._profile.deadline_s(name)
            reply = await self._unit.exchange(frame, answers=answers, deadline_s=deadline_s, urgency=urgency)
            outcome = reply.outcome
            if outcome is Outcome.DONE:
                break
        self._note(outcome)
        return outcome

    async def _say(self, frame: bytes, order: Sends, deadline_s: float, urgency: Urgency) -> Outcome:
        """Send what nothing confirms; its further tries go out beside whatever is done meanwhile."""
        reply = await self._unit.exchange(frame, answers=None, deadline_s=deadline_s, urgency=urgency)
        if self._profile.is_mute:
            self._note(reply.outcome)
        if reply.outcome is Outcome.DONE and order.tries > 1:
            self._further = frame, order, self._commanded
            self._more.set()
        return reply.outcome

    async def _try_further(self) -> None:
        """The tries after the first, until they are over or the device is told something newer."""
        while True:
            await self._more.wait()
            self._more.clear()
            frame, order, commanded = self._further
            for _ in range(order.tries - 1):
                await self._timing.sleep(order.pause_s)
                if self._commanded != commanded:
                    break
                await self._unit.exchange(
                    frame, answers=None, deadline_s=self._profile.wire.deadline_s, urgency=Urgency.COMMAND
                )

    def _note(self, outcome: Outcome) -> None:
        if outcome is Outcome.DONE:
            self._vitals.alive(tuple(self._faults.values()))
        elif self._unit.link.standing:
            self._vitals.missed()

    async def _poll(self, command: str, interval_s: float) -> None:
        """As the command was last given: a device that has forgotten is told again."""
        while True:
            await self._unit.link.wait_standing()
            lately = self._remembered.get(command, float("-inf")) + interval_s - self._timing.monotonic()
            if lately > 0:
                await self._timing.sleep(lately)
                continue
            if command in self._given or not self._profile.wants(command):
                await self._send(command, self._given.get(command, {}), Urgency.POLL)
            await self._timing.sleep(interval_s)

    async def _answer(self) -> None:
        while True:
            reply = await self._replies.get()
            await self._unit.exchange(
                reply, answers=None, deadline_s=self._profile.wire.deadline_s, urgency=Urgency.ANSWER
            )

    def _hear(self, heard: Heard) -> None:
        if not self._profile.meant_for(heard, self._number):
            return
        self._look_for_faults(heard)
        self._vitals.alive(tuple(self._faults.values()))
        again = self._said_again(heard.raw)
        for happened in heard_as(self._profile, heard):
            if happened.reply is not None and not self._replies.full():
                self._replies.put_nowait(happened.reply)
            if not again:
                self._happens(happened)

    def _said_again(self, raw: bytes) -> bool:
        before, at = self._last
        now = self._timing.monotonic()
        self._last = (raw, now)
        return raw == before and now - at < SAID_AGAIN_S

    def _look_for_faults(self, heard: Heard) -> None:
        told = self._profile.version
        if told is not None and told.frame == heard.name:
            self._vitals.firmware = str(heard.values[told.field])
        for name, fault in self._profile.faults.items():
            if fault.fits(heard):
                self._faults[name] = fault.text
            elif fault.frame == heard.name:
                self._faults.pop(name, None)

    def _changed(self, state: LinkState) -> None:
        if state is LinkState.OFFLINE and not self._unit.link.standing:
            self._vitals.unreachable()
