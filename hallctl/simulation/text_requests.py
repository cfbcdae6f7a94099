"""The device's side of protocols that speak in header lines: HTTP/1.1 and RTSP/1.0. Pure.

Only as much of them as simulated devices need: one request after the other, bodies by Content-Length.
"""

from __future__ import annotations

import hashlib
import re
import secrets
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Final

MOST: Final = 300_000
END: Final = b"\r\n\r\n"
_DIRECTIVE: Final = re.compile(r'(\w+)=(?:"([^"]*)"|([^\s,]+))')
_REASONS: Final[Mapping[int, str]] = {
    200: "OK",
    400: "Bad Request",
    401: "Unauthorized",
    404: "Not Found",
    454: "Session Not Found",
    461: "Unsupported Transport",
    501: "Not Implemented",
    503: "Service Unavailable",
}


@dataclass(frozen=True, slots=True)
class TextRequest:
    """One request. Names of headers are in small letters."""

    method: str
    target: str
    version: str
    headers: Mapping[str, str]
    body: bytes = b""


class TextRequests:
    """Cuts what comes in on one connection into requests. Garbage is thrown away, memory is bounded."""

    def __init__(self) -> None:
        self._held = b""

    def feed(self, chunk: bytes) -> Iterator[TextRequest]:
        """Requests that are whole now."""
        self._held += chunk
        if len(self._held) > MOST:
            self._held = b""
        while True:
            # What a client tells of the stream it gets: `$`, channel, length, data (RFC 2326, 10.12).
            while len(self._held) >= 4 and self._held[:1] == b"$":  # noqa: PLR2004 - its header
                length = 4 + int.from_bytes(self._held[2:4], "big")
                if len(self._held) < length:
                    return
                self._held = self._held[length:]
            head, end, rest = self._held.partition(END)
            if not end:
                return
            request, length = _head(head)
            if len(rest) < length:
                return
            self._held = rest[length:]
            if request is not None:
                yield TextRequest(
                    request.method, request.target, request.version, request.headers, rest[:length]
                )


def _head(head: bytes) -> tuple[TextRequest | None, int]:
    first, *lines = head.decode("latin-1").lstrip("\r\n").split("\r\n")
    parts = first.split(" ")
    headers = {}
    for line in lines:
        name, _, value = line.partition(":")
        headers[name.strip().lower()] = value.strip()
    length = headers.get("content-length", "0")
    if len(parts) != 3 or not length.isdecimal():  # noqa: PLR2004 - method, target, version
        return None, 0
    return TextRequest(parts[0], parts[1], parts[2], headers), int(length)


def response(
    request: TextRequest, status: int, headers: Mapping[str, str] | None = None, body: bytes = b""
) -> bytes:
    """The bytes of an answer, in the protocol in which it was asked."""
    lines = [f"{request.version} {status} {_REASONS.get(status, 'Unknown')}"]
    if "cseq" in request.headers:
        lines.append(f"CSeq: {request.headers['cseq']}")
    lines += [f"{name}: {value}" for name, value in (headers or {}).items()]
    lines.append(f"Content-Length: {len(body)}")
    return "\r\n".join(lines).encode() + END + body


@dataclass
class DigestGuard:
    """Lets in who knows the login (RFC 7616, MD5, `qop=auth` or none). `user` empty: everybody."""

    user: str = ""
    password: str = field(default="", repr=False)
    realm: str = "camera"
    nonce: str = field(default_factory=lambda: secrets.token_hex(16))

    @property
    def challenge(self) -> dict[str, str]:
        """What goes with a 401."""
        return {"WWW-Authenticate": f'Digest realm="{self.realm}", nonce="{self.nonce}", qop="auth"'}

    def lets_in(self, request: TextRequest) -> bool:
        """Whether the request proves that it knows the password."""
        if not self.user:
            return True
        scheme, _, rest = request.headers.get("authorization", "").partition(" ")
        said = {name: quoted or plain for name, quoted, plain in _DIRECTIVE.findall(rest)}
        if scheme.lower() != "digest" or said.get("nonce") != self.nonce or said.get("username") != self.user:
            return False
        secret = _md5(f"{self.user}:{self.realm}:{self.password}")
        asked = _md5(f"{request.method}:{said.get('uri', '')}")
        counted = (said.get("nc", ""), said.get("cnonce", ""), "auth") if said.get("qop") else ()
        expected = _md5(":".join((secret, self.nonce, *counted, asked)))
        return secrets.compare_digest(expected, said.get("response", ""))


def _md5(text: str) -> str:
    return hashlib.md5(text.encode()).hexdigest()  # noqa: S324 - the protocol's own
