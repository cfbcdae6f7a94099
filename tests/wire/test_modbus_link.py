"""The Modbus line itself: order, deadlines, late answers, lost connections, and what it says of them."""

import asyncio
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest
from at_work import stopped
from polling import PATIENCE_S, waited_s
from structlog.testing import capture_logs

import firmware_profiles
from hallctl.contracts.devices import LinkState, Outcome
from hallctl.links.link import Backoff
from hallctl.links.modbus import ModbusLines
from hallctl.links.modbus_exchange import Reply, Write
from hallctl.links.turns import Urgency
from hallctl.profiles import ModbusProfile, read_profile
from hallctl.profiles.image import Block
from hallctl.simulation.faults import Fault, Trouble
from hallctl.simulation.modbus_display import ModbusDisplays

PROFILE = read_profile(firmware_profiles.folder() / "window_display" / "generic-modbus-text.toml")
STATUS = Block("input", 100, 2)
TEXT = Block("holding", 0, 24)


class Line:
    """The units behind one gateway, as drivers hold them."""

    def __init__(self, port: int, units: tuple[int, ...], timeout_s: float) -> None:
        self.lines = ModbusLines(backoff=Backoff(first_s=0.02, longest_s=0.05))
        address = f"tcp://127.0.0.1:{port}/unit"
        self._units = {
            number: self.lines.unit(f"{address}/{number}", timeout_s=timeout_s) for number in units
        }
        (self.link,) = self.lines.links

    async def read(self, unit: int, read: Block, deadline_s: float, urgency: Urgency = Urgency.POLL) -> Reply:
        return await self._units[unit].read(read, deadline_s, urgency)

    async def write(self, unit: int, writes: list[Write], deadline_s: float) -> Reply:
        return await self._units[unit].write(writes, deadline_s)


@asynccontextmanager
async def line(
    *units: int, strangers: tuple[int, ...] = (), timeout_s: float = PATIENCE_S
) -> AsyncIterator[tuple[Line, ModbusDisplays]]:
    """`timeout_s` is for those to whom somebody does not answer."""
    assert isinstance(PROFILE, ModbusProfile)
    wall = ModbusDisplays()
    for unit in units:
        wall.add(unit, PROFILE)
    await wall.start()
    made = Line(wall.port, units + strangers, timeout_s)
    task = asyncio.create_task(made.lines.run())
    try:
        await made.link.wait_standing()
        yield made, wall
    finally:
        await stopped(task)
        await wall.stop()


async def test_a_command_goes_before_the_polls_that_wait() -> None:
    async with line(1) as (link, wall):
        unit = wall.units[1]
        unit.suffer(Trouble(Fault.SLOW, delay_s=0.01))
        done: list[str] = []

        async def note(name: str, exchange: asyncio.Task[Reply]) -> None:
            assert (await exchange).outcome is Outcome.DONE
            done.append(name)

        polls = [asyncio.create_task(link.read(1, STATUS, PATIENCE_S)) for _ in range(10)]
        noting = [asyncio.create_task(note("poll", poll)) for poll in polls]
        await asyncio.sleep(0)
        command = asyncio.create_task(link.write(1, [(0, [1]), (1, [2]), (2, [3])], PATIENCE_S))
        noting.append(asyncio.create_task(note("command", command)))
        await asyncio.gather(*noting)
        assert done.index("command") <= 1


async def test_an_answer_that_comes_too_late_is_never_taken_for_another() -> None:
    async with line(1, 2, timeout_s=0.4) as (link, wall):
        await link.write(2, [(0, [0x4142])], PATIENCE_S)
        wall.units[1].suffer(Trouble(Fault.SLOW, delay_s=0.55))
        for _ in range(5):
            late, sound = await asyncio.gather(
                link.read(1, TEXT, 0.5), link.read(2, TEXT, PATIENCE_S, Urgency.COMMAND)
            )
            assert late.outcome is Outcome.TIMED_OUT
            assert sound.outcome is Outcome.DONE
            assert sound.words[0] == 0x4142
            await asyncio.sleep(0.1)


async def test_nobody_waits_longer_than_the_deadline() -> None:
    async with line(1, timeout_s=0.1) as (link, wall):
        wall.units[1].suffer(Trouble(Fault.MUTE))
        reads = [asyncio.create_task(link.read(1, STATUS, 0.5)) for _ in range(20)]
        assert await waited_s(asyncio.wait(reads)) < 1.0, "not one after the other"
        assert {read.result().outcome for read in reads} == {Outcome.TIMED_OUT}


async def test_what_waits_when_the_line_is_lost_fails_at_once() -> None:
    async with line(1) as (link, wall):
        await link.read(1, STATUS, PATIENCE_S)
        wall.units[1].suffer(Trouble(Fault.SLOW, delay_s=0.09))
        waiting = [asyncio.create_task(link.write(1, [(0, [number])], 60.0)) for number in range(5)]
        async with asyncio.timeout(PATIENCE_S):
            while wall.units[1].requests < 2:  # noqa: ASYNC110 - the simulator only counts
                await asyncio.sleep(0.005)
        began = time.monotonic()
        await wall.stop()
        outcomes = [reply.outcome for reply in await asyncio.gather(*waiting)]
        assert time.monotonic() - began < 30
        assert outcomes[0] in {Outcome.UNKNOWN, Outcome.DONE}
        assert outcomes[-1] is Outcome.TIMED_OUT


async def test_a_unit_that_nobody_knows_is_refused_by_the_gateway() -> None:
    async with line(1, strangers=(9,)) as (link, _):
        reply = await link.read(9, STATUS, PATIENCE_S)
        assert (reply.outcome, reply.cause) == (Outcome.REFUSED, "Modbus exception 11")


async def test_a_register_that_the_device_does_not_have_is_refused() -> None:
    async with line(1) as (link, _):
        reply = await link.read(1, Block("holding", 500, 4), PATIENCE_S)
        assert (reply.outcome, reply.cause) == (Outcome.REFUSED, "Modbus exception 2")
        write = await link.write(1, [(0, [1]), (500, [1]), (1, [1])], PATIENCE_S)
        assert (write.outcome, write.steps) == (Outcome.REFUSED, 1)


async def test_an_outage_and_its_end_are_said_once() -> None:
    with capture_logs() as said:
        async with line(1, 2) as (link, wall):
            await asyncio.gather(link.read(1, STATUS, PATIENCE_S), link.read(2, STATUS, PATIENCE_S))
            await wall.stop()
            async with asyncio.timeout(PATIENCE_S):
                while link.link.stats.tries < 5:  # noqa: ASYNC110 - nothing announces a try
                    await asyncio.sleep(0.01)
            await wall.start()
            await link.link.wait_standing()
            for _ in range(3):
                await link.read(1, Block("holding", 500, 1), PATIENCE_S)
    loud = [line["event"] for line in said if line["log_level"] in {"warning", "error"}]
    assert loud == ["link is down", "unit refused"]
    assert [line["event"] for line in said if line["log_level"] == "info"] == ["link is back"]


@pytest.mark.parametrize("lost", range(3))
async def test_a_link_stops_when_it_is_told_to_in_the_middle_of_anything(lost: int) -> None:
    async with line(1) as (link, wall):
        wall.units[1].suffer(Trouble(Fault.SLOW, delay_s=0.001 * lost))
        asking = [asyncio.create_task(link.read(1, STATUS, 0.3)) for _ in range(50)]
        await asyncio.sleep(0.002 * lost)
    assert link.link.state is LinkState.OFFLINE
    assert {reply.outcome for reply in await asyncio.gather(*asking)} <= set(Outcome)
