"""HTTP to devices: logins, limits, deadlines, devices that are away."""

import asyncio
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from aiohttp import web
from at_work import stopped
from polling import until
from structlog.testing import capture_logs

from hallctl.contracts.devices import LinkState, Outcome
from hallctl.links.http import Credentials, HttpAuth, HttpDevice, HttpDevices, HttpRequest
from hallctl.links.link import Backoff

QUICK = Backoff(first_s=0.02, longest_s=0.05)
Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


@asynccontextmanager
async def server(handler: Handler, port: int = 0) -> AsyncIterator[str]:
    app = web.Application()
    app.router.add_route("*", "/{path:.*}", handler)
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.1)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", port).start()
    try:
        yield f"http://127.0.0.1:{runner.addresses[0][1]}/"
    finally:
        await runner.cleanup()


@asynccontextmanager
async def device_at(url: str, credentials: Credentials | None = None) -> AsyncIterator[HttpDevice]:
    devices = HttpDevices(backoff=QUICK)
    device = devices.open(url, credentials=credentials)
    task = asyncio.create_task(devices.run())
    try:
        yield device
    finally:
        await stopped(task)


async def picture(request: web.Request) -> web.StreamResponse:
    return web.Response(body=b"\xff\xd8" + bytes(1000), content_type="image/jpeg")


async def test_an_answer_comes_with_its_type() -> None:
    async with server(picture) as url, device_at(url) as camera:
        reply = await camera.get("/snapshot.jpg", 2.0)
        assert (reply.outcome, reply.status, reply.content_type) == (Outcome.DONE, 200, "image/jpeg")
        assert reply.body[:2] == b"\xff\xd8"
        assert camera.state is LinkState.ONLINE


async def test_a_body_goes_out_as_given() -> None:
    seen: list[tuple[str, str, bytes]] = []

    async def cabinet(request: web.Request) -> web.StreamResponse:
        seen.append((request.method, request.headers["Content-Type"], await request.read()))
        return web.Response(status=201)

    async with server(cabinet) as url, device_at(url) as device:
        request = HttpRequest("POST", "/ipp/print", b"\x01\x01", {"Content-Type": "application/ipp"})
        reply = await device.request(request, 2.0)
        assert (reply.outcome, reply.status) == (Outcome.DONE, 201)
    assert seen == [("POST", "application/ipp", b"\x01\x01")]


@pytest.mark.parametrize("status", [302, 401, 404, 500])
async def test_any_other_status_is_a_refusal(status: int) -> None:
    async def refuses(_: web.Request) -> web.StreamResponse:
        return web.Response(status=status, headers={"Location": "http://127.0.0.1:1/"})

    async with server(refuses) as url, device_at(url) as device:
        reply = await device.get("/x", 2.0)
        assert (reply.outcome, reply.status) == (Outcome.REFUSED, status)
        assert device.state is LinkState.ONLINE


async def test_too_much_is_refused_and_not_kept() -> None:
    async def endless(request: web.Request) -> web.StreamResponse:
        response = web.StreamResponse()
        await response.prepare(request)
        try:
            while True:
                await response.write(bytes(65536))
        except ConnectionError:
            return response

    async with server(endless) as url, device_at(url) as device:
        reply = await device.get("/x", 5.0, most_bytes=500_000)
        assert (reply.outcome, reply.cause) == (Outcome.REFUSED, "the answer is too large")


async def test_basic_logins_are_sent_to_the_device_only() -> None:
    async def guarded(request: web.Request) -> web.StreamResponse:
        known = request.headers.get("Authorization") == "Basic YWRtaW46w7xiZXI="
        return web.Response(status=200 if known else 401)

    login = Credentials("admin", "über", HttpAuth.BASIC)
    async with server(guarded) as url, device_at(url, login) as device:
        assert (await device.get("/x", 2.0)).outcome is Outcome.DONE
        assert (await device.get("http://127.0.0.1:1/x", 2.0)).cause == "not an address on this host"
        assert (await device.get("http://[/x", 2.0)).outcome is Outcome.REFUSED


async def test_a_digest_is_answered() -> None:
    challenge = 'Digest realm="IP Camera", qop="auth", nonce="4f5e", algorithm=MD5'

    async def guarded(request: web.Request) -> web.StreamResponse:
        given = request.headers.get("Authorization", "")
        if 'username="admin"' not in given or "response=" not in given:
            return web.Response(status=401, headers={"WWW-Authenticate": challenge})
        assert "hunter2" not in given
        return web.Response(text="ok")

    async with server(guarded) as url, device_at(url, Credentials("admin", "hunter2")) as device:
        assert (await device.get("/ISAPI/System/deviceInfo", 2.0)).body == b"ok"


async def test_a_device_that_does_not_answer_in_time_is_told_by_what_was_asked() -> None:
    async def slow(_: web.Request) -> web.StreamResponse:
        await asyncio.sleep(5)
        return web.Response()

    async with server(slow) as url, device_at(url) as device:
        assert (await device.get("/x", 0.1)).outcome is Outcome.TIMED_OUT
        await device.link._standing.wait()
        assert (await device.request(HttpRequest("POST", "/x", b""), 0.1)).outcome is Outcome.UNKNOWN
        await until(lambda: device.state is not LinkState.ONLINE)


async def test_a_device_that_is_away_is_told_at_once_said_once_and_found_again() -> None:
    with capture_logs() as said:
        async with server(picture) as url:
            port = int(url.rstrip("/").rpartition(":")[2])
        async with device_at(url) as device:
            await until(lambda: device.link.stats.tries > 3)
            began = time.monotonic()
            assert (await device.get("/x", 60.0)).outcome is Outcome.TIMED_OUT
            assert time.monotonic() - began < 30
            async with server(picture, port):
                await until(lambda: device.state is LinkState.ONLINE)
                assert (await device.get("/x", 2.0)).outcome is Outcome.DONE
    assert [line["event"] for line in said if line["log_level"] == "warning"] == ["link is down"]
    assert [line["event"] for line in said if line["log_level"] == "info"] == ["link is back"]


async def test_a_device_that_accepts_and_never_answers_is_mentioned_once() -> None:
    async def mute(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writers.append(writer)

    writers: list[asyncio.StreamWriter] = []
    with capture_logs() as said:
        listening = await asyncio.start_server(mute, "127.0.0.1", 0)
        url = f"http://127.0.0.1:{listening.sockets[0].getsockname()[1]}/"
        async with device_at(url) as device:
            for _ in range(8):
                await device.get("/x", 0.05)
            assert device.state is not LinkState.ONLINE
        listening.close()
        for writer in writers:
            writer.transport.abort()
        await asyncio.sleep(0)
    assert [line["event"] for line in said if line["log_level"] != "debug"] == ["link is down"]


@pytest.mark.parametrize("url", ["", "ftp://host/", "http:///x", "tcp://host:1"])
def test_what_is_no_web_address_is_refused(url: str) -> None:
    with pytest.raises(ValueError, match="web server"):
        HttpDevices().open(url)


def test_a_login_in_an_address_is_refused_without_repeating_it() -> None:
    with pytest.raises(ValueError, match="login") as caught:
        HttpDevices().open("http://admin:hunter2@camera/")
    assert "hunter2" not in str(caught.value)


def test_logins_come_from_a_file_and_are_not_shown(tmp_path: Path) -> None:
    file = tmp_path / "camera-1"
    file.write_text("admin:hunter:2\n")
    login = Credentials.read(file, HttpAuth.BASIC)
    assert login == Credentials("admin", "hunter:2", HttpAuth.BASIC)
    assert "hunter" not in repr(login)
    file.write_text("nothing")
    with pytest.raises(ValueError, match="user:password"):
        Credentials.read(file)
