"""One kind of frame (帧): its fields in order, from values to bytes and back. Pure: no line, no clock.

The same description is the driver's, the simulator's and the splitter's, so that they cannot disagree.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import cached_property
from typing import Annotated, Final

from pydantic import BaseModel, ConfigDict, Field, model_validator

from hallctl.profiles.checksums import checksum
from hallctl.profiles.fields import (
    LONGEST,
    AnyField,
    BytesField,
    ChecksumField,
    ConstField,
    Content,
    Contents,
    DigitsField,
    FrameError,
    Hex,
    Incomplete,
    LengthField,
    TextField,
    UintField,
    span,
)
from hallctl.profiles.sieve import Sieve
from hallctl.profiles.stuffing import Stuffing

LOOKED_AT: Final = 4
"""Bytes of a stuffed body that tell whether it can be one; more would make a pattern that is slow itself."""

Parts = Mapping[str, bytes]
"""Name of the field → its bytes."""


class FrameSpec(BaseModel):
    """A kind of frame: `start`, fields, `end`. With `escapes`, what lies between is stuffed (转义).

    Exactly one frame of a profile should fit any bytes: constant fields tell the kinds apart.
    """

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True, ignored_types=(cached_property,))

    start: Hex | None = None
    end: Hex | None = None
    escapes: dict[Hex, Hex] = {}
    fields: Annotated[list[AnyField], Field(min_length=1)]

    # --- public ----------

    def encode(self, values: Contents) -> bytes:
        """The frame with these values; what is not given has its default. Raises `FrameError`."""
        foreign = sorted(set(values) - set(self.names))
        if foreign:
            raise FrameError(f"the frame has no field {foreign[0]!r}; it has {list(self.names)}")
        parts: dict[str, bytes] = {}
        for field in self.fields:
            if not isinstance(field, ConstField | LengthField | ChecksumField):
                parts[field.name] = _encoded(field, values)
        self._fill(parts)
        body = b"".join(_part(field, parts) for field in self.fields)
        return self._head + self._stuffing.stuff(body) + self._tail

    def decode(self, raw: bytes) -> dict[str, Content]:
        """The values of exactly one frame. Raises `FrameError` that says what is wrong with the bytes."""
        values, length = self.read(raw, 0)
        if length != len(raw):
            raise FrameError(f"{len(raw) - length} bytes follow the frame")
        return values

    def read(self, raw: bytes, begin: int) -> tuple[dict[str, Content], int]:
        """The values of the frame that begins at `begin`, and its length.

        Raises `Incomplete` when more bytes could make it one, otherwise `FrameError`.
        """
        begins = _expect(self._head, raw, begin, "start")
        if not self.escapes:
            parts, place = self._cut(raw, begins, whole=False)
            ends = _expect(self._tail, raw, place, "end")
            return self._values(parts), ends - begin
        body, ends = self._stuffing.unstuff(raw, begins, self._head, self._tail, self._longest_body)
        parts, place = self._cut(body, 0, whole=True)
        if place != len(body):
            raise FrameError(f"{len(body) - place} bytes too many before the end")
        return self._values(parts), ends - begin

    def check(self, name: str, content: Content) -> None:
        """Raise `FrameError` unless the field can hold this."""
        for field in self.fields:
            if field.name == name and not isinstance(field, ConstField | LengthField | ChecksumField):
                field.encode(content)

    @property
    def names(self) -> tuple[str, ...]:
        """Of the fields that have a content of their own."""
        computed = (ConstField, LengthField, ChecksumField)
        return tuple(field.name for field in self.fields if not isinstance(field, computed))

    @property
    def wanted(self) -> tuple[str, ...]:
        """Of the fields that have a content of their own and no default."""
        return tuple(
            field.name
            for field in self.fields
            if not isinstance(field, ConstField | LengthField | ChecksumField) and field.default is None
        )

    @cached_property
    def longest(self) -> int:
        """Bytes of the longest such frame on the line."""
        worst = max((len(bytes.fromhex(stuffed)) for stuffed in self.escapes.values()), default=1)
        return len(self._head) + self._longest_body * worst + len(self._tail)

    @cached_property
    def sieve(self) -> Sieve | None:
        """Tells at a glance what is no such frame, where that can be told."""
        return None if self.escapes else Sieve.of(self.fields, self._head, self._tail)

    @cached_property
    def beginning(self) -> tuple[bytes, int]:
        """A pattern of what every such frame begins with, as far as sizes are fixed, and how long it is."""
        parts, length = [re.escape(self._head)], len(self._head)
        if self.escapes:
            least = min(sum(span(field)[0] for field in self.fields), LOOKED_AT)
            unit, longest = self._stuffing.pattern(self._head, self._tail)
            return b"%s(?:%s){%d}" % (parts[0], unit, least), length + least * longest
        for field in self.fields:
            if not _fixed(field):
                break
            parts.append(self._pattern_of(field))
            length += span(field)[0]
        return b"".join(parts), length

    # --- taking apart ----------

    def _cut(self, raw: bytes, begin: int, *, whole: bool) -> tuple[dict[str, bytes], int]:
        """The bytes of each field from `begin` on, and where they end. `whole`: there `raw` ends too."""
        parts: dict[str, bytes] = {}
        place = begin
        for index, field in enumerate(self.fields):
            if isinstance(field, ConstField):
                place = _expect(field.raw, raw, place, field.name, whole=whole)
                continue
            size = span(field)[0] if _fixed(field) else self._size_of(index, parts, raw, place, whole=whole)
            if len(raw) - place < size:
                short = FrameError if whole else Incomplete
                raise short(f"{field.name}: {len(raw) - place} of {size} bytes")
            parts[field.name] = raw[place : place + size]
            if isinstance(field, LengthField):
                self._check_room(field, parts[field.name])
            place += size
        return parts, place

    def _size_of(self, index: int, parts: Parts, raw: bytes, place: int, *, whole: bool) -> int:
        """The size of the field at `index`, which varies."""
        field = self.fields[index]
        least, most = span(field)
        length = self._lengths.get(field.name)
        if length is not None:
            counted = length.number_from(parts[length.name]) - length.add
            size = counted - sum(span(other)[0] for other in self._counted(length) if other is not field)
        elif whole:
            size = len(raw) - place - sum(span(other)[0] for other in self.fields[index + 1 :])
        else:
            stop = self._stop(index)
            end = raw.find(stop, place + least, place + most + len(stop))
            if end < 0 and len(raw) - place < most + len(stop):
                raise Incomplete(f"{field.name}: {stop.hex(' ')} has not come yet")
            size = end - place
        if not least <= size <= most:
            raise FrameError(f"{field.name}: {size} bytes are not within {least} and {most}")
        return size

    def _stop(self, index: int) -> bytes:
        """The constant bytes that follow the field at `index`; empty when there are none."""
        if index + 1 == len(self.fields):
            return self._tail
        following = self.fields[index + 1]
        return following.raw if isinstance(following, ConstField) else b""

    def _check_room(self, field: LengthField, raw: bytes) -> None:
        """A length that no such frame can have is refused before its bytes are waited for."""
        counted = field.number_from(raw) - field.add
        spans = [span(other) for other in self._counted(field)]
        least, most = sum(low for low, _ in spans), sum(high for _, high in spans)
        if not least <= counted <= most:
            raise FrameError(f"{field.name}: {counted} is not within {least} and {most}")

    def _values(self, parts: Parts) -> dict[str, Content]:
        """The contents. Raises `FrameError` when a length or checksum is wrong."""
        proper = dict(parts)
        self._fill(proper)
        for field in self.fields:
            if isinstance(field, LengthField | ChecksumField):
                found, wanted = field.number_from(parts[field.name]), field.number_from(proper[field.name])
                if found != wanted:
                    raise FrameError(f"{field.name}: found {found:#x}, it should be {wanted:#x}")
        return {
            field.name: field.decode(parts[field.name])
            for field in self.fields
            if not isinstance(field, ConstField | LengthField | ChecksumField)
        }

    # --- putting together ----------

    def _fill(self, parts: dict[str, bytes]) -> None:
        """Compute lengths, then checksums: these may cover a length."""
        for field in self.fields:
            if isinstance(field, LengthField):
                sizes = (
                    span(other)[0] if _fixed(other) else len(parts[other.name])
                    for other in self._counted(field)
                )
                parts[field.name] = field.number_to(field.add + sum(sizes))
        for field in self.fields:
            if isinstance(field, ChecksumField):
                covered = b"".join(_part(other, parts) for other in self.fields if other.name in field.over)
                parts[field.name] = field.number_to(checksum(field.algorithm, covered))

    @property
    def _head(self) -> bytes:
        return bytes.fromhex(self.start or "")

    @property
    def _tail(self) -> bytes:
        return bytes.fromhex(self.end or "")

    def _pattern_of(self, field: AnyField) -> bytes:
        if isinstance(field, ConstField):
            return re.escape(field.raw)
        if isinstance(field, LengthField) and field.size == 1 and field.written == "binary":
            spans = [span(other) for other in self._counted(field)]
            low, high = (sum(sides) + field.add for sides in zip(*spans, strict=True))
            return b"[\\x%02x-\\x%02x]" % (max(low, 0), min(high, 0xFF))
        return b".{%d}" % span(field)[0]

    @cached_property
    def _stuffing(self) -> Stuffing:
        return Stuffing.of(self.escapes)

    @cached_property
    def _longest_body(self) -> int:
        return sum(span(field)[1] for field in self.fields)

    @cached_property
    def _lengths(self) -> dict[str, LengthField]:
        """Field whose size varies → the length that tells it."""
        lengths = [field for field in self.fields if isinstance(field, LengthField)]
        return {name: field for field in reversed(lengths) for name in field.counts}

    def _counted(self, length: LengthField) -> Iterator[AnyField]:
        return (field for field in self.fields if field.name in length.counts)

    # --- checks ----------

    @model_validator(mode="after")
    def _has_each_name_once(self) -> FrameSpec:
        names = [f.name for f in self.fields if not (isinstance(f, ConstField) and f.name == "const")]
        twice = next((name for place, name in enumerate(names) if name in names[:place]), None)
        if twice is not None:
            raise ValueError(f"fields: {twice!r} is there twice")
        named = set(names)
        for field in self.fields:
            used = {LengthField: "counts", ChecksumField: "over"}.get(type(field))
            for name in getattr(field, used) if used else ():
                if name not in named:
                    raise ValueError(f"fields: {field.name!r} {used} {name!r}, which is no field")
            if isinstance(field, ChecksumField) and field.name in field.over:
                raise ValueError(f"fields: {field.name!r} cannot be over itself")
        return self

    @model_validator(mode="after")
    def _has_an_end(self) -> FrameSpec:
        if self._longest_body > LONGEST:
            raise ValueError(f"fields: together up to {self._longest_body} bytes, more than {LONGEST}")
        for index, field in enumerate(self.fields):
            if isinstance(field, TextField | BytesField) and field.size is None and not self._ends(index):
                raise ValueError(
                    f"fields: nothing tells where {field.name!r} ends: no length before it counts it alone, "
                    "and no constant bytes follow it"
                )
        return self

    def _ends(self, index: int) -> bool:
        field = self.fields[index]
        length = self._lengths.get(field.name)
        if length is not None:
            others = [other for other in self._counted(length) if other is not field]
            return all(_fixed(other) for other in others) and self.fields.index(length) < index
        if self.escapes:
            return all(_fixed(other) for other in self.fields[index + 1 :])
        return bool(self._stop(index))

    @model_validator(mode="after")
    def _can_be_unstuffed(self) -> FrameSpec:
        if self.escapes and not (self.start and self.end):
            raise ValueError("escapes: a stuffed frame needs start and end")
        if self.escapes:
            try:
                Stuffing.of(self.escapes)
            except ValueError as error:
                raise ValueError(f"escapes: {error}") from None
        return self


def _fixed(field: AnyField) -> bool:
    least, most = span(field)
    return least == most


def _part(field: AnyField, parts: Parts) -> bytes:
    return field.raw if isinstance(field, ConstField) else parts[field.name]


def _encoded(field: UintField | TextField | DigitsField | BytesField, values: Contents) -> bytes:
    content: Content | None = values.get(field.name, field.default)
    if content is None:
        raise FrameError(f"{field.name}: must be given")
    return field.encode(content)


def _expect(wanted: bytes, raw: bytes, place: int, name: str, *, whole: bool = False) -> int:
    found = raw[place : place + len(wanted)]
    if found == wanted:
        return place + len(wanted)
    if wanted.startswith(found) and not whole:
        raise Incomplete(f"{name}: {len(found)} of {len(wanted)} bytes")
    raise FrameError(f"{name}: found {found.hex(' ')}, it should be {wanted.hex(' ')}")
