"""Running a program that turns text into sound, with a deadline."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from typing import Final

from hallctl.speech.engine import CannotSpeak

LONGEST_S: Final = 20.0


async def output_of(command: Sequence[str], text: str, remedy: str) -> bytes:
    """What `command` writes when it is given `text`. Raises CannotSpeak with `remedy` where it is missing."""
    try:
        process = await asyncio.create_subprocess_exec(
            *command,
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.PIPE,
        )
    except OSError as error:
        raise CannotSpeak(f"{command[0]} cannot be started ({error.strerror}): {remedy}") from error
    try:
        async with asyncio.timeout(LONGEST_S):
            output, told = await process.communicate(text.encode())
    except TimeoutError:
        raise CannotSpeak(f"{command[0]} took longer than {LONGEST_S:.0f} s") from None
    finally:
        if process.returncode is None:
            process.kill()
            await process.wait()
    if process.returncode or not output:
        last = told.decode(errors="replace").strip().splitlines()[-1:]
        raise CannotSpeak(f"{command[0]} made no sound: {last[0] if last else process.returncode}")
    return output
