"""Simulated loudspeakers on the network (网络音箱): one that hears RTP, one that plays files."""

from __future__ import annotations

import asyncio
import io
import wave
from collections import deque
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Final

import msgspec

from hallctl.contracts.speech import SAMPLE_BYTES, Sound
from hallctl.domain.setup import DeviceEntry
from hallctl.links.address import Address, Carrier
from hallctl.links.rtp import RtpAddress
from hallctl.profiles import Profile
from hallctl.profiles.schema import PlayProfile, RtpProfile
from hallctl.simulation.http_wire import HttpAnswered, WebSimulator, web_end
from hallctl.simulation.rtp_listening import Heard, Listener
from hallctl.simulation.simulator import Simulator, Surroundings, WireSimulator
from hallctl.simulation.text_messages import TextMessage
from hallctl.simulation.wire_ends import Hears, Say, UdpEnd

MOST_PLAYED: Final = 200


class RtpLoudspeaker(WireSimulator):
    """Hears what comes. `listener` has the packets with their times."""

    def __init__(self, device: str, profile: RtpProfile) -> None:
        super().__init__(device)
        sound = profile.sound
        self.listener = Listener(sound.codec, sound.rate, sound.payload_type)

    def heard(self) -> list[Heard]:
        """Every sound so far."""
        return self.listener.heard()

    def keep(self, folder: Path) -> list[Path]:
        """Each sound as a WAV file."""
        folder.mkdir(parents=True, exist_ok=True)
        files = []
        for number, heard in enumerate(self.heard(), start=1):
            file = folder / f"{self.device}-{number}.wav"
            with wave.open(str(file), "wb") as out:
                out.setnchannels(1)
                out.setsampwidth(SAMPLE_BYTES)
                out.setframerate(heard.sound.rate)
                out.writeframes(heard.sound.samples)
            files.append(file)
        return files

    def forget(self) -> None:
        """As after a loss of power."""
        self.listener.packets.clear()

    def open(self, _say: Say) -> Hears:
        """As `Opens`: RTP has no answers."""
        return lambda data: self.listener.feed(data, asyncio.get_running_loop().time())


@dataclass(frozen=True, slots=True)
class Played:
    """One file. `began`, `ended`: seconds of the loop's clock. `whole`: it was not stopped."""

    sound: Sound
    began: float
    ended: float
    whole: bool


class PlayingLoudspeaker(WebSimulator):
    """Plays one file at a time, `speed` times faster than life. `played`: the latest of them.

    `clashes`: how often it got a file while it played another.
    """

    def __init__(self, device: str, profile: PlayProfile, speed: float = 1.0) -> None:
        super().__init__(device)
        self.played: deque[Played] = deque(maxlen=MOST_PLAYED)
        self.clashes = 0
        self._service, self._speed = profile.service, speed
        self._playing: tuple[Sound, float] | None = None

    @property
    def playing(self) -> bool:
        """Whether something is to be heard now."""
        return self._playing is not None

    def forget(self) -> None:
        """As after a loss of power."""
        self._playing = None

    def answer(self, asked: TextMessage) -> HttpAnswered | None:
        """As `WebSimulator.answer`."""
        service = self._service
        match asked.method, asked.path.removeprefix("/"):
            case "GET", path if path == service.status:
                said = {"playing": self.playing, "firmware": self.firmware}
                return HttpAnswered(200, msgspec.json.encode(said))
            case "POST", path if path == service.stop:
                self._end(self._playing, whole=False)
                return HttpAnswered(204)
            case "POST", path if path == service.play:
                return self._play(asked.body)
        return HttpAnswered(404)

    def _play(self, wav: bytes) -> HttpAnswered:
        if self._playing is not None:
            self.clashes += 1
            return HttpAnswered(409)
        try:
            sound = _from_wav(wav)
        except (wave.Error, EOFError):
            return HttpAnswered(400)
        playing = self._playing = sound, asyncio.get_running_loop().time()
        lasts_s = sound.seconds / self._speed
        self.ports[0].later(lasts_s, partial(self._end, playing, whole=True))
        return HttpAnswered(200, after_s=lasts_s if self._service.answers == "played" else 0.0)

    def _end(self, playing: tuple[Sound, float] | None, *, whole: bool) -> None:
        if playing is None or playing is not self._playing:
            return
        sound, began = playing
        self.played.append(Played(sound, began, asyncio.get_running_loop().time(), whole))
        self._playing = None


def rtp(entry: DeviceEntry, profile: Profile, around: Surroundings) -> Simulator:
    """Listens at its address, a group where it is one. Raises ValueError."""
    if not isinstance(profile, RtpProfile):
        raise ValueError(f"{profile.name} is not a profile of RTP")  # noqa: TRY004 - the file is wrong
    place = RtpAddress.parse(entry.address)
    end = UdpEnd(place.host, place.port, place.interface or "0.0.0.0")  # noqa: S104 - whichever leads there
    speaker = RtpLoudspeaker(entry.id, profile)
    speaker.join(around.ends.setdefault(Address(Carrier.UDP, place.host, place.port), end), speaker.open)
    return speaker


def http_play(entry: DeviceEntry, profile: Profile, around: Surroundings) -> Simulator:
    """On a port of its own. Raises ValueError."""
    if not isinstance(profile, PlayProfile):
        raise ValueError(f"{profile.name} is not a profile that plays files")  # noqa: TRY004 - the file is wrong
    speaker = PlayingLoudspeaker(entry.id, profile, around.speed)
    speaker.serve(web_end(around, entry.address))
    return speaker


def _from_wav(data: bytes) -> Sound:
    """Raises wave.Error or EOFError."""
    with wave.open(io.BytesIO(data)) as file:
        if (file.getnchannels(), file.getsampwidth()) != (1, SAMPLE_BYTES):
            raise wave.Error("one channel of 16 bits is expected")
        return Sound(file.getframerate(), file.readframes(file.getnframes()))
