"""Recorded clips: what a speaker records, how it is kept, what can be said with it."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from hallctl.contracts.speech import Sound
from hallctl.domain.voice import ENGLISH, VoiceRules
from hallctl.speech.engine import CannotSpeak
from hallctl.speech.engines.clips import (
    GAP_S,
    RATE,
    Recorded,
    Vocabulary,
    load,
    prepared,
    recordings,
    store,
    word_named,
)
from hallctl.speech.phrases import Language, Phrase, Sentence, Spelled, Words, plain
from hallctl.speech.sounds import samples, silence, sound, wav
from hallctl.speech.wording import Wording

ZH, EN = Language.CHINESE, Language.ENGLISH
CALLS = Wording(VoiceRules())


def tone(hertz: float, seconds: float = 0.2, rate: int = RATE) -> Sound:
    at = np.arange(round(seconds * rate)) / rate
    return sound(0.3 * np.sin(2 * np.pi * hertz * at), rate)


def clips_of(words: str | list[str], language: Language = ZH) -> dict[tuple[Language, str], Sound]:
    """Each word another tone, so that it can be told which were heard."""
    return {(language, word): tone(200 + 40 * place) for place, word in enumerate(words)}


def heard(spoken: Sound, clips: dict[tuple[Language, str], Sound]) -> list[str]:
    """The words of `spoken`, by their tones."""
    found, at, size = [], 0, round(0.2 * RATE)
    values = samples(spoken)
    while at + size <= len(values):
        here = values[at : at + size]
        match = [word for (_, word), clip in clips.items() if np.array_equal(samples(clip), here)]
        found += match[:1]
        at += size if match else 1
    return found


@pytest.mark.parametrize(
    ("number", "window", "words"),
    [
        ("A012", "10", ["请", "A", "零", "一", "二", "号到", "十", "号窗口"]),
        ("B105", "12", ["请", "B", "一", "零", "五", "号到", "十", "二", "号窗口"]),
        ("A012", "2", ["请", "A", "零", "一", "二", "号到", "二", "号窗口"]),
    ],
)
async def test_a_call_is_the_right_clips_in_their_order(number: str, window: str, words: list[str]) -> None:
    clips = clips_of(["请", "A", "B", "号到", "号窗口", *"零一二三四五六七八九十"])
    (sentence,) = CALLS.full(number, window, times=1).sentences
    assert heard(await Recorded(clips).speak(sentence), clips) == words


async def test_a_whole_number_that_is_recorded_goes_before_its_parts() -> None:
    clips = clips_of(["十", "二", "十二", "号窗口"])
    spoken = await Recorded(clips).speak(plain("12号窗口", ZH))
    assert heard(spoken, clips) == ["十二", "号窗口"]


async def test_what_is_not_recorded_is_named_once_each() -> None:
    with pytest.raises(CannotSpeak, match=r"^not recorded: 零、号$"):
        await Recorded(clips_of(["A"])).speak(Sentence(ZH, (Spelled("A00"), Words("号"))))


async def test_without_any_clip_it_is_said_how_they_come() -> None:
    with pytest.raises(CannotSpeak, match="hallctl voice build"):
        await Recorded({}).speak(plain("请", ZH))


async def test_between_clips_is_a_breath() -> None:
    spoken = await Recorded(clips_of(["一", "二"])).speak(Sentence(ZH, (Spelled("12"),)))
    assert spoken.seconds == pytest.approx(2 * (0.2 + GAP_S), abs=0.001)


def test_a_hall_s_words_are_those_of_its_calls() -> None:
    words = Vocabulary(CALLS.phrases, ("1", "2", "12", "A3"), "AB").words(ZH)
    assert list(words) == ["请", "号到", "号窗口", "号", "A", "B", *"零一二三四五六七八九", "十"]
    assert words["A"] == Spelled("A")
    assert words["号到"] == Words("号到")
    assert not Vocabulary(CALLS.phrases, ("1",), "A").words(EN)


def test_a_number_inside_a_phrase_is_recorded_too() -> None:
    phrase = Phrase("请{number}号到20楼", ZH, frozenset({"number"}))
    assert {"请", "号到", "二", "十", "楼"} <= set(Vocabulary((phrase,), (), "A").words(ZH))


@pytest.mark.parametrize("one", ["一", "幺"])
@pytest.mark.parametrize("language", Language)
async def test_with_its_words_recorded_a_hall_can_say_every_call(language: Language, one: str) -> None:
    calls = Wording(VoiceRules(english=ENGLISH))
    windows = [str(number) for number in range(1, 41)]
    words = Vocabulary(calls.phrases, tuple(windows), "AB", one).words(language)
    engine = Recorded({(language, word): tone(300, 0.01) for word in words}, one)
    for window in windows:
        for script in (calls.full("A019", window, 1), calls.short("B678", window)):
            for sentence in script.sentences:
                if sentence.language is language:
                    assert (await engine.speak(sentence)).seconds > 0


def test_clips_are_kept_trimmed_and_equally_loud(tmp_path: Path) -> None:
    loud, soft = (sound(samples(tone(300, 0.3)) * by, RATE) for by in (3, 0.05))
    for word, recording in (("一", loud), ("二", soft)):
        around = sound(np.pad(samples(recording), 9000), RATE)
        store(tmp_path, ZH, word, prepared(around))
    clips = load(tmp_path)
    levels = [np.abs(samples(clip)).max() for clip in clips.values()]
    assert levels[0] == pytest.approx(levels[1], rel=0.05)
    assert all(0.29 < clip.seconds < 0.4 for clip in clips.values())


def test_a_broken_file_costs_its_own_word_alone(tmp_path: Path) -> None:
    store(tmp_path, ZH, "一", tone(300))
    (tmp_path / "zh" / "二.wav").write_bytes(b"not a sound")
    (tmp_path / "zh" / "notes.txt").write_text("about the speaker")
    assert list(load(tmp_path)) == [(ZH, "一")]


def test_a_folder_that_is_not_there_has_no_clips(tmp_path: Path) -> None:
    assert load(tmp_path / "none") == {}
    assert recordings(tmp_path / "none") == []


@pytest.mark.parametrize("word", ["", "../etc", ".hidden", "a/b"])
def test_a_clip_stays_in_its_folder(tmp_path: Path, word: str) -> None:
    with pytest.raises(ValueError, match="cannot be named"):
        store(tmp_path, ZH, word, silence(0.1, RATE))


@pytest.mark.parametrize(
    ("name", "language", "word"),
    [
        ("a", ZH, "A"),
        ("0", ZH, "零"),
        ("7", EN, "seven"),
        ("12", ZH, "十二"),
        ("12", EN, "twelve"),
        ("105", EN, "one hundred five"),
        ("号窗口", ZH, "号窗口"),
        ("Ticket", EN, "Ticket"),
    ],
)
def test_a_speaker_may_name_files_by_numbers_and_letters(name: str, language: Language, word: str) -> None:
    assert word_named(name, language) == word


def test_a_one_is_named_as_the_hall_says_it() -> None:
    assert word_named("1", ZH, "幺") == "幺"


def test_recordings_come_in_any_usual_kind_of_file(tmp_path: Path) -> None:
    for name in ("一.wav", "二.WAV", "三.flac", "read.me"):
        (tmp_path / name).write_bytes(wav(tone(300)))
    assert {word for word, _ in recordings(tmp_path)} == {"一", "二", "三"}
