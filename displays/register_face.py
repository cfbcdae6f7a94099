"""What a display behind registers is known to hold, and writing only what differs from it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

from hallctl.contracts.devices import Outcome
from hallctl.links.link import Timing
from hallctl.links.modbus import ModbusUnit, Reply
from hallctl.profiles.image import Image, runs
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
        """Rises with every write, so that a reading can tell whether it is older than one."""

    async def write(self, image: Image) -> Outcome:
        """Make the display hold `image`, within the profile's deadline."""
        changed = runs(image, self._known)
        if not changed:
            return Outcome.DONE
        self.changes += 1
        deadline = self._timing.monotonic() + self._profile.wire.deadline_s
        for address, words in changed:
            places = range(address, address + len(words))
            for place in places:
                self._known.pop(place, None)
            reply = await self._try(address, words, deadline)
            if reply.outcome is not Outcome.DONE:
                return reply.outcome
            self._known.update(zip(places, words, strict=True))
        outcome = await self._commit(deadline)
        if outcome is not Outcome.DONE:
            self._known.clear()
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

    async def _commit(self, deadline: float) -> Outcome:
        """Change the commit register; its content must be known, as the same again would commit nothing."""
        address = self._commit_address()
        if address is None:
            return Outcome.DONE
        if self._count is None:
            reply = await self._unit.read("holding", address, 1, self._left(deadline))
            if reply.outcome is not Outcome.DONE:
                return reply.outcome
            self._count = reply.words[0]
        count, self._count = CounterValue.after(self._count), None
        reply = await self._try(address, [count], deadline)
        if reply.outcome is Outcome.DONE:
            self._count = count
        return reply.outcome

    async def _try(self, address: int, words: Sequence[int], deadline: float) -> Reply:
        """Writing the same words twice does no harm, so a lost answer is worth a second try."""
        reply = Reply(Outcome.TIMED_OUT)
        for _ in range(_TRIES):
            reply = await self._unit.write(address, words, self._left(deadline))
            if reply.outcome is not Outcome.TIMED_OUT:
                break
        return reply

    def _left(self, deadline: float) -> float:
        return max(deadline - self._timing.monotonic(), 0.001)
