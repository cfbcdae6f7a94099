"""What TCP_NODELAY brings: a command and its acknowledgement at QoS 1, with it and without.

On Mosquitto, where it is installed, because there both sides can be switched.
"""

from __future__ import annotations

import asyncio
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Final

import aiomqtt
from debian_programs import find

OFF: Final = [(socket.IPPROTO_TCP, socket.TCP_NODELAY, 0)]
ON: Final = [(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)]
STARTS_WITHIN_S: Final = 5.0
ANSWER_WITHIN_S: Final = 2.0


async def command_to_ack(port: int, count: int, *, nodelay: bool) -> list[float]:
    """Seconds from publishing a command to hearing the device's acknowledgement."""
    took = []
    options = ON if nodelay else OFF

    def client(name: str) -> aiomqtt.Client:
        return aiomqtt.Client("127.0.0.1", port, identifier=name, socket_options=options)

    async with client("hall") as hall, client("led-1") as device:
        await hall.subscribe("device/led-1/ack", qos=1)
        await device.subscribe("device/led-1/command", qos=1)

        async def answer() -> None:
            asked = aiter(device.messages)
            for _ in range(count):
                await anext(asked)
                await device.publish("device/led-1/ack", bytes(40), qos=1)

        async with asyncio.timeout(count * ANSWER_WITHIN_S):
            answering = asyncio.create_task(answer())
            hears = aiter(hall.messages)
            for _ in range(count):
                began = time.perf_counter()
                await hall.publish("device/led-1/command", bytes(200), qos=1)
                await anext(hears)
                took.append(time.perf_counter() - began)
            # It ends by itself: a cancellation may be lost while a publication is being acknowledged.
            await answering
    return took


@contextmanager
def mosquitto(folder: Path, *, nodelay: bool) -> Iterator[int | None]:
    """Debian's broker on a free port; None where it is not installed."""
    program = find("mosquitto")
    if program is None:
        yield None
        return
    with closing(socket.socket()) as probe:
        probe.bind(("127.0.0.1", 0))
        port = int(probe.getsockname()[1])
    file = folder / "mosquitto.conf"
    switch = "true" if nodelay else "false"
    file.write_text(f"listener {port} 127.0.0.1\nallow_anonymous true\nset_tcp_nodelay {switch}\n")
    file.chmod(0o644)
    quiet = subprocess.DEVNULL
    with subprocess.Popen([str(program), "-c", str(file)], stdout=quiet, stderr=quiet) as process:
        try:
            _await_listening(port, process)
            yield port
        finally:
            process.terminate()


def _await_listening(port: int, process: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + STARTS_WITHIN_S
    while process.poll() is None and time.monotonic() < deadline:
        with closing(socket.socket()) as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.02)
    raise RuntimeError("mosquitto does not listen")
