"""What ratings (好差评) and card readings do to the day."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import TYPE_CHECKING, Any, Final

from hallctl.domain import events as e
from hallctl.domain.ratings import Evaluation
from hallctl.domain.records import Record
from hallctl.domain.state import CARD_KEPT_S, Reading

if TYPE_CHECKING:
    from hallctl.domain.day import HallDay


def _given(day: HallDay, event: e.RatingGiven, _record: Record) -> None:
    if event.ticket is not None:
        day.tickets[event.ticket].rated = event.level
    _settled(day, event, Evaluation.RATED)


def _lapsed(day: HallDay, event: e.RatingLapsed, _record: Record) -> None:
    _settled(day, event, Evaluation(event.result))


def _settled(day: HallDay, event: e.RatingEvent, evaluation: Evaluation) -> None:
    """Of a visit by its ticket, of what was filed at a kiosk today by the application."""
    if event.ticket is not None:
        day.tickets[event.ticket].evaluation = evaluation
        day.state.unrated.pop(event.ticket, None)
        return
    for application in event.applications:
        if application in day.state.filings:
            day.state.filings[application].evaluation = evaluation
            day.state.unrated.pop(application, None)


def _invited(day: HallDay, event: e.RatingInvited, _record: Record) -> None:
    if event.ticket is not None:
        day.tickets[event.ticket].evaluation = Evaluation.INVITED
        day.state.unrated[event.ticket] = event.until


def _card_read(day: HallDay, event: e.CardRead, record: Record) -> None:
    limit = record.at - timedelta(seconds=CARD_KEPT_S)
    readings = day.state.readings
    for old in [card for card, reading in readings.items() if reading.at < limit]:
        del readings[old]
    readings[event.card] = Reading(event.identity, event.device, record.at)


def _identified(day: HallDay, event: e.TicketIdentified, _record: Record) -> None:
    day.tickets[event.ticket].identity = event.identity


def _nothing(_day: HallDay, _event: e.Event, _record: Record) -> None:
    """For supervision only: the hall day need not remember it."""


EFFECTS: Final[dict[type[e.Event], Callable[[HallDay, Any, Record], None]]] = {
    e.RatingGiven: _given,
    e.RatingLapsed: _lapsed,
    e.RatingInvited: _invited,
    e.SupervisionNoted: _nothing,
    e.CardRead: _card_read,
    e.TicketIdentified: _identified,
}
