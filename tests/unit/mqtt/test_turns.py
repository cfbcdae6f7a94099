"""Who knocks all at once comes in one by one, at the pace of the machine, with time held still."""

import asyncio
from dataclasses import dataclass

import pytest

from hallctl.mqtt.turns import LONGEST_S, SHARE, Turns


@dataclass
class Client:
    answered_at: float | None = None


class Door:
    """A door whose time passes only while somebody rests; each client is answered so long after its turn."""

    def __init__(self, answer_after_s: float | None) -> None:
        self.now = 100.0
        self.let_in: list[float] = []
        self._answer_after_s = answer_after_s
        self.turns = Turns(monotonic=lambda: self.now, sleep=self._sleep)

    async def _sleep(self, seconds: float) -> None:
        self.now += seconds
        await asyncio.sleep(0)

    async def come(self) -> None:
        client = Client()
        await self.turns.next(client)
        self.let_in.append(self.now)
        if self._answer_after_s is not None:
            client.answered_at = self.now + self._answer_after_s

    async def crowd(self, count: int) -> list[float]:
        """Seconds from one to the next."""
        await asyncio.gather(*(self.come() for _ in range(count)))
        return [later - earlier for earlier, later in zip(self.let_in, self.let_in[1:], strict=False)]


async def test_who_comes_alone_does_not_wait() -> None:
    door = Door(0.0005)
    for _ in range(5):
        await door.come()
        door.now += 1.0
    assert door.let_in == [100.0, 101.0, 102.0, 103.0, 104.0]


@pytest.mark.parametrize("answer_after_s", [0.0001, 0.0003])
async def test_the_pace_follows_the_machine(answer_after_s: float) -> None:
    pauses = await Door(answer_after_s).crowd(50)
    assert pauses == pytest.approx([answer_after_s / SHARE] * 49)


@pytest.mark.parametrize("answer_after_s", [0.01, 3.0, None])
async def test_a_slow_machine_or_a_client_that_gets_no_answer_holds_nobody_up_for_long(
    answer_after_s: float | None,
) -> None:
    door = Door(answer_after_s)
    if answer_after_s is None:
        await door.come()
        door.now += 0.001  # the loop had something else to do
    pauses = await door.crowd(50)
    assert max(pauses) <= LONGEST_S + 0.001
    assert sum(pauses) > 0


async def test_they_come_in_the_order_in_which_they_knocked() -> None:
    door = Door(0.0005)
    clients = [Client(answered_at=100.0) for _ in range(10)]
    came: list[int] = []

    async def knock(place: int) -> None:
        await door.turns.next(clients[place])
        came.append(place)

    await asyncio.gather(*(knock(place) for place in range(10)))
    assert came == list(range(10))
