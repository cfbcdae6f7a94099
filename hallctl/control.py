"""What people on the machine ask of the running daemon, over a Unix socket beside its database.

One line of JSON is a request, one line its answer. Only the account of the daemon, and root, may ask: whoever
reaches the socket may do what is done here.
"""

from __future__ import annotations

import asyncio
import json
import os
import socket
import struct
from collections.abc import Awaitable, Callable, Mapping
from pathlib import Path
from typing import Any, Final

import structlog

LONGEST: Final = 1024
ASK_WITHIN_S: Final = 5.0
ANSWER_WITHIN_S: Final = 60.0
LONGEST_PATH: Final = 100
"""Bytes of a path that every kernel takes for a Unix socket."""

log = structlog.get_logger(__name__)

Acts = Mapping[str, Callable[[str], Awaitable[bytes]]]
"""Word of a request → what is done with what it is about; gives JSON without a line break."""


class ControlError(Exception):
    """The daemon cannot be asked, or does not know the word; the text says why."""


class Control:
    """The daemon's end."""

    def __init__(self, path: Path, acts: Acts) -> None:
        self._path, self._acts = path, acts
        self._server: asyncio.Server | None = None

    async def start(self) -> None:
        """Listen. A daemon that cannot serves without: it says so and goes on."""
        try:
            if len(os.fsencode(self._path)) > LONGEST_PATH:
                raise OSError("the path is too long for a socket")
            # The database's lock says that no other daemon lives here: what is left is a dead one's.
            self._path.unlink(missing_ok=True)
            self._server = await asyncio.start_unix_server(self._serve, self._path, limit=LONGEST)
            self._path.chmod(0o600)
        except OSError as error:
            log.warning("control socket not opened", path=str(self._path), cause=str(error))

    async def stop(self) -> None:
        """Take no more requests."""
        if self._server is None:
            return
        self._server.close()
        await self._server.wait_closed()
        self._path.unlink(missing_ok=True)

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            if _user_of(writer) not in {0, os.geteuid()}:
                return
            async with asyncio.timeout(ASK_WITHIN_S):
                line = await reader.readline()
            writer.write(await self._answer(line) + b"\n")
            await writer.drain()
        except (OSError, TimeoutError, ValueError) as error:
            log.debug("control request lost", cause=str(error))
        finally:
            writer.close()

    async def _answer(self, line: bytes) -> bytes:
        try:
            request = json.loads(line)
            word, about = str(request["do"]), str(request.get("of", ""))
        except (ValueError, KeyError, TypeError, AttributeError):
            return b'{"error": "malformed"}'
        act = self._acts.get(word)
        if act is None:
            return b'{"error": "unknown"}'
        try:
            return await act(about)
        except Exception:
            log.exception("control request failed", word=word)
            return b'{"error": "failed"}'


def ask(path: Path, word: str, about: str = "", within_s: float = ANSWER_WITHIN_S) -> Any:
    """The answer of the running daemon (blocking). Raises `ControlError`."""
    with socket.socket(socket.AF_UNIX) as client:
        client.settimeout(within_s)
        try:
            client.connect(os.fsencode(path))
            client.sendall(json.dumps({"do": word, "of": about}).encode() + b"\n")
            with client.makefile("rb") as answers:
                line = answers.readline()
            answer = json.loads(line)
        except (OSError, ValueError) as error:
            raise ControlError(f"no hall answers at {path}: {error}") from None
    if isinstance(answer, dict) and "error" in answer:
        raise ControlError(f"the hall does not do this: {answer['error']}")
    return answer


def _user_of(writer: asyncio.StreamWriter) -> int:
    """The account at the other end (SO_PEERCRED)."""
    end = writer.get_extra_info("socket")
    credentials = end.getsockopt(socket.SOL_SOCKET, socket.SO_PEERCRED, struct.calcsize("3i"))
    _, user, _ = struct.unpack("3i", credentials)
    return int(user)
