"""What a simulated ONVIF camera answers: SOAP 1.2 with UsernameToken digests. Pure."""

from __future__ import annotations

import base64
import hashlib
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

FRESH: Final = timedelta(seconds=30)
"""A token that is older, by the camera's own clock, is refused."""

_ENVELOPE: Final = (
    '<?xml version="1.0" encoding="UTF-8"?><e:Envelope xmlns:e="http://www.w3.org/2003/05/soap-envelope"'
    ' xmlns:tds="http://www.onvif.org/ver10/device/wsdl" xmlns:trt="http://www.onvif.org/ver10/media/wsdl"'
    ' xmlns:tt="http://www.onvif.org/ver10/schema" xmlns:ter="http://www.onvif.org/ver10/error">'
    "<e:Body>{}</e:Body></e:Envelope>"
)
NOT_AUTHORIZED: Final = _ENVELOPE.format(
    "<e:Fault><e:Code><e:Value>e:Sender</e:Value><e:Subcode><e:Value>ter:NotAuthorized</e:Value></e:Subcode>"
    '</e:Code><e:Reason><e:Text xml:lang="en">Sender not Authorized</e:Text></e:Reason></e:Fault>'
)
UNKNOWN: Final = _ENVELOPE.format(
    "<e:Fault><e:Code><e:Value>e:Receiver</e:Value><e:Subcode><e:Value>ter:ActionNotSupported</e:Value>"
    '</e:Subcode></e:Code><e:Reason><e:Text xml:lang="en">Not supported</e:Text></e:Reason></e:Fault>'
)


@dataclass(frozen=True, slots=True)
class OnvifFacts:
    """What the camera knows of itself. `base`: its address as it sees it; `rtsp` its stream."""

    firmware: str
    base: str
    still: str
    rtsp: str
    now: datetime


def action_of(body: str) -> str:
    """The local name of what is asked; empty where nothing is."""
    found = re.search(r"<(?:[\w.-]+:)?Body[^>]*>\s*<(?:[\w.-]+:)?(\w+)", body)
    return found[1] if found else ""


def answer(action: str, facts: OnvifFacts) -> str:
    """The envelope, or a fault."""
    make = _ANSWERS.get(action)
    return UNKNOWN if make is None else _ENVELOPE.format(make(facts))


def knows_login(body: str, user: str, password: str, now: datetime) -> bool:
    """Whether the token in the header proves it (WS-Security UsernameToken 1.0)."""
    said = {
        name: found[1].strip()
        for name in ("Username", "Password", "Nonce", "Created")
        if (found := re.search(rf"<(?:[\w.-]+:)?{name}(?:\s[^>]*)?>([^<]*)<", body))
    }
    try:
        nonce = base64.b64decode(said["Nonce"], validate=True)
        created = datetime.fromisoformat(said["Created"])
        digest = hashlib.sha1(nonce + said["Created"].encode() + password.encode()).digest()  # noqa: S324 - ONVIF
        fresh = abs(created - now) <= FRESH
    except (KeyError, ValueError, TypeError):
        return False
    return fresh and said["Username"] == user and said["Password"] == base64.b64encode(digest).decode()


def _date(facts: OnvifFacts) -> str:
    now = facts.now
    return (
        "<tds:GetSystemDateAndTimeResponse><tds:SystemDateAndTime><tt:DateTimeType>NTP</tt:DateTimeType>"
        "<tt:DaylightSavings>false</tt:DaylightSavings><tt:UTCDateTime>"
        f"<tt:Time><tt:Hour>{now.hour}</tt:Hour><tt:Minute>{now.minute}</tt:Minute>"
        f"<tt:Second>{now.second}</tt:Second></tt:Time><tt:Date><tt:Year>{now.year}</tt:Year>"
        f"<tt:Month>{now.month}</tt:Month><tt:Day>{now.day}</tt:Day></tt:Date></tt:UTCDateTime>"
        "</tds:SystemDateAndTime></tds:GetSystemDateAndTimeResponse>"
    )


def _information(facts: OnvifFacts) -> str:
    return (
        "<tds:GetDeviceInformationResponse><tds:Manufacturer>simulated</tds:Manufacturer>"
        f"<tds:Model>camera</tds:Model><tds:FirmwareVersion>{facts.firmware}</tds:FirmwareVersion>"
        "<tds:SerialNumber>1</tds:SerialNumber><tds:HardwareId>1</tds:HardwareId>"
        "</tds:GetDeviceInformationResponse>"
    )


def _capabilities(facts: OnvifFacts) -> str:
    return (
        "<tds:GetCapabilitiesResponse><tds:Capabilities><tt:Device>"
        f"<tt:XAddr>{facts.base}/onvif/device_service</tt:XAddr></tt:Device><tt:Media>"
        f"<tt:XAddr>{facts.base}/onvif/media_service</tt:XAddr><tt:StreamingCapabilities>"
        "<tt:RTPMulticast>false</tt:RTPMulticast><tt:RTP_TCP>true</tt:RTP_TCP>"
        "<tt:RTP_RTSP_TCP>true</tt:RTP_RTSP_TCP></tt:StreamingCapabilities></tt:Media>"
        "</tds:Capabilities></tds:GetCapabilitiesResponse>"
    )


def _profiles(_facts: OnvifFacts) -> str:
    return (
        '<trt:GetProfilesResponse><trt:Profiles token="main" fixed="true"><tt:Name>main</tt:Name>'
        "</trt:Profiles></trt:GetProfilesResponse>"
    )


def _uri(name: str, uri: Callable[[OnvifFacts], str]) -> Callable[[OnvifFacts], str]:
    def make(facts: OnvifFacts) -> str:
        return (
            f"<trt:{name}><trt:MediaUri><tt:Uri>{uri(facts)}</tt:Uri>"
            "<tt:InvalidAfterConnect>false</tt:InvalidAfterConnect>"
            "<tt:InvalidAfterReboot>false</tt:InvalidAfterReboot><tt:Timeout>PT0S</tt:Timeout>"
            f"</trt:MediaUri></trt:{name}>"
        )

    return make


_ANSWERS: Final[Mapping[str, Callable[[OnvifFacts], str]]] = {
    "GetSystemDateAndTime": _date,
    "GetDeviceInformation": _information,
    "GetCapabilities": _capabilities,
    "GetProfiles": _profiles,
    "GetSnapshotUri": _uri("GetSnapshotUriResponse", lambda facts: facts.still),
    "GetStreamUri": _uri("GetStreamUriResponse", lambda facts: facts.rtsp),
}
