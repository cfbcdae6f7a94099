"""Lines of keys in a TOML text."""

import tomllib
from typing import Any

import pytest

from hallctl.configuration.lines import Place, line_numbers, line_of

TEXT = '''\
top = 1  # [not.a.table]
list = [
    "a]",  # ]
    [1, 2],
]
long = """
inside = 3
[nor.this]
"""

[table]
"quoted key" = "a # b"
dotted.key = 1
[table.inner]
x = 'y]'

[[array]]
id = "one"
inline = { a = 1, b = [1, 2] }
[[array]]
id = "two"
[array.sub]
deep = true
[[array.sub.more]]
z = 1
[[array.sub.more]]
z = 2
'''


@pytest.mark.parametrize(
    ("place", "start"),
    [
        (("top",), "top"),
        (("list",), "list"),
        (("long",), "long"),
        (("table",), "[table]"),
        (("table", "quoted key"), '"quoted key"'),
        (("table", "dotted", "key"), "dotted.key"),
        (("table", "inner", "x"), "x = "),
        (("array", 0, "id"), 'id = "one"'),
        (("array", 0, "inline", "b", 1), "inline"),
        (("array", 1, "id"), 'id = "two"'),
        (("array", 1, "sub", "deep"), "deep"),
        (("array", 1, "sub", "more", 1, "z"), "z = 2"),
        (("array", 1, "missing"), '[[array]]\nid = "two"'),
    ],
)
def test_a_key_is_found_where_it_is_written(place: Place, start: str) -> None:
    expected = TEXT[: TEXT.index(f"\n{start}") + 1 if start != "top" else 0].count("\n") + 1
    assert line_of(place, line_numbers(TEXT)) == expected


def test_text_inside_strings_and_lists_is_no_key() -> None:
    assert not {("inside",), ("nor", "this"), ("not", "a", "table")} & set(line_numbers(TEXT))


def test_what_is_not_there_has_no_line() -> None:
    assert line_of(("nothing",), line_numbers(TEXT)) == 0


def test_every_key_of_the_text_has_a_line() -> None:
    def places(value: Any, place: Place) -> list[Place]:
        if isinstance(value, dict):
            return [found for key, inner in value.items() for found in places(inner, (*place, key))]
        if isinstance(value, list) and value and isinstance(value[0], dict):
            return [found for i, inner in enumerate(value) for found in places(inner, (*place, i))]
        return [place]

    lines = line_numbers(TEXT)
    assert all(line_of(place, lines) for place in places(tomllib.loads(TEXT), ()))
