"""What stays of a line when there is no room for all of it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hallctl.raster.fitting import fitted


def columns(text: str) -> int:
    return sum(1 if char.isascii() else 2 for char in text)


@pytest.mark.parametrize(
    ("text", "room", "number", "left"),
    [
        ("请A012号", 8, "A012", "请A012号"),
        ("请A012号", 6, "A012", "A012号"),
        ("请A012号", 4, "A012", "A012"),
        ("A012 办理中", 10, "A012", "A012"),
        ("3号窗口 工号007", 10, "A012", "3号窗口"),
        ("企业开办专窗（二）", 12, None, "企业…（二）"),
        ("社会事务区", 8, None, "社会事…"),
        ("Out of service", 11, None, "Out of se…"),
        ("Out of service", 9, None, "Out of…"),
        ("Now calling A012", 8, "A012", "A012"),
    ],
)
def test_what_a_reader_expects_stays(text: str, room: int, number: str | None, left: str) -> None:
    assert fitted(text, lambda part: columns(part) <= room, number) == left


@given(st.text("请号办理中 A", max_size=12), st.text("请号 ", max_size=6), st.integers(0, 30))
def test_the_number_is_never_cut(before: str, after: str, room: int) -> None:
    assert "B105" in fitted(f"{before}B105{after}", lambda part: columns(part) <= room, "B105")
