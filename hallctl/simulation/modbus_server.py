"""The server's side of Modbus, written from the specification and not from our client's library.

Application protocol 1.1b3 and serial line 1.02: functions 1 to 6, 15 and 16, TCP and RTU framing. Pure.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final, Protocol

Cell = tuple[str, int]
"""Table (coil, discrete, holding, input) and address."""

ILLEGAL_FUNCTION, ILLEGAL_ADDRESS, ILLEGAL_VALUE, DEVICE_FAILURE, NOBODY_THERE = 1, 2, 3, 4, 11

_BIT_TABLES: Final = {1: "coil", 2: "discrete"}
_WORD_TABLES: Final = {3: "holding", 4: "input"}
_WRITE_ONE: Final = {5: "coil", 6: "holding"}
_WRITE_MANY: Final = {15: "coil", 16: "holding"}
_COIL_WORDS: Final = {0xFF00: 1, 0x0000: 0}
_IDENTIFICATION: Final = b"\x2b\x0e"
_BASIC: Final = 1
_MOST_BITS, _MOST_WORDS = 2000, 125
_MBAP, _LONGEST = 7, 260


class Cells(Protocol):
    """What a unit keeps."""

    @property
    def cells(self) -> Mapping[Cell, int]:
        """Every cell that there is."""
        ...

    @property
    def identity(self) -> Mapping[int, str]:
        """What it says of itself, by the number of the object; empty: it does not."""
        ...

    def written(self, new: dict[Cell, int]) -> None:
        """The hall wrote these."""
        ...


class _Refused(Exception):
    def __init__(self, code: int) -> None:
        super().__init__(code)
        self.code = code


def answer(pdu: bytes, unit: Cells) -> bytes:
    """The answer to a request, an exception where it is not right. Never raises."""
    function = pdu[0] if pdu else 0
    try:
        if function in _BIT_TABLES:
            return pdu[:1] + _with_count(_packed(_read(pdu, _BIT_TABLES[function], unit, _MOST_BITS)))
        if function in _WORD_TABLES:
            words = _read(pdu, _WORD_TABLES[function], unit, _MOST_WORDS)
            return pdu[:1] + _with_count(b"".join(word.to_bytes(2) for word in words))
        if function in _WRITE_ONE:
            _write(_WRITE_ONE[function], _number(pdu, 1), [_one(pdu)], unit)
            return pdu
        if function in _WRITE_MANY:
            _write(_WRITE_MANY[function], _number(pdu, 1), _many(pdu), unit)
            return pdu[:5]
        if pdu[:2] == _IDENTIFICATION and unit.identity:
            return _identified(pdu, unit.identity)
        raise _Refused(ILLEGAL_FUNCTION)
    except _Refused as refused:
        return refusal(pdu, refused.code)


def _identified(pdu: bytes, identity: Mapping[int, str]) -> bytes:
    """All objects at once (6.21): code, conformity (basic, as a stream), no more, where next, count."""
    if len(pdu) != len(_IDENTIFICATION) + 2 or pdu[2] != _BASIC:
        raise _Refused(ILLEGAL_VALUE)
    objects = [bytes([number]) + _with_count(text.encode()) for number, text in identity.items()]
    return _IDENTIFICATION + bytes([_BASIC, _BASIC, 0, 0, len(objects)]) + b"".join(objects)


def refusal(pdu: bytes, code: int) -> bytes:
    """The exception `code` in answer to a request."""
    return bytes([(pdu[0] if pdu else 0) | 0x80, code])


def _read(pdu: bytes, table: str, unit: Cells, most: int) -> list[int]:
    first, count = _number(pdu, 1), _number(pdu, 3)
    if not 1 <= count <= most:
        raise _Refused(ILLEGAL_VALUE)
    cells = [unit.cells.get((table, first + i)) for i in range(count)]
    if None in cells:
        raise _Refused(ILLEGAL_ADDRESS)
    return [cell or 0 for cell in cells]


def _one(pdu: bytes) -> int:
    number = _number(pdu, 3)
    if pdu[0] == 6:  # noqa: PLR2004 - write a single register
        return number
    if number not in _COIL_WORDS:
        raise _Refused(ILLEGAL_VALUE)
    return _COIL_WORDS[number]


def _many(pdu: bytes) -> list[int]:
    count, data = _number(pdu, 3), pdu[6:]
    bits = pdu[0] == 15  # noqa: PLR2004 - write several coils
    if not count or len(data) != ((count + 7) // 8 if bits else 2 * count) or pdu[5] != len(data):
        raise _Refused(ILLEGAL_VALUE)
    if bits:
        return [data[i // 8] >> i % 8 & 1 for i in range(count)]
    return [int.from_bytes(data[i : i + 2]) for i in range(0, len(data), 2)]


def _write(table: str, first: int, values: Sequence[int], unit: Cells) -> None:
    new = {(table, first + i): value for i, value in enumerate(values)}
    if not new.keys() <= unit.cells.keys():
        raise _Refused(ILLEGAL_ADDRESS)
    unit.written(new)


def _number(pdu: bytes, at: int) -> int:
    if len(pdu) < at + 2:
        raise _Refused(ILLEGAL_VALUE)
    return int.from_bytes(pdu[at : at + 2])


def _packed(bits: Sequence[int]) -> bytes:
    return bytes(
        sum(bit << place for place, bit in enumerate(bits[i : i + 8])) for i in range(0, len(bits), 8)
    )


def _with_count(data: bytes) -> bytes:
    return bytes([len(data)]) + data


# --- framing ---


@dataclass(frozen=True, slots=True)
class Request:
    """A request as it came. `number`: of the transaction, on TCP only."""

    unit: int
    pdu: bytes
    number: int = 0


class Framing(Protocol):
    """Cuts what comes into requests, and frames answers."""

    def feed(self, data: bytes) -> list[Request]:
        """The requests that are complete now. Never raises; garbage is passed over."""
        ...

    def frame(self, request: Request, pdu: bytes) -> bytes:
        """The bytes of an answer."""
        ...

    def pause(self) -> None:
        """The line was silent: what is incomplete will stay so."""
        ...


class TcpFraming:
    """Header of transaction, protocol 0, length, unit. What does not begin with one ends the buffer."""

    def __init__(self) -> None:
        self._buffer = b""

    def feed(self, data: bytes) -> list[Request]:
        """As `Framing.feed`."""
        self._buffer += data
        found = []
        while len(self._buffer) >= _MBAP:
            length = int.from_bytes(self._buffer[4:6])
            if self._buffer[2:4] != b"\0\0" or not 2 <= length <= _LONGEST - 6:  # noqa: PLR2004 - unit and function
                self._buffer = b""
            elif len(self._buffer) < 6 + length:
                break
            else:
                whole, self._buffer = self._buffer[: 6 + length], self._buffer[6 + length :]
                found.append(Request(whole[6], whole[7:], int.from_bytes(whole[:2])))
        return found

    def frame(self, request: Request, pdu: bytes) -> bytes:
        """As `Framing.frame`."""
        return request.number.to_bytes(2) + b"\0\0" + (len(pdu) + 1).to_bytes(2) + bytes([request.unit]) + pdu

    def pause(self) -> None:
        """TCP keeps its bytes together."""


class RtuFraming:
    """Unit, PDU, CRC-16. A request's length follows from its function; a bad CRC moves on by one byte."""

    def __init__(self) -> None:
        self._buffer = b""

    def feed(self, data: bytes) -> list[Request]:
        """As `Framing.feed`."""
        self._buffer = (self._buffer + data)[-2 * _LONGEST :]
        found = []
        while len(self._buffer) >= 2:  # noqa: PLR2004 - unit and function
            length = _rtu_length(self._buffer)
            if length is None or (len(self._buffer) >= length and not _sound(self._buffer[:length])):
                self._buffer = self._buffer[1:]
            elif len(self._buffer) < length:
                break
            else:
                found.append(Request(self._buffer[0], self._buffer[1 : length - 2]))
                self._buffer = self._buffer[length:]
        return found

    def frame(self, request: Request, pdu: bytes) -> bytes:
        """As `Framing.frame`."""
        body = bytes([request.unit]) + pdu
        return body + crc16(body)

    def pause(self) -> None:
        """As `Framing.pause`."""
        self._buffer = b""


def crc16(data: bytes) -> bytes:
    """The checksum of the serial line, low byte first."""
    register = 0xFFFF
    for byte in data:
        register ^= byte
        for _ in range(8):
            register = register >> 1 ^ (0xA001 if register & 1 else 0)
    return register.to_bytes(2, "little")


def _rtu_length(data: bytes) -> int | None:
    """How long the request is that begins here, as far as can be told; None: no request begins like that."""
    function = data[1]
    if function in _WRITE_MANY:
        return 9 + data[6] if len(data) > 6 else 9  # noqa: PLR2004 - where the count of bytes is
    if function == _IDENTIFICATION[0]:
        return 7
    return 8 if function in _BIT_TABLES or function in _WORD_TABLES or function in _WRITE_ONE else None


def _sound(frame: bytes) -> bool:
    return crc16(frame[:-2]) == frame[-2:]
