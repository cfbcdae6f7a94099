"""Driver of card readers with a SAM: it looks for a card, reads it, and lets go of what it has read.

What is on the card goes straight to the personal store; the hall hears the id of the reading only (DEV-09).
"""

from __future__ import annotations

from typing import Final, Self

import structlog

from devices.id_readers.card_text import NoCardError, card_in
from devices.id_readers.sam_frames import (
    FIND,
    READ,
    SELECT,
    SamAnswer,
    Status,
    is_whole,
    read_answer,
    request,
)
from hallctl.contracts.asking import Ask
from hallctl.contracts.cards import Card
from hallctl.contracts.devices import Ear, LinkState, Outcome
from hallctl.domain.setup import DeviceEntry
from hallctl.links.link import Timing
from hallctl.links.streams import Stream
from hallctl.links.wires import Wires
from hallctl.profiles import PlainProfile, Profile
from hallctl.registry.vitals import Vitals

READ_S: Final = 1.5
"""A reading brings 1.3 kilobytes, and the module takes most of a second for it."""

TRIES: Final = 3
"""A card that has been selected can be read again; found again it is only after it was taken away."""

SAME_CARD_S: Final = 3.0
"""The same card within this time has been left lying there."""

UNREADABLE: Final = "证件读取失败"

log = structlog.get_logger(__name__)


class SamReader:
    """An identity card reader (身份证阅读机具)."""

    def __init__(
        self,
        entry: DeviceEntry,
        profile: PlainProfile,
        stream: Stream,
        ear: Ear,
        *,
        timing: Timing | None = None,
    ) -> None:
        self._entry, self._profile, self._stream, self._ear = entry, profile, stream, ear
        self._timing = timing or Timing()
        self._vitals = Vitals(entry, profile.firmware, ear.tell, self._timing)
        self._last: tuple[int, float] = (0, float("-inf"))
        stream.watch(self._changed)

    @classmethod
    def made(cls, entry: DeviceEntry, profile: Profile, wires: Wires, ear: Ear) -> Self:
        """The driver. Raises ValueError when profile or address are not for it."""
        if not isinstance(profile, PlainProfile) or profile.wire.type != "sam":
            raise ValueError(f"{entry.id}: profile {profile.name} is not one of a card reader with a SAM")
        return cls(entry, profile, wires.streams.open(entry.address, serial=profile.wire.serial), ear)

    @property
    def id(self) -> str:
        """The device's id in the register."""
        return self._entry.id

    async def identify(self) -> Outcome:
        """Such a reader can neither show nor sound anything."""
        return Outcome.REFUSED

    async def run(self) -> None:
        """Look for cards until cancelled."""
        while True:
            await self._stream.link.wait_online()
            await self._look()
            await self._timing.sleep(self._profile.wire.poll_s)

    async def _look(self) -> None:
        found = await self._ask(FIND)
        if found is None:
            if self._stream.state is LinkState.ONLINE:
                self._vitals.missed()
            return
        self._vitals.alive()
        if found.status != Status.FOUND:
            return
        selected = await self._ask(SELECT)
        if selected is None or selected.status != Status.DONE:
            return  # it was taken away too soon
        await self._read()

    async def _read(self) -> None:
        card = None
        for _ in range(TRIES):
            card = card or await self._card()
        if card is None:
            self._vitals.alive((UNREADABLE,))
            return
        if not self._is_new(hash(card.number)):
            return
        identity = self._ear.keep(card)
        answer = await self._ear.ask(self.id, Ask.new("card.read", card=identity.sealed))
        if not answer.ok:
            log.warning("reading refused", device=self.id, code=answer.error and answer.error.code)

    async def _card(self) -> Card | None:
        told = await self._ask(READ, READ_S)
        if told is None or told.status != Status.DONE:
            return None
        try:
            return card_in(told.data)
        except NoCardError as error:
            log.warning("a card could not be read", device=self.id, cause=str(error))
            return None

    async def _ask(self, command: bytes, deadline_s: float | None = None) -> SamAnswer | None:
        deadline_s = self._profile.wire.deadline_s if deadline_s is None else deadline_s
        raw = await self._stream.ask(request(command), is_whole, deadline_s)
        return None if raw is None else read_answer(raw)

    def _is_new(self, person: int) -> bool:
        """Whether it is not the card that was there just before."""
        before, at = self._last
        now = self._timing.monotonic()
        self._last = (person, now)
        return person != before or now - at > SAME_CARD_S

    def _changed(self, state: LinkState) -> None:
        if state is LinkState.OFFLINE:
            self._vitals.unreachable()
