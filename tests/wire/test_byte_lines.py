"""Lines of bytes that many units share: order on the line, what each hears, dead units, lost lines."""

import asyncio
import time
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass

import pytest
from at_work import stopped
from byte_peers import Answer, Peer, pty_peer, tcp_peer, udp_peer
from polling import PATIENCE_S, until, waited_s
from structlog.testing import capture_logs

from hallctl.contracts.devices import LinkState, Outcome
from hallctl.links.address import SerialLine
from hallctl.links.lines import FrameReply, Heard, Lines, LineUnit
from hallctl.links.link import Backoff
from hallctl.links.turns import Urgency

SERIAL = SerialLine(baud=115200)
QUICK = Backoff(first_s=0.02, longest_s=0.05)
Opens = Callable[[Answer | None], AbstractAsyncContextManager[Peer]]


@dataclass(frozen=True)
class Letter:
    """A frame of two letters between angle brackets: the unit and what it says."""

    name: str
    values: Mapping[str, int | str | bytes]
    raw: bytes


class Letters:
    """Cuts `<ux>` out of what comes."""

    def __init__(self) -> None:
        self.rest = b""

    def feed(self, chunk: bytes) -> list[Letter]:
        self.rest += chunk
        found = []
        while b">" in self.rest:
            frame, _, self.rest = self.rest.partition(b">")
            body = frame.rpartition(b"<")[2]
            found.append(Letter("letter", {"unit": body[:1].decode(), "says": body[1:].decode()}, body))
        return found

    def quiet(self) -> list[Letter]:
        self.rest = b""
        return []


def from_unit(unit: str) -> Callable[[Heard], bool]:
    return lambda heard: heard.values["unit"] == unit


def echo(data: bytes) -> bytes:
    return data


@asynccontextmanager
async def units_at(
    address: str, count: int, *, turnaround_s: float = 0.0, timeout_s: float = 10.0
) -> AsyncIterator[list[LineUnit]]:
    lines = Lines(backoff=QUICK)
    held = [
        lines.unit(
            f"{address}/unit/{number}",
            serial=SERIAL,
            splitter=Letters,
            turnaround_s=turnaround_s,
            timeout_s=timeout_s,
        )
        for number in range(1, count + 1)
    ]
    task = asyncio.create_task(lines.run())
    try:
        await held[0].link.wait_standing()
        yield held
    finally:
        await stopped(task)
        assert not lines.links[0].standing


async def asked(unit: LineUnit, frame: bytes, deadline_s: float = PATIENCE_S) -> FrameReply:
    return await unit.exchange(frame, answers=from_unit(chr(frame[1])), deadline_s=deadline_s)


@pytest.mark.parametrize("opens", [pty_peer, tcp_peer, udp_peer])
async def test_an_exchange_brings_the_frame_that_answers(opens: Opens) -> None:
    async with opens(echo) as peer, units_at(peer.address, 2) as (first, _):
        reply = await asked(first, b"<a7>")
        assert reply.outcome is Outcome.DONE
        assert reply.heard is not None
        assert reply.heard.values["says"] == "7"
        assert first.state is LinkState.ONLINE


async def test_one_exchange_at_a_time_is_on_the_line() -> None:
    async with tcp_peer() as peer, units_at(peer.address, 4) as units:
        letters = [f"<{letter}?>".encode() for letter in "abcd"]
        asking = [asyncio.create_task(asked(unit, frame)) for unit, frame in zip(units, letters, strict=True)]
        for frame in letters:
            heard = await peer.until(lambda heard, frame=frame: heard.endswith(frame))  # type: ignore[misc]
            assert heard.count(b"<") == letters.index(frame) + 1
            peer.say(frame)
        assert {reply.outcome for reply in await asyncio.gather(*asking)} == {Outcome.DONE}


async def test_the_line_rests_between_two_exchanges() -> None:
    async with pty_peer(echo) as peer, units_at(peer.address, 1, turnaround_s=0.05) as (unit,):
        began = time.monotonic()
        for _ in range(4):
            await asked(unit, b"<a1>")
        assert time.monotonic() - began >= 0.15


async def test_every_unit_hears_what_nobody_asked_for() -> None:
    async with pty_peer(echo) as peer, units_at(peer.address, 2) as units:
        heard: list[tuple[int, str]] = []
        for number, unit in enumerate(units):
            unit.hear(lambda frame, number=number: heard.append((number, str(frame.values["says"]))))  # type: ignore[misc]
        peer.say(b"noise <bK")
        peer.say(b">")
        await until(lambda: len(heard) == 2)
        assert heard == [(0, "K"), (1, "K")]
        await asked(units[0], b"<a1>")
        assert len(heard) == 2


async def test_a_listener_that_fails_costs_nobody_else_anything() -> None:
    async with tcp_peer() as peer, units_at(peer.address, 2) as units:
        heard: list[str] = []
        units[0].hear(lambda frame: heard.append(str(frame.values["missing"])))
        units[1].hear(lambda frame: heard.append(str(frame.values["says"])))
        await until(lambda: peer.connections == 1)
        peer.say(b"<b1><b2>")
        await until(lambda: heard == ["1", "2"])


async def test_what_a_device_waits_for_goes_before_commands_and_polls() -> None:
    async with tcp_peer() as peer, units_at(peer.address, 1) as (unit,):
        first = asyncio.create_task(asked(unit, b"<a0>"))
        await peer.until(lambda heard: heard == b"<a0>")
        rest = [
            asyncio.create_task(unit.exchange(frame, answers=None, deadline_s=PATIENCE_S, urgency=urgency))
            for frame, urgency in (
                (b"<aP>", Urgency.POLL),
                (b"<aC>", Urgency.COMMAND),
                (b"<aA>", Urgency.ANSWER),
            )
        ]
        await asyncio.sleep(0)
        peer.say(b"<a0>")
        await asyncio.gather(first, *rest)
        assert await peer.until(lambda heard: heard.endswith(b"<aP>")) == b"<a0><aA><aC><aP>"


async def test_a_frame_that_nothing_answers_is_done_when_it_is_out() -> None:
    async with pty_peer() as peer, units_at(peer.address, 1) as (unit,):
        reply = await unit.exchange(b"\x05\x03\xe7\xef", answers=None, deadline_s=PATIENCE_S)
        assert (reply.outcome, reply.heard) == (Outcome.DONE, None)
        await peer.until(lambda heard: heard == b"\x05\x03\xe7\xef")


async def test_a_silent_unit_costs_the_others_one_timeout_now_and_then() -> None:
    def all_but_b(data: bytes) -> bytes | None:
        return None if data.startswith(b"<b") else data

    async with pty_peer(all_but_b) as peer, units_at(peer.address, 2, timeout_s=0.5) as (living, dead):
        slowest = 0.0
        for _ in range(15):
            unheard = asyncio.create_task(asked(dead, b"<b?>", 1.0))
            answered = asyncio.create_task(asked(living, b"<a?>"))
            slowest = max(slowest, await waited_s(answered))
            assert answered.result().outcome is Outcome.DONE
            assert (await unheard).outcome is Outcome.TIMED_OUT
        assert slowest < 0.8
        assert peer.heard.count(b"<b?>") <= 4
        assert (living.state, dead.state) == (LinkState.ONLINE, LinkState.OFFLINE)
        assert dead.link.state is LinkState.DEGRADED


async def test_a_unit_tells_of_its_own_silence_and_return() -> None:
    silent = False

    def answer(data: bytes) -> bytes | None:
        return None if silent and data.startswith(b"<b") else data

    async with tcp_peer(answer) as peer, units_at(peer.address, 2, timeout_s=0.3) as (living, other):
        other.link.PROBES = Backoff(first_s=0.05, longest_s=0.05)  # type: ignore[misc]
        states: list[LinkState] = []
        other.watch(states.append)
        await asked(living, b"<a1>")
        await asked(other, b"<b1>")
        silent = True
        await asked(other, b"<b2>", 1.0)
        await asked(other, b"<b3>", 1.0)
        silent = False
        async with asyncio.timeout(PATIENCE_S):
            while (await asked(other, b"<b4>", 1.0)).outcome is not Outcome.DONE:  # noqa: ASYNC110 - a probe
                await asyncio.sleep(0.02)
        assert states == [LinkState.DEGRADED, LinkState.OFFLINE, LinkState.ONLINE]
        assert living.state is LinkState.ONLINE


async def test_a_long_answer_that_keeps_coming_is_waited_for() -> None:
    async with tcp_peer() as peer, units_at(peer.address, 1, timeout_s=2.0) as (unit,):
        unit.link.PAUSE_S = PATIENCE_S  # type: ignore[misc]
        asking = asyncio.create_task(asked(unit, b"<a?>"))
        await peer.until(lambda heard: heard == b"<a?>")
        for piece in (b"<a", b"long", b"er", b"!>"):
            peer.say(piece)
            await asyncio.sleep(0.7)
        reply = await asking
        assert reply.heard is not None
        assert reply.heard.values["says"] == "longer!"


async def test_a_lost_line_is_said_once_and_so_is_its_return() -> None:
    with capture_logs() as said:
        async with tcp_peer(echo) as peer, units_at(peer.address, 1) as (unit,):
            peer.answer = None
            waiting = [asyncio.create_task(asked(unit, b"<a?>")) for _ in range(3)]
            await peer.until(lambda heard: heard == b"<a?>")
            began = time.monotonic()
            peer.cut()
            outcomes = [reply.outcome for reply in await asyncio.gather(*waiting)]
            assert time.monotonic() - began < 5
            assert outcomes == [Outcome.UNKNOWN, Outcome.TIMED_OUT, Outcome.TIMED_OUT]
            peer.answer = echo
            await unit.link.wait_online()
            assert (await asked(unit, b"<a1>")).outcome is Outcome.DONE
    loud = [line["event"] for line in said if line["log_level"] != "debug"]
    assert loud == ["link is down", "link is back"]


async def test_a_serial_port_that_goes_away_is_found_again() -> None:
    async with pty_peer(echo) as peer, units_at(peer.address, 1) as (unit,):
        peer.cut()
        await until(lambda: unit.state is LinkState.OFFLINE)
        reply = await asked(unit, b"<a1>", 0.2)
        assert (reply.outcome, reply.cause[:13]) == (Outcome.TIMED_OUT, "no connection")


async def test_a_gateway_behind_which_nobody_answers_is_dialled_again_and_mentioned_once() -> None:
    with capture_logs() as said:
        async with tcp_peer() as peer, units_at(peer.address, 1, timeout_s=0.02) as (unit,):
            unit.link.PROBES = Backoff(first_s=0.01, longest_s=0.01)  # type: ignore[misc]
            async with asyncio.timeout(PATIENCE_S):
                while peer.connections < 3:
                    await asked(unit, b"<a?>", 0.1)
                    await asyncio.sleep(0.01)
            peer.answer = echo
            async with asyncio.timeout(PATIENCE_S):
                while (await asked(unit, b"<a?>", 0.1)).outcome is not Outcome.DONE:  # noqa: ASYNC110 - same
                    await asyncio.sleep(0.01)
    loud = [line["event"] for line in said if line["log_level"] != "debug"]
    assert loud.count("link is down") == 1
    assert loud.count("link is back") == 1


async def test_units_that_are_given_back_hear_no_more_and_the_last_ends_the_line() -> None:
    async with tcp_peer() as peer:
        lines = Lines(backoff=QUICK)
        first, second = (
            lines.unit(f"{peer.address}/unit/{n}", serial=SERIAL, splitter=Letters) for n in (1, 2)
        )
        task = asyncio.create_task(lines.run())
        heard: list[Heard] = []
        first.hear(heard.append)
        await first.link.wait_standing()
        line = first.link
        first.close()
        await until(lambda: peer.connections == 1)
        peer.say(b"<a1>")
        second.hear(heard.append)
        peer.say(b"<a2>")
        await until(lambda: bool(heard))
        second.close()
        assert lines.links == ()
        await until(lambda: not line.standing)
        third = lines.unit(f"{peer.address}/unit/3", serial=SERIAL, splitter=Letters)
        await third.link.wait_standing()
        await stopped(task)
    assert [frame.values["says"] for frame in heard][-1] == "2"


def test_only_modbus_goes_over_an_rtu_gateway() -> None:
    with pytest.raises(ValueError, match="only Modbus"):
        Lines().unit("rtu+tcp://127.0.0.1:1/unit/1", serial=SERIAL, splitter=Letters)
