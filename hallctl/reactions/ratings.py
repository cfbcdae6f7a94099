"""At the end of a service the pads of that window ask for a rating, within a second (DEV-07).

What is old is not asked any more: the visitor has gone. When the next one is being served, an open question
of the one before is taken away, so that nobody rates for somebody else. Where a pad does not take the
question, the visitor is invited to rate elsewhere (EVA-12).
"""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from typing import Final

import structlog

from hallctl.contracts.devices import Outcome, Rater
from hallctl.domain.actors import SYSTEM
from hallctl.domain.commands import InviteRating
from hallctl.domain.events import (
    DeviceChanged,
    RatingGiven,
    RatingInvited,
    RatingLapsed,
    TicketCompleted,
    TicketStarted,
)
from hallctl.domain.records import Record
from hallctl.domain.refusals import Refused
from hallctl.hall import Hall
from hallctl.reactions.crew import Crew
from hallctl.reactions.following import follow
from hallctl.reactions.outputs import attempt

OLD_S: Final = 20.0
Settled = RatingGiven | RatingInvited | RatingLapsed

log = structlog.get_logger(__name__)


class Ratings:
    """Has the pads ask."""

    def __init__(self, hall: Hall, raters: Mapping[str, Rater]) -> None:
        self._hall = hall
        self._pads = Crew("rater", self._pad, raters)

    def follow(self, raters: Mapping[str, Rater]) -> None:
        """From now on the pads are these."""
        self._pads.follow(raters)

    async def run(self) -> None:
        """Follow the feed until cancelled."""
        async with asyncio.TaskGroup() as tasks:
            tasks.create_task(self._pads.run(), name="raters")
            async for records in follow(self._hall, "ratings"):
                for record in records:
                    for pad in self._pads.workers.values():
                        pad.hear(record)

    def _pad(self, rater: Rater) -> Pad | None:
        window = self._hall.setup.devices[rater.id].window
        return None if window is None else Pad(self._hall, rater, window)


class Pad:
    """One rating pad; of several things to do only the newest counts."""

    def __init__(self, hall: Hall, rater: Rater, window: str) -> None:
        self._hall, self._rater, self._window = hall, rater, window
        self._question: TicketCompleted | None = None
        self._asking = False
        self._wake = asyncio.Event()

    @property
    def device(self) -> str:
        """The pad's id."""
        return self._rater.id

    def hear(self, record: Record) -> None:
        """Take up what concerns this pad."""
        event = record.event
        if isinstance(event, DeviceChanged):
            if event.device == self.device and event.after == "ONLINE":
                self._hall.fault(self.device, None)
        elif isinstance(event, TicketCompleted) and self._is_here(record, event.window):
            self._now_ask(None if event.rate_by is None else event)
        elif isinstance(event, TicketStarted | Settled) and self._is_over(record, event):
            self._now_ask(None)

    def _is_over(self, record: Record, event: TicketStarted | Settled) -> bool:
        """Whether the question is answered, or too late: the next visitor is there."""
        if isinstance(event, TicketStarted):
            return self._is_here(record, event.window)
        return self._question is not None and event.ticket == self._question.ticket

    def _now_ask(self, question: TicketCompleted | None) -> None:
        self._question = question
        self._wake.set()

    def _is_here(self, record: Record, window: str) -> bool:
        age_s = (self._hall.now() - record.at).total_seconds()
        return window == self._window and age_s <= OLD_S

    async def run(self) -> None:
        """Ask and clear until cancelled."""
        while True:
            await self._wake.wait()
            self._wake.clear()
            question = self._question
            if question is not None:
                await self._ask(question)
            elif self._asking:
                self._asking = False
                await attempt(self._hall, self.device, self._rater.clear())

    async def _ask(self, question: TicketCompleted) -> None:
        command = self._rater.ask(question.prompt, self._hall.setup.rules.rate_within_s)
        outcome = await attempt(self._hall, self.device, command)
        self._asking = outcome is not Outcome.REFUSED
        if outcome is Outcome.DONE:
            return
        because = f"pad_{outcome}"
        try:
            await self._hall.do(InviteRating(ticket=question.ticket, because=because), SYSTEM)
        except Refused as refusal:
            log.warning("nobody could be invited to rate", ticket=question.ticket, code=refusal.code)
