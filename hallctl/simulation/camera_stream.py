"""The RTSP server of a simulated camera (RFC 2326): one stream, interleaved, MPEG-TS in RTP (RFC 2250)."""

from __future__ import annotations

import asyncio
import struct
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Final
from urllib.parse import parse_qs, urlsplit

from hallctl.simulation import camera_pictures
from hallctl.simulation.text_messages import DigestGuard, TextMessage, TextMessages, response
from hallctl.simulation.wire_ends import Hears, Say

SSRC: Final = 0x48414C4C
MP2T: Final = 33
SESSION: Final = "12345678"
TIMES: Final = "%Y%m%dT%H%M%SZ"
FAST: Final = 20
"""What was recorded is sent so many times faster than it happened."""

TRANSPORT: Final = "RTP/AVP/TCP;unicast;interleaved=0-1"
SDP: Final = (
    "v=0\r\no=- 1 1 IN IP4 127.0.0.1\r\ns=camera\r\nc=IN IP4 0.0.0.0\r\nt=0 0\r\n"
    f"m=video 0 RTP/AVP {MP2T}\r\na=rtpmap:{MP2T} MP2T/90000\r\na=control:track1\r\n"
)


class StreamServer:
    """Serves every connection of one camera. `open_for`: whether there is anything at a path.

    `speed`: how much faster than it happens the live picture comes.
    """

    def __init__(self, guard: DigestGuard, open_for: Callable[[str], bool], *, speed: float = 1.0) -> None:
        self.guard, self._speed = guard, speed
        self.played: list[str] = []
        self._open_for = open_for
        self._work: set[asyncio.Task[None]] = set()

    async def stop(self) -> None:
        """End every stream."""
        for task in tuple(self._work):
            task.cancel()
        await asyncio.gather(*self._work, return_exceptions=True)

    def opens(self, say: Say) -> Hears:
        """A connection stands."""
        requests = TextMessages()
        playing: list[asyncio.Task[None]] = []

        def hears(data: bytes) -> None:
            for request in requests.feed(data):
                self._answer(request, say, playing)

        return hears

    def _answer(self, request: TextMessage, say: Say, playing: list[asyncio.Task[None]]) -> None:
        methods = "OPTIONS, DESCRIBE, SETUP, PLAY, TEARDOWN"
        if request.method == "OPTIONS":
            say(response(request, 200, {"Public": methods}))
        elif not self.guard.lets_in(request):
            say(response(request, 401, self.guard.challenge))
        elif not self._open_for(request.path):
            say(response(request, 404))
        elif request.method == "DESCRIBE":
            about = {"Content-Type": "application/sdp", "Content-Base": request.target}
            say(response(request, 200, about, SDP.encode()))
        elif request.method == "SETUP":
            wanted = "interleaved" in request.headers.get("transport", "")
            headers = {"Transport": TRANSPORT, "Session": SESSION}
            say(response(request, 200, headers) if wanted else response(request, 461))
        elif request.method == "PLAY":
            say(response(request, 200, {"Session": SESSION, "Range": "npt=0-"}))
            playing.append(self._play(request.target, say))
        else:
            for task in playing:
                task.cancel()
            say(response(request, 200, {"Session": SESSION}))

    def _play(self, target: str, say: Say) -> asyncio.Task[None]:
        self.played.append(target)
        task = asyncio.ensure_future(_stream(target, say, self._speed))
        self._work.add(task)
        task.add_done_callback(self._work.discard)
        return task


async def _stream(target: str, say: Say, speed: float) -> None:
    span = _span(target)
    seconds = camera_pictures.LONGEST_S if span is None else span + 1  # recorders end on a whole group
    packets = await asyncio.to_thread(camera_pictures.transport_stream, seconds)
    pause_s = seconds / len(packets) / (speed if span is None else FAST)
    for number, data in enumerate(packets):
        clock = int(number * seconds / len(packets) * 90_000) & 0xFFFFFFFF
        head = struct.pack(">BBHII", 0x80, 0x80 | MP2T, number & 0xFFFF, clock, SSRC)
        say(_interleaved(0, head + data))
        await asyncio.sleep(pause_s)
    say(_interleaved(1, struct.pack(">BBHI", 0x81, 203, 1, SSRC)))  # RTCP BYE


def _interleaved(channel: int, data: bytes) -> bytes:
    return struct.pack(">cBH", b"$", channel, len(data)) + data


def _span(target: str) -> int | None:
    """Seconds of a recording that is asked for; None: what it sees now."""
    asked = parse_qs(urlsplit(target).query)
    try:
        begin, end = (
            datetime.strptime(asked[name][0].rstrip("/").partition("/")[0], TIMES).replace(tzinfo=UTC)
            for name in ("starttime", "endtime")
        )
    except (KeyError, ValueError):
        return None
    return round((end - begin).total_seconds())
