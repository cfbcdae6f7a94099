"""Bytes of card readers: the known commands, garbage of every kind, and cards that are none."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from devices.id_readers.card_text import NoCardError, card_in, is_number
from devices.id_readers.sam_frames import FIND, READ, SELECT, is_whole, read_answer, request
from hallctl.contracts.cards import Card
from hallctl.domain.identity import masked
from hallctl.simulation.id_reader_sam import DONE, PHOTO, frame, text_of

CARD = Card(name="测试甲", number="11010519491231002X", address="某市某区某街道一号", valid_until="长期")
DATA = b"\x01\x00\x04\x00" + text_of(CARD) + PHOTO
READING = frame(DONE, DATA)


@pytest.mark.parametrize(
    ("command", "raw"),
    [
        (FIND, "AA AA AA 96 69 00 03 20 01 22"),
        (SELECT, "AA AA AA 96 69 00 03 20 02 21"),
        (READ, "AA AA AA 96 69 00 03 30 01 32"),
    ],
)
def test_commands_are_those_of_the_module(command: bytes, raw: str) -> None:
    assert request(command) == bytes.fromhex(raw)


@pytest.mark.parametrize("status", [0x9F, 0x90, 0x80])
def test_an_answer_is_found_behind_garbage_and_piece_by_piece(status: int) -> None:
    raw = b"\xaa\xaa\x00" + frame(status, b"1234")
    assert not any(is_whole(raw[:end]) for end in range(len(raw)))
    answer = read_answer(raw)
    assert answer is not None
    assert (answer.status, answer.data) == (status, b"1234")
    assert "1234" not in repr(answer)


def test_a_reading_is_the_card_and_its_text_is_never_shown() -> None:
    answer = read_answer(READING)
    assert answer is not None
    card = card_in(answer.data)
    assert card == CARD
    assert repr(card) == str(card) == "Card(**************002X)"


@given(st.binary(max_size=400))
def test_garbage_is_no_answer_and_no_card(raw: bytes) -> None:
    read_answer(raw)
    with pytest.raises(NoCardError):
        card_in(raw[:200])


@given(st.integers(0, len(READING) - 1), st.integers(0, 7))
def test_a_flipped_bit_is_never_another_card(place: int, bit: int) -> None:
    noisy = bytearray(READING)
    noisy[place] ^= 1 << bit
    answer = read_answer(bytes(noisy))
    assert answer is None or answer.status != DONE or card_in(answer.data) == CARD


@pytest.mark.parametrize(
    "number",
    ["110105194912310021", "11010519491231002x", "01010519491231002X", "110105", "", "X" * 18],
)
def test_a_number_needs_its_check_character(number: str) -> None:
    assert is_number("11010519491231002X")
    assert not is_number(number)


@given(st.text("0123456789X", max_size=30))
def test_a_mask_hides_at_least_half(number: str) -> None:
    hidden = masked(number)
    assert len(hidden) == len(number)
    assert hidden.count("*") * 2 >= len(number)
