"""What happens to enquiries (咨询件): those that are not answered are remembered."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, Final

from hallctl.domain import events as e
from hallctl.domain.enquiries import Enquiry, EnquiryState
from hallctl.domain.records import Record

if TYPE_CHECKING:
    from hallctl.domain.day import HallDay


def _opened(day: HallDay, event: e.EnquiryOpened, record: Record) -> None:
    day.state.enquiries[event.enquiry] = Enquiry(
        event.enquiry,
        event.channel,
        record.at,
        event.owner,
        item=event.item,
        due_at=event.due_at,
        warning=event.warning,
        sealed=event.sealed,
    )


def _taken(day: HallDay, event: e.EnquiryTaken, _record: Record) -> None:
    enquiry = day.state.enquiries[event.enquiry]
    enquiry.owner, enquiry.due_at, enquiry.warning = event.owner, None, ""


def _transferred(day: HallDay, event: e.EnquiryTransferred, _record: Record) -> None:
    enquiry = day.state.enquiries[event.enquiry]
    enquiry.state, enquiry.owner = EnquiryState(event.after), event.owner
    enquiry.window, enquiry.zone, enquiry.pick_up_at = event.window, event.zone, event.pick_up_at
    enquiry.due_at, enquiry.warning = event.due_at, event.warning


def _answered(day: HallDay, event: e.EnquiryAnswered, _record: Record) -> None:
    del day.state.enquiries[event.enquiry]


def _late(day: HallDay, event: e.EnquiryLate, _record: Record) -> None:
    day.state.enquiries[event.enquiry].due_at = None


EFFECTS: Final[dict[type[e.Event], Callable[[HallDay, Any, Record], None]]] = {
    e.EnquiryOpened: _opened,
    e.EnquiryTaken: _taken,
    e.EnquiryTransferred: _transferred,
    e.EnquiryAnswered: _answered,
    e.EnquiryLate: _late,
}
