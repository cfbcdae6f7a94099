"""What the hall says aloud (语音播报), and what it expects of a loudspeaker."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import IntEnum
from typing import Final

SAMPLE_BYTES: Final = 2


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

    `text`: for devices that speak by themselves, and for whoever reads what was said. `sound`: the same as
    sound; None where no speech engine could make it. `volume`: percent of what the device can do.
    """

    id: str
    text: str
    priority: Priority = Priority.CALL
    sound: Sound | None = None
    volume: int = 100
