"""Whatever devices answer in languages of their own: a decoder gives what it promises or its own error."""

import re

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from devices.cameras.xml import NotXml, find_all, local, read_xml, text
from devices.dispensers.escpos_status import PrinterStatus, firmware_of, printed_through, status_of
from devices.id_readers import sam_frames
from devices.id_readers.card_text import TEXT_BYTES, NoCardError, card_in, is_number
from hallctl.simulation.escpos_decoder import Decoder

noise = st.binary(max_size=400)


@st.composite
def answers(draw: st.DrawFn) -> bytes:
    """Frames of a card reader's module with anything inside, among garbage."""
    inside = draw(st.binary(max_size=60))
    sound = sam_frames.request(inside) if inside else b""
    return draw(st.binary(max_size=20)) + sound + draw(st.binary(max_size=20))


@given(noise | answers())
def test_a_card_reader_may_answer_anything(raw: bytes) -> None:
    answer = sam_frames.read_answer(raw)
    if answer is None:
        return
    assert sam_frames.is_whole(raw)
    assert len(answer.data) <= sam_frames.LONGEST
    if len(answer.data) >= 4:  # one byte is found in any text
        assert answer.data.hex() not in repr(answer)


@given(st.binary(min_size=0, max_size=40), st.data())
def test_after_garbage_the_answer_is_found(garbage: bytes, data: st.DataObject) -> None:
    said = b"\x00\x00\x9f" + data.draw(st.binary(max_size=30))
    answer = sam_frames.read_answer(garbage + sam_frames.request(said))
    assert answer is not None


@given(noise | st.binary(min_size=TEXT_BYTES, max_size=TEXT_BYTES).map(lambda b: b"\x01\x00\x04\x00" + b))
def test_a_card_has_a_sound_number_or_is_none_and_the_error_tells_nothing_of_it(data: bytes) -> None:
    told = ""
    try:
        assert is_number(card_in(data).number)
    except NoCardError as error:
        told = str(error)
    assert re.fullmatch(r"[a-z ]*", told)


@given(noise | st.lists(st.sampled_from([0x12, 0x16, 0x1A, 0x32, 0x72, 0x7E]), max_size=6).map(bytes))
def test_a_printer_may_answer_anything(raw: bytes) -> None:
    assert status_of(raw) is None or isinstance(status_of(raw), PrinterStatus)
    assert firmware_of(raw) is None or len(firmware_of(raw) or "") <= 64
    assert printed_through(raw) in {True, False}


COMMANDS = (
    "1b 40", "1b 61 01", "1d 21 11", "1d 56 41 03", "1d 76 30 00 ff ff ff ff", "10 04 01", "1d 28 6b ff ff",
)  # fmt: skip
PRINTED = st.sampled_from(COMMANDS).map(bytes.fromhex)


@given(st.lists(noise | PRINTED, max_size=12))
def test_a_simulated_printer_takes_any_bytes(chunks: list[bytes]) -> None:
    decoder = Decoder("gb18030", double_byte=False)
    for chunk in chunks:
        for element in decoder.feed(chunk):
            assert repr(element)


BOMB = '<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b "bb"><!ENTITY c "&b;&b;">]><a>&c;</a>'


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "utf-16-be", "utf-16-le"])
def test_a_camera_may_not_define_entities_in_any_encoding(encoding: str) -> None:
    with pytest.raises(NotXml):
        read_xml(BOMB.encode(encoding))


@given(
    noise
    | st.text(max_size=200).map(lambda told: f"<a><b>{told}</b></a>".encode(errors="surrogatepass"))
    | st.recursive(st.just(b"<x/>"), lambda inner: inner.map(lambda body: b"<y>" + body + b"</y>"))
)
@example(b"<a>" * 50_000)
@example(b"<a>" * 5_000 + b"</a>" * 5_000)
@example(b'<?xml version="1.0" encoding="nonsense"?><a/>')
def test_a_camera_may_answer_anything(body: bytes) -> None:
    try:
        root = read_xml(body)
    except NotXml:
        return
    assert isinstance(text(root, "b"), str)
    assert all(local(element) == "b" for element in find_all(root, "b"))
