"""Acts as somebody says them: as the domain has them, but sealed words are still plain, and text is bounded.

The structs are made from those of the domain, so that a field is written down once.
"""

from __future__ import annotations

import types
from collections.abc import Iterable, Mapping
from datetime import datetime
from functools import cache
from typing import TYPE_CHECKING, Annotated, Any, Final, Union, get_args, get_origin

import msgspec
from msgspec import Meta

from hallctl.domain.applications.acts import Act, AnyAct, FollowUp, HandedIn, Wanted, name_of
from hallctl.domain.applications.papers import SealedText
from hallctl.hall import Hall
from hallctl.journal.rows import Sealed
from web.personal import seal
from web.routing import Said

WORDS: Final = "words"
"""Kind of a sealed record that holds an officer's or applicant's own words."""

MOST_ROWS: Final = 200
Id = Annotated[str, Meta(min_length=1, max_length=64, pattern=r"^[^\x00-\x1f\x7f]+$")]
Line = Annotated[str, Meta(max_length=300, pattern=r"^[^\x00-\x1f\x7f]*$")]
Words = Annotated[str, Meta(min_length=1, max_length=2000, pattern=r"^[^\x00]*$")]
Number = Annotated[int, Meta(ge=-(2**31), le=2**31)]
Moment = Annotated[datetime, Meta(tz=True)]

_PLAIN: Final[Mapping[Any, Any]] = {SealedText: Words, str: Line, int: Number, datetime: Moment}
_ROWS: Final = (HandedIn, Wanted)


def _spoken(kind: Any) -> Any:
    """The type of a field as it comes in."""
    if kind in _PLAIN:
        return _PLAIN[kind]
    if kind in _ROWS:
        return _said(kind)
    origin, inner = get_origin(kind), get_args(kind)
    if origin is tuple:
        rows: Any = _spoken(inner[0])
        return Annotated[tuple[rows, ...], Meta(max_length=MOST_ROWS)]
    if origin in {Union, types.UnionType}:
        return Union[tuple(map(_spoken, inner))]  # noqa: UP007 - made of types that are known at run time only
    return kind


@cache
def _said(kind: type[msgspec.Struct]) -> type[msgspec.Struct]:
    fields: list[Any] = []
    for field in msgspec.structs.fields(kind):
        default = {} if field.required else {"default": field.default}
        fields.append((field.encode_name, _spoken(field.type), msgspec.field(**default)))
    tag = name_of(kind) if issubclass(kind, Act) else None
    return msgspec.defstruct(
        kind.__name__,
        fields,
        bases=(Said,),
        namespace={"__doc__": kind.__doc__},
        module=__name__,
        frozen=True,
        kw_only=True,
        tag_field="act" if tag else None,
        tag=tag,
    )


def _union(kinds: Iterable[type[msgspec.Struct]]) -> Any:
    return Union[tuple(map(_said, kinds))]  # noqa: UP007 - as above


if TYPE_CHECKING:
    SaidAct = Said
    SaidFollowUp = Said
    SaidMaterial = Said
else:
    SaidAct = _union(get_args(AnyAct))
    SaidFollowUp = _union(get_args(FollowUp))
    SaidMaterial = _said(HandedIn)

ACTS: Final[Mapping[str, type[Act]]] = {name_of(kind): kind for kind in get_args(AnyAct)}
"""Every act that somebody may do, by its name."""


@cache
def sealed_fields(kind: type[Act]) -> tuple[str, ...]:
    """The fields of an act that go into the personal store."""
    return tuple(
        field.name
        for field in msgspec.structs.fields(kind)
        if field.type is SealedText or SealedText in get_args(field.type)
    )


def handed_in(materials: Iterable[SaidMaterial]) -> tuple[HandedIn, ...]:
    """Materials as the domain has them."""
    return tuple(msgspec.convert(msgspec.to_builtins(one), HandedIn) for one in materials)


def meant(hall: Hall, said: msgspec.Struct, subject: str) -> tuple[Any, tuple[Sealed, ...]]:
    """The act of the domain, and what of it is to be stored sealed, under the key of `subject`."""
    raw: dict[str, Any] = msgspec.to_builtins(said)
    kind = ACTS[raw["act"]]
    rows = []
    for name in sealed_fields(kind):
        if raw.get(name) is not None:
            row, digest = seal(hall, WORDS, raw[name], subject)
            rows.append(row)
            raw[name] = {"id": row.id, "digest": digest}
    return msgspec.convert(raw, kind), tuple(rows)
