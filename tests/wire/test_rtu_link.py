"""Modbus RTU on a serial line and through a gateway: silence between frames, late answers, dead units."""

import asyncio
import subprocess
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from at_work import stopped
from debian_programs import path_of
from polling import PATIENCE_S, until, waited_s
from structlog.testing import capture_logs

import firmware_profiles
from hallctl.contracts.devices import LinkState, Outcome
from hallctl.links import modbus
from hallctl.links.address import SerialLine
from hallctl.links.link import Backoff
from hallctl.links.modbus import ModbusLines, ModbusUnit
from hallctl.profiles import ModbusProfile, read_profile
from hallctl.profiles.image import Block
from hallctl.simulation.faults import WELL, Fault, Trouble
from hallctl.simulation.modbus_display import SimulatedDisplay
from hallctl.simulation.modbus_units import ModbusLine
from hallctl.simulation.wire_ends import PtyEnd, TcpEnd, WireEnd

PROFILE = read_profile(firmware_profiles.folder() / "window_display" / "generic-modbus-text.toml")
FIRST = Block("holding", 0, 4)
SECOND = Block("holding", 4, 4)
SERIAL = SerialLine(baud=115200, gap_s=0.0)


class Board:
    """Displays on one line, and what drivers hold of them."""

    def __init__(self, end: WireEnd, count: int, *, rtu: bool = True) -> None:
        assert isinstance(PROFILE, ModbusProfile)
        line = ModbusLine(end, rtu=rtu)
        self.displays = {number: SimulatedDisplay(f"led-{number}", PROFILE) for number in range(1, count + 1)}
        for number, display in self.displays.items():
            line.put(number, display)
        self.units: dict[int, ModbusUnit] = {}


@asynccontextmanager
async def board(
    end: WireEnd, count: int, *, serial: SerialLine = SERIAL, timeout_s: float = 10.0
) -> AsyncIterator[Board]:
    made = Board(end, count)
    await end.start()
    place = f"serial://{end.path}" if isinstance(end, PtyEnd) else ""
    if isinstance(end, TcpEnd):
        place = f"rtu+tcp://127.0.0.1:{end.port}"
    lines = ModbusLines(backoff=Backoff(first_s=0.02, longest_s=0.05))
    for number in made.displays:
        made.units[number] = lines.unit(f"{place}/unit/{number}", serial=serial, timeout_s=timeout_s)
    task = asyncio.create_task(lines.run())
    try:
        await made.units[1].link.wait_standing()
        yield made
    finally:
        await stopped(task)
        await end.stop()


@pytest.fixture(params=["serial", "gateway"])
def end(request: pytest.FixtureRequest, tmp_path: Path) -> WireEnd:
    return PtyEnd(tmp_path / "tty") if request.param == "serial" else TcpEnd()


async def test_what_is_written_to_each_unit_is_read_back_from_it(end: WireEnd) -> None:
    async with board(end, 8) as hall:
        for number, unit in hall.units.items():
            assert (await unit.write([(0, [number, 0x4142])], 2.0)).outcome is Outcome.DONE
        for number, unit in hall.units.items():
            assert (await unit.read(FIRST, 2.0)).words[:2] == (number, 0x4142)


async def test_a_late_answer_is_not_taken_for_that_to_the_next_question(end: WireEnd) -> None:
    """RTU frames carry no number: a second question to the same unit must not be answered by the first.

    A late answer is given as much time again. A slow machine makes it later still, by less than that leaves.
    """
    async with board(end, 2, timeout_s=1.0) as hall:
        late, other = hall.units[1], hall.units[2]
        await late.write([(0, [1, 1, 1, 1, 2, 2, 2, 2])], 2.0)
        await other.write([(0, [7, 7, 7, 7])], 2.0)
        for _ in range(3):
            hall.displays[1].suffer(Trouble(Fault.SLOW, delay_s=1.1))
            missed, sound = await asyncio.gather(late.read(FIRST, 5.0), other.read(FIRST, 5.0))
            assert (missed.outcome, sound.words) == (Outcome.TIMED_OUT, (7, 7, 7, 7))
            hall.displays[1].suffer(WELL)
            assert (await late.read(SECOND, 5.0)).words == (2, 2, 2, 2)


async def test_frames_keep_the_silence_that_the_line_needs(tmp_path: Path) -> None:
    slow = SerialLine(baud=9600, gap_s=0.03)
    async with board(PtyEnd(tmp_path / "tty"), 1, serial=slow) as hall:
        began = time.monotonic()
        for _ in range(5):
            await hall.units[1].read(FIRST, 2.0)
        assert time.monotonic() - began >= 4 * 0.03


async def test_an_answer_that_takes_its_time_at_a_low_speed_is_waited_for(tmp_path: Path) -> None:
    """24 registers are 70 bytes, which 1,200 baud need most of a second for."""
    slow = SerialLine(baud=1200, gap_s=0.0)
    async with board(PtyEnd(tmp_path / "tty"), 1, serial=slow, timeout_s=0.1) as hall:
        hall.displays[1].suffer(Trouble(Fault.SLOW, delay_s=0.5))
        assert (await hall.units[1].read(Block("holding", 0, 24), 3.0)).outcome is Outcome.DONE


async def test_garbage_on_the_line_costs_an_answer_and_no_more(end: WireEnd) -> None:
    async with board(end, 1, timeout_s=0.5) as hall:
        unit = hall.units[1]
        await unit.write([(0, [5, 6, 7, 8])], 2.0)
        hall.displays[1].suffer(Trouble(Fault.GARBLE))
        end.ports[0].suffer(Trouble(Fault.GARBLE))
        assert (await unit.read(FIRST, 0.5)).outcome is Outcome.TIMED_OUT
        end.ports[0].suffer(WELL)
        hall.displays[1].suffer(WELL)
        assert (await unit.read(FIRST, 2.0)).words == (5, 6, 7, 8)


async def test_the_limit_of_the_library_is_a_missed_answer_like_ours(
    end: WireEnd, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(modbus, "_LIBRARY_LIMIT_S", 0.3)
    async with board(end, 2) as hall:
        hall.displays[1].suffer(Trouble(Fault.MUTE))
        assert (await hall.units[1].read(FIRST, PATIENCE_S)).outcome is Outcome.TIMED_OUT
        assert (await hall.units[2].read(FIRST, PATIENCE_S)).outcome is Outcome.DONE


async def test_dead_units_on_a_line_are_each_said_once_and_cost_a_timeout_now_and_then(end: WireEnd) -> None:
    with capture_logs() as said:
        async with board(end, 6, timeout_s=1.0) as hall:
            for dead in (2, 4):
                hall.displays[dead].suffer(Trouble(Fault.MUTE))
            slowest = 0.0
            for _ in range(10):
                unheard = [asyncio.create_task(hall.units[n].read(FIRST, 3.0)) for n in (2, 4)]
                written = asyncio.create_task(hall.units[3].write([(0, [1])], PATIENCE_S))
                slowest = max(slowest, await waited_s(written))
                assert written.result().outcome is Outcome.DONE
                await asyncio.gather(*unheard)
            assert slowest < 2.5
            assert hall.units[2].state is LinkState.OFFLINE
            assert hall.units[3].state is LinkState.ONLINE
            hall.displays[2].suffer(WELL)
            hall.displays[4].suffer(WELL)
            hall.units[2].link.PROBES = Backoff(first_s=0.05, longest_s=0.05)  # type: ignore[misc]
            for number in (2, 4):
                async with asyncio.timeout(PATIENCE_S):
                    while (await hall.units[number].read(FIRST, 1.0)).outcome is not Outcome.DONE:  # noqa: ASYNC110 - a probe
                        await asyncio.sleep(0.05)
    loud = [line["event"] for line in said if line["log_level"] != "debug"]
    assert sorted(loud) == ["link is degraded", *["unit answers again"] * 2, *["unit is silent"] * 2]


@pytest.mark.needs("mbpoll")
async def test_libmodbus_reads_the_same_display_over_the_same_line(tmp_path: Path) -> None:
    end = PtyEnd(tmp_path / "tty")
    made = Board(end, 3)
    made.displays[3].written({("holding", 0): 0x4142, ("holding", 1): 999})
    await end.start()
    command = [path_of("mbpoll"), "-m", "rtu", "-b", "9600", "-P", "none", "-a", "3", "-t", "4:hex", "-0"]
    command += ["-r", "0", "-c", "2", "-1", "-q", str(end.path)]
    found = await asyncio.to_thread(
        subprocess.run, command, check=True, capture_output=True, text=True, timeout=PATIENCE_S
    )
    await end.stop()
    read = [line.split("\t")[1].strip() for line in found.stdout.splitlines() if line.startswith("[")]
    assert read == ["0x4142", "0x03E7"]


async def test_a_gateway_that_hangs_up_is_dialled_again() -> None:
    end = TcpEnd()
    async with board(end, 1) as hall:
        assert (await hall.units[1].read(FIRST, 2.0)).outcome is Outcome.DONE
        end.cut()
        await until(lambda: hall.units[1].link.stats.connects == 1 and not hall.units[1].link.standing)
        await hall.units[1].link.wait_standing()
        assert (await hall.units[1].read(FIRST, 2.0)).outcome is Outcome.DONE


async def test_a_command_does_not_wait_for_a_silent_unit_that_is_asked_again(tmp_path: Path) -> None:
    async with board(PtyEnd(tmp_path / "tty"), 2, timeout_s=2.0) as hall:
        dead, living = hall.units[1], hall.units[2]
        hall.displays[1].suffer(Trouble(Fault.MUTE))
        dead.link.PROBES = Backoff(first_s=0.01, longest_s=0.01)  # type: ignore[misc]
        for _ in range(2):
            await dead.read(FIRST, 4.0)
        await asyncio.sleep(0.05)
        probe = asyncio.create_task(dead.read(FIRST, 4.0))
        await until(lambda: dead.link._probe is not None)
        written = asyncio.create_task(living.write([(0, [1])], PATIENCE_S))
        assert await waited_s(written) < 1.0
        assert written.result().outcome is Outcome.DONE
        assert (await probe).outcome is Outcome.TIMED_OUT


async def test_polls_of_many_units_at_once_wait_for_their_turn(tmp_path: Path) -> None:
    async with board(PtyEnd(tmp_path / "tty"), 20, timeout_s=2.0) as hall:
        for display in hall.displays.values():
            display.suffer(Trouble(Fault.SLOW, delay_s=0.1))
        replies = await asyncio.gather(*(unit.read(FIRST, 1.5) for unit in hall.units.values()))
        assert {reply.outcome for reply in replies} == {Outcome.DONE}
