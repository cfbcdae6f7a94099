"""Numbers as they are spoken."""

from __future__ import annotations

import pytest

from hallctl.speech.numerals import aloud, count
from hallctl.speech.phrases import Clock, Count, Language, Pause, Percent, Spelled, Words

CHINESE = {
    0: "零", 1: "一", 10: "十", 12: "十二", 20: "二十", 21: "二十一", 100: "一百", 101: "一百零一",
    110: "一百一十", 1000: "一千", 1001: "一千零一", 1010: "一千零一十", 1100: "一千一百",
    9999: "九千九百九十九",
}  # fmt: skip
ENGLISH = {
    0: "zero", 10: "ten", 12: "twelve", 20: "twenty", 21: "twenty one", 100: "one hundred",
    105: "one hundred five", 2030: "two thousand thirty",
}  # fmt: skip


def test_numbers_are_read_as_numbers() -> None:
    assert {value: "".join(count(value, Language.CHINESE)) for value in CHINESE} == CHINESE
    assert {value: " ".join(count(value, Language.ENGLISH)) for value in ENGLISH} == ENGLISH


@pytest.mark.parametrize("value", [-1, 10_000])
def test_long_numbers_are_not(value: int) -> None:
    with pytest.raises(ValueError, match="digit by digit"):
        count(value, Language.CHINESE)


def test_each_piece_has_its_words() -> None:
    assert aloud(Spelled("a012"), Language.CHINESE) == ("A", "零", "一", "二")
    assert aloud(Spelled("A-11"), Language.CHINESE, one="幺") == ("A", "幺", "幺")
    assert aloud(Spelled("B1"), Language.ENGLISH) == ("B", "one")
    assert aloud(Count(12), Language.CHINESE, one="幺") == ("十", "二")
    assert aloud(Clock(13, 30), Language.CHINESE) == ("十", "三", "点", "三", "十", "分")
    assert aloud(Clock(9, 0), Language.CHINESE) == ("九", "点")
    assert aloud(Clock(14, 5), Language.CHINESE) == ("十", "四", "点", "零", "五", "分")
    assert aloud(Clock(2, 0), Language.CHINESE) == ("两", "点")
    assert aloud(Clock(9, 5), Language.ENGLISH) == ("nine", "oh", "five")
    assert aloud(Percent(98), Language.CHINESE) == ("百分之", "九", "十", "八")
    assert aloud(Percent(98, "5"), Language.ENGLISH) == ("ninety", "eight", "point", "five", "percent")
    assert aloud(Clock(9, 0), Language.ENGLISH) == ("nine", "o'clock")
    assert aloud(Words(" - ", "到"), Language.CHINESE) == ("到",)
    assert aloud(Pause(1), Language.CHINESE) == ()
