"""A device's web server on the end of a simulated wire, so that its troubles are those of the wire."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import Final
from urllib.parse import parse_qsl, urlsplit

from hallctl.simulation.wire_ends import Hears, Port, Say, WireEnd

LONGEST: Final = 1_000_000
_END: Final = b"\r\n\r\n"


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
    length = headers.get("content-length", "0")
    if len(parts) != len(("method", "target", "version")) or not length.isdigit():
        heard.clear()
        return None
    whole = len(head) + len(_END) + int(length)
    if len(heard) < whole:
        return None
    body = bytes(heard[len(head) + len(_END) : whole])
    del heard[:whole]
    target = urlsplit(parts[1])
    return HttpAsked(parts[0], target.path, dict(parse_qsl(target.query)), headers, body)
