"""When prepared announcements (公告) are due: at a time of the day, or by the opening hours of each zone."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import date, datetime, timedelta
from typing import Final

from hallctl.domain import commands as c
from hallctl.domain.announcements import LATE, Anchor, Prepared
from hallctl.domain.day import HallDay
from hallctl.domain.effects.announcements import said_key
from hallctl.domain.hours import DAY_MIN, Hours
from hallctl.domain.moments import local
from hallctl.domain.planning import today
from hallctl.domain.setup import HallSetup

Moment = tuple[datetime, tuple[str, ...]]
"""When, and in which zones; none for the whole hall."""


def moments(day: HallDay, setup: HallSetup, text: Prepared, on: date | None = None) -> tuple[Moment, ...]:
    """When a text is due today, earliest first. Zones with the same time hear it together (一并播报).

    In zones that are closed on the date it is not due, and by an anchor not in those that never close.
    """
    on = on or day.date
    if on.weekday() not in text.weekdays or (text.at is None and text.anchor is None):
        return ()
    found: dict[int, list[str]] = {}
    for zone in text.zones or tuple(setup.zones):
        hours = today.hours(day, setup, zone, on)
        minute = None if hours is None else _minute(text, hours)
        if minute is not None:
            found.setdefault(minute, []).append(zone)
    return tuple(
        (_moment(setup, on, minute), () if len(zones) == len(setup.zones) else tuple(zones))
        for minute, zones in sorted(found.items())
    )


def due(day: HallDay, setup: HallSetup, now: datetime) -> Iterator[tuple[datetime, c.Command]]:
    """What falls due of announcements that stand and of prepared texts, and when."""
    for standing in day.state.announcements.values():
        if standing.due_at is None:
            yield standing.at, c.BeginAnnouncement(announcement=standing.id, due=standing.at)
        else:
            yield standing.ends_at, c.EndAnnouncement(announcement=standing.id, due=standing.ends_at)
    if now.astimezone(setup.timezone).date() != day.date:
        return
    for text in setup.announcements.values():
        for at, zones in moments(day, setup, text):
            if _is_worth(text, at, now) and not is_said(day, text, zones, at):
                yield at, c.AnnouncePrepared(prepared=text.id, zones=zones, due=at)


def is_said(day: HallDay, text: Prepared, zones: tuple[str, ...], at: datetime) -> bool:
    """Whether it was announced for that time, or a later one, in all of `zones`."""
    said = day.state.announced
    whole = said.get(said_key(text.id, ""))
    if whole is not None and whole >= at:
        return True
    times = [said.get(said_key(text.id, zone)) for zone in zones]
    return bool(times) and all(time is not None and time >= at for time in times)


def show_until(text: Prepared, at: datetime) -> datetime | None:
    """Until when a text that is due then is shown; None where it is not."""
    return at + timedelta(minutes=text.show_min) if text.show_min else None


def _is_worth(text: Prepared, at: datetime, now: datetime) -> bool:
    """Whether there is still something to say or to show; a hall that starts at noon does not open again."""
    return now < (show_until(text, at) or at) or now - at <= LATE


def _minute(text: Prepared, hours: Hours) -> int | None:
    """The minute of the day at which it is due under these hours."""
    if text.anchor is None:
        return text.at
    minute = _ANCHORS[text.anchor](hours)
    never_closes = hours.open.end - hours.open.start >= DAY_MIN
    return None if minute is None or never_closes else minute - text.before_min


_ANCHORS: Final[Mapping[Anchor, Callable[[Hours], int | None]]] = {
    Anchor.OPENING: lambda hours: hours.open.start,
    Anchor.LUNCH: lambda hours: hours.lunch.start if hours.lunch else None,
    Anchor.LUNCH_OVER: lambda hours: hours.lunch.end if hours.lunch else None,
    Anchor.LAST_TICKET: lambda hours: hours.last_ticket,
    Anchor.CLOSING: lambda hours: hours.open.end,
}


def _moment(setup: HallSetup, on: date, minute: int) -> datetime:
    """That minute of the wall clock on that date."""
    midnight = datetime(on.year, on.month, on.day, tzinfo=setup.timezone)
    return local(midnight + timedelta(minutes=minute), setup.timezone)
