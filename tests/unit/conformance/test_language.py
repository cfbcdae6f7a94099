"""From what was said on a wire to exchanges: pairs, without header and checksum, nothing half."""

from pathlib import Path

import firmware_profiles
from hallctl.conformance.language import Said, cutter, exchanges
from hallctl.profiles import FramesProfile, Profile, read_profile
from hallctl.profiles.examples import event_frame
from hallctl.simulation.modbus_server import crc16

SHIPPED: Path = firmware_profiles.folder()
DISPLAY: Profile = read_profile(SHIPPED / "window_display" / "generic-modbus-text.toml")
PRINTER: Profile = read_profile(SHIPPED / "dispenser" / "generic-escpos-80.toml")
KEYPAD: Profile = read_profile(SHIPPED / "keypad" / "generic-ff68.toml")

READ, WORDS = bytes.fromhex("03 00 20 00 01"), bytes.fromhex("03 02 00 11")


def tcp(pdu: bytes) -> bytes:
    return bytes.fromhex("00 01 00 00") + (len(pdu) + 1).to_bytes(2) + b"\x05" + pdu


def rtu(pdu: bytes) -> bytes:
    return b"\x05" + pdu + crc16(b"\x05" + pdu)


def hall(raw: bytes, trial: str = "one") -> Said:
    return Said(by_hall=True, trial=trial, raw=raw)


def device(raw: bytes, trial: str = "one") -> Said:
    return Said(by_hall=False, trial=trial, raw=raw)


def test_modbus_is_the_same_over_every_wire() -> None:
    over_tcp = exchanges([hall(tcp(READ)), device(tcp(WORDS))], DISPLAY, "tcp")
    over_serial = exchanges([hall(rtu(READ)), device(rtu(WORDS))], DISPLAY, "serial")
    assert over_tcp == over_serial
    assert [(one.sent, one.heard) for one in over_tcp] == [(READ, WORDS)]


def test_what_is_not_whole_is_left_out() -> None:
    late = [hall(tcp(READ)), hall(tcp(READ)), device(tcp(WORDS))]
    assert exchanges([Said(by_hall=True, trial="one", raw=tcp(READ) * 2), *late[2:]], DISPLAY, "tcp") == []
    assert exchanges([hall(rtu(READ)[:-1]), device(rtu(WORDS))], DISPLAY, "serial") == []


def test_the_same_answer_again_is_not_written_down_again_and_another_is() -> None:
    other = bytes.fromhex("03 02 00 12")
    said = [one for words in (WORDS, WORDS, other, WORDS) for one in (hall(tcp(READ)), device(tcp(words)))]
    assert [one.heard for one in exchanges(said, DISPLAY, "tcp")] == [WORDS, other, WORDS]


def test_what_the_hall_says_in_several_pieces_is_one_question() -> None:
    said = [hall(b"\x1b\x40"), hall(b"A"), device(b"\x12"), device(b"\x13"), hall(b"B")]
    assert [(one.sent, one.heard) for one in exchanges(said, PRINTER, "tcp")] == [
        (b"\x1b\x40A", b"\x12\x13"),
        (b"B", b""),
    ]


def test_a_pressed_key_is_said_unasked_and_its_echo_answers_nothing() -> None:
    assert isinstance(KEYPAD, FramesProfile)
    key = event_frame(KEYPAD, "call", 5)
    shown = KEYPAD.frame_of("show", {"ticket": 7}, 5)
    here, there = cutter(KEYPAD, by_hall=True), cutter(KEYPAD, by_hall=False)
    said = [Said(False, "one", *piece) for part in (key[:4], key[4:]) for piece in there(part)]
    said += [Said(True, "one", *piece) for piece in here(key + shown)]
    said += [Said(False, "one", *piece) for piece in there(shown)]

    assert [(one.sent, one.heard) for one in exchanges(said, KEYPAD, "serial")] == [
        (b"", key),
        (key, b""),
        (shown, shown),
    ]
