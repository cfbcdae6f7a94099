"""Whole simulated days with everything that goes wrong in them, every decision of which is watched.

Windows are lost and come back, are moved to another zone, temporary ones open; clerks go for tea, people are
sent on to another window or zone, and some come through the special channel. Bookings, breaks, absences and
missed calls are in the days anyway.
"""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Final

from county_halls import CLOSES, OPENS, County, on
from halls import DISPATCHER, GUIDE
from watched_routers import Watched, watched

from hallctl.domain import commands as c
from hallctl.domain import events as e
from hallctl.domain.day import HallDay
from hallctl.domain.records import Record
from hallctl.domain.setup import HallSetup
from hallctl.domain.tickets import TicketClass, TicketState
from hallctl.simulation.days.doors import MemoryDoor, Steps, live
from hallctl.simulation.days.people import Errand, Visitor
from hallctl.simulation.days.working import Clerk
from hallctl.simulation.days.world import Lived, World

SPECIAL_VISITORS: Final = 100_000
"""Numbers of visitors who are not among the people of the day."""

TRIES: Final = 60
AGAIN_S: Final = 20.0

Trouble = Callable[["Troubles", World, Clerk], Steps[None]]


class Troubles:
    """So many of each kind a day, at times and windows as chance has them."""

    def __init__(self, chance: random.Random, a_day: int) -> None:
        self._chance, self._a_day = chance, a_day
        self._visitors = SPECIAL_VISITORS
        self.happened: Counter[str] = Counter()

    def begin(self, world: World) -> None:
        """See `Opening`."""
        for name in TROUBLES:
            for _ in range(self._a_day):
                at_s = self._chance.uniform(OPENS * 60 + 600, CLOSES * 60 - 5400)
                world.later(at_s, self._strike, world, name, TRIES)

    def _strike(self, world: World, name: str, tries: int) -> Steps[None]:
        """Try it with one window after the other until it can happen."""
        before = len(world.lived.records)
        yield from TROUBLES[name](self, world, self._chance.choice(world.working.clerks))
        if len(world.lived.records) > before:
            self.happened[name] += 1
        elif tries:
            world.later(world.now_s + AGAIN_S, self._strike, world, name, tries - 1)

    def lose(self, world: World, clerk: Clerk) -> Steps[None]:
        """Out of order for a while; whom it had goes back to the line."""
        if clerk.open:
            yield from world.act(c.LoseWindow(window=clerk.window, cause="power"), DISPATCHER)
            world.later(world.now_s + self._chance.uniform(60, 1200), self._repaired, world, clerk)

    @staticmethod
    def _repaired(world: World, clerk: Clerk) -> Steps[None]:
        yield from world.act(c.ResumeWindow(window=clerk.window), clerk.actor)

    def tea(self, world: World, clerk: Clerk) -> Steps[None]:
        """A pause that is in no plan; refused while somebody is being served."""
        if clerk.open and (
            yield from world.act(c.PauseWindow(window=clerk.window, reason="tea"), clerk.actor)
        ):
            world.later(world.now_s + self._chance.uniform(60, 900), self._repaired, world, clerk)

    def close(self, world: World, clerk: Clerk) -> Steps[None]:
        """Closed and opened again."""
        if clerk.open and (yield from world.act(c.CloseWindow(window=clerk.window), clerk.actor)):
            world.later(world.now_s + self._chance.uniform(60, 900), self._opened, world, clerk)

    @staticmethod
    def _opened(world: World, clerk: Clerk) -> Steps[None]:
        if clerk.wanted:
            yield from world.act(c.OpenWindow(window=clerk.window), clerk.actor)

    def send_on(self, world: World, clerk: Clerk) -> Steps[None]:
        """To one named window, or to the line of another zone."""
        if clerk.ticket is None:
            return
        window: str | None = self._chance.choice(world.working.clerks).window
        zone: str | None = self._chance.choice(list(world.setup.zones))
        if self._chance.random() < 0.5:
            window = None
        else:
            zone = None
        sent = c.TransferTicket(window=clerk.window, to_window=window, to_zone=zone, reason="belongs there")
        yield from world.act(sent, clerk.actor)

    def special(self, world: World, _clerk: Clerk) -> Steps[None]:
        """A few people through the special or the green channel at once."""
        klass = self._chance.choice((TicketClass.SPECIAL_CHANNEL, TicketClass.GREEN_CHANNEL))
        for _ in range(self._chance.randint(1, 5)):
            code = self._chance.choice(list(world.setup.items))
            self._visitors += 1
            errand = Errand((code,), self._chance.uniform(60, 900))
            visitor = Visitor(self._visitors, world.now_s, (errand,), klass)
            command = c.IssueTicket(items=(code,), klass=klass, reason="POST_DISASTER")
            yield from world.coming._take(visitor, command, GUIDE)

    def give_up(self, world: World, _clerk: Clerk) -> Steps[None]:
        """Somebody who waits gives the number back."""
        if world.coming.waiting:
            ticket = self._chance.choice(sorted(world.coming.waiting))
            yield from world.act(c.CancelTicket(ticket=ticket), GUIDE)

    def move(self, world: World, clerk: Clerk) -> Steps[None]:
        """A window works in another zone, until it is brought back."""
        zone = self._chance.choice(list(world.setup.zones))
        moved = c.MoveWindow(window=clerk.window, zone=zone, reason="many people there")
        if clerk.open and (yield from world.act(moved, DISPATCHER)):
            world.later(world.now_s + self._chance.uniform(1200, 3600), self._moved_back, world, clerk)

    @staticmethod
    def _moved_back(world: World, clerk: Clerk) -> Steps[None]:
        home = world.setup.windows[clerk.window].zone
        yield from world.act(c.MoveWindow(window=clerk.window, zone=home, reason="enough"), DISPATCHER)

    def temporary(self, world: World, _clerk: Clerk) -> Steps[None]:
        """A temporary window opens for somebody who is called in, for a while."""
        free = [one for one in world.working.clerks if one.seat.standby and not one.wanted]
        if not free:
            return
        clerk, zone = self._chance.choice(free), self._chance.choice(list(world.setup.zones))
        clerk.wanted = True
        for_s = self._chance.uniform(1200, 3600)
        until = world.now + timedelta(seconds=for_s)
        opened = yield from world.act(
            c.OpenTemporary(
                window=clerk.window, person=clerk.seat.staff, until=until, zone=zone, reason="a surge"
            ),
            DISPATCHER,
        )
        if opened:
            world.later(world.now_s + for_s, world.working.go_off, clerk)
        else:
            clerk.wanted = False

    def reassign(self, world: World, _clerk: Clerk) -> Steps[None]:
        """Somebody who waits is to wait for one window."""
        if world.coming.waiting:
            ticket = self._chance.choice(sorted(world.coming.waiting))
            window = self._chance.choice(world.working.clerks).window
            order = c.ReassignTicket(ticket=ticket, window=window, reason="the colleague knows the case")
            yield from world.act(order, DISPATCHER)


TROUBLES: Final[dict[str, Trouble]] = {
    "lose": Troubles.lose,
    "tea": Troubles.tea,
    "close": Troubles.close,
    "send_on": Troubles.send_on,
    "special": Troubles.special,
    "give_up": Troubles.give_up,
    "move": Troubles.move,
    "temporary": Troubles.temporary,
    "reassign": Troubles.reassign,
}


@dataclass
class Calls:
    """Looks on at every call: it is the router's choice, and nobody who waits on names a window."""

    setup: HallSetup
    router: Watched
    calls: int = 0
    sent_to_one: set[str] = field(default_factory=set)

    def __call__(self, day: HallDay, _at: datetime, records: tuple[Record, ...]) -> None:
        for record in records:
            event = record.event
            if isinstance(event, e.TicketTransferred | e.TicketReassigned):
                (self.sent_to_one.add if event.to_window else self.sent_to_one.discard)(event.ticket)
            if isinstance(event, e.TicketCalled) and event.by_name is None:
                self.calls += 1
                assert self.router.latest is not None
                assert event.ticket == self.router.latest.ticket, "the router's choice"
                self._check_lines(day)

    def _check_lines(self, day: HallDay) -> None:
        waiting = {t.id: t for t in day.tickets.values() if t.state is TicketState.WAITING}
        named = {ticket.id for ticket in waiting.values() if ticket.target_window is not None}
        assert named <= self.sent_to_one, "only who was sent to one window waits for it"
        entries = [
            entry[1]
            for queue in day.waiting.zones.values()
            for entries in queue.by_class.values()
            for entry in entries
        ]
        assert sorted(entries) == sorted(waiting)


@dataclass(frozen=True)
class Life:
    """What days in a hall came to."""

    router: Watched
    door: MemoryDoor
    calls: Calls
    lived: tuple[Lived, ...]
    happened: Counter[str]


def live_days(county: County, rule: str, seed: int, days: range, troubles: int = 3) -> Life:
    """Days one after the other in one hall, which learns; fails on the first decision against the rule."""
    router = watched(rule, county.setup)
    calls = Calls(county.setup, router)
    door = MemoryDoor(county.setup, router, HallDay(), calls)
    happened: Counter[str] = Counter()
    lived = []
    for day in days:
        trouble = Troubles(random.Random(f"{seed} {day}"), troubles)
        world = World(county.setup, on(day), county.people(seed, day), county.present(seed, day), trouble)
        lived.append(live(world.steps(), door))
        happened += trouble.happened
    return Life(router, door, calls, tuple(lived), happened)
