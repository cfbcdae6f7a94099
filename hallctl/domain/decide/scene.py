"""What every rule looks at, and the checks that many of them share."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Final

from hallctl.domain.actors import Actor, ActorKind
from hallctl.domain.applications import Application
from hallctl.domain.commands import AtWindow
from hallctl.domain.day import HallDay
from hallctl.domain.identity import Identity
from hallctl.domain.planning import today
from hallctl.domain.posts import Power, posts_with
from hallctl.domain.refusals import Refused
from hallctl.domain.routing.router import Router
from hallctl.domain.setup import HallSetup, Window, Zone
from hallctl.domain.state import CARD_KEPT_S, WindowDuty
from hallctl.domain.tickets import MOVES, Ticket

MAX_REASON: Final = 200


def reason_of(given: str) -> str:
    """The reason as it is journaled. Raises REASON_NEEDED where there is none."""
    reason = given.strip()[:MAX_REASON]
    if not reason:
        raise Refused("REASON_NEEDED")
    return reason


@dataclass(frozen=True, slots=True)
class Scene:
    """State, setup, who acts and when.

    `token` is fresh and unguessable, for what the command creates; `applications` are those it named.
    """

    day: HallDay
    setup: HallSetup
    router: Router
    actor: Actor
    now: datetime
    token: str
    applications: Mapping[str, Application] = field(default_factory=dict)

    @property
    def dispatches(self) -> bool:
        """Whether the actor may act for any window (调度)."""
        return self.actor.kind is ActorKind.SYSTEM or self.holds(Power.DISPATCH)

    def holds(self, power: Power) -> bool:
        """Whether the actor is a person whose post holds `power` without any letter."""
        return self.actor.kind is ActorKind.STAFF and self.actor.post in posts_with(power)

    def check(self, power: Power) -> None:
        """Raises POWER_NOT_HELD where the actor does not hold `power`."""
        if not self.holds(power):
            raise Refused("POWER_NOT_HELD", power.value)

    def check_dispatch(self) -> None:
        """Raises POWER_NOT_HELD where the actor does not dispatch."""
        if not self.dispatches:
            raise Refused("POWER_NOT_HELD", Power.DISPATCH.value)

    def window(self, window: str) -> Window:
        """The window or WINDOW_UNKNOWN."""
        found = self.setup.windows.get(window)
        if found is None:
            raise Refused("WINDOW_UNKNOWN", window)
        return found

    def zone(self, name: str) -> Zone:
        """The zone of that id or functional area, or ZONE_UNKNOWN."""
        found = self.setup.zone_named(name)
        if found is None:
            raise Refused("ZONE_UNKNOWN", name)
        return found

    def check_free(self, person: str, window: str) -> None:
        """Raises PERSON_BUSY where the person staffs another window."""
        elsewhere = self.day.window_of(person)
        if elsewhere is not None and elsewhere.window != window:
            raise Refused("PERSON_BUSY", elsewhere.window)

    def duty_of(self, command: AtWindow) -> WindowDuty:
        """The duty of the command's window, seen as the clerk saw it, by somebody who may act there."""
        duty = self.duty(self.window(command.window))
        if command.expected_seq is not None and command.expected_seq != duty.seq:
            raise Refused(
                "STALE", f"window {duty.window} is at {duty.seq}, the press saw {command.expected_seq}"
            )
        if duty.staff is not None and duty.staff != self.actor.person and not self.dispatches:
            raise Refused("WINDOW_TAKEN", duty.window)
        return duty

    def duty(self, window: Window) -> WindowDuty:
        """What a window is doing; CLOSED in the zone where it works today, if nothing has happened yet."""
        return self.day.duty(window.id, today.zone_of(self.day, window))

    def identity(self, card: str | None) -> Identity | None:
        """Who stands behind a card reading. Raises CARD_UNKNOWN where it is none, or too old."""
        if card is None:
            return None
        reading = self.day.state.readings.get(card)
        if reading is None or self.now - reading.at > timedelta(seconds=CARD_KEPT_S):
            raise Refused("CARD_UNKNOWN")
        return reading.identity

    def ticket(self, ticket: str) -> Ticket:
        """The ticket or TICKET_UNKNOWN."""
        found = self.day.tickets.get(ticket)
        if found is None:
            raise Refused("TICKET_UNKNOWN", ticket)
        return found

    def ticket_for(self, ticket: str, move: str) -> Ticket:
        """The ticket, if `move` is allowed from its state."""
        found = self.ticket(ticket)
        if found.state not in MOVES[move]:
            raise Refused("TICKET_STATE", f"{found.number} is {found.state.value}: no {move}")
        return found

    def current(self, duty: WindowDuty, move: str) -> Ticket:
        """The ticket at the window, if `move` is allowed from its state."""
        if duty.ticket is None:
            raise Refused("NO_TICKET", duty.window)
        return self.ticket_for(duty.ticket, move)
