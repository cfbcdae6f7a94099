"""The feed and what is under way: in order, without gaps, and nobody waits for a slow one."""

import asyncio

import pytest
from halls import NINE

from hallctl.domain import events as e
from hallctl.domain.actors import SYSTEM
from hallctl.domain.records import Record, make
from hallctl.domain.refusals import Refused
from hallctl.durability import Durability
from hallctl.feed import BehindFeed, Feed


def records(first: int, last: int) -> list[Record]:
    return [make(seq, NINE, NINE, SYSTEM, e.TimeJumped(seconds=seq)) for seq in range(first, last + 1)]


def seqs(found: list[Record]) -> list[int]:
    return [record.seq for record in found]


async def test_each_listener_has_a_place_of_its_own() -> None:
    feed = Feed()
    async with feed.subscribe("fast") as fast, feed.subscribe("slow") as slow:
        feed.publish(records(1, 3))
        assert seqs(await fast.next_batch()) == [1, 2, 3]
        feed.publish(records(4, 5))
        assert seqs(await fast.next_batch()) == [4, 5]
        assert feed.lags() == {"fast": 0, "slow": 5}
        assert seqs(await slow.next_batch(limit=2)) == [1, 2]
        assert seqs(await slow.next_batch()) == [3, 4, 5]
    assert feed.lags() == {}


async def test_a_listener_waits_until_there_is_something() -> None:
    feed = Feed()
    feed.publish(records(1, 2))
    async with feed.subscribe("new") as new, feed.subscribe("back", after=1) as back:
        assert seqs(await back.next_batch()) == [2]
        waiting = asyncio.create_task(new.next_batch())
        await asyncio.sleep(0)
        assert not waiting.done()
        feed.publish([])
        await asyncio.sleep(0)
        assert not waiting.done()
        feed.publish(records(3, 3))
        assert seqs(await waiting) == [3]


async def test_who_is_too_far_behind_is_told_where_the_feed_begins() -> None:
    feed = Feed(keep=10)
    for first in range(1, 100, 5):
        feed.publish(records(first, first + 4))
    async with feed.subscribe("late", after=3) as late:
        with pytest.raises(BehindFeed) as behind:
            await late.next_batch()
        late.seq = behind.value.oldest - 1
        rest = seqs(await late.next_batch())
    assert rest == list(range(behind.value.oldest, 101))
    assert len(rest) >= 10
    assert feed.after(100) == []


def test_a_feed_that_begins_later_has_nothing_of_before() -> None:
    feed = Feed()
    feed.begin(50)
    with pytest.raises(BehindFeed) as behind:
        feed.after(49)
    assert behind.value.oldest == 51
    feed.publish(records(51, 52))
    assert seqs(feed.after(50)) == [51, 52]


async def test_who_waits_for_the_disk_goes_on_in_order_when_it_is_there() -> None:
    durability = Durability()
    durability.begin(10)
    await durability.until(10)
    durability.submit(records(11, 13))
    done: list[int] = []

    async def wait(seq: int) -> None:
        await durability.until(seq)
        done.append(seq)

    tasks = [asyncio.create_task(wait(seq)) for seq in (13, 11, 12)]
    await asyncio.sleep(0)
    tasks[1].cancel()
    assert seqs(durability.commit(12)) == [11, 12]
    await asyncio.gather(*tasks[1:], return_exceptions=True)
    assert (done, len(durability), durability.seq, durability.submitted) == ([12], 1, 12, 13)
    assert seqs(durability.commit(13)) == [13]
    await tasks[0]
    assert done == [12, 13]


async def test_who_waits_for_what_will_never_be_there_is_told() -> None:
    durability = Durability()
    durability.submit(records(1, 2))
    waiting = asyncio.create_task(durability.until(2))
    await asyncio.sleep(0)
    durability.fail(Refused("INTAKE_PAUSED"))
    with pytest.raises(Refused, match="INTAKE_PAUSED"):
        await waiting
    assert (len(durability), durability.submitted) == (0, 0)
