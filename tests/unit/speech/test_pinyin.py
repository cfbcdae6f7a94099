"""Hanzi as syllables with their tones: what stands in notices and calls of a hall."""

from __future__ import annotations

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hallctl.speech.pinyin import pinyin

SYLLABLES = re.compile(r"(?:[a-zü]{1,6}[1-5]|[A-Z])(?: (?:[a-zü]{1,6}[1-5]|[A-Z]))*")


@pytest.mark.parametrize(
    ("text", "spoken"),
    [
        ("请", "qing3"),
        ("号窗口", "hao4 chuang1 kou3"),
        ("幺", "yao1"),
        ("银行行长", "yin2 hang2 hang2 zhang3"),
        ("重要", "zhong4 yao4"),
        ("重庆", "chong2 qing4"),
        ("会计", "kuai4 ji4"),
        ("行政审批", "xing2 zheng4 shen3 pi1"),
        ("办理不动产登记", "ban4 li3 bu2 dong4 chan3 deng1 ji4"),
        ("女士", "nv3 shi4"),
        ("了", "le5"),
    ],
)
def test_words_of_a_hall_are_read_as_people_read_them(text: str, spoken: str) -> None:
    assert pinyin(text, {}) == spoken


def test_a_hall_s_own_reading_goes_before_the_dictionary_and_the_longest_first() -> None:
    own = {"乐清": "yue4 qing1", "乐": "le4", "乐清路": "yue4 qing1 lu4"}
    assert pinyin("到乐清路快乐", own) == "dao4 yue4 qing1 lu4 kuai4 le4"


@pytest.mark.parametrize(("text", "spoken"), [("ETC", "E T C"), ("A厅", "A ting1"), ("WiFi", "W I F I")])
def test_letters_are_said_one_by_one(text: str, spoken: str) -> None:
    assert pinyin(text, {}) == spoken


def test_a_letter_is_not_taken_for_a_syllable() -> None:
    assert pinyin("G", {}) == "ji4"


def test_signs_are_not_said() -> None:
    assert pinyin("（大厅）·“公告”<b>&_", {}) == "da4 ting1 gong1 gao4 B"


@settings(deadline=None)
@given(st.text("请到大厅窗口办理重要行长A《》() &<%-", max_size=20))
def test_nothing_but_syllables_and_letters_comes_out(text: str) -> None:
    spoken = pinyin(text, {})
    assert spoken == "" or SYLLABLES.fullmatch(spoken)
