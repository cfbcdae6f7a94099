"""What happens to the paper of a number (号票纸), and to numbers that dispensers give on their own."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, Final

from hallctl.domain import events as e
from hallctl.domain.numbers import NumberBlock
from hallctl.domain.records import Record
from hallctl.domain.tickets import TicketState

if TYPE_CHECKING:
    from hallctl.domain.day import HallDay


def _printed(day: HallDay, event: e.TicketPrinted, _record: Record) -> None:
    day.tickets[event.ticket].printed = event.result


def _voided(day: HallDay, event: e.TicketVoided, record: Record) -> None:
    ticket = day.tickets[event.ticket]
    day.waiting.remove(ticket)
    ticket.state = TicketState.CANCELLED
    ticket.ended_at = ticket.voided_at = record.at


def _reprinting(day: HallDay, event: e.TicketReprinting, _record: Record) -> None:
    day.tickets[event.ticket].copies = event.copy


def _reserved(day: HallDay, event: e.NumbersReserved, _record: Record) -> None:
    day.state.blocks.append(
        NumberBlock(event.device, event.prefix, event.first, event.last, event.secret),
    )


def _reconciled(_day: HallDay, _event: e.NumbersReconciled, _record: Record) -> None:
    """The numbers have events of their own."""


EFFECTS: Final[dict[type[e.Event], Callable[[HallDay, Any, Record], None]]] = {
    e.TicketPrinted: _printed,
    e.TicketVoided: _voided,
    e.TicketReprinting: _reprinting,
    e.NumbersReserved: _reserved,
    e.NumbersReconciled: _reconciled,
}
