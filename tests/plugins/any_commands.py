"""Commands with any content: every field gets something that is there now, something wrong, or nothing.

What a field may hold follows from its type and, for texts, from its name; so a new command is tried at once.
"""

from __future__ import annotations

import enum
import types
from collections.abc import Iterable, Mapping
from datetime import date, datetime, timedelta
from typing import Any, Final, Union, get_args, get_origin, get_type_hints

import msgspec
from hypothesis import strategies as st

from hallctl.domain import commands as c
from hallctl.domain.applications.papers import SealedText
from hallctl.domain.commands.base import FallsDue
from hallctl.domain.hours import Span
from hallctl.domain.identity import Identity
from hallctl.domain.numbers import Given
from hallctl.domain.scans import ScannedFile

NOBODY: Final = "nobody"
"""An id that nothing has."""

SECRET: Final = "SECRET"
"""Stands in whatever must reach nobody."""

Pools = Mapping[str, Iterable[str]]
"""Field → ids that it may name now."""

PERSONAL: Final = frozenset(
    {"holder", "holder_digest", "text", "text_digest", "recipient", "recipient_digest", "sealed"}
    | {"sealed_digest", "key"}
)
"""Text fields that hold ids and digests of personal data."""

WORDS: Final = frozenset(
    {"reason", "because", "cause", "remark", "fault", "detail", "peer", "code", "subject"}
)


def texts(name: str, pools: Pools) -> st.SearchStrategy[str]:
    """For a text field of that name."""
    if name in PERSONAL:
        return st.just(f"{SECRET}-{name}")
    if name == "case":
        return st.sampled_from([f"{SECRET}-case", " "])
    if name in WORDS:
        return st.sampled_from(["words", "words", " "])
    known = list(pools.get(name, ()))[-3:]
    return st.sampled_from([*known, *known, NOBODY])


IDENTITY: Final = Identity("reading-1", f"{SECRET}-person", f"{SECRET}-mask", f"{SECRET}-digest")
PAGE: Final = ScannedFile("page-1", f"{SECRET}-key", "image/jpeg", "0" * 64, 1000)
WRITTEN: Final = SealedText(f"{SECRET}-words", f"{SECRET}-digest")


def values(name: str, hint: Any, pools: Pools, now: datetime) -> st.SearchStrategy[Any]:
    """For a field of that name and type. Raises `LookupError` where nobody has said what it may hold."""
    if get_origin(hint) in {Union, types.UnionType}:
        kinds = [one for one in get_args(hint) if one is not type(None)]
        return st.one_of(st.none(), *(values(name, one, pools, now) for one in kinds))
    if get_origin(hint) is tuple:
        return st.lists(values(name, get_args(hint)[0], pools, now), max_size=2).map(tuple)
    if isinstance(hint, type) and issubclass(hint, enum.Enum):
        return st.sampled_from(hint)
    simple: dict[Any, st.SearchStrategy[Any]] = {
        bool: st.booleans(),
        int: st.integers(0, 60),
        float: st.floats(-200, 200),
        date: st.just(now.date()),
        datetime: st.integers(-1200, 60).map(lambda s: now + timedelta(seconds=s)),
        Span: st.sampled_from([Span(480, 720), Span(540, 1080)]),
        Identity: st.just(IDENTITY),
        ScannedFile: st.just(PAGE),
        SealedText: st.just(WRITTEN),
        Given: st.integers(801, 805).map(lambda n: Given(number=f"A{n}", taken_at=now, items=("A1",))),
    }
    if hint is str:
        return texts(name, pools)
    if hint in simple:
        return simple[hint]
    if isinstance(hint, type) and issubclass(hint, msgspec.Struct):
        inside = get_type_hints(hint)
        return st.builds(
            hint, **{field: values(field, inside[field], pools, now) for field in hint.__struct_fields__}
        )
    raise LookupError(f"{name}: {hint}")


def any_of(kind: type[c.Command], pools: Pools, now: datetime) -> st.SearchStrategy[c.Command]:
    """A command of that kind, with any content."""
    hints = get_type_hints(kind)
    fields = {name: values(name, hints[name], pools, now) for name in kind.__struct_fields__}
    if issubclass(kind, FallsDue):
        fields["due"] = st.just(now)
    if issubclass(kind, c.AtWindow):
        fields["expected_seq"] = st.none()
    return st.builds(kind, **fields)
