"""ONVIF requests (SOAP 1.2) with WS-Security UsernameToken, digest form (ONVIF Core 5.9.4). Pure."""

from __future__ import annotations

import base64
import hashlib
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Final
from xml.sax.saxutils import escape

CONTENT_TYPE: Final = "application/soap+xml; charset=utf-8"

_SECURITY: Final = "http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss"
_ENVELOPE: Final = (
    '<?xml version="1.0" encoding="UTF-8"?>'
    '<s:Envelope xmlns:s="http://www.w3.org/2003/05/soap-envelope"'
    ' xmlns:tds="http://www.onvif.org/ver10/device/wsdl"'
    ' xmlns:trt="http://www.onvif.org/ver10/media/wsdl"'
    ' xmlns:tt="http://www.onvif.org/ver10/schema">'
    "<s:Header>{header}</s:Header><s:Body>{body}</s:Body></s:Envelope>"
)
_TOKEN: Final = (
    f'<w:Security s:mustUnderstand="1" xmlns:w="{_SECURITY}-wssecurity-secext-1.0.xsd"'
    f' xmlns:u="{_SECURITY}-wssecurity-utility-1.0.xsd"><w:UsernameToken>'
    "<w:Username>{user}</w:Username>"
    f'<w:Password Type="{_SECURITY}-username-token-profile-1.0#PasswordDigest">'
    "{digest}</w:Password>"
    f'<w:Nonce EncodingType="{_SECURITY}-soap-message-security-1.0#Base64Binary">'
    "{nonce}</w:Nonce><u:Created>{created}</u:Created></w:UsernameToken></w:Security>"
)

DATE_AND_TIME: Final = "<tds:GetSystemDateAndTime/>"
INFORMATION: Final = "<tds:GetDeviceInformation/>"
CAPABILITIES: Final = "<tds:GetCapabilities><tds:Category>Media</tds:Category></tds:GetCapabilities>"
PROFILES: Final = "<trt:GetProfiles/>"


@dataclass(frozen=True, slots=True)
class Token:
    """Who asks. `created` must be near the camera's own time; `nonce` is used once."""

    user: str
    password: str = field(repr=False)
    nonce: bytes
    created: datetime

    def header(self) -> str:
        """The security header: the password does not leave the hall, only its digest does."""
        created = self.created.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
        digest = hashlib.sha1(self.nonce + created.encode() + self.password.encode()).digest()  # noqa: S324 - ONVIF
        return _TOKEN.format(
            user=escape(self.user),
            digest=base64.b64encode(digest).decode(),
            nonce=base64.b64encode(self.nonce).decode(),
            created=created,
        )


def envelope(body: str, token: Token | None) -> bytes:
    """A whole request."""
    return _ENVELOPE.format(header="" if token is None else token.header(), body=body).encode()


def snapshot_uri(profile: str) -> str:
    """Asks where the still of a media profile is."""
    return f"<trt:GetSnapshotUri><trt:ProfileToken>{escape(profile)}</trt:ProfileToken></trt:GetSnapshotUri>"


def stream_uri(profile: str) -> str:
    """Asks where its RTSP stream is."""
    return (
        "<trt:GetStreamUri><trt:StreamSetup><tt:Stream>RTP-Unicast</tt:Stream>"
        "<tt:Transport><tt:Protocol>RTSP</tt:Protocol></tt:Transport></trt:StreamSetup>"
        f"<trt:ProfileToken>{escape(profile)}</trt:ProfileToken></trt:GetStreamUri>"
    )
