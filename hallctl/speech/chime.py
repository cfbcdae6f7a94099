"""The chime (提示音) before a sentence, made of decaying tones."""

from __future__ import annotations

from functools import cache
from typing import Final, NamedTuple

import numpy as np

from hallctl.contracts.speech import Priority, Sound
from hallctl.speech.sounds import peaking, sound


class Tone(NamedTuple):
    """A struck tone: when it starts, how high it is, how fast it fades."""

    at_s: float
    hertz: float
    fades_s: float


_CALL: Final = (Tone(0, 659.3, 0.35), Tone(0.35, 523.3, 0.5))
_EMERGENCY: Final = tuple(Tone(0.25 * turn, (880, 660)[turn % 2], 0.2) for turn in range(6))
_OVERTONES: Final = ((1, 1.0), (2, 0.3), (3, 0.1))
RATE: Final = 22050
SOFT: Final = 0.45
ATTACK_S: Final = 0.004
LENGTH: Final = 2.0
"""How many times its fading each tone is heard."""


@cache
def chime(priority: Priority) -> Sound:
    """Two tones that fall before a call or a notice, a warning before an emergency."""
    tones = _EMERGENCY if priority is Priority.EMERGENCY else _CALL
    length = max(round((tone.at_s + LENGTH * tone.fades_s) * RATE) for tone in tones)
    heard = np.zeros(length)
    for tone in tones:
        start = round(tone.at_s * RATE)
        seconds = np.arange(length - start) / RATE
        fading = np.exp(-3 * seconds / tone.fades_s) * np.minimum(seconds / ATTACK_S, 1)
        for multiple, strength in _OVERTONES:
            heard[start:] += strength * fading * np.sin(2 * np.pi * tone.hertz * multiple * seconds)
    return peaking(sound(heard / np.abs(heard).max(), RATE), SOFT)
