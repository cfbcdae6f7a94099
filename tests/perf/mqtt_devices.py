"""A crowd of MQTT devices in a process of its own: `mqtt_devices.py PORT HALL EVERY_S`, logins on its input.

All connect at once, say that they are online and report their health again and again. Prints a line when each
of them has been let in. Written on bare sockets: the crowd must not weigh more than what it comes to.
"""

from __future__ import annotations

import asyncio
import itertools
import random
import sys
from dataclasses import dataclass, field
from typing import Final

CONNECT, CONNACK, PUBLISH, PUBACK, SUBSCRIBE = 0x10, 0x20, 0x30, 0x40, 0x82
QOS1, RETAIN = 0x02, 0x01
CLEAN_WILL_LOGIN: Final = 0b1110_1110
KEEPALIVE_S: Final = 60
AGAIN_S: Final = 1.0


def text(data: str | bytes) -> bytes:
    """A string as MQTT writes it."""
    raw = data.encode() if isinstance(data, str) else data
    return len(raw).to_bytes(2) + raw


def packet(kind: int, body: bytes) -> bytes:
    """A whole packet."""
    length, left = bytearray(), len(body)
    while True:
        left, digit = divmod(left, 128)
        length.append(digit | 0x80 if left else digit)
        if not left:
            return bytes([kind]) + bytes(length) + body


@dataclass
class Crowd:
    """How many are in, and whether all are."""

    wanted: int
    let_in: int = 0
    complete: asyncio.Event = field(default_factory=asyncio.Event)

    def one_more(self) -> None:
        self.let_in += 1
        if self.let_in == self.wanted:
            self.complete.set()


@dataclass
class Device:
    """One client of the broker."""

    id: str
    token: str
    hall: str
    port: int

    @property
    def topic(self) -> str:
        return f"hall/{self.hall}/device/{self.id}"

    def connect(self) -> bytes:
        head = text("MQTT") + bytes([4, CLEAN_WILL_LOGIN]) + KEEPALIVE_S.to_bytes(2)
        will = text(f"{self.topic}/status") + text(b'{"state":"offline"}')
        return packet(CONNECT, head + text(self.id) + will + text(self.id) + text(self.token))

    def status(self, number: int) -> bytes:
        body = text(f"{self.topic}/status") + (number % 65535 + 1).to_bytes(2)
        return packet(PUBLISH | QOS1 | RETAIN, body + b'{"state":"online","health":"ok"}')

    async def run(self, crowd: Crowd, every_s: float) -> None:
        """Be in, report, come again when thrown out."""
        while True:
            try:
                await self._session(crowd, every_s)
            except (OSError, EOFError):
                await asyncio.sleep(AGAIN_S)

    async def _session(self, crowd: Crowd, every_s: float) -> None:
        reader, writer = await asyncio.open_connection("127.0.0.1", self.port)
        writer.write(self.connect())
        granted = await reader.readexactly(4)
        if granted[0] != CONNACK or granted[3]:
            raise EOFError(f"{self.id}: refused with {granted[3]}")
        crowd.one_more()
        writer.write(packet(SUBSCRIBE, b"\x00\x01" + text(f"{self.topic}/command") + b"\x01"))
        reading = asyncio.create_task(_swallow(reader))
        try:
            for number in itertools.count():
                writer.write(self.status(number))
                await asyncio.sleep(every_s * random.uniform(0.8, 1.2))
                if reading.done():
                    return
        finally:
            reading.cancel()
            writer.close()


async def _swallow(reader: asyncio.StreamReader) -> None:
    while await reader.read(4096):
        pass


async def main(port: int, hall: str, every_s: float) -> None:
    logins = [line.split() for line in sys.stdin]
    crowd = Crowd(len(logins))
    async with asyncio.TaskGroup() as tasks:
        for device, token in logins:
            tasks.create_task(Device(device, token, hall, port).run(crowd, every_s))
        await crowd.complete.wait()
        sys.stdout.write("all in\n")
        sys.stdout.flush()


if __name__ == "__main__":
    asyncio.run(main(int(sys.argv[1]), sys.argv[2], float(sys.argv[3])))
