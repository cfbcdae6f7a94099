"""Which sealed words an event of an application (办件) has left: whatever is personal in it, by its id."""

from __future__ import annotations

from collections.abc import Iterator

import msgspec

from hallctl.domain.applications.papers import Document, SealedText


class LeftWords(msgspec.Struct, frozen=True):
    """Words in the personal store. `kind`: the field that they are of (text, address), or the document."""

    id: str
    kind: str


def words_in(event: msgspec.Struct) -> tuple[LeftWords, ...]:
    """All of them, each once, under the first kind that names them."""
    found: dict[str, LeftWords] = {}
    for words in _within(event, ""):
        found.setdefault(words.id, words)
    return tuple(found.values())


def _within(value: object, kind: str) -> Iterator[LeftWords]:
    if isinstance(value, SealedText):
        yield LeftWords(value.id, kind)
    elif isinstance(value, Document):
        yield from _within(value.facts.text, value.kind.name)
    elif isinstance(value, msgspec.Struct):
        for name in value.__struct_fields__:
            yield from _within(getattr(value, name), name)
    elif isinstance(value, tuple):
        for each in value:
            yield from _within(each, kind)
