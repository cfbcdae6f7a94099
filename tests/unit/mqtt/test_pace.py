"""Background work steps back in a rush and only then."""

from hallctl.mqtt.pace import BURST, CALM_AFTER_S, REST_S, Pace


class World:
    def __init__(self) -> None:
        self.now = 0.0
        self.busy = False
        self.produced = 0
        self.slept = 0.0
        self.pace = Pace(
            lambda: self.busy, lambda: self.produced, monotonic=lambda: self.now, sleep=self.sleep
        )

    async def sleep(self, seconds: float) -> None:
        self.slept += seconds
        self.now += seconds

    async def publish(self, count: int, each_s: float = 0.0005) -> None:
        for _ in range(count):
            await self.pace.breathe()
            self.now += each_s


async def test_an_ordinary_day_waits_for_nothing() -> None:
    world = World()
    for _ in range(200):
        world.produced += 1
        await world.publish(1)
        world.now += 0.02
    assert world.slept == 0


async def test_a_backlog_of_a_calm_hall_goes_at_full_speed() -> None:
    world = World()
    await world.publish(5000)
    assert world.slept == 0


async def test_a_busy_hall_gets_most_of_the_loop() -> None:
    world = World()
    world.busy = True
    await world.publish(800)
    assert 800 / world.now < BURST / REST_S
    assert world.slept / world.now > 0.9


async def test_many_events_are_a_rush_even_if_the_hall_does_not_say_so() -> None:
    world = World()
    for _ in range(2000):
        world.produced += 3
        await world.publish(1, each_s=0.001)
    assert world.slept > 1


async def test_calm_returns_soon_after_a_rush() -> None:
    world = World()
    world.busy = True
    await world.publish(100)
    world.busy = False
    world.now += CALM_AFTER_S
    slept = world.slept
    await world.publish(1000)
    assert world.slept == slept
