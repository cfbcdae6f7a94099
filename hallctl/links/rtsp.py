"""RTSP (RFC 2326) to one camera: whether its server answers, one picture of a stream, a stretch into a file.

Streams are read by libav in threads of their own, so that a camera which says nothing costs nobody a thread
that the hall needs. No address with a login is ever logged: libav puts it into its errors.
"""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable
from concurrent.futures import Executor, ThreadPoolExecutor
from dataclasses import dataclass
from fractions import Fraction
from functools import partial
from itertools import count
from pathlib import Path
from typing import Any, Final, TypeVar
from urllib.parse import quote, urlsplit

import structlog

from hallctl.contracts.devices import Outcome
from hallctl.links.http import Credentials
from hallctl.links.link import Backoff, Link, LinkDown, Timing
from hallctl.links.shelf import LinkHandle, Pool, Shelf
from hallctl.links.wire import CONNECT_S

DEFAULT_PORT: Final = 554
ANSWER_S: Final = 3.0
EVERY_S: Final = 10.0
AT_ONCE: Final = 2
MOST_HEADER: Final = 8192
SILENCE_S: Final = 10.0
"""A stream that brings nothing for so long has ended."""

T = TypeVar("T")
log = structlog.get_logger(__name__)
_pictures: Final = ThreadPoolExecutor(AT_ONCE, thread_name_prefix="rtsp-picture")
_recordings: Final = ThreadPoolExecutor(AT_ONCE, thread_name_prefix="rtsp-recording")


@dataclass(frozen=True, slots=True)
class RtspPlace:
    """An RTSP server."""

    host: str
    port: int

    @property
    def url(self) -> str:
        """Its address, without path and login."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return f"rtsp://{host}:{self.port}"


class RtspLink(Link):
    """Whether the server answers OPTIONS, which needs no login."""

    def __init__(
        self, place: RtspPlace, *, backoff: Backoff | None = None, timing: Timing | None = None
    ) -> None:
        super().__init__(f"rtsp {place.host}:{place.port}", backoff=backoff, timing=timing)
        self._place = place

    async def _session(self) -> None:
        async with asyncio.timeout(CONNECT_S):
            reader, writer = await asyncio.open_connection(self._place.host, self._place.port)
        try:
            for number in count(1):
                options = f"OPTIONS {self._place.url}/ RTSP/1.0\r\nCSeq: {number}\r\n\r\n"
                writer.write(options.encode())
                async with asyncio.timeout(ANSWER_S):
                    answer = await reader.readuntil(b"\r\n\r\n")
                if not answer.startswith(b"RTSP/1.0 ") or len(answer) > MOST_HEADER:
                    raise LinkDown("what answers there does not speak RTSP")
                self._up()
                await self._timing.sleep(EVERY_S)
        except (asyncio.IncompleteReadError, asyncio.LimitOverrunError) as error:
            raise LinkDown("no answer") from error
        finally:
            writer.close()


class RtspServer(LinkHandle[RtspLink]):
    """One camera's RTSP server. Nothing raises; outcomes tell."""

    def __init__(
        self, pool: Pool[RtspLink], place: RtspPlace, login: Credentials | None, make: Callable[[], RtspLink]
    ) -> None:
        super().__init__(pool, place, make)
        self.place = place
        self._login = login

    async def picture(self, path: str, deadline_s: float) -> bytes | None:
        """The first whole picture of a stream as JPEG; None where none came in time."""
        work = partial(_picture, self._url(path), deadline_s)
        return await self._libav(_pictures, work, 2 * deadline_s)

    async def record(self, path: str, to: Path, most_s: float) -> Outcome:
        """Write the stream at `path` to a Matroska file until it ends, at most `most_s` of it."""
        stop = threading.Event()
        work = partial(_record, self._url(path), to, most_s, stop)
        try:
            written = await self._libav(_recordings, work, 2 * most_s + 2 * SILENCE_S)
        finally:
            stop.set()
        return Outcome.DONE if written else Outcome.TIMED_OUT

    async def _libav(self, threads: Executor, work: Callable[[], T], wait_s: float) -> T | None:
        """`work` ends by itself: libav is told its deadlines. `wait_s` bounds the queue before it."""
        loop = asyncio.get_running_loop()
        try:
            async with asyncio.timeout(wait_s):
                return await loop.run_in_executor(threads, work)
        except Exception as error:  # noqa: BLE001 - libav has dozens, and their texts hold the login
            log.debug("no pictures", link=self.link.name, cause=type(error).__name__)
            return None

    def _url(self, path: str) -> str:
        if self._login is None:
            return self.place.url + path
        scheme, _, rest = self.place.url.partition("://")
        user, password = quote(self._login.user, safe=""), quote(self._login.password, safe="")
        return f"{scheme}://{user}:{password}@{rest}{path}"


class RtspServers(Shelf[RtspLink]):
    """All RTSP servers of the hall."""

    def open(self, address: str, *, credentials: Credentials | None = None) -> RtspServer:
        """The server of `rtsp://host[:port]…`; a path in it is left to the driver. Raises ValueError."""
        parts = urlsplit(address)
        if parts.scheme != "rtsp" or not parts.hostname:
            raise ValueError(
                f"not the address of an RTSP server; expected rtsp://host[:port]: {parts.scheme}"
            )
        if parts.username or parts.password:
            raise ValueError(f"a login does not belong into the address of {parts.hostname}")
        place = RtspPlace(parts.hostname, parts.port or DEFAULT_PORT)
        server = RtspServer(self._pool, place, credentials, partial(self._link, place))
        self._note(server)
        return server

    def _link(self, place: RtspPlace) -> RtspLink:
        return RtspLink(place, timing=self._timing, backoff=self._backoff)


def _open(url: str, wait_s: float) -> Any:
    import av

    options = {"rtsp_transport": "tcp", "timeout": str(int(wait_s * 1_000_000))}
    return av.open(url, options=options, timeout=(wait_s, wait_s))


def _picture(url: str, deadline_s: float) -> bytes | None:
    """Blocking: the first frame that decodes."""
    with _open(url, deadline_s) as stream:
        for frame in stream.decode(video=0):
            return _jpeg(frame)
    return None


def _jpeg(frame: Any) -> bytes:
    import av

    codec: Any = av.CodecContext.create("mjpeg", "w")
    codec.width, codec.height, codec.pix_fmt = frame.width, frame.height, "yuvj420p"
    codec.time_base = Fraction(1, 25)
    still = frame.reformat(format="yuvj420p")
    still.pts = 0
    return b"".join(bytes(packet) for packet in (*codec.encode(still), *codec.encode(None)))


def _record(url: str, to: Path, most_s: float, stop: threading.Event) -> int:
    """Blocking: copy packets as they are, sound and picture; how many there were."""
    import av

    written = 0
    with _open(url, SILENCE_S) as stream, av.open(str(to), "w", format="matroska") as file:
        copies = {
            source.index: file.add_stream_from_template(source)
            for source in stream.streams
            if source.type in {"video", "audio"}
        }
        begun = last = None
        try:
            for packet in stream.demux():
                if stop.is_set():
                    break
                if packet.dts is None or packet.stream.index not in copies:
                    continue
                at_s = float(packet.dts * packet.time_base)
                begun, gap_s = (
                    (at_s, 0.0) if begun is None or last is None else (begun, max(0.0, at_s - last))
                )
                last = at_s
                packet.stream = copies[packet.stream.index]
                file.mux(packet)
                written += 1
                # Not one packet more is waited for than was asked: many recorders fall silent at the end.
                if at_s - begun + gap_s >= most_s:
                    break
        except av.error.FFmpegError:
            # Recorders end a stretch by falling silent or hanging up: what has come is whole.
            log.debug("stream ended", packets=written)
    return written
