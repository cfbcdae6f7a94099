"""Where RTP goes, as a hall's file says it."""

import pytest

from hallctl.links.rtp import Codec, Punctuality, RtpAddress, RtpFormat, RtpStreams, session_description


@pytest.mark.parametrize(
    ("text", "address"),
    [
        ("rtp://239.1.2.3:5004", RtpAddress("239.1.2.3", 5004)),
        ("rtp://10.0.0.7:6000/", RtpAddress("10.0.0.7", 6000)),
        ("rtp://239.1.2.3:5004?hops=3&interface=10.0.0.2", RtpAddress("239.1.2.3", 5004, 3, "10.0.0.2")),
        ("rtp://[fd00::7]:5004", RtpAddress("fd00::7", 5004)),
    ],
)
def test_an_address_is_understood(text: str, address: RtpAddress) -> None:
    assert RtpAddress.parse(text) == address


@pytest.mark.parametrize(
    "text",
    [
        "rtp://239.1.2.3",
        "rtp://speaker.example:5004",
        "rtp://239.1.2.3:99999",
        "rtp://239.1.2.3:5004/path",
        "rtp://239.1.2.3:5004?volume=3",
        "rtp://239.1.2.3:5004?hops=0",
        "rtp://239.1.2.3:5004?hops=many",
        "rtp://10.0.0.7:5004?hops=3",
        "rtp://user@10.0.0.7:5004",
        "udp://239.1.2.3:5004",
        "rtp:",
    ],
)
def test_what_is_no_address_is_refused_with_an_example(text: str) -> None:
    with pytest.raises(ValueError, match=r"rtp://239\.1\.2\.3:5004|multicast only"):
        RtpAddress.parse(text)


def test_a_group_is_known_as_one() -> None:
    assert RtpAddress.parse("rtp://239.1.2.3:5004").is_multicast
    assert not RtpAddress.parse("rtp://10.0.0.7:5004").is_multicast


def test_a_packet_holds_twenty_milliseconds() -> None:
    assert RtpFormat(Codec.PCMA, 8000, 8).step == 160
    assert RtpFormat(Codec.L16, 44100, 11).step == 882


def test_whoever_listens_in_is_told_what_comes() -> None:
    stream = RtpStreams().open("rtp://239.1.2.3:5004?hops=2", RtpFormat(Codec.L16, 16000, 96))
    told = session_description([stream]).split("\r\n")
    assert "m=audio 5004 RTP/AVP 96" in told
    assert "c=IN IP4 239.1.2.3/2" in told
    assert "a=rtpmap:96 L16/16000/1" in told


def test_lateness_is_counted_over_all_sounds() -> None:
    told = Punctuality()
    told.add([2, 1], 0.003)
    told.add([1], 0.001)
    assert (told.sent, told.counts[:2]) == (4, [3, 1])
    assert told.late_s == pytest.approx(0.004)
