"""Running a program that turns text into sound, with a deadline."""

from __future__ import annotations

import asyncio
import os
import signal
from asyncio.subprocess import PIPE, Process
from collections.abc import Sequence
from contextlib import suppress
from typing import Final

from hallctl.speech.engine import CannotSpeak

LONGEST_S: Final = 20.0
MOST_BYTES: Final = 32 * 2**20
"""More than any sentence; a program that writes on and on is stopped there."""

_BLOCK: Final = 65_536


async def output_of(command: Sequence[str], text: str, remedy: str, longest_s: float = LONGEST_S) -> bytes:
    """What `command` writes when it is given `text`. Raises CannotSpeak, with `remedy` where it is missing.

    The program and whatever it started have ended when this returns or is cancelled.
    """
    try:
        process = await asyncio.create_subprocess_exec(
            *command, stdin=PIPE, stdout=PIPE, stderr=PIPE, start_new_session=True
        )
    except OSError as error:
        raise CannotSpeak(f"{command[0]} cannot be started ({error.strerror}): {remedy}") from error
    try:
        async with asyncio.timeout(longest_s):
            output, told, _ = await asyncio.gather(
                _read(process, process.stdout), _read(process, process.stderr), _write(process, text)
            )
            await process.wait()
    except TimeoutError:
        raise CannotSpeak(f"{command[0]} took longer than {longest_s:.0f} s") from None
    finally:
        await _ended(process)
    if len(output) > MOST_BYTES:
        raise CannotSpeak(f"{command[0]} does not stop: more than {MOST_BYTES} bytes for one sentence")
    if process.returncode or not output:
        last = told.decode(errors="replace").strip().splitlines()[-1:]
        raise CannotSpeak(f"{command[0]} made no sound: {last[0] if last else process.returncode}")
    return output


async def _write(process: Process, text: str) -> None:
    if process.stdin is not None:
        with suppress(ConnectionError):  # it wants no more: its output tells why
            process.stdin.write(text.encode())
            await process.stdin.drain()
        process.stdin.close()


async def _read(process: Process, stream: asyncio.StreamReader | None) -> bytes:
    """All that comes; a program of which too much comes is killed."""
    found = bytearray()
    while stream is not None and (block := await stream.read(_BLOCK)):
        if len(found) <= MOST_BYTES:
            found += block
            if len(found) > MOST_BYTES:
                _kill(process)
    return bytes(found)


async def _ended(process: Process) -> None:
    _kill(process)
    await process.communicate()  # what is left in the pipes: else they stay open


def _kill(process: Process) -> None:
    with suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)
