"""Programs that are not ours, as the people and devices of a hall: Mosquitto's clients, mbpoll, curl.

Each call is one command line, printed in `docs/visit.md` too; what comes back is what a reader would see.
"""

from __future__ import annotations

import asyncio
import json
import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from debian_programs import path_of
from polling import PATIENCE_S

ROW_BYTES = 16
COLOURS = {0: "off", 1: "red", 2: "green", 3: "amber"}


async def said(*command: str) -> str:
    """What the program says on standard output. A failure is an AssertionError with its words."""
    process = await asyncio.create_subprocess_exec(
        *command, stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.PIPE
    )
    try:
        async with asyncio.timeout(PATIENCE_S):
            out, errors = await process.communicate()
    except TimeoutError:
        process.kill()
        await process.wait()
        raise
    assert process.returncode == 0, f"{command[0]}: {out.decode()} {errors.decode()}"
    return out.decode()


@dataclass(frozen=True)
class MqttBox:
    """A device on MQTT made of Mosquitto's clients. They share one client id, so they run one at a time."""

    hall: str
    device: str
    token: str
    port: int

    def topic(self, leaf: str) -> str:
        return f"hall/{self.hall}/device/{self.device}/{leaf}"

    def _options(self) -> tuple[str, ...]:
        who = ("-i", self.device, "-u", self.device, "-P", self.token)
        return ("-h", "127.0.0.1", "-p", str(self.port), *who, "-V", "mqttv311", "-q", "1")

    async def tell(self, leaf: str, content: dict[str, Any], *, retain: bool = False) -> None:
        """mosquitto_pub."""
        flags = ("-r",) if retain else ()
        words = ("-t", self.topic(leaf), "-m", json.dumps(content, ensure_ascii=False), *flags)
        await said(path_of("mosquitto_pub"), *self._options(), *words)

    async def ask(self, request: str, name: str, args: dict[str, Any]) -> dict[str, Any]:
        """mosquitto_rr: send a request, wait for its reply."""
        message = json.dumps({"id": request, "name": name, "args": args}, ensure_ascii=False)
        words = ("-t", self.topic("request"), "-e", self.topic("reply"), "-m", message)
        reply: dict[str, Any] = json.loads(await said(path_of("mosquitto_rr"), *self._options(), *words))
        assert reply["id"] == request
        return reply

    @asynccontextmanager
    async def listening(self, leaf: str) -> AsyncIterator[asyncio.Task[dict[str, Any]]]:
        """mosquitto_sub for one message, subscribed before the block begins; the message ends the program."""
        words = ("-t", self.topic(leaf), "-C", "1", "-d", "-R")
        async with _running(path_of("mosquitto_sub"), *self._options(), *words) as process:
            await _until(process, "Subscribed (mid:")
            task = asyncio.ensure_future(_first_json(process))
            try:
                yield task
            finally:
                task.cancel()


@asynccontextmanager
async def city_screen(hall: str, name: str, token: str, port: int) -> AsyncIterator[asyncio.Queue[Any]]:
    """mosquitto_sub as an integrator: (topic, content) of every event and of what is retained."""
    who = (
        "-h",
        "127.0.0.1",
        "-p",
        str(port),
        "-i",
        name,
        "-u",
        name,
        "-P",
        token,
        "-V",
        "mqttv311",
        "-q",
        "1",
    )
    topics = ("-t", f"hall/{hall}/event/+/+", "-t", f"hall/{hall}/window/+", "-t", f"hall/{hall}/wall")
    heard: asyncio.Queue[Any] = asyncio.Queue()

    async def read(process: asyncio.subprocess.Process) -> None:
        assert process.stdout is not None
        while line := (await process.stdout.readline()).decode():
            if line.startswith("hall/"):
                topic, _, content = line.partition(" ")
                heard.put_nowait((topic, json.loads(content)))

    async with _running(path_of("mosquitto_sub"), *who, *topics, "-v", "-d") as process:
        await _until(process, "Subscribed (mid:")
        reading = asyncio.ensure_future(read(process))
        try:
            yield heard
        finally:
            reading.cancel()


@dataclass(frozen=True)
class DisplayReading:
    """What the holding registers of a generic Modbus text display say."""

    rows: tuple[str, ...]
    colour: str
    blinks: bool


async def read_display(port: int, unit: int) -> DisplayReading:
    """mbpoll: the text, then the control register."""
    words = await read_registers(port, unit, 0, 24)
    text = b"".join(word.to_bytes(2, "big") for word in words)
    rows = tuple(
        text[at : at + ROW_BYTES].decode("gb18030").rstrip() for at in range(0, len(text), ROW_BYTES)
    )
    (control,) = await read_registers(port, unit, 32, 1)
    return DisplayReading(rows, COLOURS[control & 0b11], bool(control & 1 << 4))


async def read_registers(port: int, unit: int, first: int, count: int) -> list[int]:
    """mbpoll: holding registers, counted from 0."""
    what = ("-m", "tcp", "-a", str(unit), "-0", "-t", "4:hex", "-r", str(first), "-c", str(count), "-1", "-q")
    out = await said(path_of("mbpoll"), *what, "-p", str(port), "127.0.0.1")
    words = [int(word, 16) for word in re.findall(r"^\[\d+\]:\s+0x([0-9A-F]{4})", out, re.MULTILINE)]
    assert len(words) == count, out
    return words


@dataclass
class Curl:
    """A clerk at a terminal: cookie jar, CSRF token, JSON."""

    url: str
    jar: Path
    csrf: str = ""
    headers: list[str] = field(default_factory=list)

    async def log_in(self, user: str, password: str, window: str | None) -> None:
        """Open a session; the cookie goes into the jar."""
        answer = await self.post("session", {"user": user, "password": password, "window": window})
        self.csrf = answer["csrf"]

    async def get(self, path: str) -> Any:
        return await self._curl(path)

    async def post(self, path: str, body: dict[str, Any] | None = None) -> Any:
        content = (
            "-H",
            "Content-Type: application/json",
            "--data",
            json.dumps(body or {}, ensure_ascii=False),
        )
        return await self._curl(path, "-X", "POST", *content)

    async def _curl(self, path: str, *more: str) -> Any:
        cookies = ("-b", str(self.jar), "-c", str(self.jar), "-H", f"X-CSRF-Token: {self.csrf}")
        extra = [word for header in self.headers for word in ("-H", header)]
        shape = ("-sS", "-w", r"\n%{http_code}", *cookies, *extra)
        out = await said(path_of("curl"), *shape, *more, f"{self.url}/api/v1/{path}")
        body, _, status = out.rpartition("\n")
        assert status.startswith("2"), f"{path}: {status} {body}"
        return json.loads(body) if body else None


@asynccontextmanager
async def live_feed(url: str, topics: str) -> AsyncIterator[asyncio.Queue[tuple[str, Any]]]:
    """curl on the live feed: (event, data) of what comes after the snapshot."""
    heard: asyncio.Queue[tuple[str, Any]] = asyncio.Queue()

    async def read(process: asyncio.subprocess.Process) -> None:
        assert process.stdout is not None
        event = "snapshot"
        while line := (await process.stdout.readline()).decode():
            if line.startswith("event: "):
                event = line.removeprefix("event: ").strip()
            elif line.startswith("data: "):
                heard.put_nowait((event, json.loads(line.removeprefix("data: "))))

    async with _running(path_of("curl"), "-sSN", f"{url}/api/v1/feed?topics={topics}") as process:
        await _until(process, "event: snapshot")
        reading = asyncio.ensure_future(read(process))
        try:
            yield heard
        finally:
            reading.cancel()


async def heard_of(queue: asyncio.Queue[Any], name: str) -> Any:
    """The next message under that name; others are passed over."""
    async with asyncio.timeout(PATIENCE_S):
        while True:
            called, content = await queue.get()
            if called == name:
                return content


@asynccontextmanager
async def _running(*command: str) -> AsyncIterator[asyncio.subprocess.Process]:
    """The program in the background, ended with the block."""
    process = await asyncio.create_subprocess_exec(
        "stdbuf", "-oL", *command, stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.STDOUT
    )
    try:
        yield process
    finally:
        with suppress(ProcessLookupError):
            process.terminate()
        await process.wait()


async def _until(process: asyncio.subprocess.Process, words: str) -> None:
    assert process.stdout is not None
    async with asyncio.timeout(PATIENCE_S):
        while line := (await process.stdout.readline()).decode():
            if words in line:
                return
    raise AssertionError(f"it ended without saying {words!r}")


async def _first_json(process: asyncio.subprocess.Process) -> dict[str, Any]:
    assert process.stdout is not None
    while line := (await process.stdout.readline()).decode():
        if line.startswith("{"):
            found: dict[str, Any] = json.loads(line)
            return found
    raise AssertionError("it ended without a message")
