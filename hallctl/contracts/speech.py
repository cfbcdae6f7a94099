"""What the hall says aloud (语音播报), and what it expects of a loudspeaker."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import IntEnum
from typing import Final

SAMPLE_BYTES: Final = 2

CHARACTER_S: Final = 0.4
"""At most so long a device with a voice of its own takes for a character."""


class Priority(IntEnum):
    """Whose turn it is at a loudspeaker; the lower is first."""

    EMERGENCY = 0
    CALL = 1
    NOTICE = 2


@dataclass(frozen=True, slots=True)
class Sound:
    """One channel of signed 16-bit samples, little-endian, `rate` of them a second."""

    rate: int
    samples: bytes = field(repr=False)

    @property
    def seconds(self) -> float:
        """How long it lasts."""
        return len(self.samples) / SAMPLE_BYTES / self.rate


@dataclass(frozen=True, slots=True)
class Utterance:
    """One sentence for one loudspeaker.

    `text`: what is said `times` times in a row, for whoever reads what was said. `sound`: all of it as sound;
    None where nobody needs it or no speech engine could make it. `volume`: percent of what the device can do.
    """

    id: str
    text: str
    priority: Priority = Priority.CALL
    sound: Sound | None = None
    volume: int = 100
    times: int = 1

    @property
    def spoken(self) -> str:
        """All of it as text, for devices that speak by themselves."""
        return "。".join([self.text] * self.times)

    @property
    def spoken_s(self) -> float:
        """How long such a device takes at most."""
        return CHARACTER_S * len(self.spoken)
