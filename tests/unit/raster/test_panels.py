"""Frames on panels, dot by dot as they are kept, and over time."""

from __future__ import annotations

import pytest
from panel_pictures import DISPLAYS, kept, pictures

from hallctl.contracts.devices import Colour, DisplayState, Frame
from hallctl.profiles import Profile
from hallctl.profiles.schema.panel import PanelSpec
from hallctl.raster.faces import SOURCES, face
from hallctl.raster.panel import BLINK_S, STEP_DOTS, STEP_S, drawn
from hallctl.raster.picture import Ink, Picture

pytestmark = pytest.mark.needs("wenquanyi_12pt.pcf", "wqy-zenhei.ttc")

CALL = Frame(
    state=DisplayState.CALLING,
    number="A012",
    lines=("请A012号", "3号窗口 工号007", "社会事务区", "Now calling A012"),
    blink=True,
    colour=Colour.RED,
)


@pytest.mark.parametrize("profile", DISPLAYS, ids=lambda profile: profile.name)
def test_every_shipped_panel_is_drawn_as_it_is_kept(profile: Profile) -> None:
    shown = pictures(profile)
    for scene, golden in kept(profile, shown).items():
        assert shown[scene].text() == golden.text(), f"{profile.name} {scene}"


@pytest.mark.parametrize("height", SOURCES)
def test_a_hanzi_stands_whole_within_its_row(height: int) -> None:
    """Nothing is cut off: with air all around, the face draws as many lit dots."""
    from PIL import Image, ImageDraw, ImageFont

    drawer, font = face(height), ImageFont.truetype(SOURCES[height].path, height)
    for char in "号窗暂停服务国警":
        image = Image.new("1", (3 * height, 3 * height))
        draw = ImageDraw.Draw(image)
        draw.fontmode = "1"
        draw.text((height, height), char, font=font, fill=1)
        whole = sum(bool(dot) for dot in image.convert("L").tobytes())
        assert sum(map(bool, drawer.draw(char).dots)) == whole > 0, char


def lit(picture: Picture, top: int, bottom: int) -> int:
    return sum(bool(dot) for row in picture.rows()[top:bottom] for dot in row)


def test_a_call_blinks_in_its_own_row_and_the_window_stays() -> None:
    drawing = drawn(CALL, PanelSpec())
    assert lit(drawing.picture, 0, 16) > 0
    assert lit(drawing.dark, 0, 16) == 0
    assert drawing.dark.rows()[16:] == drawing.picture.rows()[16:]
    assert drawing.at(2 * BLINK_S) == drawing.picture


def test_what_does_not_blink_is_never_dark() -> None:
    drawing = drawn(Frame(state=DisplayState.OPEN, number=None, lines=("等待叫号",)), PanelSpec())
    assert drawing.dark == drawing.picture
    assert not drawing.blinks


def test_a_colour_that_the_panel_lacks_becomes_its_first() -> None:
    drawing = drawn(CALL, PanelSpec(colours=["green"]))
    assert {*drawing.picture.dots} == {Ink.OFF, Ink.GREEN}


def test_a_long_line_travels_and_comes_back_where_it_began() -> None:
    frame = Frame(state=DisplayState.PAUSED, number=None, lines=("暂停服务" * 4,))
    drawing = drawn(frame, PanelSpec(width=64, height=16, rows=[16], scroll=True))
    assert drawing.travels
    one_step = drawing.at(STEP_S)
    assert one_step.part(0, 0, 64 - STEP_DOTS, 16) == drawing.picture.part(STEP_DOTS, 0, 64 - STEP_DOTS, 16)
    assert drawing.at(drawing.steps * STEP_S) == drawing.picture


def test_the_line_with_the_number_never_travels() -> None:
    drawing = drawn(CALL, PanelSpec(width=40, height=16, rows=[16], scroll=True))
    assert not drawing.travels


def test_a_number_too_wide_for_its_row_is_drawn_smaller_and_whole() -> None:
    drawing = drawn(CALL, PanelSpec(width=28, height=16, rows=[16]))
    assert drawing.rows[0].strip.width == face(12).width("A012") <= 28


def test_rows_that_a_panel_does_not_show_are_left_out_and_named_ones_are_shown() -> None:
    english = drawn(CALL, PanelSpec(width=160, height=16, rows=[16], shows=["english"]))
    words = face(16).draw("Now calling A012", Ink.RED)
    assert english.rows[0].strip == words


def test_a_sign_of_digits_shows_the_last_ones_or_nothing() -> None:
    sign = PanelSpec(width=60, height=32, rows=[24], digits=3)
    assert lit(drawn(CALL, sign).picture, 0, 32) > 0
    idle = Frame(state=DisplayState.OPEN, number=None, lines=("等待叫号",))
    assert lit(drawn(idle, sign).picture, 0, 32) == 0
