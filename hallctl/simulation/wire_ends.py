"""The device's end of a wire: a TCP port, a serial line, a UDP port, and what goes wrong on it.

Simulators join an end and say what to do with the bytes. Several may join the same one, as units on RS-485 or
behind a gateway; each hears all that the hall says, and each suffers alone.
"""

from __future__ import annotations

import asyncio
import os
import random
import socket
import tty
from abc import ABC, abstractmethod
from collections.abc import Callable
from contextlib import suppress
from functools import partial
from ipaddress import ip_address
from pathlib import Path
from typing import Any, Final

import structlog

from hallctl.simulation.faults import WELL, Fault, Trouble, come_through

Say = Callable[[bytes], None]
"""Sends bytes to the hall. Never raises; what cannot be sent is lost."""

Hears = Callable[[bytes], None]
"""Takes what the hall said, in pieces as they come. Must not raise."""

Opens = Callable[[Say], Hears]
"""Called for every connection (once for a serial line, for each datagram on UDP) with how to answer on it."""

CHUNK: Final = 4096
REBOOT_AGAIN_S: Final = 0.2
log = structlog.get_logger(__name__)


class Port:
    """One device on an end."""

    def __init__(self, end: WireEnd, device: str, opens: Opens) -> None:
        self.device = device
        self.trouble = WELL
        self._end, self._opens = end, opens
        self._chance = random.Random(device)

    def later(self, delay_s: float, act: Callable[..., None], *given: object) -> None:
        """As `WireEnd.later`."""
        self._end.later(delay_s, act, *given)

    def say(self, data: bytes) -> None:
        """Say something unasked, to everybody who is connected."""
        for write in self._end.writes():
            self.send(data, write)

    def suffer(self, trouble: Trouble) -> None:
        """Have `trouble` from now on; `WELL` ends it. REBOOT ends by itself after its `delay_s`."""
        self.trouble = trouble
        if trouble.fault is Fault.REBOOT:
            self._end.reboot(self, trouble)

    def opened(self, write: Say) -> Hears:
        """A connection stands: the device's ear for it, behind its trouble."""
        hears = self._opens(lambda data: self.send(data, write))
        return lambda data: self._through(data, partial(self._end.guarded, hears))

    def send(self, data: bytes, write: Say) -> None:
        """Let `data` out through the trouble there is."""
        self._through(data, write)

    def _through(self, data: bytes, to: Callable[[bytes], None]) -> None:
        for delay_s, piece in come_through(self.trouble, data, self._chance):
            if delay_s:
                self._end.later(delay_s, to, piece)
            else:
                to(piece)


class WireEnd(ABC):
    """Base of the ends. Its owner starts and stops it; what has joined before the start hears everything."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.ports: list[Port] = []
        self._timers: set[asyncio.TimerHandle] = set()
        self._work: set[asyncio.Task[None]] = set()

    def join(self, device: str, opens: Opens) -> Port:
        """Put a device on the wire."""
        port = Port(self, device, opens)
        self.ports.append(port)
        return port

    @abstractmethod
    async def start(self) -> None:
        """Be there. Raises OSError when the place is taken."""

    async def stop(self) -> None:
        """Be gone, with every connection; `start` may follow."""
        for timer in tuple(self._timers):
            timer.cancel()
        self._timers.clear()
        for task in tuple(self._work):
            task.cancel()
        await asyncio.gather(*self._work, return_exceptions=True)

    @abstractmethod
    def writes(self) -> tuple[Say, ...]:
        """How to reach each who is connected now."""

    def reboot(self, port: Port, trouble: Trouble) -> None:
        """Let `port` be away for a while; alone on its wire it takes the wire with it."""
        self.later(trouble.delay_s, self._back, port, trouble)

    def later(self, delay_s: float, act: Callable[..., None], *given: object) -> None:
        """Call after a while, unless the end is stopped before."""
        timer: asyncio.TimerHandle

        def due() -> None:
            self._timers.discard(timer)
            act(*given)

        timer = asyncio.get_running_loop().call_later(delay_s, due)
        self._timers.add(timer)

    def _back(self, port: Port, trouble: Trouble) -> None:
        if port.trouble is trouble:
            port.trouble = WELL

    def guarded(self, hears: Hears, data: bytes) -> None:
        """Let one device hear; should its simulator fail, the others hear all the same."""
        try:
            hears(data)
        except Exception:
            log.exception("a simulator failed", wire=self.name)


class TcpEnd(WireEnd):
    """A listening TCP port. Port 0 becomes, at the first start, the port that was free."""

    def __init__(self, host: str = "127.0.0.1", port: int = 0) -> None:
        super().__init__(f"tcp {host}:{port}")
        self.host, self.port = host, port
        self._server: asyncio.Server | None = None
        self._connections: set[asyncio.StreamWriter] = set()
        self._serving: set[asyncio.Task[Any]] = set()

    async def start(self) -> None:
        """Listen. Raises OSError when the port is taken."""
        self._server = await asyncio.start_server(self._serve, self.host, self.port)
        self.port = int(self._server.sockets[0].getsockname()[1])
        self.name = f"tcp {self.host}:{self.port}"

    async def stop(self) -> None:
        """Close the port and cut every connection."""
        self._shut()
        await super().stop()
        if self._serving:
            await asyncio.wait(self._serving)

    def cut(self) -> None:
        """Cut every connection; the port goes on listening."""
        for connection in tuple(self._connections):
            connection.transport.abort()

    def writes(self) -> tuple[Say, ...]:
        """Each connection."""
        return tuple(_writing(connection) for connection in self._connections)

    def reboot(self, port: Port, trouble: Trouble) -> None:
        """As `WireEnd.reboot`: the last device of a port cuts the connections and refuses new ones."""
        if len(self.ports) == 1:
            self._shut()
        super().reboot(port, trouble)

    def _back(self, port: Port, trouble: Trouble) -> None:
        super()._back(port, trouble)
        if self._server is None:
            task = asyncio.ensure_future(self._listen_again())
            self._work.add(task)
            task.add_done_callback(self._work.discard)

    async def _listen_again(self) -> None:
        while True:
            try:
                return await self.start()
            except OSError as error:
                log.debug("the port is not free yet", wire=self.name, cause=str(error))
                await asyncio.sleep(REBOOT_AGAIN_S)

    def _shut(self) -> None:
        if self._server is not None:
            self._server.close()
            self._server = None
        self.cut()

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        if task := asyncio.current_task():
            self._serving.add(task)
            task.add_done_callback(self._serving.discard)
        self._connections.add(writer)
        write = _writing(writer)
        ears = [port.opened(write) for port in self.ports]
        try:
            while data := await reader.read(CHUNK):
                for hears in ears:
                    hears(data)
        except OSError as error:
            log.debug("connection lost", wire=self.name, cause=str(error))
        finally:
            self._connections.discard(writer)
            writer.close()


def _writing(writer: asyncio.StreamWriter) -> Say:
    def write(data: bytes) -> None:
        if not writer.is_closing():
            writer.write(data)

    return write


class PtyEnd(WireEnd):
    """A serial line: a pseudo-terminal, and at `path` a symbolic link to the hall's side of it.

    `echo`: the hall hears what it says, as with RS-485 adapters whose receiver is never switched off.
    """

    def __init__(self, path: Path, *, echo: bool = False) -> None:
        super().__init__(f"serial {path}")
        self.path, self._echo = path, echo
        self._device: int | None = None
        self._hall: int | None = None

    async def start(self) -> None:
        """Make the line. Raises OSError where something else lies at the path."""
        if self.path.exists() and not self.path.is_symlink():
            raise FileExistsError(f"{self.path} is there and not a link to a simulated line")
        self._device, self._hall = os.openpty()
        # Our own hold on the hall's side keeps the line alive while the hall has it closed.
        tty.setraw(self._hall)
        os.set_blocking(self._device, False)
        fresh = self.path.with_name(self.path.name + ".new")
        self.path.parent.mkdir(parents=True, exist_ok=True)
        fresh.unlink(missing_ok=True)
        fresh.symlink_to(os.ttyname(self._hall))
        fresh.replace(self.path)
        ears = [port.opened(self._write) for port in self.ports]
        asyncio.get_running_loop().add_reader(self._device, self._read, self._device, ears)

    async def stop(self) -> None:
        """Take the line away."""
        if self._device is not None and self._hall is not None:
            asyncio.get_running_loop().remove_reader(self._device)
            if self.path.is_symlink() and str(self.path.readlink()) == os.ttyname(self._hall):
                self.path.unlink()
            os.close(self._device)
            os.close(self._hall)
        self._device = self._hall = None
        await super().stop()

    def writes(self) -> tuple[Say, ...]:
        """The one line."""
        return (self._write,)

    def _read(self, line: int, ears: list[Hears]) -> None:
        with suppress(BlockingIOError):
            data = os.read(line, CHUNK)
            if self._echo:
                self._write(data)
            for hears in ears:
                hears(data)

    def _write(self, data: bytes) -> None:
        if self._device is None:
            return
        # A line on which nobody listens runs over.
        with suppress(BlockingIOError):
            os.write(self._device, data)


class UdpEnd(WireEnd):
    """A UDP port, or one of a multicast group. Port 0 becomes, at the first start, the port that was free.

    `interface`: the own address on the network at which a group is listened to.
    """

    def __init__(self, host: str = "127.0.0.1", port: int = 0, interface: str = "0.0.0.0") -> None:  # noqa: S104 - whichever leads there
        super().__init__(f"udp {host}:{port}")
        self.host, self.port, self._interface = host, port, interface
        self._transport: asyncio.DatagramTransport | None = None
        self._last: tuple[Any, ...] | None = None

    async def start(self) -> None:
        """Listen. Raises OSError when the port is taken."""
        self._transport, _ = await asyncio.get_running_loop().create_datagram_endpoint(
            lambda: _Datagrams(self.datagram), sock=_listening(self.host, self.port, self._interface)
        )
        self.port = int(self._transport.get_extra_info("sockname")[1])
        self.name = f"udp {self.host}:{self.port}"

    async def stop(self) -> None:
        """Close the port."""
        if self._transport is not None:
            self._transport.close()
            self._transport = None
            await asyncio.sleep(0)  # only then it lets go of the port
        await super().stop()

    def writes(self) -> tuple[Say, ...]:
        """Whoever spoke last."""
        return () if self._last is None else (self._writing(self._last),)

    def datagram(self, data: bytes, sender: tuple[Any, ...]) -> None:
        """One datagram has come."""
        self._last = sender
        write = self._writing(sender)
        for port in self.ports:
            port.opened(write)(data)

    def _writing(self, peer: tuple[Any, ...]) -> Say:
        def write(data: bytes) -> None:
            if self._transport is not None:
                self._transport.sendto(data, peer)

        return write


def _listening(host: str, port: int, interface: str) -> socket.socket:
    """Raises OSError when the port is taken; a group's port may be shared."""
    place = ip_address(host)
    one = socket.socket(socket.AF_INET if place.version == 4 else socket.AF_INET6, socket.SOCK_DGRAM)  # noqa: PLR2004 - IPv4
    try:
        one.setblocking(False)
        if place.is_multicast:
            one.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            both = socket.inet_aton(host) + socket.inet_aton(interface)
            one.setsockopt(socket.IPPROTO_IP, socket.IP_ADD_MEMBERSHIP, both)
        one.bind((host, port))
    except OSError:
        one.close()
        raise
    return one


class _Datagrams(asyncio.DatagramProtocol):
    def __init__(self, heard: Callable[[bytes, tuple[Any, ...]], None]) -> None:
        self._heard = heard

    def datagram_received(self, data: bytes, addr: tuple[Any, ...]) -> None:
        self._heard(data, addr)
