"""Where a camera is, what it sends, and what its profile may say."""

import base64
import tomllib
from datetime import UTC, datetime
from typing import Any

import pytest
from cameras_at_work import PROFILES
from pydantic import ValidationError

import firmware_profiles
from devices.cameras import soap
from devices.cameras.place import CameraPlace
from devices.cameras.xml import MOST, NotXml, find_all, read_xml, text
from hallctl.profiles.schema import CameraProfile
from hallctl.simulation.camera_soap import knows_login
from hallctl.simulation.text_messages import MOST as MOST_HELD
from hallctl.simulation.text_messages import TextMessages


@pytest.mark.parametrize(
    ("address", "web", "rtsp", "channel", "stream"),
    [
        ("onvif://10.0.0.5", "http://10.0.0.5:80", "rtsp://10.0.0.5:554", 1, ""),
        ("onvif://10.0.0.5:8000?rtsp=8554", "http://10.0.0.5:8000", "rtsp://10.0.0.5:8554", 1, ""),
        ("https://nvr.hall/channel/12", "https://nvr.hall:443", "rtsp://nvr.hall:554", 12, ""),
        ("http://[fd00::5]:81/channel/2/", "http://[fd00::5]:81", "rtsp://[fd00::5]:554", 2, ""),
        ("rtsp://10.0.0.5/live?sub=1", "", "rtsp://10.0.0.5:554", 1, "/live?sub=1"),
    ],
)
def test_an_address_says_where(address: str, web: str, rtsp: str, channel: int, stream: str) -> None:
    place = CameraPlace.parse(address, 554)
    assert (place.web, place.rtsp, place.channel, place.stream) == (web, rtsp, channel, stream)


@pytest.mark.parametrize(
    "address",
    [
        "mqtt:",
        "http://",
        "http://h/channel/x",
        "http://h/live",
        "http://h?rtsp=x",
        "http://h?port=1",
        "tcp://h:1",
    ],
)
def test_other_addresses_are_refused(address: str) -> None:
    with pytest.raises(ValueError):
        CameraPlace.parse(address, 554)


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"<a>",
        b"\xff\xfe",
        b"<!DOCTYPE a><a/>",
        b'<!DOCTYPE a [<!ENTITY b "b">]><a>&b;</a>',
        b" " * (MOST + 1),
    ],
)
def test_what_is_no_xml_of_a_camera_is_refused(body: bytes) -> None:
    with pytest.raises(NotXml):
        read_xml(body)


def test_elements_are_found_whatever_their_namespace() -> None:
    root = read_xml(b'<a xmlns="x"><b xmlns="y"> 1 </b><b>2</b></a>')
    assert text(root, "b") == "1"
    assert [each.text for each in find_all(root, "b")] == [" 1 ", "2"]
    assert text(root, "c") == ""


def test_a_token_proves_the_password_without_telling_it() -> None:
    now = datetime(2026, 3, 2, 1, 0, tzinfo=UTC)
    asked = soap.envelope(soap.INFORMATION, soap.Token("admin", "p<&>w", b"0" * 16, now)).decode()
    assert "p<&>w" not in asked
    assert knows_login(asked, "admin", "p<&>w", now)
    assert not knows_login(asked, "admin", "other", now)
    assert not knows_login(asked, "admin", "p<&>w", now.replace(hour=2))
    assert not knows_login(soap.envelope(soap.INFORMATION, None).decode(), "admin", "p<&>w", now)


def test_the_digest_is_that_of_the_specification() -> None:
    """The worked example of the ONVIF Application Programmer's Guide 1.0, chapter 6.1.1.3."""
    nonce = base64.b64decode("LKqI6G/AikKCQrN0zqZFlg==")
    token = soap.Token("user", "userpassword", nonce, datetime(2010, 9, 16, 7, 50, 45, tzinfo=UTC))
    assert "tuOSpGlFlIXsozq4HFNeeGeFLEI=" in token.header()


# --- profiles ---


def a_profile(**changes: Any) -> dict[str, Any]:
    data = tomllib.loads((firmware_profiles.folder() / "camera" / "hikvision-isapi.toml").read_text())
    return data | {"name": "hikvision-isapi", "kind": "camera"} | changes


def test_a_playback_path_names_channel_and_span_in_utc() -> None:
    profile = PROFILES.get("generic-isapi", "camera")
    assert isinstance(profile, CameraProfile)
    begin, end = (datetime(2026, 3, 2, 1, minute, tzinfo=UTC) for minute in (0, 5))
    assert profile.playback(3, begin, end) == (
        "/Streaming/tracks/301?starttime=20260302T010000Z&endtime=20260302T010500Z"
    )


@pytest.mark.parametrize(
    "changes",
    [
        {"paths": {"snapshot": "picture"}},
        {"paths": {"snapshot": "/{window}"}},
        {"stream": {"live": "/{begin}"}},
        {"stream": {"live": "/x"}, "capabilities": ["footage"]},
        {"capabilities": ["zoom"]},
        {"wire": {"type": "onvif", "over": ["onvif"]}},
        {"wire": {"type": "isapi", "over": ["serial"]}},
    ],
)
def test_a_profile_that_promises_what_it_has_not_is_refused(changes: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        CameraProfile.model_validate(a_profile(**changes))


# --- requests, as simulated devices hear them ---


def test_requests_are_cut_from_any_pieces() -> None:
    whole = b"POST /a HTTP/1.1\r\nContent-Length: 3\r\n\r\nabc$\x01\x00\x02xyGET /b HTTP/1.1\r\nA: b\r\n\r\n"
    requests = TextMessages()
    found = [request for byte in whole for request in requests.feed(bytes([byte]))]
    assert [(r.method, r.target, r.body) for r in found] == [("POST", "/a", b"abc"), ("GET", "/b", b"")]
    assert found[1].headers == {"a": "b"}


def test_garbage_gives_nothing_and_is_forgotten() -> None:
    requests = TextMessages()
    assert not list(requests.feed(b"\x00" * (MOST_HELD + 1)))
    assert not list(requests.feed(b"nonsense\r\n\r\nGET / HTTP/1.1\r\nContent-Length: x\r\n\r\n"))
    assert [r.target for r in requests.feed(b"GET /ok HTTP/1.1\r\n\r\n")] == ["/ok"]
