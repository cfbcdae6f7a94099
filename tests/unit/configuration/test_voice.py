"""`[voice]`: what a file may say of how the hall speaks, and what comes of it."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest
from halls_on_disk import HallOnDisk

from hallctl.domain.hours import Span
from hallctl.domain.voice import CHINESE, ENGLISH, Loudness, VoiceRules
from hallctl.speech.phrases import Language
from hallctl.speech.settings import EngineName, ProgramSettings, VoiceSettings

AT = datetime(2026, 3, 2, 12, 30, tzinfo=UTC)


def test_without_a_word_the_hall_speaks_as_most_do(hall: HallOnDisk) -> None:
    made = hall.load().required()
    assert made.setup.voice == VoiceRules()
    assert made.voice == VoiceSettings(folder=Path.cwd() / "var/voice")
    assert made.setup.voice.chinese == CHINESE
    assert made.setup.voice.english is None


def test_all_that_can_be_said(hall: HallOnDisk) -> None:
    hall.append("""
[voice]
phrase = "{number}，到{window}"
english = true
times = 1
quiet = ["12:00-13:30"]
volumes = [{percent = 30, zone = "A", hours = "12:00-13:00"}, {percent = 90, zone = "A"}]
engines = ["program", "clips"]
folder = "/srv/clips"
speed = 1.2
one = "幺"
readings = {"乐清" = "yue4 qing1"}
[voice.program]
command = ["piper", "--output-raw"]
rate = 22050
""")
    made = hall.load().required()
    rules = made.setup.voice
    assert rules.chinese.full == "{number}，到{window}"
    assert (rules.english, rules.times, rules.quiet) == (ENGLISH, 1, (Span(720, 810),))
    assert rules.volumes == (Loudness(30, "A", Span(720, 780)), Loudness(90, "A"))
    assert made.voice == VoiceSettings(
        engines=(EngineName.PROGRAM, EngineName.CLIPS),
        folder=Path("/srv/clips"),
        program=ProgramSettings(("piper", "--output-raw"), Language.CHINESE, 22050),
        speed=1.2,
        one="幺",
        readings={"乐清": "yue4 qing1"},
    )


@pytest.mark.parametrize(
    ("override", "code"),
    [
        ('voice.phrase="请到{window}号窗口"', "WRONG_VALUE"),
        ('voice.phrase="请{name}到{number}"', "WRONG_VALUE"),
        ('voice.phrase_en="{number"', "WRONG_VALUE"),
        ('voice.engines=["program"]', "WRONG_VALUE"),
        ('voice.engines=["festival"]', "WRONG_VALUE"),
        ('voice.readings={"重"="chong"}', "WRONG_VALUE"),
        ('voice.volumes=[{percent=50, zone="Q"}]', "UNKNOWN_REFERENCE"),
        ("voice.volume=101", "WRONG_VALUE"),
        ("voice.times=0", "WRONG_VALUE"),
        ('voice.quiet=["12:00"]', "WRONG_VALUE"),
        ('voice.one="两"', "WRONG_VALUE"),
        ("voice.pitch=1", "UNKNOWN_KEY"),
    ],
)
def test_what_cannot_be_is_found(hall: HallOnDisk, override: str, code: str) -> None:
    assert [finding.code for finding in hall.findings(override) if finding.key.startswith("voice")] == [code]


def test_the_first_volume_that_holds_goes_before_the_common_one() -> None:
    rules = VoiceRules(
        volumes=(Loudness(30, "A", Span(720, 780)), Loudness(90, "A"), Loudness(50, None, Span(0, 60)))
    )
    assert rules.volume_at("A", AT) == 30
    assert rules.volume_at("A", AT.replace(hour=13)) == 90
    assert rules.volume_at(None, AT) == rules.volume_at("B", AT) == 80
    assert rules.volume_at("B", AT.replace(hour=0)) == 50


def test_quiet_hours_end_on_the_minute() -> None:
    rules = VoiceRules(quiet=(Span(720, 750),))
    assert not rules.is_quiet(AT)
    assert rules.is_quiet(AT.replace(minute=29))
