"""Driver of what hangs on a sound card (声卡) of the hall's own machine, played by aplay of alsa-utils."""

from __future__ import annotations

import asyncio
import re
import shutil
from asyncio.subprocess import DEVNULL, PIPE
from typing import Final, Self

import structlog

from devices.speakers.fitting import as_wav
from hallctl.contracts.devices import Ear, Outcome
from hallctl.contracts.speech import Utterance
from hallctl.domain.setup import DeviceEntry
from hallctl.links.link import Timing
from hallctl.links.process import gone
from hallctl.links.wires import Wires
from hallctl.profiles import Profile
from hallctl.profiles.schema.sound import SoundCardProfile
from hallctl.registry.vitals import Vitals

_ADDRESS: Final = re.compile(r"alsa://(?P<device>[A-Za-z_][^\s]*)")
log = structlog.get_logger(__name__)


class SoundCardSpeaker:
    """A sound card, or whatever else ALSA knows by name: `alsa://default`, `alsa://plughw:1,0`."""

    needs_sound: Final = True

    def __init__(self, entry: DeviceEntry, profile: SoundCardProfile, ear: Ear) -> None:
        found = _ADDRESS.fullmatch(entry.address)
        if found is None:
            raise ValueError(f"{entry.id}: {entry.address!r} is no sound card; expected alsa://default")
        self._entry, self._profile, self._device = entry, profile, found["device"]
        self._vitals = Vitals(entry, profile.firmware, ear.tell, Timing())
        self._turn = asyncio.Lock()
        self._failed = ""

    @classmethod
    def made(cls, entry: DeviceEntry, profile: Profile, _wires: Wires, ear: Ear) -> Self:
        """The driver. Raises ValueError when profile or address are not for it."""
        if not isinstance(profile, SoundCardProfile):
            raise ValueError(f"{entry.id}: profile {profile.name} is not one of a sound card")  # noqa: TRY004
        return cls(entry, profile, ear)

    @property
    def id(self) -> str:
        """The device's id in the register."""
        return self._entry.id

    async def run(self) -> None:
        """See now and then whether the program is there, until cancelled."""
        while True:
            self._look()
            await asyncio.sleep(self._profile.wire.poll_s)

    async def identify(self) -> Outcome:
        """It has nothing to show."""
        return Outcome.REFUSED

    async def say(self, utterance: Utterance) -> Outcome:
        """As `contracts.devices.Speaker.say`. DONE: the card has taken all of it.

        REFUSED: the card does not take it, or is not there. TIMED_OUT: there is no program to play it.
        """
        async with self._turn:
            prepared = await asyncio.to_thread(as_wav, utterance, self._profile.card.rate)
            if prepared is None:
                return Outcome.REFUSED
            wav, seconds = prepared
            outcome = await self._played(wav, seconds + self._profile.deadline_s("play"))
        self._look()
        return outcome

    async def _played(self, wav: bytes, deadline_s: float) -> Outcome:
        command = (self._profile.card.program, "-q", "-D", self._device, "-")
        try:
            process = await asyncio.create_subprocess_exec(*command, stdin=PIPE, stdout=DEVNULL, stderr=PIPE)
        except OSError as error:
            self._note(str(error))
            return Outcome.TIMED_OUT
        try:
            async with asyncio.timeout(deadline_s):
                _, complaint = await process.communicate(wav)
        except TimeoutError:
            self._note(f"it did not end within {deadline_s:.0f} s")
            return Outcome.UNKNOWN
        finally:
            await gone(process)
        self._note("" if process.returncode == 0 else complaint.decode(errors="replace").strip() or "failed")
        return Outcome.REFUSED if self._failed else Outcome.DONE

    def _note(self, failed: str) -> None:
        """Logged once, and once when it is over."""
        if failed and failed != self._failed:
            log.warning("a sound card does not play", device=self.id, card=self._device, cause=failed)
        elif self._failed and not failed:
            log.info("a sound card plays again", device=self.id, card=self._device)
        self._failed = failed

    def _look(self) -> None:
        if shutil.which(self._profile.card.program) is None:
            self._note(f"{self._profile.card.program} is missing: apt-get install alsa-utils")
            self._vitals.unreachable()
        elif self._failed:
            self._vitals.missed()
        else:
            self._vitals.alive()
