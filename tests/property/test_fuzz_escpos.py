"""Whatever comes over a printer's wire, nobody stumbles: neither the simulated printer nor the driver."""

from hypothesis import given
from hypothesis import strategies as st

from devices.dispensers import escpos
from devices.dispensers.escpos_status import firmware_of, printed_through, status_of
from devices.dispensers.layout import Text, width_of
from hallctl.profiles.schema import EscposProfile
from hallctl.simulation.escpos_decoder import MOST_HELD, Decoder, Row

COMMANDS = st.sampled_from(
    [b"\x1b", b"\x1d", b"\x1c", b"\x10", b"\x1b@", b"\x1c&", b"\x1d(k", b"\x1dv0", b"\x1dV", b"\x10\x14\x08"]
)
STREAMS = st.lists(st.one_of(COMMANDS, st.binary(max_size=40)), max_size=60)
PRINTER = EscposProfile.model_validate(
    {
        "name": "a-printer", "kind": "dispenser", "format": 1, "model": "m", "makers": ["a"],
        "driver": "escpos",
        "wire": {"type": "escpos", "over": ["tcp"]}, "paper": {"columns": 48, "dots": 576},
    }
)  # fmt: skip


@given(STREAMS)
def test_a_printer_reads_anything(pieces: list[bytes]) -> None:
    decoder = Decoder()
    for piece in pieces:
        decoder.feed(piece)
    assert len(decoder._buffer) <= MOST_HELD


@given(STREAMS, st.integers(1, 7))
def test_it_reads_the_same_however_it_is_cut(pieces: list[bytes], size: int) -> None:
    data = b"".join(pieces)
    whole = Decoder().feed(data + b"\n")
    cut = Decoder()
    parts = [e for i in range(0, len(data), size) for e in cut.feed(data[i : i + size])] + cut.feed(b"\n")
    assert [type(e) for e in parts] == [type(e) for e in whole]


@given(st.binary(max_size=200))
def test_a_driver_takes_any_answer(answer: bytes) -> None:
    status_of(answer)
    firmware_of(answer)
    printed_through(answer)


@given(st.text(max_size=20))
def test_any_text_is_one_line_and_nothing_but_text(text: str) -> None:
    found = Decoder().feed(escpos.job([Text(text)], PRINTER))
    rows = [element for element in found if isinstance(element, Row)]
    assert len(rows) == (1 if text else 0)
    assert width_of(text) >= 0
