"""Phrases and free text in the pieces in which they are heard."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hallctl.speech.numerals import aloud
from hallctl.speech.phrases import (
    AROUND_NUMBER_S,
    BadPhrase,
    Clock,
    Count,
    Language,
    Pause,
    Phrase,
    Spelled,
    Words,
    plain,
)

FIELDS = frozenset({"number", "window"})
CALL = Phrase("请{number}号到{window}号窗口", Language.CHINESE, FIELDS)


def test_a_ticket_is_spelled_and_a_window_is_a_number() -> None:
    sentence = CALL.sentence({"number": "A012", "window": "12"})
    pause = Pause(AROUND_NUMBER_S)
    words = (Words("请"), pause, Spelled("A012"), pause, Words("号到"), Count(12), Words("号窗口"))
    assert sentence.pieces == words
    assert sentence.text == "请A012号到12号窗口"


def test_a_window_with_a_letter_is_read_so() -> None:
    sentence = CALL.sentence({"number": "A012", "window": "A3"})
    assert sentence.pieces[-3:] == (Words("A"), Count(3), Words("号窗口"))


def test_a_speaker_records_the_words_between() -> None:
    assert CALL.fixed() == (Words("请"), Words("号到"), Words("号窗口"))
    english = Phrase("Number {number}, please go to counter {window}", Language.ENGLISH, FIELDS)
    assert english.fixed() == (Words("Number "), Pause(0.2, ","), Words(" please go to counter "))


@pytest.mark.parametrize("template", ["请{name}号", "请{number", "请{number!r}号", "{number:>4}", "{}"])
def test_a_template_that_cannot_be_filled_is_refused(template: str) -> None:
    with pytest.raises(BadPhrase):
        Phrase(template, Language.CHINESE, FIELDS)


def test_free_text_keeps_times_numbers_and_pauses() -> None:
    pieces = plain("今天12:00-13:30午休，热线12345。", Language.CHINESE).pieces
    assert pieces == (
        Words("今天"),
        Clock(12, 0),
        Words("-", "到"),
        Clock(13, 30),
        Words("午休"),
        Pause(0.2, "，"),
        Words("热线"),
        Spelled("12345"),
        Pause(0.4, "。"),
    )


@pytest.mark.parametrize(
    ("text", "spoken"),
    [
        ("2026年10月1日放假", "二 零 二 六 年 十 月 一 日放假"),
        ("热线0571-87654321", "热线 零 五 七 一 八 七 六 五 四 三 二 一"),
        ("窗口1-12", "窗口 一 到 十 二"),
        ("9:00～17:30", "九 点 到 十 七 点 三 十 分"),
        ("满意率99.5%，增长3.14倍", "满意率 百分之 九 十 九 点 五 增长 三 点 一 四 倍"),
        ("办结率100%", "办结率 百分之 一 百"),
        ("等候2人，请到2号窗口", "等候 两 人 请到 二 号窗口"),
        ("１２号窗口，Ａ厅", "十 二 号窗口 A厅"),
        ("- 通知 -", "- 通知 -"),
    ],
)
def test_free_text_is_heard_as_people_say_it(text: str, spoken: str) -> None:
    sentence = plain(text, Language.CHINESE)
    assert " ".join(word for piece in sentence.pieces for word in aloud(piece, Language.CHINESE)) == spoken


def test_what_is_spoken_is_written_as_it_was() -> None:
    text = "今天9:05-17:00，2026年办结率98.5%；热线0571-12345，请2人到2号窗口。"
    assert plain(text, Language.CHINESE).text == text


@settings(deadline=None)
@given(st.text(max_size=60), st.sampled_from(Language))
def test_any_text_can_be_read(text: str, language: Language) -> None:
    for piece in plain(text, language).pieces:
        for word in aloud(piece, language):
            assert word
