"""docs/configuration.md names every section, key, kind and warning that there is."""

import re
from pathlib import Path
from typing import get_args

import pytest
from pydantic import BaseModel

from hallctl.configuration.hallfile import HallFile
from hallctl.configuration.titles import COLUMNS
from hallctl.configuration.years import DaySection, MarketSection, YearFile
from hallctl.domain.equipment import MANDATORY, TITLES

DOCUMENT = (Path(__file__).parents[3] / "docs" / "configuration.md").read_text(encoding="utf-8")


def sections() -> dict[str, type[BaseModel]]:
    found: dict[str, type[BaseModel]] = {}
    for name, field in HallFile.model_fields.items():
        annotation = field.annotation
        model = get_args(annotation)[0] if get_args(annotation) else annotation
        if isinstance(model, type) and issubclass(model, BaseModel):
            found[name] = model
    return found


def keys_of(heading: str) -> set[str]:
    """The keys in the first table below the heading."""
    _, _, below = DOCUMENT.partition(heading)
    assert below, heading
    _, _, table = below.split("\n## ")[0].partition("| key |")
    return set(re.findall(r"^\| `([a-z_]+)` \|", table.split("\n\n")[0], re.MULTILINE))


@pytest.mark.parametrize("name", sections())
def test_every_key_of_a_section_is_documented(name: str) -> None:
    heading = f"## `[[{name}]]`" if f"## `[[{name}]]`" in DOCUMENT else f"## `[{name}]`"
    documented = keys_of(heading)
    assert set(sections()[name].model_fields) <= documented


def test_the_sections_are_all_there() -> None:
    assert set(sections()) == set(re.findall(r"^## `\[\[?(\w+)\]\]?`", DOCUMENT, re.MULTILINE))


def test_the_calendar_is_documented() -> None:
    _, _, below = DOCUMENT.partition("年度日历")
    for model in (YearFile, DaySection, MarketSection):
        for name, field in model.model_fields.items():
            assert f"`{field.alias or name}`" in below or f"`[[{name}]]`" in below, name


def test_every_kind_of_device_is_listed_with_its_duty() -> None:
    for kind, title in TITLES.items():
        duty = "must" if kind in MANDATORY else "as needed"
        assert f"| `{kind}` | {title} | {duty} |" in DOCUMENT


def test_every_title_of_a_table_of_items_is_listed() -> None:
    assert all(f"{title} `{key}`" in DOCUMENT for title, key in COLUMNS.items())
