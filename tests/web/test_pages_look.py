"""Contrast, computed from the tokens: AA on personal screens in light and dark, AAA on the wall."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

CSS = Path(__file__).parents[2] / "web" / "static" / "css"
TOKENS = (CSS / "tokens.css").read_text(encoding="utf-8")
LIGHT_BLOCK, _, DARK_BLOCK = TOKENS.partition("@media")
NAMED = re.compile(r"--([a-z0-9-]+): (#[0-9a-f]{6})")
LIGHT = dict(NAMED.findall(LIGHT_BLOCK))
DARK = LIGHT | dict(NAMED.findall(DARK_BLOCK))

ON_PAPER = ("ink", "ink-2", "ink-3", "brand-text", "go", "wait", "stop")
PAIRS = [
    *((text, "paper") for text in ON_PAPER),
    *((text, "ground") for text in ON_PAPER),
    ("ink", "brand-soft"),
    ("brand-ink", "brand"),
    ("brand-ink-2", "brand"),
    ("wait", "wait-soft"),
    ("ink", "wait-soft"),
    ("stop", "stop-soft"),
    ("go", "go-soft"),
    ("call-ink", "call"),
]
WALL_PAIRS = [
    ("night-ink", "night"),
    ("night-ink", "night-2"),
    ("night-ink-2", "night"),
    ("night-ink-2", "night-2"),
    ("call-ink", "call"),
    ("call-ink", "call-2"),
    ("night-ink", "night-brand"),
    ("call", "night"),
    ("call", "night-2"),
    ("call", "night-brand"),
    ("free", "night-2"),
]
THEMES = ("night", "day", "stark")


def luminance(colour: str) -> float:
    def linear(part: str) -> float:
        share = int(part, 16) / 255
        return share / 12.92 if share <= 0.04045 else ((share + 0.055) / 1.055) ** 2.4

    red, green, blue = (linear(colour[at : at + 2]) for at in (1, 3, 5))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    bright, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (bright + 0.05) / (dark + 0.05)


@pytest.mark.parametrize(("text", "ground"), PAIRS)
@pytest.mark.parametrize("tokens", [LIGHT, DARK], ids=["light", "dark"])
def test_text_can_be_read(tokens: dict[str, str], text: str, ground: str) -> None:
    assert contrast(tokens[text], tokens[ground]) >= 4.5


@pytest.mark.parametrize(("text", "ground"), WALL_PAIRS)
@pytest.mark.parametrize("theme", THEMES)
def test_the_wall_can_be_read_from_afar(text: str, ground: str, theme: str) -> None:
    def colour(name: str) -> str:
        return str(LIGHT[name if theme == "night" else f"{theme}-{name}".replace("-night", "")])

    assert contrast(colour(text), colour(ground)) >= 7


def test_an_emergency_can_be_read_from_afar() -> None:
    assert contrast(LIGHT["alarm-ink"], LIGHT["alarm"]) >= 7


@pytest.mark.parametrize("style", sorted(CSS.glob("*.css")), ids=lambda path: path.name)
def test_colours_come_from_the_tokens(style: Path) -> None:
    css = style.read_text(encoding="utf-8")
    literal = set(re.findall(r"#[0-9a-fA-F]{3,8}\b(?![^{}]*\{)", css))
    assert style.name == "tokens.css" or literal == set()
