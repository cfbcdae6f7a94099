"""Lines for rows of a display's own letters: shortened where a reader expects it, never the number."""

import pytest

from displays.lettering import lettered
from hallctl.contracts.devices import DisplayState, Frame
from hallctl.profiles.schema.panel import PanelSpec


def said(*lines: str, number: str | None = None, room: int = 12, encoding: str = "gb2312") -> tuple[str, ...]:
    return lettered(Frame(state=DisplayState.OPEN, number=number, lines=lines), None, encoding, room)


@pytest.mark.parametrize(
    ("line", "number", "shown"),
    [
        ("请A012号", "A012", "请A012号"),
        ("A012 办理中", "A012", "A012 办理中"),
        ("3号窗口 工号007", None, "3号窗口"),
        ("企业开办专窗（二）", None, "企业…（二）"),
        ("Now calling A1234", "A1234", "A1234"),
    ],
)
def test_a_line_fits_its_row(line: str, number: str | None, shown: str) -> None:
    assert said(line, number=number) == (shown,)
    assert len(shown.encode("gb2312")) <= 12


def test_a_number_is_never_cut_even_where_it_is_too_wide() -> None:
    assert said("请AB12345号", number="AB12345", room=4) == ("AB12345",)


def test_what_has_no_ellipsis_gets_points() -> None:
    (line,) = said("Out of service: equipment", encoding="ascii")
    assert line.endswith("..")
    assert len(line) <= 12


def test_the_panel_says_which_lines_are_shown() -> None:
    frame = Frame(state=DisplayState.OPEN, number=None, lines=("等待叫号", "3号窗口", "社会事务区", "Open"))
    panel = PanelSpec(rows=[16, 16], shows=["english", "place"])
    assert lettered(frame, panel, "gb2312", 16) == ("Open", "3号窗口")
