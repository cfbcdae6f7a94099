"""What may be sent: one class for each body of the API. Names on the wire are those of the API."""

from __future__ import annotations

from typing import Annotated, Final, Literal

from pydantic import AwareDatetime, Field, StringConstraints

from hallctl.accounts.identities import LONGEST_PASSWORD
from hallctl.domain.announcements import LONGEST_EN, LONGEST_ZH, AnnouncementPriority
from hallctl.domain.consultations import ConsultationKind
from hallctl.domain.parcels import ParcelStatus
from hallctl.domain.recording import Use, VideoNotice, VideoOutcome
from hallctl.domain.tickets import TicketClass
from web.routing import Body

NO_NULL = r"^[^\x00]*$"
PRINTABLE = r"^[^\x00-\x1f\x7f]+$"
Id = Annotated[str, StringConstraints(min_length=1, max_length=64, pattern=PRINTABLE)]
Reason = Annotated[str, StringConstraints(min_length=1, max_length=200, pattern=PRINTABLE)]
Phone = Annotated[str, StringConstraints(min_length=5, max_length=20, pattern=r"^\+?[0-9][0-9 \-]+$")]
Text = Annotated[str, StringConstraints(min_length=1, max_length=1000, pattern=r"^[^\x00]+$")]
Span = Annotated[str, StringConstraints(pattern=r"^\d{2}:\d{2}-\d{2}:\d{2}$")]
Clock = Annotated[str, StringConstraints(pattern=r"^\d{2}:\d{2}$")]
MOST_ITEMS: Final = 20
Items = Annotated[tuple[Id, ...], Field(max_length=MOST_ITEMS)]
Seq = Annotated[int, Field(ge=0, le=2**53)]


class LoginBody(Body):
    """POST /session."""

    user: Id
    password: Annotated[str, StringConstraints(min_length=1, max_length=LONGEST_PASSWORD)]
    window: Id | None = None
    workstation: Id | None = None


class IssueBody(Body):
    """POST /tickets: exactly one of items, zone and type."""

    items: Items = ()
    zone: Id | None = None
    type: Id | None = None
    klass: TicketClass = Field(TicketClass.NORMAL, alias="class")
    reason: Reason | None = None
    phone: Phone | None = None
    card: Id | None = None  # a card that a reader of the hall has just read: a real-name number
    situation: Id | None = None  # the variant of a single item


class ReasonBody(Body):
    """An optional reason."""

    reason: Reason | None = None


class ReprintBody(Body):
    """At which dispenser the paper is printed again; not given: where the number was taken."""

    device: Id | None = None


class DivertBody(Body):
    """Which other way the holder takes; `slot` for `to = "slot"`."""

    to: Literal["self_service", "online", "zone", "separately", "slot"]
    slot: AwareDatetime | None = None


class IntakeBody(Body):
    """Whether numbers are given in a zone, and why."""

    open: bool
    reason: Reason


class MaintenanceBody(Body):
    """POST /devices/{id}/maintenance. Taking a device out of work needs a reason."""

    on: bool
    reason: Annotated[str, StringConstraints(max_length=200)] = ""


class BookBody(Body):
    """POST /appointments."""

    item: Id
    slot: AwareDatetime
    phone: Phone | None = None
    card: Id | None = None  # a card that a reader of the hall has just read


class PadBody(Body):
    """POST /pad/heartbeat. `showing`: the question on the screen."""

    showing: Id | None = None


class AliveBody(Body):
    """POST /heartbeat. `health`: in the device's own words."""

    health: Annotated[str, StringConstraints(min_length=1, max_length=80, pattern=PRINTABLE)] | None = None


class FilingBody(Body):
    """POST /filings. `card`: a reading of the reader at this kiosk."""

    item: Id
    card: Id | None = None


class PressBody(Body):
    """What every press at a window may carry: the `seq` of the window that the clerk saw."""

    expected_seq: Seq | None = None


class PauseBody(PressBody):
    """Pause needs a reason."""

    reason: Reason


class SubstituteBody(PressBody):
    """Who stands in."""

    person: Id


class HandOverBody(PressBody):
    """To whom, and what is open: tickets and applications by id, originals as `APPLICATION/MATERIAL`."""

    person: Id
    tickets: Annotated[tuple[Id, ...], Field(max_length=200)] = ()
    applications: Annotated[tuple[Id, ...], Field(max_length=200)] = ()
    originals: Annotated[tuple[Id, ...], Field(max_length=1000)] = ()


class FaultBody(PressBody):
    """Why the window cannot work."""

    cause: Reason


class CallBody(PressBody):
    """A dispatcher calls a named ticket."""

    ticket: Id
    reason: Reason


class UnholdBody(PressBody):
    """Which held ticket."""

    ticket: Id


class TransferBody(PressBody):
    """To a zone or to one window; `items` when the matter itself changes."""

    zone: Id | None = None
    window: Id | None = None
    items: Items = ()
    reason: Reason


class MoveBody(PressBody):
    """The zone in which the window works for the rest of the day."""

    zone: Id
    reason: Reason


class TemporaryBody(PressBody):
    """For whom the window is opened, and until when today. `zone`: where it belongs if not given."""

    person: Id
    until: AwareDatetime
    zone: Id | None = None
    reason: Reason


class HoursBody(Body):
    """Other hours today: `open` as `07:30-18:00`, `last_ticket` as `17:45`; none: as configured again."""

    open: Span | None = None
    last_ticket: Clock | None = None
    reason: Reason


class ReassignBody(Body):
    """Where a waiting ticket waits from now on: a zone or one window; `items` when the matter changes."""

    zone: Id | None = None
    window: Id | None = None
    items: Items = ()
    reason: Reason


class RosterBody(Body):
    """What is different for a person today: lunch group (0: none), shifts, breaks as `08:30-12:00`.

    What is not given stays as it is; with nothing given the day is as configured again.
    """

    lunch: Annotated[int, Field(ge=0, le=20)] | None = None
    shifts: Annotated[tuple[Span, ...], Field(max_length=10)] | None = None
    breaks: Annotated[tuple[Span, ...], Field(max_length=20)] | None = None
    reason: Reason


class RemindingBody(Body):
    """With how many people ahead somebody is reminded today: 0 nobody; not given: as configured."""

    ahead: Annotated[int, Field(ge=0, le=100)] | None = None
    reason: Reason


class VoiceBody(Body):
    """POST /voice/preview: what is listened to, in Chinese and, if wished, in English after it.

    Longer texts than an announcement may have are taken here and refused by the hall in words.
    """

    zh: Annotated[str, StringConstraints(max_length=4 * LONGEST_ZH, pattern=NO_NULL)]
    en: Annotated[str, StringConstraints(max_length=4 * LONGEST_EN, pattern=NO_NULL)] = ""
    priority: Annotated[AnnouncementPriority, Field(strict=False)] = AnnouncementPriority.NOTICE


class AnnounceBody(VoiceBody):
    """POST /announcements. `zones`: none for the whole hall; `show_until`: not given: not shown.

    `at`: not given: at once.
    """

    zones: Annotated[tuple[Id, ...], Field(max_length=100)] = ()
    speak: bool = True
    times: Annotated[int, Field(ge=-(2**31), le=2**31)] = 1
    show_until: AwareDatetime | None = None
    at: AwareDatetime | None = None


class CompleteBody(PressBody):
    """How the service ended."""

    outcome: Id | None = None
    applications: Annotated[tuple[Id, ...], Field(max_length=20)] = ()


class RatingBody(Body):
    """POST /ratings: the ticket (id, or its public token), the rating pad's prompt, or an application.

    `code`: the check code of the application.
    """

    ticket: Id | None = None
    prompt: Id | None = None
    application: Id | None = None
    code: Id | None = None
    level: Annotated[int, Field(json_schema_extra={"minimum": 1, "maximum": 5})]
    reasons: Annotated[tuple[Id, ...], Field(max_length=10)] = ()
    text: Text | None = None


class FacilityFaultBody(Body):
    """POST /facilities/{id}/faults: what is wrong."""

    cause: Reason


class RepairBody(Body):
    """POST /repairs/{id}/done: what was done."""

    remark: Reason


class CallRecordBody(Body):
    """POST /hotline/calls. `call`: its number in the hotline's system. `phone` and `text` are sealed."""

    call: Id
    kind: ConsultationKind
    began_at: AwareDatetime
    ended_at: AwareDatetime | None = None
    item: Id | None = None
    phone: Phone | None = None
    text: Text | None = None


class DispatchBody(Body):
    """POST /applications/{id}/dispatch: the terminal, and whom the parcel is for."""

    revision: Annotated[int, Field(ge=0, le=2**31)]
    terminal: Id
    name: Annotated[str, StringConstraints(min_length=1, max_length=100, pattern=PRINTABLE)]
    phone: Phone
    address: Annotated[str, StringConstraints(min_length=1, max_length=300, pattern=PRINTABLE)]


class ParcelStatusBody(Body):
    """POST /parcels/status: what the carrier says, and when it happened."""

    tracking: Id
    status: ParcelStatus
    at: AwareDatetime


class CaptureBody(Body):
    """POST /applications/{id}/captures: which material, with which device."""

    material: Id
    device: Id


class PageBody(Body):
    """POST /applications/{id}/pages: which page of which material, from 1."""

    material: Id
    page: Annotated[int, Field(ge=1, le=10_000)]


class NoticeBody(Body):
    """POST /applications/{id}/notices: which document, on which printer; `seal`: one to put on it first."""

    document: Annotated[str, Field(min_length=1, max_length=80)]
    device: Id
    copies: Annotated[int, Field(ge=-(2**31), le=2**31)] = 1
    seal: Id | None = None


class SwitchBody(Body):
    """Whether an output is on, and why it is switched."""

    on: bool
    reason: Reason


class ClipUseBody(Body):
    """For what a clip is looked at, under which case."""

    use: Annotated[Use, Field(strict=False)]
    case: Reason


class CaseBody(Body):
    """The case on record."""

    case: Reason


class ReleaseBody(Body):
    """Why a clip need not be kept any more."""

    reason: Reason


class DisputeBody(Body):
    """What happened at a window, from when to when, and under which case it is kept."""

    window: Id
    begun_at: AwareDatetime
    ended_at: AwareDatetime
    case: Reason


class VideoStartBody(Body):
    """With whom; about an application, else the ticket at the window; how the person was told of it."""

    window: Id
    peer: Id
    application: Id | None = None
    notice: Annotated[VideoNotice, Field(strict=False)] | None = None


class VideoEndBody(Body):
    """What came of it."""

    outcome: Annotated[VideoOutcome, Field(strict=False)] | None = None
