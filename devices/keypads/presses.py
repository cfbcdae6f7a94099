"""From keys to requests of the hall, one after the other, each with what its clerk had seen."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from typing import Final

import structlog

from devices.keypads.face import digits_of
from hallctl.contracts.asking import Ask, Asks
from hallctl.contracts.devices import KeypadFace

MOST_OPEN: Final = 8
"""Presses that wait for the hall; somebody who hammers the keys gets no more."""

Refuses = Callable[[], Awaitable[object]]
"""Lets the clerk notice that a press came to nothing."""

log = structlog.get_logger(__name__)


class Presses:
    """The keys that one keypad has sent."""

    def __init__(self, device: str, ask: Asks, refuses: Refuses) -> None:
        self.seen: KeypadFace | None = None
        """What the keypad shows. A press that was made before something else happened is not carried out."""
        self._device, self._ask, self._refuses = device, ask, refuses
        self._keys: asyncio.Queue[Ask] = asyncio.Queue(MOST_OPEN)

    def press(self, name: str, args: Mapping[str, object]) -> None:
        """A key. Its window's `seq` goes with it as the clerk saw it."""
        given = {**args, **({} if self.seen is None else {"seq": self.seen.seq})}
        if self._keys.full():
            log.warning("too many keys", device=self._device)
            return
        self._keys.put_nowait(Ask.new(name, **given))

    async def run(self) -> None:
        """Bring them to the hall until cancelled."""
        while True:
            answer = await self._ask(self._device, await self._keys.get())
            if isinstance(answer.data, KeypadFace):
                self._looks_the_same(answer.data)
            if not answer.ok:
                log.info("key refused", device=self._device, code=answer.error and answer.error.code)
                await self._refuses()

    def _looks_the_same(self, face: KeypadFace) -> None:
        """A press of one's own that changes no digit, a recall say, leaves nothing new to be seen."""
        if self.seen is not None and digits_of(face) == digits_of(self.seen):
            self.seen = face
