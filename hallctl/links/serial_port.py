"""A serial port on the event loop, by pyserial-asyncio-fast.

pyserial's own `write` turns in a circle without end when a port takes no more bytes, its `read` knows no
descriptor above 1023, and its `flush` waits for a device that takes nothing. Each would stop the hall or a
thread of it, so the port that is given to the library reads, writes and flushes without any of them.
"""

from __future__ import annotations

import asyncio
import os
import termios
import time
from collections.abc import Callable
from contextlib import suppress
from typing import ClassVar, Final, cast

import serial
from serial_asyncio_fast import SerialTransport

from hallctl.links.address import SerialLine

_PARITIES: Final = {"none": serial.PARITY_NONE, "even": serial.PARITY_EVEN, "odd": serial.PARITY_ODD}


class Echo:
    """What an adapter hears of itself, taken out of what comes in: byte for byte, in the order it was said.

    Bytes that differ are somebody else's: the echo was lost, and is waited for no more. Nor is it long after
    the last byte must have left the line.
    """

    LATE_S: ClassVar[float] = 1.0

    def __init__(self, byte_s: float, *, monotonic: Callable[[], float] = time.monotonic) -> None:
        self._byte_s, self._monotonic = byte_s, monotonic
        self._expected = bytearray()
        self._until = 0.0

    def said(self, data: bytes) -> None:
        """These bytes went out."""
        now = self._monotonic()
        if now > self._until:
            self._expected.clear()
        self._expected += data
        self._until = max(now, self._until - self.LATE_S) + len(data) * self._byte_s + self.LATE_S

    def taken_from(self, data: bytes) -> bytes:
        """What of `data` the others said."""
        if self._monotonic() > self._until:
            self._expected.clear()
        own = min(len(data), len(self._expected))
        if data[:own] != self._expected[:own]:
            self._expected.clear()
            return data
        del self._expected[:own]
        return data[own:]


class _Port(serial.Serial):  # type: ignore[misc] # pyserial ships no types
    """A port that is only touched when the loop says that it is ready. `echo`: of what it says itself."""

    echo: Echo | None = None

    def read(self, size: int = 1) -> bytes:
        try:
            data = os.read(self.fileno(), size)
        except (BlockingIOError, InterruptedError):
            return b""
        except OSError as error:
            raise serial.SerialException(str(error)) from error
        if not data:
            raise serial.SerialException("the serial port is gone")
        return data if self.echo is None else self.echo.taken_from(data)

    def write(self, data: bytes) -> int:
        try:
            count = os.write(self.fileno(), data)
        except (BlockingIOError, InterruptedError):
            return 0
        except OSError as error:
            raise serial.SerialException(str(error)) from error
        if self.echo is not None:
            self.echo.said(data[:count])
        return count

    def flush(self) -> None:
        # What still stands in the kernel would hold up closing a port whose device takes nothing.
        with suppress(OSError, termios.error):
            self.reset_output_buffer()

    def close(self) -> None:
        if self.is_open:
            self.flush()
        super().close()


class _Transport(SerialTransport):
    """Ends once: the library ends anew where a port that is gone is given up, and has no protocol to tell."""

    _ended = False

    async def _call_connection_lost(self, exc: Exception | None, *, flush: bool) -> None:
        if not self._ended:
            self._ended = True
            await super()._call_connection_lost(exc, flush=flush)


async def open_serial(
    path: str, settings: SerialLine, protocol: Callable[[], asyncio.BaseProtocol]
) -> tuple[SerialTransport, asyncio.BaseProtocol]:
    """Open the port at `path` for this process alone. Raises OSError, with a reason, when that fails."""
    port = await asyncio.to_thread(_opened, path, settings)
    made = protocol()
    # pymodbus calls its protocol a base one; it has all that a stream needs.
    transport = _Transport(asyncio.get_running_loop(), cast("asyncio.Protocol", made), port)
    transport.set_write_buffer_limits(high=0)
    try:
        await asyncio.sleep(0)  # the library calls `connection_made` in the loop's next turn
    except BaseException:
        transport.abort()
        raise
    return transport, made


def _opened(path: str, settings: SerialLine) -> _Port:
    try:
        port = _Port(
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
    if settings.echo:
        port.echo = Echo(settings.byte_s)
    return port
