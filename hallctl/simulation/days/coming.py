"""Those who come: they book, take numbers, give up, miss their call and come again."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Any, Final

from hallctl.domain import commands as c
from hallctl.domain import events as e
from hallctl.domain.actors import Actor
from hallctl.domain.posts import Post
from hallctl.domain.refusals import Refused
from hallctl.domain.tickets import TicketClass
from hallctl.simulation.days.doors import Steps
from hallctl.simulation.days.people import Errand, People, Visitor

if TYPE_CHECKING:
    from hallctl.simulation.days.world import World

KIOSK: Final = Actor.public("kiosk")
WEB: Final = Actor.public("web")
GUIDE: Final = Actor.staff("guide", Post.GUIDE, None, "guide")
"""Gives numbers of the classes that need an operator."""

REASON: Final = "ELDERLY"
EARLY_AGAIN_S: Final = 300.0


@dataclass
class Visit:
    """How far a visitor has come. `leg`: the errand at hand or next; `missed`: once called in vain."""

    visitor: Visitor
    leg: int = 0
    missed: bool = False

    @property
    def errand(self) -> Errand:
        """What is to be done now."""
        return self.visitor.errands[self.leg]

    @property
    def has_more(self) -> bool:
        """Whether there is another errand after this one."""
        return self.leg + 1 < len(self.visitor.errands)


class Coming:
    """All visitors of a day. `visits` are by ticket; `waiting` are the tickets that wait."""

    def __init__(self, world: World, people: People) -> None:
        self._world, self._people = world, people
        self.visits: dict[str, Visit] = {}
        self.waiting: set[str] = set()
        self._appointments: dict[int, str] = {}
        self.to_come = 0
        """How many have yet to come, for the first time or again."""

    def begin(self) -> Steps[None]:
        """Before the day: those who book have booked, and everybody is on the way."""
        for visitor in self._people.visitors:
            if visitor.slot_s is not None:
                yield from self._book(visitor, visitor.slot_s)
            if not visitor.missing:
                self.to_come += 1
                self._world.later(visitor.arrives_s, self._come, visitor)

    def hears(self) -> Mapping[type, Callable[[Any], Steps[None]]]:
        """What they listen to."""
        return {
            e.TicketIssued: self._waits,
            e.TicketRequeued: self._waits,
            e.TicketReturned: self._waits,
            e.TicketTransferred: self._waits,
            e.TicketCalled: self._waits_no_more,
            e.TicketCancelled: self._waits_no_more,
            e.TicketExpired: self._waits_no_more,
            e.TicketNoShow: self._missed,
        }

    def _book(self, visitor: Visitor, slot_s: int) -> Steps[None]:
        """Who finds no slot comes without a booking."""
        (code, *others) = visitor.errands[0].codes
        if others or ":" in code:
            return
        slot = self._world.midnight + timedelta(seconds=slot_s)
        records = yield from self._world.act(c.BookAppointment(item=code, slot=slot), WEB)
        for record in records or ():
            if isinstance(record.event, e.AppointmentBooked):
                self._appointments[visitor.id] = record.event.appointment

    def _come(self, visitor: Visitor) -> Steps[None]:
        """Check in with a booking, or take a number; who is too late for the booking takes one as well."""
        appointment = self._appointments.get(visitor.id)
        refusal = None
        if appointment is not None:
            refusal = yield from self._take(visitor, c.CheckInAppointment(appointment=appointment), KIOSK)
            if refusal == "CHECK_IN_EARLY":
                self._world.later(self._world.now_s + EARLY_AGAIN_S, self._come, visitor)
                return
        self.to_come -= 1
        if appointment is None or refusal is not None:
            actor = KIOSK if visitor.klass is TicketClass.NORMAL else GUIDE
            refusal = yield from self._take(visitor, self._issue(visitor), actor)
            if refusal is not None:
                self._world.lived.turned_away[refusal] += 1

    def _take(self, visitor: Visitor, command: c.Command, actor: Actor) -> Steps[str | None]:
        """Get a number; the code of the refusal if there is none."""
        self._taking = Visit(visitor)
        try:
            yield from self._world.attempt(command, actor)
        except Refused as refusal:
            return refusal.code
        return None

    def _waits(self, event: Any) -> Steps[None]:
        if isinstance(event, e.TicketIssued):
            visit = self.visits[event.ticket] = self._taking
            visitor = visit.visitor
            self._world.lived.visitors[event.ticket] = visitor.id
            if visitor.patience_s is not None:
                since_s = max(self._world.now_s, visitor.slot_s or 0.0)
                self._world.later(since_s + visitor.patience_s, self._give_up, event.ticket)
        self.waiting.add(event.ticket)
        yield from ()

    def _waits_no_more(self, event: Any) -> Steps[None]:
        self.waiting.discard(event.ticket)
        yield from ()

    def _missed(self, event: e.TicketNoShow) -> Steps[None]:
        visit = self.visits.get(event.ticket)
        if visit is not None:
            visit.missed = True
            if visit.visitor.back_s is not None and event.no_shows == 1:
                self.to_come += 1
                self._world.later(self._world.now_s + visit.visitor.back_s, self._come_back, event.ticket)
        yield from ()

    def _come_back(self, ticket: str) -> Steps[None]:
        self.to_come -= 1
        yield from self._world.act(c.CheckInTicket(ticket=ticket), KIOSK)

    def _give_up(self, ticket: str) -> Steps[None]:
        if ticket in self.waiting and not self.visits[ticket].leg:
            yield from self._world.act(c.CancelTicket(ticket=ticket, reason="tired"), KIOSK)

    def _issue(self, visitor: Visitor) -> c.IssueTicket:
        (code, *_), klass = visitor.errands[0].codes, visitor.klass
        reason = None if klass is TicketClass.NORMAL else REASON
        if klass is TicketClass.SPECIAL_CHANNEL:
            reason = self._world.setup.rules.special_reasons[0]
        kind, _, name = code.rpartition(":")
        if kind == "type":
            return c.IssueTicket(type=name, klass=klass, reason=reason)
        if kind == "zone":
            return c.IssueTicket(zone=name, klass=klass, reason=reason)
        return c.IssueTicket(items=visitor.errands[0].codes, klass=klass, reason=reason)
