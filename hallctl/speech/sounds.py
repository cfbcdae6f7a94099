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
LOUDNESS: Final = 0.12
"""Root mean square of what is spoken, of full scale: -18 dB, so that every voice is as loud as the others."""

PEAK: Final = 0.9
"""No sample is louder: what comes behind needs a little room."""

KNEE: Final = 0.6
"""Above it, peaks are bent instead of making all the rest quiet."""

BENT: Final = 2.0
"""So much louder than the peaks allow may a sound be made, the peaks bent."""

FRAME_S: Final = 0.01
SILENT: Final = 0.02
"""Below this share of the loudest moment nothing is spoken; above it, what twice exceeds the noise is."""

NOISY: Final = 0.06
"""A recording may be so noisy, as a share of its loudest moment, and is still trimmed well."""

KEPT_S: Final = 0.03
"""So much of the silence stays at each end: consonants begin softly."""

FADE_S: Final = 0.005


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


def loudness(one: Sound) -> float:
    """Root mean square of the moments in which something is heard, of full scale; 0 of silence."""
    power = _power(one)
    heard = power[power > (SILENT * SILENT) * power.max(initial=0.0)]
    return float(np.sqrt(heard.mean())) if heard.size else 0.0


def levelled(one: Sound) -> Sound:
    """As loud as every other, without clipping. Silence stays silence."""
    loud = loudness(one)
    if loud == 0:
        return one
    values = samples(one)
    highest = float(np.abs(values).max())
    return sound(_bent(values * min(LOUDNESS / loud, BENT * PEAK / highest)), one.rate)


def peaking(one: Sound, peak: float) -> Sound:
    """Its loudest sample at `peak` of full scale. Silence stays silence."""
    values = samples(one)
    highest = float(np.abs(values).max(initial=0.0))
    return one if highest == 0 else sound(values * (peak / highest), one.rate)


def trimmed(one: Sound) -> Sound:
    """Without the silence or noise at both ends, but for `KEPT_S`; it begins and ends softly."""
    loud = np.sqrt(_power(one))
    if not loud.size or loud.max() == 0:
        return Sound(one.rate, b"")
    noise = min(2 * float(np.percentile(loud, 10)), NOISY * float(loud.max()))
    heard = np.flatnonzero(loud > max(SILENT * float(loud.max()), noise))
    frame, kept = _frame(one.rate), round(KEPT_S * one.rate)
    start, end = max(0, int(heard[0]) * frame - kept), (int(heard[-1]) + 1) * frame + kept
    return _faded(Sound(one.rate, one.samples[start * SAMPLE_BYTES : end * SAMPLE_BYTES]))


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


def _frame(rate: int) -> int:
    return max(1, round(FRAME_S * rate))


def _power(one: Sound) -> Samples:
    """Mean square of each moment; what is left over at the end counts as one, filled with silence."""
    values, frame = samples(one), _frame(one.rate)
    filled = np.pad(values, (0, -len(values) % frame))
    power: Samples = np.square(filled).reshape(-1, frame).mean(axis=1)
    return power


def _bent(values: Samples) -> Samples:
    beyond = np.abs(values) - KNEE
    room = PEAK - KNEE
    return np.where(beyond > 0, np.sign(values) * (KNEE + room * np.tanh(beyond / room)), values)


def _faded(one: Sound) -> Sound:
    values = samples(one)
    ramp = np.linspace(0, 1, min(len(values) // 2, round(FADE_S * one.rate)))
    values[: len(ramp)] *= ramp
    values[len(values) - len(ramp) :] *= ramp[::-1]
    return sound(values, one.rate)
