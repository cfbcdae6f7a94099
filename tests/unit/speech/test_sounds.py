"""Sound in memory: as loud as every other, never clipped, trimmed at its ends, at other rates, in files."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hallctl.contracts.speech import Priority, Sound
from hallctl.speech.chime import SOFT, chime
from hallctl.speech.composing import AFTER_CHIME_S, BETWEEN_S, composed
from hallctl.speech.sounds import (
    KEPT_S,
    LOUDNESS,
    PEAK,
    NotSound,
    at_rate,
    decoded,
    joined,
    levelled,
    loudness,
    peaking,
    samples,
    silence,
    sound,
    trimmed,
    wav,
)

RATE = 16_000


def voiced(seconds: float = 0.5, strength: float = 0.3, rate: int = RATE) -> Sound:
    """Something like a vowel: a swelling tone with overtones."""
    at = np.arange(round(seconds * rate)) / rate
    swell = 0.6 + 0.4 * np.sin(2 * np.pi * 4 * at)
    tone = sum(np.sin(2 * np.pi * 150 * turn * at) / turn for turn in (1, 2, 3))
    return sound(strength * swell * tone / 1.8, rate)


@pytest.mark.parametrize("strength", [0.001, 0.02, 0.3, 1.0])
def test_a_soft_and_a_loud_recording_become_equally_loud(strength: float) -> None:
    made = levelled(voiced(strength=strength))
    assert loudness(made) == pytest.approx(LOUDNESS, rel=0.05)
    assert np.abs(samples(made)).max() <= PEAK + 0.001


def test_pauses_do_not_make_a_sentence_louder() -> None:
    halting = joined([voiced(), silence(2, RATE), voiced()], RATE)
    assert loudness(halting) == pytest.approx(loudness(voiced()), rel=0.02)


def test_one_hard_knock_is_bent_and_does_not_make_the_rest_quiet() -> None:
    values = samples(voiced(strength=0.05))
    values[400:404] = 0.95
    made = samples(levelled(sound(values, RATE)))
    assert np.abs(made).max() <= PEAK + 0.001
    assert loudness(sound(made[1000:], RATE)) > 1.8 * loudness(sound(values[1000:], RATE))


@settings(deadline=None)
@given(st.binary(max_size=4000).map(lambda data: Sound(RATE, data[: len(data) // 2 * 2])))
def test_whatever_comes_is_never_clipped(noise: Sound) -> None:
    made = levelled(noise)
    assert len(made.samples) == len(noise.samples)
    assert np.abs(samples(made)).max(initial=0) <= PEAK + 0.001
    assert len(trimmed(noise).samples) <= len(noise.samples)


def test_silence_stays_silence() -> None:
    nothing = silence(1, RATE)
    assert levelled(nothing) == peaking(nothing, 0.5) == nothing
    assert loudness(nothing) == 0
    assert trimmed(nothing).samples == b""
    assert at_rate(Sound(RATE, b""), 8000) == Sound(8000, b"")


@pytest.mark.parametrize("noise", [0, 0.001, 0.005])
def test_the_silence_or_noise_around_a_word_goes(noise: float) -> None:
    around = joined([silence(0.8, RATE), voiced(0.5), silence(1.2, RATE)], RATE)
    hiss = np.random.default_rng(1).normal(0, noise, len(around.samples) // 2)
    made = trimmed(sound(samples(around) + hiss, RATE))
    assert made.seconds == pytest.approx(0.5 + 2 * KEPT_S, abs=0.03)


def test_a_trimmed_word_begins_and_ends_softly() -> None:
    made = samples(trimmed(voiced()))
    assert abs(made[0]) < 0.01
    assert abs(made[-1]) < 0.01


@pytest.mark.parametrize("rate", [8_000, 22_050, 44_100, 48_000])
def test_another_rate_keeps_length_and_loudness(rate: int) -> None:
    one = voiced(1)
    made = at_rate(one, rate)
    assert made.rate == rate
    assert made.seconds == pytest.approx(one.seconds, abs=0.01)
    assert loudness(made) == pytest.approx(loudness(one), rel=0.03)


def test_a_wav_file_is_read_as_it_was_written() -> None:
    one = voiced()
    assert decoded(wav(one)) == one


@pytest.mark.parametrize("data", [b"", b"no sound", b"RIFF\x00\x00\x00\x00WAVE"])
def test_what_is_no_sound_is_refused(data: bytes) -> None:
    with pytest.raises(NotSound):
        decoded(data)


@pytest.mark.parametrize("priority", Priority)
def test_a_chime_is_heard_and_soft(priority: Priority) -> None:
    heard = samples(chime(priority))
    assert np.abs(heard).max() == pytest.approx(SOFT, abs=0.001)
    assert abs(heard[0]) < 0.01
    assert abs(heard[-1]) < 0.01


def test_a_call_and_an_emergency_do_not_sound_alike() -> None:
    assert chime(Priority.CALL) == chime(Priority.NOTICE)
    assert chime(Priority.EMERGENCY) != chime(Priority.CALL)
    assert 0.5 < chime(Priority.CALL).seconds < 2


def test_a_script_has_its_chime_its_sentences_and_the_silence_between() -> None:
    one = voiced()
    made = composed(Priority.CALL, [one, one])
    assert composed(Priority.CALL, [one], times=2) == made
    spoken = 2 * trimmed(one).seconds + BETWEEN_S + AFTER_CHIME_S
    assert made.seconds == pytest.approx(chime(Priority.CALL).seconds + spoken, abs=0.02)
    assert composed(None, [one]).seconds == pytest.approx(trimmed(one).seconds, abs=0.01)
    assert composed(Priority.CALL, []).seconds >= chime(Priority.CALL).seconds
