"""What tells at a glance that no frame (帧) begins somewhere: constants, lengths and sums at their places.

A flood of bytes that look like beginnings of frames must not cost the time of reading each as one. A sieve
holds back nothing that is a frame or may become one; what it lets through may be none.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import chain, zip_longest

from hallctl.profiles.checksums import checksum
from hallctl.profiles.fields import AnyField, ChecksumField, ConstField, FrameError, LengthField, span


@dataclass(frozen=True, slots=True)
class _Place:
    """Where bytes stand behind the beginning of a frame; `later`: farther by its varying field, so often."""

    begin: int
    end: int
    begins_later: int = 0
    ends_later: int = 0

    def cut(self, raw: bytes, place: int, varying: int) -> bytes:
        begin = place + self.begin + varying * self.begins_later
        return raw[begin : place + self.end + varying * self.ends_later]


@dataclass(frozen=True, slots=True)
class _Told:
    """A length tells the size of the varying field; `besides` is what it counts with it."""

    field: LengthField
    place: _Place
    besides: int
    least: int
    most: int

    def size(self, raw: bytes, place: int) -> int | None:
        """None where it has not come yet. Raises `FrameError` where there is no such size."""
        written = self.place.cut(raw, place, 0)
        if len(written) < self.field.size:
            return None
        size = self.field.number_from(written) - self.besides
        if not self.least <= size <= self.most:
            raise FrameError(f"{self.field.name}: there is no such size")
        return size


@dataclass(frozen=True, slots=True)
class _Stopped:
    """Constant bytes end the varying field."""

    begin: int
    stop: bytes
    least: int
    most: int

    def size(self, raw: bytes, place: int) -> int | None:
        """As `_Told.size`."""
        begin = place + self.begin
        end = raw.find(self.stop, begin + self.least, begin + self.most + len(self.stop))
        if end >= 0:
            return end - begin
        if len(raw) - begin < self.most + len(self.stop):
            return None
        raise FrameError("there is no end")


@dataclass(frozen=True, slots=True)
class _Sum:
    """A checksum, where it stands, and where what it is over."""

    field: ChecksumField
    place: _Place
    over: _Place


@dataclass(frozen=True, slots=True)
class Sieve:
    """Checks of one kind of frame whose bytes are not stuffed."""

    size: int
    """Bytes of a frame without its varying field."""
    varying: _Told | _Stopped | None
    """How its size is known."""
    constants: tuple[tuple[_Place, bytes], ...]
    sums: tuple[_Sum, ...]

    @classmethod
    def of(cls, fields: Sequence[AnyField], head: bytes, tail: bytes) -> Sieve | None:
        """None where the place of a field cannot be known without reading those before it."""
        varying = [field for field in fields if _varies(field)]
        places = list(_places(fields, len(head)))
        told = next(chain[_Told | _Stopped](_tellers(fields, places), _stops(fields, places, tail)), None)
        if len(varying) > 1 or (varying and told is None):
            return None
        size = len(head) + sum(0 if _varies(field) else span(field)[0] for field in fields)
        later = len(varying)
        constants = [(at, f.raw) for f, at in zip(fields, places, strict=True) if isinstance(f, ConstField)]
        constants.append((_Place(size, size + len(tail), later, later), tail))
        return cls(size + len(tail), told, tuple(constants), tuple(_sums(fields, places)))

    def rules_out(self, raw: bytes, place: int) -> bool:
        """Whether all of a frame at `place` would have come, and is none."""
        try:
            varying = self.varying.size(raw, place) if self.varying else 0
            if varying is None or len(raw) - place < self.size + varying:
                return False
            return any(at.cut(raw, place, varying) != wanted for at, wanted in self.constants) or any(
                each.field.number_from(each.place.cut(raw, place, varying))
                != checksum(each.field.algorithm, each.over.cut(raw, place, varying))
                for each in self.sums
            )
        except FrameError:
            return True


def _varies(field: AnyField) -> bool:
    least, most = span(field)
    return least != most


def _places(fields: Sequence[AnyField], begin: int) -> Iterator[_Place]:
    """Of each field, in order."""
    later = 0
    for field in fields:
        before = later
        later += _varies(field)
        end = begin + (0 if _varies(field) else span(field)[0])
        yield _Place(begin, end, before, later)
        begin = end


def _tellers(fields: Sequence[AnyField], places: Sequence[_Place]) -> Iterator[_Told]:
    """The lengths that stand before the varying field and count it."""
    for field, place in zip(fields, places, strict=True):
        if not isinstance(field, LengthField) or place.ends_later:
            continue
        counted = [other for other in fields if other.name in field.counts]
        for other in counted:
            if _varies(other):
                fixed = sum(span(each)[0] for each in counted if each is not other)
                yield _Told(field, place, fixed + field.add, *span(other))


def _stops(fields: Sequence[AnyField], places: Sequence[_Place], tail: bytes) -> Iterator[_Stopped]:
    """The constant bytes behind the varying field."""
    for (field, place), following in zip_longest(zip(fields, places, strict=True), fields[1:]):
        stop = tail if following is None else following.raw if isinstance(following, ConstField) else b""
        if _varies(field) and stop:
            yield _Stopped(place.begin, stop, *span(field))


def _sums(fields: Sequence[AnyField], places: Sequence[_Place]) -> Iterator[_Sum]:
    """The checksums over fields that stand side by side."""
    for field, place in zip(fields, places, strict=True):
        if not isinstance(field, ChecksumField):
            continue
        over = [at for at, other in enumerate(fields) if other.name in field.over]
        if over == list(range(over[0], over[-1] + 1)):
            first, last = places[over[0]], places[over[-1]]
            yield _Sum(field, place, _Place(first.begin, last.end, first.begins_later, last.ends_later))
