"""Days as chance has them, in a small hall; every decision is watched."""

from __future__ import annotations

import random
from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any, ClassVar, Final

from halls import DISPATCHER, GUIDE, KIOSK, ROUND_THE_CLOCK, Stage, a_setup, clerk
from watched_routers import SPECIAL, Watched, watched

from hallctl.domain import commands as c
from hallctl.domain.moments import microseconds
from hallctl.domain.refusals import Refused
from hallctl.domain.routing.seniority import WeightedRules
from hallctl.domain.setup import HallSetup
from hallctl.domain.state import AppointmentState, WindowState
from hallctl.domain.tickets import TicketClass

WINDOWS: Final = ("1", "2", "3", "4", "5", "6", "7")
HANDLING: Final = {"A1": 180, "A2": 600, "A3": 1500, "B1": 300, "B2": 900}


def a_weighted_setup(**parameters: float) -> HallSetup:
    """The small hall with items that take between 3 and 25 minutes."""
    setup = a_setup(calendar=ROUND_THE_CLOCK, staff=[clerk("u02", "A1", "A2"), clerk("u03", "A3")])
    items = {code: replace(item, handling_s=HANDLING[code]) for code, item in setup.items.items()}
    return replace(setup, items=items, weighted=WeightedRules(**parameters))  # type: ignore[arg-type]


def a_weighted_stage(setup: HallSetup | None = None, rule: str = "weighted") -> Stage:
    setup = setup or a_weighted_setup()
    stage = Stage(setup)
    stage.router = watched(rule, setup)  # type: ignore[assignment]
    return stage


class WeighedDay:
    """A whole day of arrivals, services, breaks, losses, transfers and bookings, as chance has it."""

    def __init__(self, chance: random.Random, setup: HallSetup | None = None, rule: str = "weighted") -> None:
        self.chance = chance
        self.stage = a_weighted_stage(setup, rule)
        self.watched: Watched = self.stage.router  # type: ignore[assignment]
        self.stage.open(*WINDOWS)

    def live(self, acts: int) -> None:
        """So many moments."""
        weights = [weight for weight, _ in self._acts]
        for _ in range(acts):
            self.stage.wait(seconds=self.chance.expovariate(1 / 15))
            act = self.chance.choices(self._acts, weights)[0][1]
            with suppress(Refused):
                act(self)

    def _window(self) -> str:
        return self.chance.choice(WINDOWS)

    def come(self) -> None:
        items = self.chance.choice([("A1",), ("A2",), ("A3",), ("A1", "A2"), ("B1",), ("B2",)])
        classes = [TicketClass.NORMAL] * 8 + [TicketClass.CARE, TicketClass.GREEN_CHANNEL, SPECIAL]
        klass = self.chance.choice(classes)
        reason = None if klass is TicketClass.NORMAL else "POST_DISASTER"
        actor = KIOSK if klass is TicketClass.NORMAL else GUIDE
        self.stage.do(c.IssueTicket(items=items, klass=klass, reason=reason), actor)

    def book(self) -> None:
        slot_us = self.stage.setup.rules.slot_s * 1_000_000
        slot = (microseconds(self.stage.now) // slot_us + self.chance.randint(0, 3)) * slot_us
        at = datetime.fromtimestamp(slot / 1_000_000, self.stage.now.tzinfo)
        self.stage.do(c.BookAppointment(item=self.chance.choice(["A1", "A2", "B1"]), slot=at), KIOSK)

    def keep_booking(self) -> None:
        booked = [
            a.id for a in self.stage.day.state.appointments.values() if a.state is AppointmentState.BOOKED
        ]
        if booked:
            self.stage.do(c.CheckInAppointment(appointment=self.chance.choice(booked)), KIOSK)

    def work(self) -> None:
        """One window goes on with what it does."""
        window = self._window()
        state = self.stage.state(window)
        if state is WindowState.OPEN:
            self.stage.call(window)
        elif state is WindowState.CALLING:
            if self.chance.random() < 0.06:
                self.stage.miss(window)
            else:
                self.stage.at(window, c.StartService)
        elif state is WindowState.SERVING:
            self.stage.at(window, c.CompleteService, outcome="enquiry_only")

    def transfer(self) -> None:
        window = self._window()
        if self.chance.random() < 0.5:
            self.stage.at(window, c.TransferTicket, to_window=self._window(), reason="belongs there")
        else:
            self.stage.at(window, c.TransferTicket, to_zone=self.chance.choice("ABC"), reason="belongs there")

    def set_aside(self) -> None:
        window = self._window()
        held = self.stage.duty(window).held
        if held:
            self.stage.at(window, c.UnholdTicket, ticket=held[0])
        else:
            self.stage.at(window, c.HoldTicket)

    def change_duty(self) -> None:
        window = self._window()
        match self.stage.state(window):
            case WindowState.PAUSED | WindowState.FAULT:
                self.stage.at(window, c.ResumeWindow)
            case WindowState.CLOSED:
                self.stage.open(window)
            case _:
                kind = self.chance.choice(["pause", "close", "lose"])
                if kind == "pause":
                    self.stage.at(window, c.PauseWindow, reason="tea")
                elif kind == "close":
                    self.stage.at(window, c.CloseWindow)
                else:
                    self.stage.do(c.LoseWindow(window=window, cause="power"), DISPATCHER)

    def queue_again(self) -> None:
        missing = list(self.stage.day.missing)
        if missing:
            self.stage.do(c.CheckInTicket(ticket=self.chance.choice(missing)), KIOSK)

    _acts: ClassVar[tuple[tuple[int, Callable[[Any], None]], ...]] = (
        (10, come),
        (2, book),
        (2, keep_booking),
        (26, work),
        (3, transfer),
        (1, set_aside),
        (1, change_duty),
        (1, queue_again),
    )


def minutes(count: float) -> timedelta:
    return timedelta(minutes=count)
