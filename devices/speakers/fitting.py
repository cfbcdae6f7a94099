"""An utterance as a loudspeaker takes it: its rate, its loudness, its encoding. Takes time: off the loop."""

from __future__ import annotations

from typing import Final, cast

from hallctl.contracts.speech import Sound, Utterance
from hallctl.links.rtp import Codec, RtpFormat

_CODERS: Final = {Codec.PCMU: "pcm_mulaw", Codec.PCMA: "pcm_alaw", Codec.L16: "pcm_s16be"}


def fitted(utterance: Utterance, rate: int | None, lead_s: float = 0.0) -> Sound | None:
    """Its sound at `rate` or its own, after `lead_s` of silence; None where it has none.

    Half the volume sounds half as loud: 12 dB less.
    """
    from hallctl.speech import sounds  # NumPy and av take half a second: never on the loop

    if utterance.sound is None or not utterance.sound.samples:
        return None
    rate = rate or utterance.sound.rate
    one = sounds.at_rate(utterance.sound, rate)
    share = (min(max(utterance.volume, 0), 100) / 100) ** 2
    values = sounds.samples(one) * share
    return sounds.joined((sounds.silence(lead_s, rate), sounds.sound(values, rate)), rate)


def encoded(utterance: Utterance, form: RtpFormat, lead_s: float = 0.0) -> bytes | None:
    """What goes into packets, filled up with silence to whole ones; None where it has no sound."""
    import numpy as np
    from av.audio.codeccontext import AudioCodecContext
    from av.audio.frame import AudioFrame

    sound = fitted(utterance, form.rate, lead_s)
    if sound is None:
        return None
    values = np.frombuffer(sound.samples, "<i2")
    values = np.pad(values, (0, -len(values) % form.step))
    coder = cast("AudioCodecContext", AudioCodecContext.create(_CODERS[form.codec], "w"))
    coder.sample_rate, coder.format, coder.layout = form.rate, "s16", "mono"
    frame = AudioFrame.from_ndarray(values.reshape(1, -1), format="s16", layout="mono")
    frame.sample_rate = form.rate
    return b"".join(bytes(packet) for packet in (*coder.encode(frame), *coder.encode(None)))


def as_wav(utterance: Utterance, rate: int | None) -> tuple[bytes, float] | None:
    """A WAV file and how many seconds it lasts; None where it has no sound."""
    from hallctl.speech import sounds

    sound = fitted(utterance, rate)
    return None if sound is None else (sounds.wav(sound), sound.seconds)
