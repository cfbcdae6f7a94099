"""The Internet Printing Protocol (RFC 8010, RFC 8011): requests to bytes, answers from bytes. Pure."""

from __future__ import annotations

import struct
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Final

CONTENT_TYPE: Final = "application/ipp"
PRINT_JOB, GET_JOB, GET_PRINTER = 0x0002, 0x0009, 0x000B

_VERSION: Final = b"\x02\x00"
_OPERATION, _JOB, _END = 0x01, 0x02, 0x03
_INTEGER, _ENUM = 0x21, 0x23
_TEXT, _NAME, _KEYWORD, _URI, _CHARSET, _LANGUAGE, _MIME = 0x41, 0x42, 0x44, 0x45, 0x47, 0x48, 0x49
_FIRST_VALUE_TAG: Final = 0x10
_OK_BELOW: Final = 0x0100
_HEADER: Final = 8

Value = int | str | bytes


class IppError(ValueError):
    """Not an answer of a printer."""


@dataclass(frozen=True, slots=True)
class IppAnswer:
    """What a printer answered; `values` of all groups by name, in order."""

    status: int
    request: int
    values: dict[str, tuple[Value, ...]] = field(default_factory=dict)

    @property
    def ok(self) -> bool:
        """Whether the printer did it."""
        return self.status < _OK_BELOW

    def number(self, name: str) -> int | None:
        """An integer or enum, None where there is none."""
        found = self.values.get(name, (None,))[0]
        return found if isinstance(found, int) else None

    def words(self, name: str) -> tuple[str, ...]:
        """Keywords, for example the reasons of a state."""
        return tuple(value for value in self.values.get(name, ()) if isinstance(value, str))


def print_job(uri: str, request: int, *, title: str, copies: int, document: bytes) -> bytes:
    """Print a PDF. `title` must name nobody: printers keep and show it."""
    return b"".join(
        (
            _begin(PRINT_JOB, request, uri),
            _attribute(_NAME, "requesting-user-name", "hallctl"),
            _attribute(_NAME, "job-name", title),
            _attribute(_MIME, "document-format", "application/pdf"),
            bytes([_JOB]),
            _attribute(_INTEGER, "copies", copies),
            bytes([_END]),
            document,
        )
    )


def get_job(uri: str, request: int, job: int) -> bytes:
    """Ask how a job is."""
    asked = _many(_KEYWORD, "requested-attributes", ("job-state", "job-state-reasons"))
    return _begin(GET_JOB, request, uri) + _attribute(_INTEGER, "job-id", job) + asked + bytes([_END])


def get_printer(uri: str, request: int) -> bytes:
    """Ask how the printer is."""
    names = ("printer-state", "printer-state-reasons", "printer-firmware-string-version")
    return _begin(GET_PRINTER, request, uri) + _many(_KEYWORD, "requested-attributes", names) + bytes([_END])


def read(raw: bytes) -> IppAnswer:
    """An answer. Raises IppError."""
    if len(raw) <= _HEADER:
        raise IppError("too short")
    status, request = struct.unpack(">HI", raw[2:_HEADER])
    values: dict[str, tuple[Value, ...]] = {}
    place, name = _HEADER, ""
    while place < len(raw) and raw[place] != _END:
        tag = raw[place]
        place += 1
        if tag < _FIRST_VALUE_TAG:
            continue
        own, place = _counted(raw, place)
        value, place = _counted(raw, place)
        name = own.decode("utf-8", "replace") or name
        values[name] = (*values.get(name, ()), _value(tag, value))
    if place >= len(raw):
        raise IppError("it does not end")
    return IppAnswer(status, request, values)


def _value(tag: int, raw: bytes) -> Value:
    if tag in {_INTEGER, _ENUM} and len(raw) == 4:  # noqa: PLR2004 - both have four bytes
        return int.from_bytes(raw, signed=True)
    return raw.decode("utf-8", "replace") if tag >= _TEXT else raw


def _counted(raw: bytes, place: int) -> tuple[bytes, int]:
    if place + 2 > len(raw):
        raise IppError("it is cut off")
    end = place + 2 + int.from_bytes(raw[place : place + 2])
    if end > len(raw):
        raise IppError("it is cut off")
    return raw[place + 2 : end], end


def _begin(operation: int, request: int, uri: str) -> bytes:
    return b"".join(
        (
            _VERSION,
            struct.pack(">HI", operation, request),
            bytes([_OPERATION]),
            _attribute(_CHARSET, "attributes-charset", "utf-8"),
            _attribute(_LANGUAGE, "attributes-natural-language", "zh-cn"),
            _attribute(_URI, "printer-uri", uri),
        )
    )


def _attribute(tag: int, name: str, value: str | int) -> bytes:
    raw = value.to_bytes(4, signed=True) if isinstance(value, int) else value.encode()
    return bytes([tag]) + len(name).to_bytes(2) + name.encode() + len(raw).to_bytes(2) + raw


def _many(tag: int, name: str, values: Iterable[str]) -> bytes:
    """Several values: all but the first have no name."""
    parts = [_attribute(tag, name if not i else "", value) for i, value in enumerate(values)]
    return b"".join(parts)
