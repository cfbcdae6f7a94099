"""Sound in memory: joining, levelling, trimming, other rates, files. All of it takes time: off the loop."""

from __future__ import annotations

import io
import wave
from collections.abc import Iterable
from pathlib import Path
from typing import Final

import av
import numpy as np
from av.audio.frame import AudioFrame
from av.audio.resampler import AudioResampler
from numpy.typing import NDArray

from hallctl.contracts.speech import SAMPLE_BYTES, Sound

Samples = NDArray[np.float64]
"""-1 to 1."""

FULL: Final = 32767
PEAK: Final = 0.7
"""How loud the loudest sample is made, of what can be: 3 dB of room for what comes behind."""

SILENT: Final = 0.01
"""Below this share of the peak, the beginning and end of a recording are nothing."""

KEPT_S: Final = 0.02
"""So much of the silence stays at each end: consonants begin softly."""


class NotSound(ValueError):
    """A file or stream that holds no sound; the message says why."""


def samples(sound: Sound) -> Samples:
    """The samples as numbers."""
    return np.frombuffer(sound.samples, "<i2").astype(np.float64) / FULL


def sound(values: Samples, rate: int) -> Sound:
    """Numbers as samples; what is beyond full scale is cut."""
    return Sound(rate, np.rint(np.clip(values, -1, 1) * FULL).astype("<i2").tobytes())


def silence(seconds: float, rate: int) -> Sound:
    """Nothing to be heard."""
    return Sound(rate, bytes(round(seconds * rate) * SAMPLE_BYTES))


def joined(parts: Iterable[Sound], rate: int) -> Sound:
    """One after the other, all at `rate`."""
    return Sound(rate, b"".join(at_rate(part, rate).samples for part in parts))


def levelled(one: Sound, peak: float = PEAK) -> Sound:
    """As loud as it may be. Silence stays silence."""
    values = samples(one)
    loudest = float(np.abs(values).max(initial=0.0))
    return one if loudest == 0 else sound(values * (peak / loudest), one.rate)


def trimmed(one: Sound) -> Sound:
    """Without the silence at both ends, but for `KEPT_S`."""
    values = np.abs(samples(one))
    heard = np.flatnonzero(values > SILENT * values.max(initial=0.0))
    if not heard.size:
        return Sound(one.rate, b"")
    kept = round(KEPT_S * one.rate)
    start, end = max(0, int(heard[0]) - kept), int(heard[-1]) + 1 + kept
    return Sound(one.rate, one.samples[start * SAMPLE_BYTES : end * SAMPLE_BYTES])


def at_rate(one: Sound, rate: int) -> Sound:
    """The same at another rate, without what that rate cannot carry."""
    if one.rate == rate or not one.samples:
        return Sound(rate, one.samples)
    resampler = AudioResampler(format="s16", layout="mono", rate=rate)
    frame = AudioFrame.from_ndarray(
        np.frombuffer(one.samples, "<i2").reshape(1, -1), format="s16", layout="mono"
    )
    frame.sample_rate = one.rate
    frames = [*resampler.resample(frame), *resampler.resample(None)]
    return Sound(rate, b"".join(part.to_ndarray().tobytes() for part in frames))


def wav(one: Sound) -> bytes:
    """As a WAV file."""
    out = io.BytesIO()
    with wave.open(out, "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(SAMPLE_BYTES)
        file.setframerate(one.rate)
        file.writeframes(one.samples)
    return out.getvalue()


def decoded(data: bytes | Path) -> Sound:
    """What a sound file holds (WAV, FLAC, MP3, …), both channels in one. Raises NotSound."""
    source = io.BytesIO(data) if isinstance(data, bytes) else str(data)
    name = "what came" if isinstance(data, bytes) else data.name
    try:
        with av.open(source, "r") as file:
            if not file.streams.audio:
                raise NotSound(f"{name} holds no sound")
            rate = file.streams.audio[0].rate
            resampler = AudioResampler(format="s16", layout="mono", rate=rate)
            frames = [part for frame in file.decode(audio=0) for part in resampler.resample(frame)]
            frames += resampler.resample(None)
    except (av.FFmpegError, OSError) as error:
        raise NotSound(f"{name} cannot be read as sound: {error}") from error
    return Sound(rate, b"".join(frame.to_ndarray().tobytes() for frame in frames))
