"""What a display behind registers is known to hold, and writing only what differs from it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

from hallctl.contracts.devices import Outcome
from hallctl.links.link import Timing
from hallctl.links.modbus import ModbusUnit
from hallctl.links.modbus_exchange import Write
from hallctl.links.turns import Urgency
from hallctl.profiles.image import Block, Image, runs
from hallctl.profiles.schema import ModbusProfile
from hallctl.profiles.values import CounterValue

_TRIES: Final = 2


class RegisterFace:
    """The registers of one display. One writer at a time: the caller takes care of that."""

    def __init__(self, profile: ModbusProfile, unit: ModbusUnit, timing: Timing) -> None:
        self._profile, self._unit, self._timing = profile, unit, timing
        self._known: Image = {}
        self._count: int | None = None  # what the commit register holds
        self.changes = 0
        """Rises with every step of a write, so that a reading can tell whether one came between."""

    async def write(self, image: Image) -> Outcome:
        """Make the display hold `image`, within the profile's deadline."""
        changed = runs(image, self._known)
        if not changed:
            return Outcome.DONE
        deadline = self._timing.monotonic() + self._profile.wire.deadline_s
        outcome = await self._learn_count(deadline)
        if outcome is not Outcome.DONE:
            return outcome
        return await self._send(changed, deadline)

    async def _send(self, changed: list[tuple[int, list[int]]], deadline: float) -> Outcome:
        """Until the answer is there, nothing is known of the registers that go out."""
        self.changes += 1
        commit, count = self._commit_address(), self._next_count()
        writes = [*changed, *([(commit, [count])] if commit is not None else [])]
        for address, words in changed:
            for place in range(address, address + len(words)):
                self._known.pop(place, None)
        self._count = None
        outcome = await self._try(writes, deadline)
        self.changes += 1
        if outcome is Outcome.DONE:
            self._count = count
            for address, words in changed:
                self._known.update(enumerate(words, start=address))
        return outcome

    def forget(self) -> None:
        """The display may hold anything now."""
        self._known.clear()
        self._count = None

    def differs(self, read: Mapping[tuple[str, int], int]) -> bool:
        """Whether registers that were read hold something else than was written."""
        commit = self._commit_address()
        for (table, address), word in read.items():
            if table == "holding" and address == commit:
                if self._count not in {None, word}:
                    return True
            elif table == "holding" and self._known.get(address, word) != word:
                return True
        return False

    def _commit_address(self) -> int | None:
        name = self._profile.commit
        return None if name is None else self._profile.values[name].address

    def _next_count(self) -> int:
        return CounterValue.after(self._count or 0)

    async def _learn_count(self, deadline: float) -> Outcome:
        """The commit register's content must be known: writing the same again would commit nothing."""
        address = self._commit_address()
        if address is None or self._count is not None:
            return Outcome.DONE
        reply = await self._unit.read(Block("holding", address, 1), self._left(deadline), Urgency.COMMAND)
        if reply.outcome is Outcome.DONE:
            self._count = reply.words[0]
        return reply.outcome

    async def _try(self, writes: Sequence[Write], deadline: float) -> Outcome:
        """Writing the same words twice does no harm, so a lost answer is worth a second try."""
        outcome = Outcome.TIMED_OUT
        for _ in range(_TRIES):
            reply = await self._unit.write(writes, self._left(deadline))
            writes = writes[reply.steps :]
            outcome = reply.outcome
            if outcome is not Outcome.TIMED_OUT:
                break
        return outcome

    def _left(self, deadline: float) -> float:
        return max(deadline - self._timing.monotonic(), 0.001)
