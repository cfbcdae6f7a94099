"""Those who work: they open their windows, call, serve, finish whom they have, take breaks and go home."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any, Final

from hallctl.domain import commands as c
from hallctl.domain import events as e
from hallctl.domain.actors import Actor
from hallctl.domain.day import HallDay
from hallctl.domain.learning.handling import department_of
from hallctl.domain.posts import Post
from hallctl.domain.routing.router import Router, open_to, services
from hallctl.domain.setup import HallSetup
from hallctl.domain.state import WindowDuty, WindowState
from hallctl.domain.tickets import line_codes
from hallctl.simulation.days.clerks import Seat
from hallctl.simulation.days.coming import Visit
from hallctl.simulation.days.doors import Look, Steps
from hallctl.simulation.days.people import Errand

if TYPE_CHECKING:
    from hallctl.simulation.days.world import World

BREAK: Final = "BREAK"
DUTY: Final = "DUTY"
OUTCOME: Final = "enquiry_only"
DISPATCHER: Final = Actor.staff("dispatcher", Post.DISPATCHER, None, "dispatch")


@dataclass
class Clerk:
    """A clerk at work. `turn` tells what was meant for one called person from what is for the next."""

    seat: Seat
    actor: Actor
    spells_left: int
    wanted: bool = False
    open: bool = False
    paused: bool = False
    ticket: str | None = None
    turn: int = 0
    wanted_since_s: float = 0.0

    @property
    def window(self) -> str:
        """Where the clerk sits."""
        return self.seat.window


class Working:
    """All clerks of a day."""

    def __init__(self, world: World, seats: Sequence[Seat], no_show_s: float) -> None:
        self._world, self._setup = world, world.setup
        self.clerks = [Clerk(seat, seat.actor(world.setup), len(seat.spells)) for seat in seats]
        self.idle: dict[str, Clerk] = {}
        self._at: dict[str, Clerk] = {}
        self._calls = world.setup.rules.calls_before_no_show
        self._call_gap_s = no_show_s / self._calls

    def begin(self) -> None:
        """The planned duty of the day; a standby clerk waits to be called for."""
        for clerk in self.clerks:
            for spell in clerk.seat.spells if not clerk.seat.standby else ():
                self._world.later(spell.start_s, self.come_on, clerk)
                self._world.later(spell.end_s, self._end_spell, clerk)

    def end(self) -> Steps[None]:
        """Break off what is left, so that the next day finds closed windows."""
        for clerk in self.clerks:
            clerk.wanted = False
            if clerk.ticket is not None:
                yield from self._press(clerk, c.StartService(window=clerk.window))
                yield from self._press(clerk, c.CompleteService(window=clerk.window, outcome=OUTCOME))
            if clerk.open or clerk.paused:
                yield from self._press(clerk, c.CloseWindow(window=clerk.window))

    def look_round(self) -> Steps[None]:
        """No idle window overlooks anybody who waits."""
        if self.idle and self._world.coming.waiting:
            yield from self._wake(None)

    def hears(self) -> Mapping[type, Callable[[Any], Steps[None]]]:
        """What they listen to."""
        return {
            e.TicketIssued: self._somebody_waits,
            e.TicketRequeued: self._somebody_waits,
            e.TicketReturned: self._sent_back,
            e.TicketTransferred: self._sent_on,
            e.TicketCalled: self._called,
            e.TicketStarted: self._started,
            e.TicketCompleted: self._left,
            e.TicketNoShow: self._left,
            e.WindowOpened: self._at_work,
            e.WindowResumed: self._at_work,
            e.WindowPaused: self._away,
            e.WindowClosed: self._away,
            e.WindowLost: self._away,
        }

    def _press(self, clerk: Clerk, command: c.AtWindow) -> Steps[bool]:
        """Whether something happened."""
        return bool((yield from self._world.act(command, clerk.actor)))

    # --- on and off duty -----------------------------------------------------------------------------------

    def come_on(self, clerk: Clerk) -> Steps[None]:
        """Go to the window, and back to it after a break; a taken one is opened once it is free."""
        clerk.spells_left = max(0, clerk.spells_left - 1)
        clerk.wanted, clerk.wanted_since_s = True, self._world.now_s
        yield from self._take_place(clerk)

    def go_off(self, clerk: Clerk) -> Steps[None]:
        """Leave the window, after the person who is there."""
        clerk.wanted = False
        if clerk.ticket is None:
            yield from self._leave(clerk)

    def _take_place(self, clerk: Clerk) -> Steps[None]:
        if clerk.paused:
            yield from self._press(clerk, c.ResumeWindow(window=clerk.window))
        elif clerk.wanted and clerk.window not in self._at:
            yield from self._open(clerk)

    def _open(self, clerk: Clerk) -> Steps[None]:
        """A temporary window is the dispatcher's to open; whoever is on duty there closes it again."""
        window = clerk.window
        if self._setup.windows[window].is_temporary:
            until = self._world.lived.midnight + timedelta(days=1)
            order = c.OpenTemporary(window=window, person=clerk.seat.staff, until=until, reason=DUTY)
            yield from self._world.act(order, DISPATCHER)
        else:
            yield from self._press(clerk, c.OpenWindow(window=window))

    def _end_spell(self, clerk: Clerk) -> Steps[None]:
        if clerk.seat.stays and not clerk.spells_left:
            yield from self._go_home()
        else:
            yield from self.go_off(clerk)

    def _leave(self, clerk: Clerk) -> Steps[None]:
        """A pause where the person comes again and nobody else takes the window meanwhile."""
        if not clerk.open:
            return
        others = (other for other in self.clerks if other is not clerk and other.window == clerk.window)
        if clerk.spells_left and not any(other.wanted for other in others):
            yield from self._press(clerk, c.PauseWindow(window=clerk.window, reason=BREAK))
        else:
            yield from self._press(clerk, c.CloseWindow(window=clerk.window))

    def _go_home(self) -> Steps[None]:
        """Who is idle after the last spell closes once nobody can come any more."""
        if self._world.coming.to_come or self._more_errands():
            return
        for clerk in list(self.idle.values()):
            spells = clerk.seat.spells
            if (
                clerk.seat.stays
                and not clerk.spells_left
                and spells
                and spells[-1].end_s <= self._world.now_s
            ):
                clerk.wanted = False
                yield from self._press(clerk, c.CloseWindow(window=clerk.window))

    def _more_errands(self) -> bool:
        """Whether somebody who waits or is at a window has a further errand in mind."""
        coming = self._world.coming
        here = itertools.chain(coming.waiting, (clerk.ticket for clerk in self.clerks))
        return any(coming.visits[ticket].has_more for ticket in here if ticket in coming.visits)

    def _at_work(self, event: Any) -> Steps[None]:
        """A window is open; all that open at one moment call in the order of the rule."""
        clerk = self._clerk(event.window, getattr(event, "staff", None))
        if clerk is not None:
            self._at[event.window] = clerk
            clerk.open, clerk.paused = True, False
            self.idle[event.window] = clerk
            self._world.soon(self._wake, None)
        yield from ()

    def _clerk(self, window: str, staff: str | None) -> Clerk | None:
        if staff is None:
            return self._at.get(window)
        found = (clerk for clerk in self.clerks if (clerk.window, clerk.seat.staff) == (window, staff))
        return next(found, None)

    def _away(self, event: Any) -> Steps[None]:
        """A window is closed, paused or lost; its clerk stays with a paused or lost one."""
        self.idle.pop(event.window, None)
        clerk = self._at.get(event.window)
        if clerk is None:
            return
        stays = isinstance(event, e.WindowLost) or (isinstance(event, e.WindowPaused) and not event.vacant)
        clerk.open, clerk.paused = False, stays
        if not clerk.paused:
            del self._at[event.window]
            for other in self.clerks:
                if other.window == event.window and other is not clerk:
                    self._world.soon(self._take_place, other)
        yield from ()

    # --- calling -------------------------------------------------------------------------------------------

    def _free(self, clerk: Clerk) -> Steps[None]:
        """Nobody is at the window: call, or leave."""
        if not clerk.open or clerk.ticket is not None:
            return
        if not clerk.wanted:
            yield from self._leave(clerk)
            return
        called = yield from self._press(clerk, c.CallNext(window=clerk.window))
        if not called and clerk.open:
            self.idle[clerk.window] = clerk
            if not self._world.coming.to_come:
                yield from self._go_home()

    def _wake(self, codes: frozenset[str] | None) -> Steps[None]:
        """Idle windows that may serve all of `codes` (None: anything) call, in the order of the rule."""
        if not self.idle:
            return
        idle = tuple(self.idle)

        def callers(day: HallDay, setup: HallSetup, router: Router, now: datetime) -> list[str]:
            duties = [day.windows[window] for window in idle]
            able = [duty for duty in duties if _may_call(day, duty, services(setup, duty), codes)]
            return [duty.window for duty in (router.order(day, able, now) if len(able) > 1 else able)]

        for window in (yield Look(callers, self._world.now)):
            clerk = self.idle.pop(window, None)
            if clerk is not None:
                yield from self._free(clerk)
                if codes is not None and clerk.ticket is not None:
                    return

    def _somebody_waits(self, event: e.TicketIssued | e.TicketRequeued) -> Steps[None]:
        visit = self._world.coming.visits.get(event.ticket)
        codes = frozenset(visit.errand.codes) if visit else frozenset()
        self._world.soon(self._wake, codes or None)
        yield from ()

    # --- with somebody at the window -----------------------------------------------------------------------

    def _called(self, event: e.TicketCalled) -> Steps[None]:
        self.idle.pop(event.window, None)
        clerk, visit = self._at.get(event.window), self._world.coming.visits.get(event.ticket)
        if clerk is None or visit is None:
            return
        clerk.ticket, clerk.turn = event.ticket, clerk.turn + 1
        if visit.visitor.gone and not visit.missed:
            self._world.later(self._world.now_s + self._call_gap_s, self._call_again, clerk, clerk.turn, 1)
        else:
            self._world.later(self._world.now_s + visit.visitor.walk_s, self._reached, clerk, clerk.turn)
        yield from ()

    def _reached(self, clerk: Clerk, turn: int) -> Steps[None]:
        """The called person stands at the window."""
        if clerk.turn == turn:
            yield from self._press(clerk, c.StartService(window=clerk.window))

    def _call_again(self, clerk: Clerk, turn: int, calls: int) -> Steps[None]:
        """Call in vain until the hall lets the person be given up."""
        if clerk.turn != turn:
            return
        if calls >= self._calls:
            yield from self._press(clerk, c.MarkNoShow(window=clerk.window))
            return
        yield from self._press(clerk, c.Recall(window=clerk.window))
        self._world.later(self._world.now_s + self._call_gap_s, self._call_again, clerk, turn, calls + 1)

    def _started(self, event: e.TicketStarted) -> Steps[None]:
        clerk, visit = self._at.get(event.window), self._world.coming.visits.get(event.ticket)
        if clerk is not None and visit is not None:
            self._work_on(clerk, visit.errand)
        yield from ()

    def _work_on(self, clerk: Clerk, errand: Errand) -> None:
        factor = clerk.seat.factor(department_of(self._setup, errand.codes[0]))
        self._world.later(self._world.now_s + errand.work_s * factor, self._finish, clerk, clerk.turn)

    def _finish(self, clerk: Clerk, turn: int) -> Steps[None]:
        """An errand is done: the next one here or elsewhere, or the visit is over."""
        if clerk.turn != turn or clerk.ticket is None:
            return
        visit = self._world.coming.visits[clerk.ticket]
        if visit.has_more:
            visit.leg += 1
            if clerk.wanted and self._may(clerk, visit):
                self._work_on(clerk, visit.errand)
                return
            if (yield from self._press(clerk, self._sending(clerk, visit.errand))):
                return
        yield from self._press(clerk, c.CompleteService(window=clerk.window, outcome=OUTCOME))

    def _may(self, clerk: Clerk, visit: Visit) -> bool:
        return frozenset(visit.errand.codes) <= self._setup.services_at(clerk.window, clerk.seat.staff, None)

    def _sending(self, clerk: Clerk, errand: Errand) -> c.TransferTicket:
        code = errand.codes[0]
        service = self._setup.service(code)
        zone = code.removeprefix("zone:") if service is None else service.zone
        items = tuple(code for code in errand.codes if ":" not in code)
        return c.TransferTicket(window=clerk.window, to_zone=zone, items=items, reason="second errand")

    def _sent_on(self, event: e.TicketTransferred) -> Steps[None]:
        codes = line_codes(event.items, event.business, event.to_zone)
        self._world.soon(self._wake, frozenset(codes))
        yield from self._left(event)

    def _sent_back(self, event: e.TicketReturned) -> Steps[None]:
        self._world.soon(self._wake, None)
        yield from self._left(event)

    def _left(self, event: Any) -> Steps[None]:
        """A ticket is no longer at its window."""
        clerk = self._at.get(event.window)
        if clerk is not None and clerk.ticket == event.ticket:
            clerk.ticket, clerk.turn = None, clerk.turn + 1
            self._world.soon(self._free, clerk)
        yield from ()


def _may_call(day: HallDay, duty: WindowDuty, may: frozenset[str], codes: frozenset[str] | None) -> bool:
    """Whether an idle window could call somebody for `codes`, or (None) anybody who waits."""
    if duty.state is not WindowState.OPEN:
        return False
    if codes is not None:
        return codes <= may
    lines = day.waiting.zone(duty.zone).lines.values()
    return any(open_to(line, duty, may, day) for line in lines)
