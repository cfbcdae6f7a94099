"""What the outside sees of the hall: one shape for each thing, used by API, MQTT and pages alike.

A view is computed in one step from the state, without any await, and leaves only after the state is durable.
"""

from __future__ import annotations

from datetime import date, datetime

import msgspec


class WaitView(msgspec.Struct, frozen=True, gc=False):
    """Expected wait in seconds: an interval and its middle."""

    low: int
    mid: int
    high: int


class TicketView(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """A ticket for staff, kiosk and printer (QUE-02). `class` on the wire."""

    id: str
    number: str
    zone: str
    items: tuple[str, ...]
    type: str | None
    klass: str = msgspec.field(name="class")
    state: str
    taken_at: datetime
    ahead: int | None
    wait_s: WaitView | None
    hall: str
    valid_on: date
    url: str
    window: str | None = None
    holder: str | None = None  # masked, never the full id
    appointment: str | None = None
    outcome: str | None = None
    applications: tuple[str, ...] = ()
    serviceable: bool = True  # whether an open window can take it now


class BlockView(msgspec.Struct, frozen=True):
    """Numbers that a dispenser may give on its own, every day again (QUE-29).

    `codes`: the items of the zone. The public token of such a ticket is base64url of SHA-256 over
    `secret:YYYY-MM-DD:number`, 22 characters.
    """

    zone: str
    prefix: str
    first: int
    last: int
    secret: str
    codes: tuple[str, ...] = ()


class ReservedView(msgspec.Struct, frozen=True, kw_only=True):
    """All blocks of a dispenser; `url` comes before the token in the code on the paper."""

    blocks: tuple[BlockView, ...]
    hall: str
    url: str


class PublicTicketView(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """The same for whoever holds the QR code: nothing but number, place and wait."""

    number: str
    zone: str
    zone_name: str
    items: tuple[str, ...]  # names
    state: str
    taken_at: datetime
    ahead: int | None
    wait_s: WaitView | None
    hall: str
    valid_on: date
    window: str | None = None
    reminded_at: datetime | None = None  # when its holder was told that the turn is near
    rating: str | None = None  # OPEN, INVITED, RATED or NOT_RATED; None where nobody was asked
    rateable: bool = False  # whether the holder may rate the visit now


class WhyView(msgspec.Struct, frozen=True):
    """One sentence in both languages."""

    zh: str
    en: str


class LoadView(msgspec.Struct, frozen=True):
    """A window's clocks today (窗口负荷): seconds on duty and busy with somebody in spells that are over.

    The present spells, if any, run since `on_since` and `busy_since`.
    """

    duty_s: int
    on_since: datetime | None
    busy_s: int
    busy_since: datetime | None


class WindowView(msgspec.Struct, frozen=True, kw_only=True):
    """A window and what is at it. `seq` is what a press carries as `expected_seq`."""

    window: str
    seq: int
    zone: str
    kind: str
    state: str
    reason: str | None
    staff: str | None
    staff_name: str | None
    staff_no: str | None
    acting_for: str | None
    ticket: TicketView | None
    held: tuple[TicketView, ...]
    called_at: datetime | None
    started_at: datetime | None
    calls: int
    served_today: int
    served_s: int  # seconds of service today
    faults: tuple[str, ...] = ()  # device faults that concern this window
    why: WhyView | None = None  # why the ticket that is here was called
    home: str = ""  # the zone where it belongs; `zone` is where it works today
    temporary: bool = False  # part of the hall only while a dispatcher has opened it
    there: bool = True  # whether it is part of the hall now
    until: datetime | None = None  # it was opened until then
    hours: str | None = None  # of its own today, `09:00-19:00`; None: those of its zone
    load: LoadView | None = None


class PersonView(msgspec.Struct, frozen=True, kw_only=True):
    """A person's day. Spans are written `09:00-17:00`; without shifts the person works as long as the hall.

    `away` is what follows from all of it. `window`: where the person is now.
    """

    person: str
    name: str
    number: str
    post: str
    serves: bool  # whether there is a window at which the person may serve
    present: bool
    window: str | None
    lunch: int | None  # group; 0: none today
    lunch_at: str | None
    shifts: tuple[str, ...]
    breaks: tuple[str, ...]
    away: tuple[str, ...]
    rota: tuple[str, ...] = ()  # non-resident windows where the person is expected today
    reason: str | None  # of what is different today


class ZoneView(msgspec.Struct, frozen=True, kw_only=True):
    """A zone: who waits and how long."""

    zone: str
    name: str
    name_en: str
    kinds: tuple[str, ...]
    open: bool
    waiting: int
    wait_s: WaitView | None
    open_windows: int
    hours: str | None = None  # of today, `09:00-17:00`; None: closed today
    unserved: int  # waiting tickets that no open window can take
    stopped: bool = False  # no more numbers today


class AlarmView(msgspec.Struct, frozen=True, kw_only=True):
    """Something that needs a person."""

    code: str
    subject: str
    detail: str
    since: datetime


class HallView(msgspec.Struct, frozen=True, kw_only=True):
    """The hall at a glance."""

    hall: str
    name: str
    level: str
    date: date
    day_kind: str
    open: bool
    intake: str  # "running" or "paused"
    intake_reason: str | None
    waiting: int
    zones: tuple[ZoneView, ...]
    windows: tuple[WindowView, ...]
    alarms: tuple[AlarmView, ...]
    not_open: tuple[str, ...]  # items for which no number is given now


class AppointmentView(msgspec.Struct, frozen=True, kw_only=True):
    """A booked visit."""

    id: str
    item: str
    zone: str
    slot: datetime
    slot_end: datetime
    state: str
    ticket: str | None


class FilingView(msgspec.Struct, frozen=True, kw_only=True):
    """An application as the kiosk that has taken it shows it: with `code`, which is the applicant's own.

    `rate_by`: until when the kiosk asks for a rating; the prompt is the application's number.
    """

    application: str
    item: str
    state: str
    channel: str
    code: str
    received_at: datetime
    rate_by: datetime | None


class MeasureView(msgspec.Struct, frozen=True, kw_only=True):
    """Something that a dispatcher could do about a surge."""

    kind: str
    window: str | None
    said: WhyView


class SurgeView(msgspec.Struct, frozen=True, kw_only=True):
    """A department's items to which far more people come than usual (QUE-18)."""

    zone: str
    department: str
    came: int
    usual: float
    minutes: int
    measures: tuple[MeasureView, ...]


class AdviceView(msgspec.Struct, frozen=True, kw_only=True):
    """A window that is worth opening, or no longer worth its clerk. Weighted waiting minutes of an hour."""

    at: datetime
    zone: str
    kind: str
    window: str
    person: str
    saves_min: int
    costs_min: int
    because: WhyView
    until: datetime


class SuggestionView(msgspec.Struct, frozen=True, kw_only=True):
    """Another way for a visitor who would wait long (QUE-23)."""

    way: str
    said: WhyView
    zone: str | None
    items: tuple[str, ...]
    wait_s: WaitView | None
    slots: tuple[datetime, ...]


class DiversionView(msgspec.Struct, frozen=True, kw_only=True):
    """The wait of somebody who would take a number now, and other ways where it is long."""

    zone: str
    wait_s: WaitView | None
    long: bool
    suggestions: tuple[SuggestionView, ...]


class NeedView(msgspec.Struct, frozen=True, kw_only=True):
    """How many windows a department's items need in a zone, and how many there are (QUE-17)."""

    zone: str
    department: str
    volume: float
    days: float
    handling_min: float
    minutes_per_day: float
    windows: int
    set_up: int
    working: int
