"""Speech engines that are real programs: espeak-ng by its syllables, an operator's own, and their ills."""

from __future__ import annotations

import asyncio
import os
import re
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from debian_programs import path_of
from polling import until

from hallctl.contracts.speech import Sound
from hallctl.domain.voice import ENGLISH, VoiceRules
from hallctl.speech.engine import CannotSpeak
from hallctl.speech.engines import espeak
from hallctl.speech.engines.clips import Vocabulary
from hallctl.speech.engines.espeak import VOICES, Espeak
from hallctl.speech.engines.program import Program
from hallctl.speech.phrases import Language, Sentence, Spelled, plain
from hallctl.speech.presence import lacking, silent, there
from hallctl.speech.programs import output_of
from hallctl.speech.settings import EngineName, ProgramSettings, VoiceSettings
from hallctl.speech.sounds import LOUDNESS, PEAK, loudness, samples
from hallctl.speech.voice import Script, Voice
from hallctl.speech.wording import Wording

ZH, EN = Language.CHINESE, Language.ENGLISH
CALLS = Wording(VoiceRules(english=ENGLISH, times=1))
TONES = {"55": "1", "35": "2", "214": "3", "21": "3", "51": "4", "11": "5", "33": "5"}
"""As espeak-ng writes them → as pinyin does; 21 is a third tone before another syllable."""


def ipa(sentence: Sentence, one: str = "一") -> list[str]:
    """The syllables or words of a sentence as espeak-ng says them (IPA), without stress and tones."""
    written = _told(sentence, "--ipa", one)
    return [re.sub(r"[ˈˌ\dɜ]", "", word) for word in written.split()]


def tones(sentence: Sentence) -> str:
    """The tones of its syllables, as pinyin numbers them."""
    written = _told(sentence, "-x")
    return "".join(TONES[tone] for tone in re.findall(r"\d+", written))


def _told(sentence: Sentence, form: str, one: str = "一") -> str:
    markup = Espeak({}, one=one).markup(sentence)
    command = [path_of("espeak-ng"), "-q", form, "-m", "-v", VOICES[sentence.language], markup]
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout


@pytest.mark.parametrize(
    ("number", "window", "syllables", "tone"),
    [
        ("A012", "10", "tɕhiŋ ei liŋ ji ər χɑu tɑu s.i. χɑu ts.hwɑŋ khou", "34214442413"),
        ("B105", "12", "tɕhiŋ pi ji liŋ wu χɑu tɑu s.i. ər χɑu ts.hwɑŋ khou", "341234424413"),
        ("A012", "2", "tɕhiŋ ei liŋ ji ər χɑu tɑu ər χɑu ts.hwɑŋ khou", "34214444413"),
    ],
)
def test_a_call_has_the_right_syllables_and_tones(
    number: str, window: str, syllables: str, tone: str
) -> None:
    chinese, _ = CALLS.full(number, window).sentences
    assert ipa(chinese) == syllables.split()
    assert tones(chinese) == tone


@pytest.mark.parametrize(
    ("number", "window", "words"),
    [
        ("A012", "10", "tɪkɪt eɪ ziəɹəʊ wɒn tuː pliːz ɡəʊ tə wɪndəʊ tɛn"),
        ("B105", "12", "tɪkɪt biː wɒn ziəɹəʊ faɪv pliːz ɡəʊ tə wɪndəʊ twɛlv"),
    ],
)
def test_a_call_in_english_spells_its_number_and_counts_its_window(
    number: str, window: str, words: str
) -> None:
    _, english = CALLS.full(number, window).sentences
    assert ipa(english) == words.split()


def test_a_hall_may_say_yao_for_a_one_in_a_number_and_never_for_a_window() -> None:
    chinese, _ = CALLS.full("A111", "1").sentences
    assert ipa(chinese, one="幺").count("jɑu") == 3
    assert ipa(chinese, one="幺").count("ji") == 1


def test_no_letter_is_taken_for_an_english_word() -> None:
    heard = [ipa(Sentence(ZH, (Spelled(letter),))) for letter in "ABCDEFGHIJKLMNOPQRSTUVWXYZ"]
    assert len({tuple(each) for each in heard}) == 26
    assert not any("en" in part for each in heard for part in each)
    for letter in "AI":
        assert ipa(Sentence(EN, (Spelled(letter),))) == [{"A": "eɪ", "I": "aɪ"}[letter]]


def test_hanzi_never_come_as_english() -> None:
    notice = plain("重要通知：大厅将于17:00停止取号，请携带身份证到3号窗口办理。", ZH)
    assert "(en)" not in _told(notice, "--ipa")


async def test_a_call_is_heard_neither_clipped_nor_silent() -> None:
    path_of("espeak-ng")
    voice = Voice.of(VoiceSettings(engines=(EngineName.ESPEAK,)))
    for number, window in (("A012", "10"), ("B105", "12")):
        made = await voice.sound(CALLS.full(number, window))
        assert 6 < made.seconds < 14
        assert loudness(made) == pytest.approx(LOUDNESS, rel=0.3)
        assert 0.3 < np.abs(samples(made)).max() <= PEAK + 0.001


async def test_no_part_of_a_call_is_lost_in_the_pauses() -> None:
    """Around a number is a silence, between them is not; 150 words a minute leave time to catch it."""
    path_of("espeak-ng")
    (sentence,) = CALLS.short("A012", "10").sentences
    quick, calm = [await Espeak({}, speed=speed).speak(sentence) for speed in (1.5, 0.75)]
    assert calm.seconds > 1.4 * quick.seconds


async def test_every_word_of_a_hall_can_be_built_into_a_clip() -> None:
    path_of("espeak-ng")
    words = Vocabulary(CALLS.phrases, ("1", "12"), "A").words(ZH)
    for piece in words.values():
        assert (await Espeak({}).speak(Sentence(ZH, (piece,)))).seconds > 0.1


def settings_of(*command: str, rate: int | None = None) -> VoiceSettings:
    return VoiceSettings(engines=(EngineName.PROGRAM,), program=ProgramSettings(command, ZH, rate))


async def test_a_program_that_writes_a_sound_file_is_an_engine() -> None:
    """Any that takes text and writes sound does, so espeak-ng itself."""
    path = path_of("espeak-ng")
    call = Script((plain("qing3", ZH),))
    made = await Voice.of(settings_of(path, "--stdout", "-v", "cmn-latn-pinyin")).sound(call)
    assert made.seconds > 0.2


async def test_a_program_that_writes_bare_samples_is_one_too_and_is_given_words_for_numbers(
    tmp_path: Path,
) -> None:
    heard = tmp_path / "heard"
    engine = Program(["sh", "-c", f"cat > {heard}; head -c 16001 /dev/zero"], ZH, rate=8000)
    (chinese, _) = CALLS.full("A012", "12").sentences
    made = await engine.speak(chinese)
    assert made == Sound(8000, bytes(16000))
    assert heard.read_text() == "请，A零一二，号到十二号窗口\n"


async def test_a_program_speaks_its_own_language_only() -> None:
    with pytest.raises(CannotSpeak, match="for zh only"):
        await Program(["true"], ZH, None).speak(plain("Hello", EN))


@pytest.mark.parametrize(
    ("code", "told"),
    [
        ("pass", "made no sound: 0"),
        ("import sys; print('x' * 9); sys.exit('no model')", "made no sound: no model"),
        ("print('<html>')", "cannot be read as sound"),
        ("import os, signal; os.kill(os.getpid(), signal.SIGSEGV)", "made no sound: -11"),
    ],
)
async def test_what_is_wrong_with_a_program_is_told(code: str, told: str) -> None:
    with pytest.raises(CannotSpeak, match=told):
        await Program([sys.executable, "-c", code], ZH, None).speak(plain("请", ZH))


@pytest.mark.parametrize("path", ["/none/piper", "/", "/etc/passwd"])
async def test_a_program_that_is_missing_or_none_is_told_with_what_to_do(path: str) -> None:
    with pytest.raises(CannotSpeak, match=r"cannot be started .*: see \[voice\.program\] command"):
        await Program([path], ZH, None).speak(plain("请", ZH))


async def test_a_program_that_hangs_is_ended_with_all_it_started(tmp_path: Path) -> None:
    pid = tmp_path / "pid"
    command = ["sh", "-c", f"sleep 600 & echo $! > {pid}; wait"]
    with pytest.raises(CannotSpeak, match="took longer than 1 s"):
        await output_of(command, "请", "", longest_s=1)
    await until(lambda: not _lives(int(pid.read_text())))


async def test_a_program_is_ended_when_nobody_wants_its_sound_any_more(tmp_path: Path) -> None:
    pid = tmp_path / "pid"
    task = asyncio.create_task(output_of(["sh", "-c", f"echo $$ > {pid}; exec sleep 600"], "", ""))
    await until(lambda: pid.exists() and pid.read_text().strip())
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    await until(lambda: not _lives(int(pid.read_text())))


async def test_a_program_that_never_stops_is_stopped() -> None:
    with pytest.raises(CannotSpeak, match="does not stop"):
        await output_of(["cat", "/dev/zero"], "", "")


async def test_more_text_than_a_pipe_holds_reaches_a_program_that_writes_meanwhile() -> None:
    text = "请" * 200_000
    assert await output_of(["cat"], text, "") == text.encode()


async def test_a_hall_without_espeak_speaks_by_its_next_engine_or_says_what_to_install(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(espeak, "ESPEAK", "espeak-ng-that-is-not-here")
    monkeypatch.setenv("PATH", str(tmp_path))
    settings = VoiceSettings(folder=tmp_path / "clips")
    with pytest.raises(CannotSpeak, match=r"no clips are recorded.*; espeak.*: apt-get install espeak-ng"):
        await Voice.of(settings).sound(CALLS.full("A012", "2"))
    assert "apt-get install espeak-ng" in str(silent(settings))
    assert list(lacking(settings)) == [EngineName.CLIPS, EngineName.ESPEAK]


def test_engines_are_seen_without_being_loaded(tmp_path: Path) -> None:
    path_of("espeak-ng")
    settings = VoiceSettings(folder=tmp_path)
    assert there(settings) == (EngineName.ESPEAK,)
    (tmp_path / "zh").mkdir()
    (tmp_path / "zh" / "一.wav").touch()
    assert there(settings) == (EngineName.CLIPS, EngineName.ESPEAK)
    assert (
        silent(VoiceSettings(engines=())) == "the hall has no voice: see [voice] engines in its configuration"
    )
    assert "no program is named" in str(silent(VoiceSettings(engines=(EngineName.PROGRAM,))))
    assert "/none is no program here" in str(silent(settings_of("/none")))


def _lives(pid: int) -> bool:
    """Whether a process runs; one that has ended and that nobody has collected does not."""
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
