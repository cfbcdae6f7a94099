"""A device's web server on the end of a simulated wire, so that its troubles are those of the wire."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import Final
from urllib.parse import parse_qsl, urlsplit

from hallctl.simulation.wire_ends import Hears, Port, Say, WireEnd

LONGEST: Final = 1_000_000
_LINE: Final = b"\r\n"
_END: Final = _LINE + _LINE


@dataclass(frozen=True, slots=True)
class HttpAsked:
    """A request as it came."""

    method: str
    path: str
    query: dict[str, str]
    headers: dict[str, str]
    body: bytes = field(repr=False)


@dataclass(frozen=True, slots=True)
class HttpAnswered:
    """What goes back."""

    status: int = 200
    body: bytes = field(default=b"", repr=False)
    content_type: str = "application/json"

    def encoded(self) -> bytes:
        """As bytes of HTTP/1.1; the connection stays open."""
        head = (
            f"HTTP/1.1 {self.status} {HTTPStatus(self.status).phrase}\r\n"
            f"Content-Type: {self.content_type}\r\nContent-Length: {len(self.body)}\r\n\r\n"
        )
        return head.encode() + self.body


Answers = Callable[[HttpAsked], HttpAnswered | None]
"""What the device answers; None: it says nothing."""


def serve(end: WireEnd, device: str, answers: Answers, *, slow_s: Callable[[], float]) -> Port:
    """Put a web server on `end`. `slow_s`: how long it thinks before each answer."""

    def opened(say: Say) -> Hears:
        heard = bytearray()

        def hears(data: bytes) -> None:
            heard.extend(data)
            while (asked := _taken(heard)) is not None:
                answered = answers(asked)
                if answered is None:
                    continue
                if slow_s():
                    end.later(slow_s(), say, answered.encoded())
                else:
                    say(answered.encoded())
            if len(heard) > LONGEST:
                heard.clear()

        return hears

    return end.join(device, opened)


def _taken(heard: bytearray) -> HttpAsked | None:
    """The first whole request, taken away; None while there is none. What is no HTTP is thrown away."""
    head, end, _ = bytes(heard).partition(_END)
    if not end:
        return None
    lines = head.decode("latin-1").split("\r\n")
    headers = {
        name.strip().lower(): value.strip() for name, _, value in (h.partition(":") for h in lines[1:])
    }
    parts = lines[0].split(" ")
    if len(parts) != len(("method", "target", "version")):
        heard.clear()
        return None
    begins = len(head) + len(_END)
    try:
        found = _body(headers, heard, begins)
    except ValueError:
        heard.clear()
        return None
    if found is None:
        return None
    body, ends = found
    del heard[:ends]
    target = urlsplit(parts[1])
    return HttpAsked(parts[0], target.path, dict(parse_qsl(target.query)), headers, body)


def _body(headers: dict[str, str], heard: bytearray, begins: int) -> tuple[bytes, int] | None:
    """The body and where it ends, None while it is not whole. Raises ValueError."""
    if headers.get("transfer-encoding", "").lower() == "chunked":
        return _chunks(heard, begins)
    ends = begins + _size(headers.get("content-length", "0"), 10)
    return (bytes(heard[begins:ends]), ends) if len(heard) >= ends else None


def _chunks(heard: bytearray, place: int) -> tuple[bytes, int] | None:
    """As `_body`, put together from chunks (RFC 9112, 7.1); trailers are not expected."""
    body = bytearray()
    while (line := heard.find(_LINE, place)) >= 0:
        begins = line + len(_LINE)
        size = _size(heard[place:line].decode("latin-1").partition(";")[0].strip(), 16)
        place = begins + size + len(_LINE)
        if len(heard) < place:
            return None
        if not size:
            return bytes(body), place
        body += heard[begins : begins + size]
    return None


def _size(text: str, base: int) -> int:
    """A count of bytes. Raises ValueError."""
    size = int(text, base)
    if size < 0:
        raise ValueError("less than nothing")
    return size
