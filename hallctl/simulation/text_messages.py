"""Protocols that speak in header lines, HTTP/1.1 and RTSP/1.0: their bytes cut into messages. Pure.

Only as much of them as devices need: one message after the other, bodies by length or in chunks.
"""

from __future__ import annotations

import hashlib
import re
import secrets
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Final
from urllib.parse import parse_qsl, urlsplit

MOST: Final = 1_000_000
LINE: Final = b"\r\n"
END: Final = LINE + LINE
_DIRECTIVE: Final = re.compile(r'(\w+)=(?:"([^"]*)"|([^\s,]+))')
_INTERLEAVED: Final = b"$"
_INTERLEAVED_HEAD: Final = 4
_REASONS: Final[Mapping[int, str]] = {
    200: "OK",
    201: "Created",
    204: "No Content",
    400: "Bad Request",
    401: "Unauthorized",
    404: "Not Found",
    409: "Conflict",
    454: "Session Not Found",
    461: "Unsupported Transport",
    501: "Not Implemented",
    503: "Service Unavailable",
}


@dataclass(frozen=True, slots=True)
class TextMessage:
    """A request or an answer. `first` is its first line; names of headers are in small letters."""

    first: str
    headers: Mapping[str, str]
    body: bytes = field(default=b"", repr=False)

    @property
    def words(self) -> tuple[str, str, str]:
        """Method, target and version of a request; version, status and reason of an answer."""
        one, two, three, *_ = (*self.first.split(" ", 2), "", "")
        return one, two, three

    @property
    def method(self) -> str:
        """What a request asks."""
        return self.words[0]

    @property
    def target(self) -> str:
        """Of what a request asks it."""
        return self.words[1]

    @property
    def path(self) -> str:
        """The target without its host and query."""
        return urlsplit(self.target).path

    @property
    def query(self) -> dict[str, str]:
        """What follows the path."""
        return dict(parse_qsl(urlsplit(self.target).query))


class TextMessages:
    """Cuts what comes in on one connection into messages. Garbage is thrown away, memory is bounded.

    What RTSP sends in between, `$`, channel, length and data (RFC 2326, 10.12), is collected in `between`.
    """

    def __init__(self) -> None:
        self.between = b""
        self._held = b""

    def feed(self, chunk: bytes) -> Iterator[TextMessage]:
        """Messages that are whole now."""
        self._held += chunk
        if len(self._held) > MOST:
            self._held = b""
        while (message := self._next()) is not None:
            yield message

    def _next(self) -> TextMessage | None:
        while True:
            if not self._past_between():
                return None
            head, end, rest = self._held.partition(END)
            if not end:
                return None
            message = _head(head)
            try:
                found = (b"", 0) if message is None else _body(message.headers, rest)
            except ValueError:
                self._held = b""
                return None
            if found is None:
                return None
            body, ends = found
            self._held = rest[ends:]
            if message is not None:
                return TextMessage(message.first, message.headers, body)

    def _past_between(self) -> bool:
        """Whether a message could begin here."""
        while self._held[:1] == _INTERLEAVED:
            length = _INTERLEAVED_HEAD + int.from_bytes(self._held[2:_INTERLEAVED_HEAD])
            if len(self._held) < max(length, _INTERLEAVED_HEAD):
                return False
            self.between = (self.between + self._held[:length])[-MOST:]
            self._held = self._held[length:]
        return True


def _head(head: bytes) -> TextMessage | None:
    """First line and headers; None where it is neither a request nor an answer."""
    first, *lines = head.decode("latin-1").lstrip("\r\n").split("\r\n")
    if len(first.split(" ", 2)) != 3:  # noqa: PLR2004 - three words
        return None
    named = (line.partition(":") for line in lines)
    return TextMessage(first, {name.strip().lower(): value.strip() for name, _, value in named})


def _body(headers: Mapping[str, str], rest: bytes) -> tuple[bytes, int] | None:
    """The body and where it ends, None while it is not whole. Raises ValueError."""
    if headers.get("transfer-encoding", "").lower() == "chunked":
        return _chunks(rest)
    ends = _size(headers.get("content-length", "0"), 10)
    return (rest[:ends], ends) if len(rest) >= ends else None


def _chunks(rest: bytes) -> tuple[bytes, int] | None:
    """As `_body`, put together from chunks (RFC 9112, 7.1); trailers are not expected."""
    body, place = bytearray(), 0
    while (line := rest.find(LINE, place)) >= 0:
        begins = line + len(LINE)
        size = _size(rest[place:line].decode("latin-1").partition(";")[0].strip(), 16)
        place = begins + size + len(LINE)
        if len(rest) < place:
            return None
        if not size:
            return bytes(body), place
        body += rest[begins : begins + size]
    return None


def _size(text: str, base: int) -> int:
    """A count of bytes. Raises ValueError."""
    size = int(text, base)
    if not 0 <= size <= MOST:
        raise ValueError("no size of a body")
    return size


def response(
    request: TextMessage, status: int, headers: Mapping[str, str] | None = None, body: bytes = b""
) -> bytes:
    """The bytes of an answer, in the protocol in which it was asked."""
    lines = [f"{request.words[2]} {status} {_REASONS.get(status, 'Unknown')}"]
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

    def lets_in(self, request: TextMessage) -> bool:
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
        return secrets.compare_digest(expected.encode(), said.get("response", "").encode())


def _md5(text: str) -> str:
    return hashlib.md5(text.encode()).hexdigest()  # noqa: S324 - the protocol's own
