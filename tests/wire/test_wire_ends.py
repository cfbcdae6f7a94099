"""The device's end of each wire against plain sockets and serial ports, well and in trouble."""

import asyncio
import socket
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
import serial
from polling import PATIENCE_S

from hallctl.simulation.faults import WELL, Fault, Trouble
from hallctl.simulation.simulator import Surroundings
from hallctl.simulation.wire_ends import Hears, PtyEnd, Say, TcpEnd, UdpEnd, WireEnd

pytestmark = pytest.mark.filterwarnings("error")


def echo(say: Say) -> Hears:
    return say


@asynccontextmanager
async def there(end: WireEnd) -> AsyncIterator[None]:
    await end.start()
    try:
        yield
    finally:
        await end.stop()


class Hall:
    """The other side of a TCP end."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._reader, self._writer = reader, writer

    async def ask(self, data: bytes, count: int | None = None, timeout_s: float = PATIENCE_S) -> bytes:
        self._writer.write(data)
        async with asyncio.timeout(timeout_s):
            return await self._reader.readexactly(len(data) if count is None else count)

    async def ended(self) -> bool:
        async with asyncio.timeout(PATIENCE_S):
            try:
                return await self._reader.read(1) == b""
            except ConnectionResetError:
                return True

    def close(self) -> None:
        self._writer.close()


async def hall_at(end: TcpEnd) -> Hall:
    return Hall(*await asyncio.open_connection(end.host, end.port))


async def test_tcp_carries_bytes_both_ways_to_everybody_who_is_connected() -> None:
    end = TcpEnd()
    port = end.join("printer-1", echo)
    async with there(end):
        first, second = await hall_at(end), await hall_at(end)
        assert await first.ask(b"\x10\x04\x01") == b"\x10\x04\x01"
        assert await second.ask(b"x") == b"x"
        port.say(b"hello")
        assert (await first.ask(b"", 5), await second.ask(b"", 5)) == (b"hello", b"hello")
        first.close()
        second.close()


@pytest.mark.parametrize("fault", [Fault.DROP, Fault.HALF_OPEN, Fault.MUTE])
async def test_in_silence_the_connection_stands_and_it_works_again_afterwards(fault: Fault) -> None:
    end = TcpEnd()
    port = end.join("printer-1", echo)
    async with there(end):
        hall = await hall_at(end)
        port.suffer(Trouble(fault))
        with pytest.raises(TimeoutError):
            await hall.ask(b"lost", timeout_s=0.05)
        port.suffer(WELL)
        assert await hall.ask(b"heard") == b"heard"
        hall.close()


async def test_delay_garble_and_duplicate_befall_the_bytes() -> None:
    end = TcpEnd()
    port = end.join("printer-1", echo)
    async with there(end):
        hall = await hall_at(end)
        port.suffer(Trouble(Fault.DELAY, delay_s=0.05))
        began = asyncio.get_running_loop().time()
        assert await hall.ask(b"late") == b"late"
        assert asyncio.get_running_loop().time() - began >= 0.1  # there and back
        port.suffer(Trouble(Fault.DUPLICATE))
        assert await hall.ask(b"2", 4) == b"2222"  # heard twice, each answered twice
        port.suffer(Trouble(Fault.GARBLE))
        assert len(await hall.ask(b"noise")) == 5
        hall.close()


async def test_a_reboot_cuts_refuses_and_comes_back_on_the_same_port() -> None:
    end = TcpEnd()
    port = end.join("printer-1", echo)
    async with there(end):
        hall = await hall_at(end)
        await hall.ask(b"x")
        number = end.port
        port.suffer(Trouble(Fault.REBOOT, delay_s=0.05))
        assert await hall.ended()
        with pytest.raises(ConnectionRefusedError):
            await hall_at(end)
        again = await eventually(lambda: hall_at(end))
        assert end.port == number
        assert port.trouble is WELL
        assert await again.ask(b"back") == b"back"
        hall.close()
        again.close()


async def eventually(connect: Callable[[], Awaitable[Hall]]) -> Hall:
    async with asyncio.timeout(PATIENCE_S):
        while True:
            try:
                return await connect()
            except ConnectionRefusedError:
                await asyncio.sleep(0.01)


async def test_on_a_shared_wire_a_unit_suffers_alone() -> None:
    def answers(name: bytes) -> Callable[[Say], Hears]:
        return lambda say: lambda data: say(name) if data == name else None

    end = TcpEnd()
    left, _right = end.join("left", answers(b"L")), end.join("right", answers(b"R"))
    async with there(end):
        hall = await hall_at(end)
        left.suffer(Trouble(Fault.REBOOT, delay_s=30))
        assert await hall.ask(b"R") == b"R"
        with pytest.raises(TimeoutError):
            await hall.ask(b"L", timeout_s=0.05)
        hall.close()


async def test_a_simulator_that_fails_does_not_silence_the_others() -> None:
    def fails(_say: Say) -> Hears:
        def hears(_data: bytes) -> None:
            raise ZeroDivisionError

        return hears

    end = TcpEnd()
    end.join("broken", fails)
    end.join("whole", echo)
    async with there(end):
        hall = await hall_at(end)
        assert await hall.ask(b"x") == b"x"
        hall.close()


async def test_a_serial_line_is_a_link_at_its_path_until_it_is_stopped(tmp_path: Path) -> None:
    end = PtyEnd(tmp_path / "dev" / "ttyS1")
    end.join("keypad-3", echo)
    for _ in range(2):
        async with there(end):
            with serial.Serial(str(end.path), 9600, timeout=PATIENCE_S) as hall:
                hall.write(b"\xff\x68")
                assert await asyncio.to_thread(hall.read, 2) == b"\xff\x68"
        assert not end.path.is_symlink()


async def test_what_is_said_while_nobody_has_the_line_open_is_lost_and_harmless(tmp_path: Path) -> None:
    end = PtyEnd(tmp_path / "ttyS1")
    port = end.join("keypad-3", echo)
    async with there(end):
        for _ in range(100):
            port.say(bytes(1000))
        with serial.Serial(str(end.path), 9600, timeout=PATIENCE_S) as hall:
            hall.write(b"now")
            assert await asyncio.to_thread(hall.read, 3) == b"now"


async def test_a_real_device_at_the_path_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "ttyS1").write_text("not ours")
    with pytest.raises(FileExistsError, match="ttyS1"):
        await PtyEnd(tmp_path / "ttyS1").start()


async def test_each_datagram_is_answered_to_its_sender() -> None:
    end = UdpEnd()
    port = end.join("led-card", echo)
    async with there(end):
        loop = asyncio.get_running_loop()
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as hall:
            hall.setblocking(False)
            hall.connect((end.host, end.port))
            async with asyncio.timeout(PATIENCE_S):
                hall.send(b"A012")
                assert await loop.sock_recv(hall, 100) == b"A012"
                port.say(b"unasked")
                assert await loop.sock_recv(hall, 100) == b"unasked"


async def test_units_of_one_address_share_an_end(tmp_path: Path) -> None:
    around = Surroundings()
    line = f"serial://{tmp_path}/ttyS1"
    assert around.end(f"{line}/unit/1") is around.end(f"{line}/unit/2?baud=19200")
    assert around.end("tcp://127.0.0.1:9100") is not around.end("tcp://127.0.0.1:9101")
    assert isinstance(around.end("udp://127.0.0.1:5000"), UdpEnd)
    with pytest.raises(ValueError, match="mqtt:"):
        around.end("mqtt:")


def open_files() -> int:
    return len(list(Path("/proc/self/fd").iterdir()))


async def test_nothing_is_left_open_after_a_stop(tmp_path: Path) -> None:
    before = open_files()
    for end in (TcpEnd(), UdpEnd(), PtyEnd(tmp_path / "ttyS1")):
        port = end.join("x", echo)
        await end.start()
        port.suffer(Trouble(Fault.REBOOT, delay_s=0.01))
        await end.stop()
    await asyncio.sleep(0.05)
    assert open_files() <= before + 1
    assert len(asyncio.all_tasks()) == 1
