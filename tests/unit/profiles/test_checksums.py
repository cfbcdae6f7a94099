"""Checksums against the published check values of their algorithms, and frames that were seen in halls."""

import pytest

from hallctl.profiles.checksums import Algorithm, bytes_of, checksum

CHECK = b"123456789"


@pytest.mark.parametrize(
    ("algorithm", "data", "wanted"),
    [
        ("sum8", CHECK, 0xDD),
        ("sum8", bytes.fromhex("05 03 E7"), 0xEF),  # a number sign that shows 999 on address 5
        ("neg8", CHECK, 0x23),
        ("xor8", CHECK, 0x31),
        ("xor8", bytes.fromhex("00 03 20 01"), 0x22),  # an ID card reader looks for a card
        ("sum16", CHECK, 0x01DD),
        ("crc8", CHECK, 0xF4),
        ("crc16-modbus", CHECK, 0x4B37),
        ("crc16-arc", CHECK, 0xBB3D),
        ("crc16-xmodem", CHECK, 0x31C3),
        ("crc16-ccitt", CHECK, 0x29B1),
    ],
)
def test_the_published_value_comes_out(algorithm: Algorithm, data: bytes, wanted: int) -> None:
    assert checksum(algorithm, data) == wanted
    assert wanted < 1 << 8 * bytes_of(algorithm)


def test_a_sum_that_makes_nothing_of_all() -> None:
    assert sum([*CHECK, checksum("neg8", CHECK)]) & 0xFF == 0
