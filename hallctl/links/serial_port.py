"""A serial port on the event loop: opened and set by pyserial, read and written here.

pyserial's own `write` turns in a circle without end when a port takes no more bytes, and its `read` knows no
descriptor above 1023. Either would stop the whole hall, so both are done by the loop itself.
"""

from __future__ import annotations

import asyncio
import os
import termios
from collections.abc import Callable
from contextlib import suppress
from typing import Final, Protocol

import serial

from hallctl.links.address import SerialLine

_CHUNK: Final = 4096
_PARITIES: Final = {"none": serial.PARITY_NONE, "even": serial.PARITY_EVEN, "odd": serial.PARITY_ODD}


class BytesProtocol(Protocol):
    """Who hears: what of `asyncio.Protocol` a port needs."""

    def connection_made(self, transport: asyncio.BaseTransport) -> None: ...  # noqa: D102 - asyncio's
    def connection_lost(self, exc: Exception | None) -> None: ...  # noqa: D102 - same
    def data_received(self, data: bytes) -> None: ...  # noqa: D102 - same
    def pause_writing(self) -> None: ...  # noqa: D102 - same
    def resume_writing(self) -> None: ...  # noqa: D102 - same


class SerialTransport(asyncio.Transport):
    """A transport over an open port. Bytes that the port does not take wait until it does."""

    def __init__(self, port: serial.Serial, protocol: BytesProtocol) -> None:
        super().__init__({"serial": port})
        self._loop = asyncio.get_running_loop()
        self._port, self._protocol = port, protocol
        self._fd: int = port.fileno()
        self._waiting = bytearray()
        self._closing = False
        protocol.connection_made(self)
        self._loop.add_reader(self._fd, self._pull)

    def write(self, data: bytes | bytearray | memoryview) -> None:
        """Send now what the port takes, the rest as soon as it takes more."""
        if self._closing:
            return
        if self._waiting:
            self._waiting += data
            return
        self._waiting += data
        self._push()
        if self._waiting and not self._closing:
            self._loop.add_writer(self._fd, self._push)
            self._protocol.pause_writing()

    def get_write_buffer_size(self) -> int:
        """Bytes that wait here."""
        return len(self._waiting)

    def is_closing(self) -> bool:
        """Whether it is closed, or about to be."""
        return self._closing

    def close(self) -> None:
        """Close the port at once; what waits is lost."""
        self._end(None)

    def abort(self) -> None:
        """Same as `close`."""
        self._end(None)

    def _pull(self) -> None:
        try:
            data = os.read(self._fd, _CHUNK)
        except (BlockingIOError, InterruptedError):
            return
        except OSError as error:
            self._end(error)
            return
        if data:
            self._protocol.data_received(data)
        else:
            self._end(ConnectionResetError("the serial port is gone"))

    def _push(self) -> None:
        try:
            written = os.write(self._fd, self._waiting)
        except (BlockingIOError, InterruptedError):
            return
        except OSError as error:
            self._end(error)
            return
        del self._waiting[:written]
        if not self._waiting and self._loop.remove_writer(self._fd):
            self._protocol.resume_writing()

    def _end(self, error: Exception | None) -> None:
        if self._closing:
            return
        self._closing = True
        self._loop.remove_reader(self._fd)
        self._loop.remove_writer(self._fd)
        self._waiting.clear()
        # What still stands in the kernel would hold up closing a port whose device takes nothing.
        with suppress(OSError, termios.error):
            self._port.reset_output_buffer()
        self._port.close()
        self._protocol.resume_writing()
        self._loop.call_soon(self._protocol.connection_lost, error)


async def open_serial(
    path: str, settings: SerialLine, protocol: Callable[[], BytesProtocol]
) -> tuple[SerialTransport, BytesProtocol]:
    """Open the port at `path` for this process alone. Raises OSError, with a reason, when that fails."""
    port = await asyncio.to_thread(_opened, path, settings)
    made = protocol()
    return SerialTransport(port, made), made


def _opened(path: str, settings: SerialLine) -> serial.Serial:
    try:
        return serial.Serial(
            path,
            baudrate=settings.baud,
            bytesize=settings.data_bits,
            parity=_PARITIES[settings.parity],
            stopbits=settings.stop_bits,
            timeout=0,
            exclusive=True,
        )
    except serial.SerialException as error:
        raise OSError(error.errno, str(error)) from error
    except Exception as error:  # termios has errors of its own kind
        raise OSError(f"cannot set up {path}: {error}") from error
