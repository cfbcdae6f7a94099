"""The server's side of Modbus, by the examples of its specification."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hallctl.simulation.modbus_server import Cell, Request, RtuFraming, TcpFraming, answer, crc16


class Unit:
    """Ten cells of each table."""

    def __init__(self) -> None:
        self.cells: dict[Cell, int] = {
            (table, address): 0
            for table in ("coil", "discrete", "holding", "input")
            for address in range(100, 110)
        }
        self.cells["holding", 107] = 0x022B
        self.cells["input", 108] = 10
        self.cells |= {("coil", 100): 1, ("coil", 102): 1, ("coil", 109): 1, ("discrete", 101): 1}

    @property
    def identity(self) -> dict[int, str]:
        return {0: "Acme", 1: "L3", 2: "1.4"}

    def written(self, new: dict[Cell, int]) -> None:
        self.cells |= new


@pytest.mark.parametrize(
    ("request_", "response"),
    [
        ("01 0064 000A", "01 02 05 02"),
        ("02 0065 0001", "02 01 01"),
        ("03 006B 0002", "03 04 022B 0000"),
        ("04 006C 0001", "04 02 000A"),
        ("05 0064 FF00", "05 0064 FF00"),
        ("06 0064 0003", "06 0064 0003"),
        ("0F 0064 000A 02 CD01", "0F 0064 000A"),
        ("10 0064 0002 04 000A 0102", "10 0064 0002"),
        ("03 006D 0002", "83 02"),  # 109 is there, 110 is not
        ("10 006D 0002 04 0001 0001", "90 02"),
        ("03 006B 0000", "83 03"),
        ("03 006B 007E", "83 03"),
        ("05 0064 1234", "85 03"),
        ("10 0064 0002 03 000A01", "90 03"),
        ("10 0064 0002", "90 03"),
        ("03 00", "83 03"),
        ("2B 0E 01 00", "2B 0E 01 01 00 00 03 00 04 41636D65 01 02 4C33 02 03 312E34"),
        ("2B 0E 04 00", "AB 03"),
        ("2B 0E 01", "AB 03"),
        ("2B 0D 00 00", "AB 01"),
        ("", "80 01"),
    ],
)
def test_a_request_and_its_answer(request_: str, response: str) -> None:
    assert answer(bytes.fromhex(request_), Unit()).hex() == bytes.fromhex(response).hex()


def test_what_is_written_is_kept() -> None:
    unit = Unit()
    answer(bytes.fromhex("0F 0064 000A 02 CD01"), unit)
    answer(bytes.fromhex("10 0064 0002 04 000A 0102"), unit)
    assert [unit.cells["coil", 100 + i] for i in range(10)] == [1, 0, 1, 1, 0, 0, 1, 1, 1, 0]
    assert (unit.cells["holding", 100], unit.cells["holding", 101]) == (10, 0x0102)


def test_nothing_of_a_refused_write_is_kept() -> None:
    unit = Unit()
    before = dict(unit.cells)
    answer(bytes.fromhex("10 006D 0002 04 0001 0001"), unit)
    assert unit.cells == before


@given(st.binary(max_size=300))
def test_any_bytes_get_an_answer(pdu: bytes) -> None:
    assert 2 <= len(answer(pdu, Unit())) <= 253


READ = bytes.fromhex("03 006B 0002")


def rtu(unit: int, pdu: bytes) -> bytes:
    return bytes([unit]) + pdu + crc16(bytes([unit]) + pdu)


def tcp(number: int, unit: int, pdu: bytes) -> bytes:
    return number.to_bytes(2) + b"\0\0" + (len(pdu) + 1).to_bytes(2) + bytes([unit]) + pdu


def test_the_checksum_is_that_of_the_standard() -> None:
    assert crc16(bytes.fromhex("02 07")).hex() == "4112"
    assert crc16(b"123456789").hex() == "374b"


@given(st.lists(st.integers(1, 247), max_size=8), st.integers(1, 20))
def test_requests_in_pieces_are_put_together(units: list[int], size: int) -> None:
    for framing, stream in (
        (TcpFraming(), b"".join(tcp(7, unit, READ) for unit in units)),
        (RtuFraming(), b"".join(rtu(unit, READ) for unit in units)),
    ):
        found = [
            request for i in range(0, len(stream), size) for request in framing.feed(stream[i : i + size])
        ]
        assert [(request.unit, request.pdu) for request in found] == [(unit, READ) for unit in units]


@given(st.binary(max_size=40))
def test_after_garbage_and_a_pause_the_next_request_is_heard(garbage: bytes) -> None:
    framing = RtuFraming()
    framing.feed(garbage)
    framing.pause()
    assert framing.feed(rtu(5, READ)) == [Request(5, READ)]


@given(st.lists(st.binary(max_size=600), max_size=30))
def test_garbage_is_not_collected(chunks: list[bytes]) -> None:
    for framing in (TcpFraming(), RtuFraming()):
        for chunk in chunks:
            framing.feed(chunk)
        assert len(framing._buffer) <= 520


def test_an_answer_carries_the_numbers_of_its_request() -> None:
    assert TcpFraming().frame(Request(5, READ, 0x1234), b"\x83\x02").hex() == "123400000003058302"
    assert RtuFraming().frame(Request(5, READ), b"\x83\x02") == rtu(5, b"\x83\x02")
