"""Driver of loudspeakers on the network (网络音箱) that take RTP: one of them, or a multicast group."""

from __future__ import annotations

import asyncio
from typing import Final, Self

import structlog

from devices.speakers.fitting import encoded
from hallctl.contracts.devices import Ear, Outcome
from hallctl.contracts.speech import Utterance
from hallctl.domain.setup import DeviceEntry
from hallctl.links.link import Timing
from hallctl.links.rtp import Codec, RtpFormat
from hallctl.links.wires import Wires
from hallctl.profiles import Profile
from hallctl.profiles.schema.sound import RtpProfile
from hallctl.registry.vitals import Vitals

log = structlog.get_logger(__name__)


class RtpSpeaker:
    """Nothing comes back from it: it counts as there as long as nobody says that it is not."""

    needs_sound: Final = True

    def __init__(self, entry: DeviceEntry, profile: RtpProfile, wires: Wires, ear: Ear) -> None:
        self._entry, self._profile = entry, profile
        sound = profile.sound
        self._form = RtpFormat(Codec(sound.codec), sound.rate, sound.payload_type)
        self._stream = wires.rtp.open(entry.address, self._form)
        self._turn = asyncio.Lock()
        self._vitals = Vitals(entry, profile.firmware, ear.tell, Timing())

    @classmethod
    def made(cls, entry: DeviceEntry, profile: Profile, wires: Wires, ear: Ear) -> Self:
        """The driver. Raises ValueError when profile or address are not for it."""
        if not isinstance(profile, RtpProfile):
            raise ValueError(f"{entry.id}: profile {profile.name} is not one of RTP")  # noqa: TRY004
        return cls(entry, profile, wires, ear)

    @property
    def id(self) -> str:
        """The device's id in the register."""
        return self._entry.id

    async def run(self) -> None:
        """See now and then whether there is a way to it, until cancelled."""
        try:
            while True:
                self._look()
                await asyncio.sleep(self._profile.wire.poll_s)
        finally:
            self._stream.close()

    async def identify(self) -> Outcome:
        """It has nothing to show."""
        return Outcome.REFUSED

    async def say(self, utterance: Utterance) -> Outcome:
        """As `contracts.devices.Speaker.say`. DONE: every packet went out, and nobody objected."""
        async with self._turn:
            payload = await asyncio.to_thread(encoded, utterance, self._form, self._profile.sound.lead_s)
            if payload is None:
                return Outcome.REFUSED
            try:
                await self._stream.play(payload)
            except OSError as error:
                self._absent(error)
                return Outcome.TIMED_OUT
        self._vitals.alive()
        return Outcome.DONE

    def _look(self) -> None:
        try:
            self._stream.look()
        except OSError as error:
            self._absent(error)
        else:
            self._vitals.alive()

    def _absent(self, error: OSError) -> None:
        log.debug("a loudspeaker is not there", device=self.id, cause=str(error))
        if isinstance(error, ConnectionRefusedError):
            self._vitals.missed()
        else:
            self._vitals.unreachable()
