"""However a configuration is mangled, the check answers with findings and never breaks."""

import tomllib
from copy import deepcopy
from typing import Any

import pytest
from halls_on_disk import HALL, KNOWN, TODAY
from hypothesis import given
from hypothesis import strategies as st

from hallctl.configuration.advice import check_advice
from hallctl.configuration.build import build_setup
from hallctl.configuration.checks import check_errors
from hallctl.configuration.document import Document, apply_overrides
from hallctl.configuration.findings import errors, render_findings
from hallctl.configuration.lines import Place, line_numbers, line_of
from hallctl.configuration.validating import validate
from hallctl.configuration.years import Years

TABLES: dict[str, Any] = tomllib.loads(HALL)
JUNK = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-10, 10),
    st.floats(allow_nan=False),
    st.text(max_size=5),
    st.just(TODAY),
    st.lists(st.one_of(st.integers(), st.text(max_size=3)), max_size=2),
    st.dictionaries(st.text(min_size=1, max_size=3), st.integers(), max_size=2),
)


def places(value: Any, place: Place = ()) -> list[Place]:
    inner = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    below = [found for step, entry in inner for found in places(entry, (*place, step))]
    return [*([place] if place else []), *below]


PLACES = places(TABLES)


def put(tables: dict[str, Any], place: Place, value: Any) -> None:
    """Replace what stands at `place`, or take it out for None; nothing where it is already gone."""
    table: Any = tables
    *before, last = place
    for step in before:
        try:
            table = table[step]
        except (KeyError, IndexError, TypeError):
            return
    if isinstance(table, dict):
        if value is None:
            table.pop(last, None)
        else:
            table[last] = value
    elif isinstance(table, list) and isinstance(last, int) and last < len(table):
        table[last] = value


def judged(tables: dict[str, Any]) -> str:
    """All findings, as printed in both languages."""
    document = Document("hall.toml", tables, line_numbers(HALL))
    file, broken, findings = validate(document)
    if file is not None:
        findings += [*check_errors(file, document, KNOWN, broken), *check_advice(file, document, broken)]
        if not errors(findings):
            assert build_setup(file, Years()).id
    return render_findings(findings, "zh") + render_findings(findings, "en")


@given(st.lists(st.tuples(st.sampled_from(PLACES), JUNK), min_size=1, max_size=4))
def test_any_mangled_hall_is_judged(changes: list[tuple[Place, Any]]) -> None:
    tables = deepcopy(TABLES)
    for place, value in changes:
        put(tables, place, value)
    judged(tables)


@given(st.lists(st.text(max_size=20) | st.from_regex(r"[a-z.]{1,12}=.{0,6}"), max_size=3))
def test_any_override_is_judged(sets: list[str]) -> None:
    document = Document("hall.toml", deepcopy(TABLES))
    render_findings(apply_overrides(document, sets, {}), "zh")
    judged(document.tables)


@given(st.text(max_size=200))
def test_the_scanner_of_lines_takes_any_text(text: str) -> None:
    lines = line_numbers(text)
    assert all(0 < line <= len(text.splitlines()) for line in lines.values())


@pytest.mark.parametrize("place", PLACES)
def test_every_key_has_its_line(place: Place) -> None:
    assert line_of(place, line_numbers(HALL)) > 0
