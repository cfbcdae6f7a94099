"""`hallctl voice`: clips built by an engine, a speaker's recordings taken over, calls heard and checked."""

from __future__ import annotations

from pathlib import Path

import pytest
from debian_programs import path_of
from typer.testing import CliRunner, Result

from hallctl.cli.voice import app
from hallctl.contracts.speech import Sound
from hallctl.speech.sounds import LOUDNESS, decoded, loudness, silence, wav

DEMO = str(Path(__file__).parents[2] / "config" / "demo.toml")


def run(*words: str, clips: Path | None = None, engines: str = '["clips"]') -> Result:
    sets = [f"voice.engines={engines}", *([f"voice.folder={clips}"] if clips else [])]
    return CliRunner().invoke(app, [*words, *(part for value in sets for part in ("--set", value))])


def test_a_clip_set_that_was_built_speaks_every_call(tmp_path: Path) -> None:
    path_of("espeak-ng")
    built = run("build", DEMO, clips=tmp_path)
    assert built.exit_code == 0, built.output
    assert "19 clips made, 0 were there" in built.output
    assert "0 clips made, 19 were there" in run("build", DEMO, clips=tmp_path).output
    made = tmp_path / "call.wav"
    said = run("say", DEMO, "--number", "B105", "--window", "2", "--out", str(made), clips=tmp_path)
    assert "请B105号到2号窗口" in said.output
    assert loudness(decoded(made)) == pytest.approx(LOUDNESS, rel=0.3)
    looked = run("check", DEMO, clips=tmp_path)
    assert looked.exit_code == 0
    assert "clips zh: 19 of 19 words of calls" in looked.output


def test_a_speaker_s_recordings_are_taken_over_and_what_is_missing_is_named(tmp_path: Path) -> None:
    given, kept = tmp_path / "given", tmp_path / "kept"
    given.mkdir()
    for name in ("请", "号到", "a", "0", "7", "12"):
        (given / f"{name}.wav").write_bytes(wav(Sound(44100, b"\x00\x10\x00\xf0" * 8000)))
    (given / "八.wav").write_bytes(b"not a sound")
    (given / "九.wav").write_bytes(wav(silence(1, 8000)))
    taken = run("import", DEMO, str(given), clips=kept)
    assert taken.exit_code == 1
    assert {file.stem for file in (kept / "zh").iterdir()} == {"请", "号到", "A", "零", "七", "十二"}
    assert "八.wav → left out: 八.wav cannot be read as sound" in taken.output
    assert "九.wav → left out: nothing is to be heard in it" in taken.output
    assert "missing 14 of 19: 号窗口、号、B" in taken.output
    assert run("check", DEMO, clips=kept).exit_code == 1


def test_a_folder_without_recordings_is_no_speaker_s(tmp_path: Path) -> None:
    assert run("import", DEMO, str(tmp_path), clips=tmp_path / "kept").exit_code == 1


def test_a_hall_without_an_engine_is_told_what_to_do(tmp_path: Path) -> None:
    looked = run("check", DEMO, clips=tmp_path)
    assert looked.exit_code == 1
    assert "hallctl voice build" in looked.output
    assert run("say", DEMO, "您好", "--out", str(tmp_path / "a.wav"), clips=tmp_path).exit_code == 1


def test_a_sentence_of_one_s_own_is_spoken(tmp_path: Path) -> None:
    path_of("espeak-ng")
    made = tmp_path / "notice.wav"
    assert (
        run("say", DEMO, "大厅将于17:00停止取号。", "--out", str(made), engines='["espeak"]').exit_code == 0
    )
    assert decoded(made).seconds > 2
