"""Checksums of framed protocols, by the names that profiles use."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import reduce
from operator import xor
from typing import Final, Literal

Algorithm = Literal[
    "sum8", "neg8", "xor8", "sum16", "crc8", "crc16-modbus", "crc16-arc", "crc16-xmodem", "crc16-ccitt"
]


def checksum(algorithm: Algorithm, data: bytes) -> int:
    """The checksum of `data` as a number; how it is written is the field's business."""
    return _ALGORITHMS[algorithm](data)


def bytes_of(algorithm: Algorithm) -> int:
    """How many bytes the number has."""
    return 2 if "16" in algorithm else 1


def _sum8(data: bytes) -> int:
    return sum(data) & 0xFF


def _neg8(data: bytes) -> int:
    """Makes the sum of all bytes zero."""
    return -sum(data) & 0xFF


def _sum16(data: bytes) -> int:
    return sum(data) & 0xFFFF


def _xor8(data: bytes) -> int:
    return reduce(xor, data, 0)


def _crc_low_first(polynomial: int, start: int) -> Callable[[bytes], int]:
    table = [_shifted_right(byte, polynomial) for byte in range(256)]

    def crc(data: bytes) -> int:
        register = start
        for byte in data:
            register = register >> 8 ^ table[(register ^ byte) & 0xFF]
        return register

    return crc


def _crc_high_first(polynomial: int, start: int, bits: int) -> Callable[[bytes], int]:
    mask = (1 << bits) - 1
    table = [_shifted_left(byte, polynomial, bits) for byte in range(256)]

    def crc(data: bytes) -> int:
        register = start
        for byte in data:
            register = (register << 8 ^ table[(register >> bits - 8 ^ byte) & 0xFF]) & mask
        return register

    return crc


def _shifted_right(register: int, polynomial: int) -> int:
    for _ in range(8):
        register = register >> 1 ^ (polynomial if register & 1 else 0)
    return register


def _shifted_left(byte: int, polynomial: int, bits: int) -> int:
    register = byte << bits - 8
    for _ in range(8):
        register = register << 1 ^ (polynomial if register >> bits - 1 & 1 else 0)
    return register & (1 << bits) - 1


_ALGORITHMS: Final[Mapping[Algorithm, Callable[[bytes], int]]] = {
    "sum8": _sum8,
    "neg8": _neg8,
    "xor8": _xor8,
    "sum16": _sum16,
    "crc8": _crc_high_first(0x07, 0x00, 8),
    "crc16-modbus": _crc_low_first(0xA001, 0xFFFF),
    "crc16-arc": _crc_low_first(0xA001, 0x0000),
    "crc16-xmodem": _crc_high_first(0x1021, 0x0000, 16),
    "crc16-ccitt": _crc_high_first(0x1021, 0xFFFF, 16),
}
