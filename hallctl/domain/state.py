"""The state of one hall day: plain records that can be written into a snapshot and read back unchanged.

Indexes that follow from it (waiting lines, numbers) are not here but in `day` and `waiting`.
"""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum
from typing import Final

import msgspec

from hallctl.domain.announcements import Announcement
from hallctl.domain.catalogue.life import Lives
from hallctl.domain.credit import Offer
from hallctl.domain.enquiries import Enquiry
from hallctl.domain.facilities import Repair
from hallctl.domain.filings import Filing
from hallctl.domain.identity import Identity
from hallctl.domain.learning.learned import Learned
from hallctl.domain.learning.turnout import Turnout
from hallctl.domain.letters import Letter, Tests
from hallctl.domain.messages import Message
from hallctl.domain.notices import NoticeJob
from hallctl.domain.numbers import NumberBlock
from hallctl.domain.parcels import Parcel
from hallctl.domain.planning.plan import Plan
from hallctl.domain.postings import Posting
from hallctl.domain.recording import Clip, VideoSession
from hallctl.domain.results import ResultWaiting
from hallctl.domain.scans import CaptureJob
from hallctl.domain.seals import DrawingJob, SealSession
from hallctl.domain.tickets import Ticket


class WindowState(StrEnum):
    """State of a window (窗口状态, domain chapter 5.2)."""

    CLOSED = "CLOSED"
    OPEN = "OPEN"
    CALLING = "CALLING"
    SERVING = "SERVING"
    PAUSED = "PAUSED"
    VACANT_POST = "VACANT_POST"
    FAULT = "FAULT"


WORKING: Final = frozenset({WindowState.OPEN, WindowState.CALLING, WindowState.SERVING})
"""States in which a window takes part in serving its lines."""


class WindowDuty(msgspec.Struct):
    """What a window is doing. `seq` is the last event that touched it.

    `duty_s` and `busy_s` count today's spells that are over; `on_since` and `busy_since` begin the present.
    `session`: applications that a stand-in has registered and that are not over; `handed`: tickets of which
    the stand-in has handed over a list.
    """

    window: str
    zone: str
    state: WindowState = WindowState.CLOSED
    staff: str | None = None
    workstation: str | None = None
    acting_for: str | None = None
    reason: str | None = None
    ticket: str | None = None
    held: list[str] = msgspec.field(default_factory=list)
    since: datetime | None = None
    seq: int = 0
    served: int = 0
    served_s: float = 0.0
    on_since: datetime | None = None
    duty_s: float = 0.0
    busy_since: datetime | None = None
    busy_s: float = 0.0
    session: list[str] = msgspec.field(default_factory=list)
    handed: list[str] = msgspec.field(default_factory=list)


class Presence(msgspec.Struct):
    """A person who is signed on."""

    staff: str
    workstation: str
    window: str | None
    since: datetime


class AppointmentState(StrEnum):
    """Where a booking is."""

    BOOKED = "BOOKED"
    CHECKED_IN = "CHECKED_IN"
    CANCELLED = "CANCELLED"
    MISSED = "MISSED"


class Appointment(msgspec.Struct):
    """A booked visit (预约)."""

    id: str
    item: str
    zone: str
    slot: datetime
    token: str
    state: AppointmentState = AppointmentState.BOOKED
    ticket: str | None = None
    holder: str | None = None
    identity: Identity | None = None
    booked_at: datetime | None = None
    reminded_at: datetime | None = None


class Alarm(msgspec.Struct):
    """Something that needs a person."""

    code: str
    subject: str
    detail: str
    since: datetime


def alarm_key(code: str, subject: str) -> str:
    """By what alarms are known; a subject has each but once."""
    return f"{code}:{subject}"


class DeviceStatus(msgspec.Struct):
    """What is known of a device."""

    device: str
    state: str
    since: datetime
    health: str | None = None
    firmware: str | None = None


class Maintenance(msgspec.Struct):
    """A device under maintenance (检修): why, since when, and who said so."""

    device: str
    reason: str
    since: datetime
    by: str | None = None


class Reading(msgspec.Struct):
    """A card that a reader has just read."""

    identity: Identity
    device: str
    at: datetime


class ZoneIntake(msgspec.Struct):
    """Whether numbers are given in a zone (取号), where that was changed today.

    What a person has decided (`by_hand`) stays until a person changes it or the day ends.
    """

    is_open: bool
    since: datetime
    because: str
    finish_at: datetime | None = None
    by_hand: bool = False


class Press(msgspec.Struct, frozen=True):
    """The latest press of a button that gave a number."""

    ticket: str
    at: datetime


def press_key(channel: str, button: str) -> str:
    """By what presses are known."""
    return f"{channel}/{button}"


class WallCall(msgspec.Struct):
    """A call as the wall lists it."""

    ticket: str
    number: str
    window: str
    zone: str
    at: datetime


class DayState(msgspec.Struct):
    """Everything that a restart needs.

    `turnout`: who came today, by zone. `began_at`: when the hall began this date; `jumped_at`: when its clock
    jumped last, so that what began before and ends after it teaches nothing. `unrated`: by visit, until
    when the visitor may answer. `readings`: cards just read, by the id of what was sealed.
    `filings`: applications handed in at kiosks today. `clips`: today's marks on recordings; `held`: by clip
    of any day, the case that keeps it. `results`: what waits to be collected, by application.
    `documents`: how many of each kind there were in a year (`counter_of`); `drawing`: by document, what is
    to be drawn or sealed; `seals`: those in somebody's custody (`session_key`).
    `announced`: by prepared text and zone, for which time it was announced last (`said_key`). `letters`: in
    force or to come; `lettered`: people who ever had one; `tests`: by person and item, when it was passed.
    `lives`: what became of items, by code.
    `barred`: by keyed hash of a person whose materials were false, the application.
    `credit_rules`: rows of the table of credit tiers that were changed.
    """

    date: date
    tickets: dict[str, Ticket] = msgspec.field(default_factory=dict)
    windows: dict[str, WindowDuty] = msgspec.field(default_factory=dict)
    present: dict[str, Presence] = msgspec.field(default_factory=dict)
    appointments: dict[str, Appointment] = msgspec.field(default_factory=dict)
    alarms: dict[str, Alarm] = msgspec.field(default_factory=dict)
    devices: dict[str, DeviceStatus] = msgspec.field(default_factory=dict)
    counters: dict[str, int] = msgspec.field(default_factory=dict)
    runs: dict[str, int] = msgspec.field(default_factory=dict)
    calls: list[WallCall] = msgspec.field(default_factory=list)
    applications_count: int = 0
    learned: Learned = msgspec.field(default_factory=Learned)
    turnout: dict[str, Turnout] = msgspec.field(default_factory=dict)
    began_at: datetime | None = None
    jumped_at: datetime | None = None
    intake: dict[str, ZoneIntake] = msgspec.field(default_factory=dict)
    plan: Plan = msgspec.field(default_factory=Plan)
    presses: dict[str, Press] = msgspec.field(default_factory=dict)
    blocks: list[NumberBlock] = msgspec.field(default_factory=list)
    notices: dict[str, NoticeJob] = msgspec.field(default_factory=dict)
    unrated: dict[str, datetime] = msgspec.field(default_factory=dict)
    filings: dict[str, Filing] = msgspec.field(default_factory=dict)
    readings: dict[str, Reading] = msgspec.field(default_factory=dict)
    maintenance: dict[str, Maintenance] = msgspec.field(default_factory=dict)
    captures: dict[str, CaptureJob] = msgspec.field(default_factory=dict)
    parcels: dict[str, Parcel] = msgspec.field(default_factory=dict)
    repairs: dict[str, Repair] = msgspec.field(default_factory=dict)
    hotline: dict[str, str] = msgspec.field(default_factory=dict)
    relays: dict[str, str] = msgspec.field(default_factory=dict)
    relay_hours: dict[str, str] = msgspec.field(default_factory=dict)
    clips: dict[str, Clip] = msgspec.field(default_factory=dict)
    held: dict[str, str] = msgspec.field(default_factory=dict)
    videos: dict[str, VideoSession] = msgspec.field(default_factory=dict)
    announcements: dict[str, Announcement] = msgspec.field(default_factory=dict)
    announced: dict[str, datetime] = msgspec.field(default_factory=dict)
    results: dict[str, ResultWaiting] = msgspec.field(default_factory=dict)
    documents: dict[str, int] = msgspec.field(default_factory=dict)
    messages: dict[str, Message] = msgspec.field(default_factory=dict)
    drawing: dict[str, DrawingJob] = msgspec.field(default_factory=dict)
    seals: dict[str, SealSession] = msgspec.field(default_factory=dict)
    letters: dict[str, Letter] = msgspec.field(default_factory=dict)
    lettered: list[str] = msgspec.field(default_factory=list)
    tests: Tests = msgspec.field(default_factory=dict)
    enquiries: dict[str, Enquiry] = msgspec.field(default_factory=dict)
    postings: dict[str, Posting] = msgspec.field(default_factory=dict)
    lives: Lives = msgspec.field(default_factory=dict)
    barred: dict[str, str] = msgspec.field(default_factory=dict)
    credit_rules: dict[str, tuple[Offer, ...]] = msgspec.field(default_factory=dict)

    def has_alarm(self, code: str, subject: str) -> bool:
        """Whether the alarm stands."""
        return alarm_key(code, subject) in self.alarms


CARD_KEPT_S: Final = 180
"""So long after a card was read a number or a booking may refer to the reading."""

WALL_ROWS: Final = 24
"""Calls that are remembered for the wall."""

encode_state = msgspec.json.Encoder().encode
decode_state = msgspec.json.Decoder(DayState).decode
