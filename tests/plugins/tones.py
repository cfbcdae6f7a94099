"""Sounds whose order, length and loudness can be told again after a loudspeaker has heard them."""

from itertools import groupby

import numpy as np

from hallctl.contracts.speech import Sound, Utterance

RATE = 22050
LOUDEST = 0.7


def tone(hertz: float, seconds: float, rate: int = RATE) -> Sound:
    """As loud as speech is made."""
    times = np.arange(round(seconds * rate)) / rate
    return Sound(rate, np.rint(np.sin(2 * np.pi * hertz * times) * LOUDEST * 32767).astype("<i2").tobytes())


def says(name: str, hertz: float, seconds: float, volume: int = 100) -> Utterance:
    """An utterance that sounds so."""
    return Utterance(name, name, sound=tone(hertz, seconds), volume=volume)


def levels(samples: bytes) -> np.ndarray:
    """-1 to 1."""
    return np.frombuffer(samples[: len(samples) // 2 * 2], "<i2").astype(float) / 32767


def pitches(samples: bytes, rate: int, window_s: float = 0.02) -> list[int | None]:
    """The loudest frequency of each window, in whole hertz of its resolution; None where it is silent."""
    size = round(window_s * rate)
    values = levels(samples)
    found: list[int | None] = []
    for start in range(0, len(values) - size + 1, size):
        window = values[start : start + size]
        loud = float(np.sqrt((window**2).mean())) > 0.02
        spectrum = np.abs(np.fft.rfft(window))
        found.append(round(int(spectrum.argmax()) / window_s) if loud else None)
    return found


def in_order(found: list[int | None], window_s: float = 0.02) -> list[tuple[int, float]]:
    """Which pitches sounded one after the other, and for how many seconds; blurred windows are left out."""
    whole = [hertz for hertz, windows in groupby(found) if hertz is not None and len(list(windows)) > 1]
    told: list[tuple[int, float]] = []
    for hertz, windows in groupby(hertz for hertz in found if hertz in whole):
        told.append((hertz or 0, len(list(windows)) * window_s))
    return told
