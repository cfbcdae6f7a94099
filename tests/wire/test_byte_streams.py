"""Wires to one device: streams over TCP and serial ports, datagrams with tries."""

import asyncio
import gc
import os
import socket
import time
import tty
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from functools import partial

import pytest
from at_work import stopped
from byte_peers import Answer, Peer, pty_peer, tcp_peer, udp_peer
from polling import until
from structlog.testing import capture_logs

from hallctl.contracts.devices import LinkState, Outcome
from hallctl.links.address import SerialLine
from hallctl.links.datagrams import Datagrams, DatagramWires, Tries
from hallctl.links.link import Backoff
from hallctl.links.serial_port import open_serial
from hallctl.links.streams import Stream, Streams

QUICK = Backoff(first_s=0.02, longest_s=0.05)
Opens = Callable[[Answer | None], AbstractAsyncContextManager[Peer]]


@asynccontextmanager
async def stream_to(address: str) -> AsyncIterator[Stream]:
    streams = Streams(backoff=QUICK)
    stream = streams.open(address)
    task = asyncio.create_task(streams.run())
    try:
        yield stream
    finally:
        await stopped(task)
    assert stream.state is LinkState.OFFLINE


@asynccontextmanager
async def datagrams_to(address: str, tries: Tries) -> AsyncIterator[Datagrams]:
    wires = DatagramWires(backoff=QUICK)
    datagrams = wires.open(address, tries=tries)
    task = asyncio.create_task(wires.run())
    try:
        yield datagrams
    finally:
        await stopped(task)


def status(data: bytes) -> bytes | None:
    return b"\x12" if data == b"\x10\x04\x01" else None


@pytest.mark.parametrize("opens", [tcp_peer, pty_peer])
async def test_what_is_sent_arrives_whole_and_a_question_is_answered(opens: Opens) -> None:
    async with opens(status) as peer, stream_to(peer.address) as stream:
        assert await stream.ask(b"\x10\x04\x01", lambda answer: len(answer) == 1, 2.0) == b"\x12"
        ticket = bytes(range(256)) * 40
        assert await stream.send(ticket, 5.0) is Outcome.DONE
        await peer.until(lambda heard: heard.endswith(ticket))
        assert stream.state is LinkState.ONLINE


async def test_bytes_that_nobody_asked_for_are_heard() -> None:
    async with tcp_peer() as peer, stream_to(peer.address) as stream:
        heard: list[bytes] = []

        def trips(data: bytes) -> None:
            raise RuntimeError(str(data))

        stream.hear(trips)
        stream.hear(heard.append)
        await until(lambda: peer.connections == 1)
        peer.say(b"\x14\x00\x00\x0f")
        await until(lambda: b"".join(heard) == b"\x14\x00\x00\x0f")


async def test_an_answer_that_does_not_become_whole_is_none() -> None:
    async with tcp_peer(lambda _: b"half") as peer, stream_to(peer.address) as stream:
        assert await stream.ask(b"?", lambda answer: answer.endswith(b"!"), 0.2) is None
        assert await stream.ask(b"?", lambda answer: answer.endswith(b"half"), 1.0) == b"half"


async def test_a_device_that_is_away_is_told_at_once_and_said_once() -> None:
    with capture_logs() as said:
        async with tcp_peer() as peer:
            address = peer.address
        async with stream_to(address) as stream:
            await until(lambda: stream.link.stats.tries > 3)
            began = time.monotonic()
            assert await stream.send(b"ticket", 60.0) is Outcome.TIMED_OUT
            assert await stream.ask(b"?", bool, 60.0) is None
            assert time.monotonic() - began < 30
            async with tcp_peer(status, port=int(address.rpartition(":")[2])):
                await until(lambda: stream.state is LinkState.ONLINE)
                assert await stream.ask(b"\x10\x04\x01", bool, 1.0) == b"\x12"
    assert [line["event"] for line in said if line["log_level"] == "warning"] == ["link is down"]
    assert [line["event"] for line in said if line["log_level"] == "info"] == ["link is back"]


async def test_a_printer_that_takes_no_more_leaves_it_unknown_and_prints_no_rest_later() -> None:
    page = bytes(20_000_000)
    with socket.create_server(("127.0.0.1", 0)) as printer:
        async with stream_to(f"tcp://127.0.0.1:{printer.getsockname()[1]}") as stream:
            assert await stream.send(page, 0.3) is Outcome.UNKNOWN
            await until(lambda: stream.link.stats.connects > 1)
            first, _ = printer.accept()
            with first, pytest.raises(ConnectionResetError):
                list(iter(partial(first.recv, 65536), b""))


async def test_a_connection_that_is_lost_in_the_middle_leaves_it_unknown() -> None:
    async with tcp_peer() as peer, stream_to(peer.address) as stream:
        await stream.send(b"x", 1.0)
        asking = asyncio.create_task(stream.ask(b"?", bool, 60.0))
        await peer.until(lambda heard: heard.endswith(b"?"))
        began = time.monotonic()
        peer.cut()
        assert await asking is None
        assert time.monotonic() - began < 30


async def test_a_serial_device_that_takes_nothing_does_not_hold_up_the_hall() -> None:
    far, near = os.openpty()
    tty.setraw(near)
    try:
        async with stream_to(f"serial://{os.ttyname(near)}") as stream:
            sending = asyncio.create_task(stream.send(bytes(200_000), 2.0))
            longest, last = 0.0, time.monotonic()
            while not sending.done():
                await asyncio.sleep(0.01)
                now = time.monotonic()
                longest, last = max(longest, now - last), now
            assert await sending is Outcome.UNKNOWN
            assert longest < 1.5
    finally:
        os.close(far)
        os.close(near)


async def test_a_port_that_is_gone_is_given_up_without_a_fault_of_its_own() -> None:
    far, near = os.openpty()
    tty.setraw(near)
    faults: list[dict[str, object]] = []
    asyncio.get_running_loop().set_exception_handler(lambda _loop, context: faults.append(context))
    ends: list[Exception | None] = []

    class Ends(asyncio.Protocol):
        def connection_lost(self, exc: Exception | None) -> None:
            ends.append(exc)

    transport, _ = await open_serial(os.ttyname(near), SerialLine(), Ends)
    for descriptor in (far, near):
        os.close(descriptor)
    await until(transport.is_closing)
    transport.abort()
    await until(lambda: bool(ends))
    await until(lambda: asyncio.all_tasks() == {asyncio.current_task()})
    gc.collect()
    assert (len(ends), faults) == (1, [])


async def test_senders_take_turns() -> None:
    async with tcp_peer() as peer, stream_to(peer.address) as stream:
        await asyncio.gather(*(stream.send(bytes([n]) * 50_000, 5.0) for n in range(8)))
        heard = await peer.until(lambda heard: len(heard) == 400_000)
        assert heard == b"".join(bytes([n]) * 50_000 for n in range(8))


async def test_a_port_that_somebody_else_has_is_an_outage_like_any_other() -> None:
    async with pty_peer(status) as peer, stream_to(peer.address) as first:
        await until(lambda: first.state is LinkState.ONLINE)
        async with stream_to(peer.address) as second:
            await until(lambda: second.link.stats.tries > 1)
            assert "lock" in second.link.stats.last_error
        assert await first.ask(b"\x10\x04\x01", bool, 1.0) == b"\x12"


async def test_a_datagram_goes_out_as_often_as_the_tries_say() -> None:
    async with udp_peer() as peer, datagrams_to(peer.address, Tries(3, 0.05)) as datagrams:
        began = time.monotonic()
        assert await datagrams.send(b"A012>3", 2.0) is Outcome.DONE
        assert time.monotonic() - began >= 0.1
        await peer.until(lambda heard: heard == b"A012>3" * 3)


async def test_a_question_is_repeated_until_it_is_answered() -> None:
    count = 0

    def third(data: bytes) -> bytes | None:
        nonlocal count
        count += 1
        return b"ok" if count == 3 else b"noise"

    async with udp_peer(third) as peer, datagrams_to(peer.address, Tries(5, 0.05)) as datagrams:
        stray: list[bytes] = []
        datagrams.hear(stray.append)
        assert await datagrams.ask(b"?", lambda answer: answer == b"ok", 2.0) == b"ok"
        assert (count, stray) == (3, [b"noise"] * 2)
        assert datagrams.state is LinkState.ONLINE


async def test_a_device_that_answers_no_question_is_degraded() -> None:
    async with udp_peer() as peer, datagrams_to(peer.address, Tries(2, 0.02)) as datagrams:
        assert await datagrams.ask(b"?", bool, 0.2) is None
        states = [datagrams.state]
        datagrams.watch(states.append)
        peer.answer = lambda _: b"ok"
        assert await datagrams.ask(b"?", bool, 1.0) == b"ok"
        assert states == [LinkState.DEGRADED, LinkState.ONLINE]


@pytest.mark.parametrize("address", ["udp://127.0.0.1:9", "rtu+tcp://127.0.0.1:9/unit/1", "http://x/"])
def test_a_stream_needs_a_stream(address: str) -> None:
    with pytest.raises(ValueError, match="://"):
        Streams().open(address)


def test_datagrams_need_udp() -> None:
    with pytest.raises(ValueError, match="udp"):
        DatagramWires().open("tcp://127.0.0.1:9")
