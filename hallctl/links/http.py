"""HTTP to one device, with deadlines and limits: cameras, network printers, courier cabinets."""

from __future__ import annotations

import asyncio
import ssl
from collections.abc import Callable, Coroutine, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from functools import partial
from pathlib import Path
from typing import Any, ClassVar, Final, Self

from aiohttp import (
    ClientConnectorError,
    ClientError,
    ClientResponse,
    ClientSession,
    ClientTimeout,
    DigestAuthMiddleware,
    DummyCookieJar,
    TCPConnector,
    encode_basic_auth,
)
from yarl import URL

from hallctl.contracts.devices import Outcome
from hallctl.links.link import Backoff, Link, LinkDown, Timing
from hallctl.links.shelf import LinkHandle, Pool, Shelf
from hallctl.links.wire import CONNECT_S
from hallctl.tasks import asked_to_end

MOST_BYTES: Final = 1_000_000
_CHUNK: Final = 65_536
_AT_ONCE: Final = 2
_HARMLESS: Final = frozenset({"GET", "HEAD", "OPTIONS"})


class HttpAuth(StrEnum):
    """How a device wants to be told who asks."""

    BASIC = "basic"
    DIGEST = "digest"


@dataclass(frozen=True, slots=True)
class Credentials:
    """A login at a device. It comes from a file, never from the hall's configuration."""

    user: str
    password: str = field(repr=False)
    auth: HttpAuth = HttpAuth.DIGEST

    @classmethod
    def read(cls, file: Path, auth: HttpAuth = HttpAuth.DIGEST) -> Self:
        """From a file of one line, `user:password`. Raises OSError or ValueError, without what it says."""
        user, colon, password = file.read_text(encoding="utf-8").strip().partition(":")
        if not user or not colon:
            raise ValueError(f"{file}: expected one line, user:password")
        return cls(user, password, auth)


@dataclass(frozen=True, slots=True)
class HttpReply:
    """How a request ended.

    DONE: status 200 to 299. REFUSED: any other answer, or one that is too large. TIMED_OUT: no answer.
    UNKNOWN: the same, but the request may have been carried out.
    """

    outcome: Outcome
    status: int = 0
    body: bytes = field(default=b"", repr=False)
    content_type: str = ""
    cause: str = ""


@dataclass(frozen=True, slots=True)
class HttpRequest:
    """What is asked of a device. `path` is seen from the base address; a whole one must be of its host."""

    method: str
    path: str
    body: bytes | None = field(default=None, repr=False)
    headers: Mapping[str, str] = field(default_factory=dict)
    most_bytes: int = MOST_BYTES
    chunked: bool = False  # the body is sent in chunks, as clients of IPP do


@dataclass(frozen=True, slots=True)
class Site:
    """A device's web server: where, as whom, and whose certificate is trusted instead of the system's."""

    base: URL
    credentials: Credentials | None = None
    ca_file: Path | None = None

    def session(self) -> ClientSession:
        """A client that knows no proxy, keeps no cookie and follows nobody elsewhere."""
        headers: dict[str, str] = {}
        middlewares: tuple[DigestAuthMiddleware, ...] = ()
        login = self.credentials
        if login is not None and login.auth is HttpAuth.BASIC:
            headers["Authorization"] = encode_basic_auth(login.user, login.password, encoding="utf-8")
        elif login is not None:
            middlewares = (DigestAuthMiddleware(login.user, login.password),)
        trust = ssl.create_default_context(cafile=self.ca_file) if self.ca_file else True
        return ClientSession(
            headers=headers,
            middlewares=middlewares,
            cookie_jar=DummyCookieJar(),
            connector=TCPConnector(limit=_AT_ONCE, ssl=trust),
            timeout=ClientTimeout(total=None, sock_connect=CONNECT_S),
        )


class HttpLink(Link):
    """Whether the device's web server can be reached, and the client that asks it."""

    DOWN_AFTER: ClassVar[int] = 2
    """Requests in a row without an answer after which the device counts as away."""

    def __init__(self, site: Site, *, backoff: Backoff | None = None, timing: Timing | None = None) -> None:
        super().__init__(f"http {site.base.origin()}", backoff=backoff, timing=timing)
        self._site = site
        self._client: ClientSession | None = None
        self._standing = asyncio.Event()
        self._given_up: asyncio.Future[str] | None = None
        self._misses = 0
        self._mute = False  # given up although it could be connected to

    async def request(self, request: HttpRequest, deadline_s: float) -> HttpReply:
        """See `HttpDevice.request`."""
        url = self._at(request.path)
        if url is None:
            return HttpReply(Outcome.REFUSED, cause="not an address on this host")
        if self._past.out and self._client is None:
            return HttpReply(Outcome.TIMED_OUT, cause=f"no connection: {self.stats.last_error}")
        lost = Outcome.TIMED_OUT if request.method in _HARMLESS else Outcome.UNKNOWN
        sent = False
        try:
            async with asyncio.timeout(deadline_s):
                await self._standing.wait()
                sent = True
                return await _not_cancelled(self._answer(request, url))
        except ClientConnectorError as error:
            self._missed(f"{type(error).__name__}: {error}", at_once=True)
            return HttpReply(Outcome.TIMED_OUT, cause="cannot connect")
        except ValueError as error:
            # A garbled challenge cannot be answered, and the client would remember it: it begins anew.
            self._missed(f"unreadable challenge: {type(error).__name__}", at_once=True)
            return HttpReply(lost, cause="an unreadable challenge")
        except (TimeoutError, OSError, ClientError, LinkDown) as error:
            if sent:
                self._missed(f"{type(error).__name__}: {error}", at_once=False)
            return HttpReply(lost if sent else Outcome.TIMED_OUT, cause=f"no answer: {type(error).__name__}")

    def _at(self, path: str) -> URL | None:
        """Devices give addresses themselves: what leads elsewhere is not followed with a login in hand."""
        try:
            url = self._site.base.join(URL(path))
            return url if url.origin() == self._site.base.origin() else None
        except ValueError:
            return None

    async def _answer(self, request: HttpRequest, url: URL) -> HttpReply:
        if self._client is None:
            raise LinkDown(self.stats.last_error)
        asking = self._client.request(
            request.method,
            url,
            data=request.body,
            headers=request.headers,
            allow_redirects=False,
            chunked=request.chunked or None,
        )
        async with asking as response:
            body = await _body(response, request.most_bytes)
            self._misses, self._mute = 0, False
            self._up()
            if body is None:
                return HttpReply(Outcome.REFUSED, response.status, cause="the answer is too large")
            fine = 200 <= response.status < 300  # noqa: PLR2004 - RFC 9110, 15
            return HttpReply(
                Outcome.DONE if fine else Outcome.REFUSED,
                response.status,
                body,
                response.content_type,
                "" if fine else f"status {response.status}",
            )

    async def _session(self) -> None:
        base = self._site.base
        async with asyncio.timeout(CONNECT_S):
            _, writer = await asyncio.open_connection(base.host, base.port)
        writer.close()
        client = self._site.session()
        try:
            given_up = self._given_up = asyncio.get_running_loop().create_future()
            self._client, self._misses = client, 0
            self._standing.set()
            if not self._mute:
                self._up()
            raise LinkDown(await given_up)
        finally:
            self._client = None
            self._standing.clear()
            await client.close()

    def _missed(self, cause: str, *, at_once: bool) -> None:
        self._misses += 1
        self._mute = not at_once
        if self._given_up is None or self._given_up.done():
            return
        if at_once or self._misses >= self.DOWN_AFTER:
            self._given_up.set_result(cause)


async def _not_cancelled(answer: Coroutine[Any, Any, HttpReply]) -> HttpReply:
    """A client that is closed cancels what waits in it; who asked is to go on. Raises LinkDown then."""
    try:
        return await answer
    except asyncio.CancelledError as cancelled:
        if asked_to_end(cancelled):
            raise
        raise LinkDown("the connection was given up") from None


class HttpDevice(LinkHandle[HttpLink]):
    """One device's web server. Nothing raises; outcomes tell."""

    def __init__(self, pool: Pool[HttpLink], site: Site, make: Callable[[], HttpLink]) -> None:
        super().__init__(pool, site, make)
        self.base_url = str(site.base)

    async def request(self, request: HttpRequest, deadline_s: float) -> HttpReply:
        """Ask, and have the whole answer within `deadline_s`."""
        return await self.link.request(request, deadline_s)

    async def get(self, path: str, deadline_s: float, *, most_bytes: int = MOST_BYTES) -> HttpReply:
        """Ask for what is at `path`."""
        return await self.link.request(HttpRequest("GET", path, most_bytes=most_bytes), deadline_s)


class HttpDevices(Shelf[HttpLink]):
    """All devices of the hall that speak HTTP."""

    def open(
        self, base_url: str, *, credentials: Credentials | None = None, ca_file: Path | None = None
    ) -> HttpDevice:
        """The device at `http(s)://host[:port][/path]`. Raises ValueError."""
        base = URL(base_url)
        if base.scheme not in {"http", "https"} or not base.host or not base.port:
            raise ValueError(
                f"not the address of a web server: {base_url!r}; expected http://host[:port][/path]"
            )
        if base.user or base.password:
            raise ValueError(f"a login does not belong into the address of {base.host}: it comes from a file")
        site = Site(base, credentials, ca_file)
        device = HttpDevice(self._pool, site, partial(self._link, site))
        self._note(device)
        return device

    def _link(self, site: Site) -> HttpLink:
        return HttpLink(site, timing=self._timing, backoff=self._backoff)


async def _body(response: ClientResponse, most_bytes: int) -> bytes | None:
    """All of the answer; None when it is longer than wanted."""
    body = bytearray()
    async for chunk in response.content.iter_chunked(_CHUNK):
        body += chunk
        if len(body) > most_bytes:
            response.close()
            return None
    return bytes(body)
