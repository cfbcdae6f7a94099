"""Scripts put together: chime, sentences, the silence between. Takes time: off the loop."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from hallctl.contracts.speech import Priority, Sound
from hallctl.speech.chime import RATE, chime
from hallctl.speech.sounds import joined, levelled, silence, trimmed

BETWEEN_S: Final = 0.5
"""Between two sentences."""

AFTER_CHIME_S: Final = 0.1


def composed(before: Priority | None, spoken: Sequence[Sound], times: int = 1) -> Sound:
    """The chime of a priority or none, then what was spoken, equally loud, `times` in a row."""
    parts = []
    if before is not None:
        parts += [chime(before), silence(AFTER_CHIME_S, RATE)]
    for place, sound in enumerate([levelled(trimmed(each)) for each in spoken] * times):
        if place:
            parts.append(silence(BETWEEN_S, RATE))
        parts.append(sound)
    return joined(parts, RATE)
