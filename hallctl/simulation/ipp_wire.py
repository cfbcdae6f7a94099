"""What a printer hears and says on IPP (RFC 8010, RFC 8011), seen from the printer's end. Pure."""

from __future__ import annotations

import struct
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

OK, BAD_REQUEST, NOT_FOUND, UNAVAILABLE, NO_SUCH_OPERATION = 0x0000, 0x0400, 0x0406, 0x0502, 0x0501
INTEGER, ENUM, TEXT, KEYWORD, CHARSET, LANGUAGE = 0x21, 0x23, 0x41, 0x44, 0x47, 0x48

_HEADER: Final = struct.Struct(">HHI")
_OPERATION, _JOB, _END, _PRINTER = 0x01, 0x02, 0x03, 0x04
_FIRST_VALUE_TAG: Final = 0x10
_VERSION: Final = 0x0200

Attributes = Mapping[str, tuple[int, Sequence[int | str]]]
"""By name: the tag, and the values."""


class NotIppError(ValueError):
    """Not a request of IPP."""


@dataclass(frozen=True, slots=True)
class IppRequest:
    """A request: the first value of each attribute, as bytes, and the document behind them."""

    operation: int
    number: int
    values: dict[str, bytes]
    document: bytes = field(repr=False)

    def integer(self, name: str, otherwise: int) -> int:
        """An attribute of four bytes."""
        raw = self.values.get(name, b"")
        return int.from_bytes(raw, signed=True) if len(raw) == 4 else otherwise  # noqa: PLR2004 - by the RFC

    def text(self, name: str) -> str:
        """An attribute in words, empty where there is none."""
        return self.values.get(name, b"").decode("utf-8", "replace")


def read(raw: bytes) -> IppRequest:
    """A whole request. Raises NotIppError."""
    if len(raw) <= _HEADER.size:
        raise NotIppError("too short")
    _, operation, number = _HEADER.unpack_from(raw)
    values: dict[str, bytes] = {}
    place = _HEADER.size
    while place < len(raw):
        tag, place = raw[place], place + 1
        if tag == _END:
            return IppRequest(operation, number, values, raw[place:])
        if tag < _FIRST_VALUE_TAG:
            continue
        name, place = _counted(raw, place)
        value, place = _counted(raw, place)
        values.setdefault(name.decode("utf-8", "replace"), value)
    raise NotIppError("its attributes do not end")


def answer(
    status: int, number: int, *, job: Attributes | None = None, printer: Attributes | None = None
) -> bytes:
    """An answer to the request of that number, with what is to be said of a job or of the printer."""
    own: Attributes = {
        "attributes-charset": (CHARSET, ("utf-8",)),
        "attributes-natural-language": (LANGUAGE, ("en",)),
    }
    groups = ((_OPERATION, own), (_JOB, job), (_PRINTER, printer))
    written = [bytes([tag]) + _attributes(group) for tag, group in groups if group]
    return b"".join((_HEADER.pack(_VERSION, status, number), *written, bytes([_END])))


def _attributes(group: Attributes) -> bytes:
    written = bytearray()
    for name, (tag, values) in group.items():
        for place, value in enumerate(values):
            # Only the first of several values has the name.
            key = b"" if place else name.encode()
            raw = value.to_bytes(4, signed=True) if isinstance(value, int) else value.encode()
            written += bytes([tag]) + len(key).to_bytes(2) + key + len(raw).to_bytes(2) + raw
    return bytes(written)


def _counted(raw: bytes, place: int) -> tuple[bytes, int]:
    end = place + 2 + int.from_bytes(raw[place : place + 2])
    if place + 2 > len(raw) or end > len(raw):
        raise NotIppError("it is cut off")
    return raw[place + 2 : end], end
