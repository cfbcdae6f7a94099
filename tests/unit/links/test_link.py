"""The supervision that every wire shares: states, back-off, one line an outage."""

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import suppress

import pytest
from at_work import stopped
from structlog.testing import capture_logs

from hallctl.contracts.devices import LinkState
from hallctl.links.link import Backoff, Link, LinkDown, Timing

Step = Callable[["Scripted"], Awaitable[None]]


class Time:
    def __init__(self) -> None:
        self.now = 0.0
        self.slept: list[float] = []

    async def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        self.now += seconds
        await asyncio.sleep(0)

    def timing(self) -> Timing:
        return Timing(monotonic=lambda: self.now, sleep=self.sleep, chance=lambda: 0.5)


class Scripted(Link):
    """Plays one step a session; after the last it waits for ever."""

    def __init__(self, time: Time, *steps: Step) -> None:
        super().__init__("peer", backoff=Backoff(first_s=1, longest_s=8, jitter=0), timing=time.timing())
        self.time = time
        self.steps = list(steps)
        self.played = asyncio.Event()
        self.seen: list[LinkState] = []
        self.watch(self.seen.append)

    async def _session(self) -> None:
        if not self.steps:
            self.played.set()
            await asyncio.Event().wait()
        await self.steps.pop(0)(self)


async def refuse(_link: Scripted) -> None:
    raise ConnectionRefusedError("nobody listens")


async def flap(link: Scripted) -> None:
    link._up()
    raise LinkDown("gone at once")


async def hold_then_lose(link: Scripted) -> None:
    link._up()
    link.time.now += 60
    raise LinkDown("gone after a minute")


async def rise_and_end(link: Scripted) -> None:
    link._up()


async def play(link: Scripted) -> None:
    running = asyncio.create_task(link.run())
    await link.played.wait()
    await stopped(running)


async def test_an_outage_is_one_warning_then_debug_and_the_recovery_is_info() -> None:
    link = Scripted(Time(), refuse, refuse, refuse, rise_and_end)
    with capture_logs() as lines:
        await play(link)
    levels = [line["log_level"] for line in lines]
    assert levels == ["warning", "debug", "debug", "info", "warning"]
    assert (link.stats.outages, link.stats.connects) == (2, 1)


async def test_the_wait_doubles_up_to_its_limit_and_starts_anew_after_a_steady_session() -> None:
    time = Time()
    link = Scripted(time, refuse, refuse, refuse, refuse, refuse, hold_then_lose)
    await play(link)
    assert time.slept == [1, 2, 4, 8, 8, 1]


async def test_a_flapping_peer_keeps_its_back_off() -> None:
    time = Time()
    await play(Scripted(time, flap, flap, flap))
    assert time.slept == [1, 2, 4]


async def test_the_states_are_told_in_order_and_end_offline() -> None:
    link = Scripted(Time(), rise_and_end)
    await play(link)
    assert link.seen == [
        LinkState.CONNECTING, LinkState.ONLINE, LinkState.OFFLINE, LinkState.CONNECTING, LinkState.OFFLINE,
    ]  # fmt: skip


async def test_a_cancellation_that_nobody_asked_for_does_not_end_the_supervision() -> None:
    async def wait_for_what_is_given_up(_link: Scripted) -> None:
        answer: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        asyncio.get_running_loop().call_soon(answer.cancel)
        await answer

    link = Scripted(Time(), wait_for_what_is_given_up, rise_and_end)
    with capture_logs() as lines:
        async with asyncio.timeout(5):
            await play(link)
    assert link.stats.connects == 1
    assert lines[0]["log_level"] == "error"


async def test_a_bug_in_a_session_is_logged_and_does_not_end_the_supervision() -> None:
    async def stumble(_link: Scripted) -> None:
        raise ZeroDivisionError

    link = Scripted(Time(), stumble, rise_and_end)
    with capture_logs() as lines:
        await play(link)
    assert link.stats.connects == 1
    assert any(line["log_level"] == "error" for line in lines)


@pytest.mark.parametrize("after", [refuse, rise_and_end])
async def test_an_end_that_a_session_swallows_is_an_end_all_the_same(after: Step) -> None:
    async def swallow(link: Scripted) -> None:
        link.played.set()
        with suppress(asyncio.CancelledError):
            await asyncio.Event().wait()
        await after(link)

    link = Scripted(Time(), swallow, *[refuse] * 50)
    async with asyncio.timeout(5):
        await play(link)
    assert link.stats.tries == 1
    assert link.state is LinkState.OFFLINE


@pytest.mark.parametrize(("chance", "wait"), [(0.0, 0.7), (0.5, 1.0), (0.999, 1.2994)])
def test_jitter_spreads_around_the_plain_wait(chance: float, wait: float) -> None:
    assert Backoff(first_s=1, jitter=0.3).delay_s(1, chance) == pytest.approx(wait)


def test_a_very_long_outage_does_not_overflow() -> None:
    assert Backoff(longest_s=15, jitter=0).delay_s(10**6, 0.5) == 15
