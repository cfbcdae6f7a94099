"""The datagrams of pixel walls, read and built by libraries that are not ours, and byte by byte."""

import json
import uuid
from itertools import pairwise

import pytest
from sacn.messages.data_packet import DataPacket
from sacn.messages.sync_packet import SyncPacket
from stupidArtnet import StupidArtnet, StupidArtnetServer

from hallctl.links.pixel_packets import ArtNet, Ddp, Sacn

SOURCE = uuid.UUID("c2c0a6a5-4a8e-5e5e-9d5b-0d1f0a4f8a11")
PICTURE = bytes(range(256)) * 5  # 1280 bytes: two whole universes and a part


def theirs(universe: int, slots: bytes) -> bytes:
    """What another sender of Art-Net makes of the same in its first frame."""
    sender = StupidArtnet("127.0.0.1", universe, len(slots))
    try:
        sender.set(bytearray(slots))
        return bytes(sender.packet_header) + bytes(sender.buffer)
    finally:
        sender.close()


def test_art_net_is_what_another_sender_makes_of_it() -> None:
    first, second, third, sync = ArtNet(5, sync=True).frame(PICTURE)
    for universe, packet in ((5, first), (6, second), (7, third)):
        slots = PICTURE[(universe - 5) * 510 :][:510]
        other = theirs(universe, slots)
        assert StupidArtnetServer.validate_header(packet)
        assert packet[:12] == other[:12]  # mark, code, version
        assert packet[12:14] == b"\x01\0"
        assert packet[14:] == other[14:]  # universe, length, slots
    assert sync == b"Art-Net\0\x00\x52\x00\x0e\x00\x00"


def test_universes_of_art_net_go_beyond_the_first_sub_net() -> None:
    packets = ArtNet(0x12F, sync=False).frame(bytes(600))
    assert [packet[14:16] for packet in packets] == [b"\x2f\x01", b"\x30\x01"]


def test_art_net_slots_are_even_in_number() -> None:
    (packet,) = ArtNet(1, sync=False).frame(bytes(9))
    assert packet[16:18] == b"\x00\x0a"
    assert len(packet) == 18 + 10


def test_the_sequence_of_art_net_is_never_zero() -> None:
    language = ArtNet(1, sync=False)
    told = [language.frame(bytes(3))[0][12] for _ in range(600)]
    assert set(told) == set(range(1, 256))
    assert all(after == before % 255 + 1 for before, after in pairwise(told))


def test_sacn_is_read_by_another_receiver() -> None:
    first, second, third, sync = Sacn(63_990, sync=63_990, source=SOURCE).frame(PICTURE)
    for place, raw in enumerate((first, second, third)):
        packet = DataPacket.make_data_packet(tuple(raw))
        assert packet.universe == 63_990 + place
        slots = PICTURE[place * 510 :][:510]
        assert bytes(packet.dmxData)[: len(slots)] == slots
        assert (packet.sourceName.rstrip("\0"), packet.priority) == ("hallctl", 100)
        assert (packet.syncAddr, packet.sequence) == (63_990, 0)
        assert bytes(packet._cid) == SOURCE.bytes
        assert (packet.option_StreamTerminated, packet.option_PreviewData) == (False, False)
    told = SyncPacket.make_sync_packet(tuple(sync))
    assert (told.syncAddr, told.sequence) == (63_990, 0)


def test_sacn_is_byte_for_byte_what_another_sender_makes_of_it() -> None:
    """That one always fills a universe, and so it is compared with a whole one."""
    raw = Sacn(7, sync=None, source=SOURCE).frame(bytes(range(255)) * 2)[0]
    other = DataPacket(tuple(SOURCE.bytes), "hallctl", 7, tuple(bytes(range(255)) * 2))
    theirs_ = bytes(other.getBytes())
    lengths = {16, 17, 38, 39, 115, 116, 123, 124}
    assert [n for n in range(126 + 510) if raw[n] != theirs_[n] and n not in lengths] == []
    assert [int.from_bytes(raw[at : at + 2]) & 0xFFF for at in (16, 38, 115)] == [
        len(raw) - 16,
        len(raw) - 38,
        len(raw) - 115,
    ]


def test_the_synchronisation_of_sacn_is_what_another_sender_makes_of_it() -> None:
    sync = Sacn(7, sync=7, source=SOURCE).frame(bytes(3))[-1]
    assert sync == bytes(SyncPacket(tuple(SOURCE.bytes), 7, 0).getBytes())


def test_ddp_is_as_its_specification_says() -> None:
    picture = bytes(1440) + b"\x01\x02\x03"
    first, last = Ddp().frame(picture)
    assert first[:10] == bytes.fromhex("40 01 0B 01 00000000 05A0")
    assert last == bytes.fromhex("41 02 0B 01 000005A0 0003 010203")


def test_the_sequence_of_ddp_goes_from_one_to_fifteen() -> None:
    language = Ddp()
    told = [packet[1] for _ in range(20) for packet in language.frame(bytes(3000))]
    assert all(after == before % 15 + 1 for before, after in pairwise(told))


@pytest.mark.parametrize(
    ("answer", "firmware"),
    [
        (b"\x46\0\0\xfb" + bytes(6) + json.dumps({"status": {"ver": "2.3"}}).encode(), "2.3"),
        (b"\x46\0\0\xfb" + bytes(6) + b'{"status":{}}', ""),
        (b"\x46\0\0\xfb" + bytes(6) + b"nonsense", None),
        (b"\x46\0\0\xfb" + bytes(6) + b"[1]", None),
        (b"\x41\0\0\x01" + bytes(6), None),
        (b"", None),
    ],
)
def test_the_status_of_ddp_tells_the_firmware(answer: bytes, firmware: str | None) -> None:
    assert Ddp().firmware(answer) == firmware


@pytest.mark.parametrize(
    ("answer", "firmware"),
    [
        (b"Art-Net\0\x00\x21" + bytes(6) + b"\x02\x09" + bytes(200), "2.9"),
        (b"Art-Net\0\x00\x21", None),
        (b"Art-Net\0\x00\x20\x00\x0e\0\0", None),
    ],
)
def test_the_poll_reply_of_art_net_tells_the_firmware(answer: bytes, firmware: str | None) -> None:
    assert ArtNet(1, sync=True).firmware(answer) == firmware
