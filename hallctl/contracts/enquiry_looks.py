"""From state to views: enquiries (咨询件) that are not answered, and postings (派驻)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime

import msgspec

from hallctl.domain.day import HallDay
from hallctl.domain.enquiries import Enquiry
from hallctl.domain.setup import HallSetup


class EnquiryView(msgspec.Struct, frozen=True, kw_only=True):
    """An enquiry. `late`: its limit has passed. What was asked is opened by a logged call only."""

    id: str
    channel: str
    state: str
    item: str | None
    owner: str
    name: str
    window: str | None
    zone: str | None
    pick_up_at: datetime | None
    opened_at: datetime
    due_at: datetime | None
    warning: str
    late: bool


class PostingView(msgspec.Struct, frozen=True, kw_only=True):
    """Who is posted to the hall, from `since` to `until`."""

    person: str
    name: str
    since: date
    until: date
    filing: str
    replaces: str | None
    duties: tuple[str, ...]
    warnings: tuple[str, ...]


def enquiry_views(day: HallDay, setup: HallSetup) -> Iterator[EnquiryView]:
    """The oldest first."""
    for enquiry in sorted(day.state.enquiries.values(), key=lambda one: (one.opened_at, one.id)):
        yield enquiry_view(enquiry, setup)


def enquiry_view(enquiry: Enquiry, setup: HallSetup) -> EnquiryView:
    """One of them."""
    owner = setup.staff.get(enquiry.owner)
    return EnquiryView(
        id=enquiry.id,
        channel=enquiry.channel.value,
        state=enquiry.state.value,
        item=enquiry.item,
        owner=enquiry.owner,
        name=owner.name if owner else "",
        window=enquiry.window,
        zone=enquiry.zone,
        pick_up_at=enquiry.pick_up_at,
        opened_at=enquiry.opened_at,
        due_at=enquiry.due_at,
        warning=enquiry.warning,
        late=bool(enquiry.warning) and enquiry.due_at is None,
    )


def posting_views(day: HallDay, setup: HallSetup) -> Iterator[PostingView]:
    """By person."""
    for person, posting in sorted(day.state.postings.items()):
        known = setup.staff.get(person)
        yield PostingView(
            person=person,
            name=known.name if known else person,
            since=posting.since,
            until=posting.until,
            filing=posting.filing,
            replaces=posting.replaces,
            duties=posting.duties,
            warnings=posting.warnings,
        )
