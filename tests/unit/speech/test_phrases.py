"""Phrases and free text in the pieces in which they are heard."""

from __future__ import annotations

import pytest
from hypothesis import given
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


@given(st.text(max_size=60), st.sampled_from(Language))
def test_any_text_can_be_read(text: str, language: Language) -> None:
    for piece in plain(text, language).pieces:
        for word in aloud(piece, language):
            assert word
