"""The wall in colour: golden pictures dot by dot, and what holds at every size."""

import re
import tomllib
from datetime import timedelta
from io import BytesIO
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as some
from pictured_walls import CALLS, GOLDEN, GOLDENS, NOW, ZONES, a_face, a_zone
from PIL import Image, ImageChops

from hallctl.contracts.views import WaitView
from hallctl.domain.walls import WallStyle, WallTheme
from hallctl.raster.faces import NoFace
from hallctl.raster.wall import Moment, painted, wall_png
from hallctl.raster.wall.letters import Box, Letters
from hallctl.raster.wall.sheet import Tone, sheet_of, waiting_words
from hallctl.raster.wall.themes import THEMES
from hallctl.raster.wall.words import WORDS

SIZES = [(32, 16), (64, 32), (96, 48), (128, 64), (192, 96), (96, 192), (320, 160), (512, 64), (960, 120)]
LARGE = [(640, 360), (1920, 1080), (540, 960), (1920, 240)]
NIGHT = THEMES[WallTheme.NIGHT]


@pytest.mark.parametrize("name", GOLDENS)
def test_the_picture_is_the_golden_one_dot_by_dot(name: str) -> None:
    face, width, height = GOLDENS[name]
    with Image.open(GOLDEN / f"{name}.png") as golden:
        assert painted(face, width, height).tobytes() == golden.convert("RGB").tobytes()


def test_every_golden_picture_is_compared() -> None:
    assert {file.stem for file in GOLDEN.glob("*.png")} == set(GOLDENS)


@pytest.mark.parametrize("size", [*SIZES, *LARGE])
@pytest.mark.parametrize("theme", WallTheme)
def test_the_latest_call_is_the_biggest_at_every_size(size: tuple[int, int], theme: WallTheme) -> None:
    style = WallStyle(theme=theme)
    colours = painted(a_face(*CALLS, style=style), *size).getcolors(1 << 24) or []
    ground = {colour: count for count, colour in colours}
    assert ground[THEMES[theme].call] > size[0] * size[1] / 20


@pytest.mark.parametrize("size", [*SIZES, *LARGE])
def test_another_call_is_another_picture_and_so_is_a_blink(size: tuple[int, int]) -> None:
    one, other = (painted(a_face(call), *size).tobytes() for call in ("A012 3", "A013 3"))
    elsewhere = painted(a_face("A012 4"), *size).tobytes()
    dark = painted(a_face("A012 3"), *size, Moment(lit=False)).tobytes()
    assert len({one, other, elsewhere, dark}) == 4


@pytest.mark.parametrize("size", [*SIZES, *LARGE])
@pytest.mark.parametrize("text", ["请立即撤离", "甲乙丙丁戊己庚辛壬癸子丑寅卯辰巳午未申酉戌亥" * 9])
def test_an_emergency_takes_everything_and_what_has_no_room_its_turn(
    size: tuple[int, int], text: str
) -> None:
    alone = painted(a_face(alarms=(text,)), *size)
    assert (
        painted(a_face(*CALLS, notices=("午间不打烊",), alarms=(text,)), *size).tobytes() == alone.tobytes()
    )
    colours = {colour: count for count, colour in alone.getcolors(1 << 24) or []}
    lit = size[0] * size[1] - colours[NIGHT.alarm]
    assert size[0] * size[1] / 40 < lit < size[0] * size[1] / 2
    blinks = painted(a_face(alarms=(text,)), *size, Moment(lit=False))
    assert alone.tobytes() != blinks.tobytes()
    if size[0] < 100 and len(text) > 100:
        assert alone.tobytes() != painted(a_face(alarms=(text,)), *size, Moment(turn=1)).tobytes()


@pytest.mark.parametrize("size", [*SIZES, *LARGE])
def test_an_older_picture_has_a_sign_and_is_otherwise_the_same(size: tuple[int, int]) -> None:
    plain, signed = (painted(a_face(*CALLS), *size, Moment(stale=stale)) for stale in (False, True))
    box = ImageChops.difference(plain, signed).getbbox()
    assert box is not None
    left, top, right, bottom = box
    assert (right - left) * (bottom - top) <= max(16, size[0] * size[1] / 400)


def test_a_picture_that_has_wandered_is_the_same_elsewhere() -> None:
    plain, moved = painted(a_face(*CALLS), 640, 360), painted(a_face(*CALLS), 640, 360, Moment(shift=(3, -2)))
    assert moved.crop((3, 0, 640, 358)).tobytes() == plain.crop((0, 2, 637, 360)).tobytes()
    assert moved.getpixel((1, 100)) == moved.getpixel((100, 359)) == NIGHT.ground


def test_the_words_are_those_of_the_page() -> None:
    catalogue = tomllib.loads((Path(__file__).parents[3] / "web" / "pages" / "words.toml").read_text())
    for key, text in WORDS.items():
        section, _, name = key.partition(".")
        assert catalogue[section][name][0] == text, key


TOKENS = {
    "ground": "",
    "side": "2",
    "line": "line",
    "bar": "brand",
    "ink": "ink",
    "quiet": "ink-2",
    "call": "call",
    "call_ink": "call-ink",
    "go": "free",
    "alarm": "alarm",
    "alarm_ink": "alarm-ink",
}
"""Role → the name of its colour on the page, behind that of the theme."""


@pytest.mark.parametrize(
    ("theme", "page"), [(WallTheme.NIGHT, "night"), (WallTheme.DAY, "day"), (WallTheme.CONTRAST, "stark")]
)
def test_the_colours_are_those_of_the_page(theme: WallTheme, page: str) -> None:
    css = (Path(__file__).parents[3] / "web" / "static" / "css" / "tokens.css").read_text()
    named = dict(re.findall(r"--([a-z0-9-]+): #([0-9a-f]{6})", css.partition("@media")[0]))
    for role, token in TOKENS.items():
        names = (f"{page}-{token}".removesuffix("-"), token)
        wanted = next(named[name] for name in names if name in named)
        assert bytes(getattr(THEMES[theme], role)).hex() == wanted, role


names = some.text(min_size=1, max_size=40).filter(lambda text: bool(text.split()))


@settings(max_examples=40)
@given(
    width=some.integers(16, 500),
    height=some.integers(12, 300),
    number=some.from_regex(r"\A[A-Z]{1,2}[0-9]{1,5}\Z"),
    notice=names,
    turn=some.integers(0, 100),
    columns=some.integers(0, 4),
)
def test_anything_is_painted_at_any_size(
    width: int, height: int, number: str, notice: str, turn: int, columns: int
) -> None:
    face = a_face(f"{number} 12", *CALLS, notices=(notice,), style=WallStyle(columns=columns))
    assert painted(face, width, height, Moment(turn)).size == (width, height)


def test_what_has_no_room_takes_turns() -> None:
    pictures = [painted(a_face(*CALLS), 640, 360, Moment(turn)).tobytes() for turn in range(4)]
    assert all(before != after for before, after in pairwise(pictures))


def test_a_long_notice_is_broken_between_words_and_nothing_of_it_is_lost() -> None:
    text = "午间 12:00-13:30 不打烊 请在导服台取号"
    pieces = Letters().pieces(text, Box(0, 0, 90, 16))
    assert len(pieces) > 1
    assert "".join(pieces).replace(" ", "") == text.replace(" ", "")


def test_a_face_that_is_not_there_is_named_with_its_remedy(tmp_path: Path) -> None:
    with pytest.raises(NoFace, match="name another file"):
        painted(a_face(*CALLS), 640, 360, outline=tmp_path / "no.ttf")


@pytest.mark.parametrize(("size", "shown"), [((128, 64), (512, 256)), ((640, 360), (640, 360))])
def test_the_preview_is_a_png(size: tuple[int, int], shown: tuple[int, int]) -> None:
    with Image.open(BytesIO(wall_png(a_face(*CALLS, brightness=10), *size))) as image:
        assert (image.format, image.size) == ("PNG", shown)


@pytest.mark.parametrize(
    ("zone", "words", "tone"),
    [
        (ZONES[0], "约10–25分", Tone.WAIT),
        (ZONES[2], "约3–10分", Tone.GO),
        (ZONES[3], "无需等候", Tone.GO),
        (a_zone("Z", 1, WaitView(0, 100, 300)), "约5分内", Tone.GO),
        (a_zone("Z", 0, None, open=False), "现在不办公", Tone.QUIET),
        (a_zone("Z", 3, None, stopped=True), "今日停止取号", Tone.WAIT),
        (a_zone("Z", 3, None, open_windows=0), "暂无窗口开放", Tone.WAIT),
        (a_zone("Z", 3, None), "暂不能预计", Tone.WAIT),
    ],
)
def test_a_wait_is_an_honest_interval(zone: object, words: str, tone: Tone) -> None:
    assert waiting_words(zone) == (words, tone)  # type: ignore[arg-type]


def test_the_clock_and_the_day_are_those_of_the_hall() -> None:
    sheet = sheet_of(a_face(at=NOW + timedelta(days=1)))
    assert (sheet.date, sheet.time) == ("11月24日 星期二", "10:42")
