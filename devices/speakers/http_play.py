"""Driver of loudspeakers on the network that play a WAV file which is put to their web service.

`POST play` takes it, `POST stop` ends it, `GET status` answers `{"playing", "firmware"}`; the profile may
name other paths, and says whether the answer to `play` comes at its beginning or at its end.
"""

from __future__ import annotations

import asyncio
from typing import Final

import msgspec

from devices.speakers.fitting import as_wav
from hallctl.contracts.devices import Ear, Outcome
from hallctl.contracts.speech import Utterance
from hallctl.domain.setup import DeviceEntry
from hallctl.links.http import HttpRequest
from hallctl.links.wires import Wires
from hallctl.profiles import Profile
from hallctl.profiles.schema.sound import PlayProfile
from hallctl.registry.web_service import WebService

WAV: Final = {"Content-Type": "audio/wav"}
_AGAIN_S: Final = 0.1


class Playing(msgspec.Struct, frozen=True):
    """What it says of itself. `faults`: in words, for the panel."""

    playing: bool = False
    firmware: str | None = None
    faults: tuple[str, ...] = ()


class HttpPlaySpeaker(WebService):
    """An IP loudspeaker that plays files."""

    needs_sound: Final = True

    _profile: PlayProfile

    def __init__(self, entry: DeviceEntry, profile: Profile, wires: Wires, ear: Ear) -> None:
        if not isinstance(profile, PlayProfile):
            raise ValueError(f"{entry.id}: profile {profile.name} is not one that plays files")  # noqa: TRY004
        super().__init__(entry, profile, wires, ear)
        self._service = profile.service
        self._turn = asyncio.Lock()

    async def say(self, utterance: Utterance) -> Outcome:
        """As `contracts.devices.Speaker.say`. DONE: it says itself that it has played it."""
        async with self._turn:
            prepared = await asyncio.to_thread(as_wav, utterance, self._service.rate)
            if prepared is None:
                return Outcome.REFUSED
            wav, seconds = prepared
            try:
                return await self._played(wav, seconds)
            except asyncio.CancelledError:
                await self._stop()
                raise

    async def _played(self, wav: bytes, seconds: float) -> Outcome:
        deadline_s = seconds + self._profile.deadline_s("play")
        asked = HttpRequest("POST", self._service.play, wav, WAV)
        reply = await self._device.request(asked, deadline_s)
        if reply.outcome is Outcome.UNKNOWN:
            await self._stop()  # or it would speak into the next sentence
        if reply.outcome is not Outcome.DONE or self._service.answers == "played":
            return reply.outcome
        try:
            async with asyncio.timeout(deadline_s):
                await asyncio.sleep(seconds)
                return await self._silent()
        except TimeoutError:
            await self._stop()
            return Outcome.UNKNOWN

    async def _silent(self) -> Outcome:
        """Wait until it says that it plays no more."""
        while True:
            said = await self._state(self._service.status, Playing)
            if said is not None and not said.playing:
                return Outcome.DONE
            await asyncio.sleep(_AGAIN_S)

    async def _stop(self) -> None:
        if self._service.stop:
            await self._device.request(HttpRequest("POST", self._service.stop), self._profile.wire.deadline_s)

    async def _look(self) -> None:
        said = await self._state(self._service.status, Playing)
        if said is not None:
            self._vitals.firmware = said.firmware
            self._vitals.alive(said.faults)
