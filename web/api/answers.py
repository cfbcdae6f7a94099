"""What comes back: the views of the hall, wrapped with the `seq` that they show."""

from __future__ import annotations

from datetime import datetime

import msgspec

from hallctl.contracts.announcement_looks import AnnouncementView, PreparedView
from hallctl.contracts.device_looks import DeviceView
from hallctl.contracts.devices import Frame
from hallctl.contracts.peripheral_views import (
    ChannelView,
    ConsultationView,
    FacilityView,
    NoticeView,
    ParcelView,
    RepairView,
)
from hallctl.contracts.public_content import PublicItem
from hallctl.contracts.views import (
    AdviceView,
    AlarmView,
    AppointmentView,
    DiversionView,
    HallView,
    NeedView,
    PersonView,
    PublicTicketView,
    SurgeView,
    TicketView,
    WindowView,
    ZoneView,
)
from hallctl.contracts.wall import WallView


class Seen(msgspec.Struct, frozen=True, kw_only=True):
    """Base of what shows the hall as it stands after event `seq`."""

    seq: int


class SessionAnswer(msgspec.Struct, frozen=True, kw_only=True):
    """A session has begun. `csrf` goes into X-CSRF-Token of every changing request."""

    csrf: str
    user: str
    person: str
    name: str
    post: str
    department: str | None
    powers: tuple[str, ...]
    window: str | None
    workstation: str
    admin: bool


class TicketAnswer(Seen, frozen=True, kw_only=True):
    """A ticket as it stands after event `seq`."""

    ticket: TicketView


class PublicTicketAnswer(Seen, frozen=True, kw_only=True):
    """The same for the holder of the QR code."""

    ticket: PublicTicketView


class PressAnswer(Seen, frozen=True, kw_only=True):
    """After a press: the ticket concerned, the window, and the window's `seq` for the next press."""

    ticket: TicketView | None
    window: WindowView


class PublicWindowView(msgspec.Struct, frozen=True, kw_only=True):
    """A window as its display shows it: no names."""

    window: str
    zone: str
    kind: str
    state: str
    number: str | None
    staff_no: str | None
    there: bool = True  # a temporary window is part of the hall only while it is open


class PublicHallView(msgspec.Struct, frozen=True, kw_only=True):
    """The hall for everybody."""

    hall: str
    name: str
    level: str
    date: str
    day_kind: str
    open: bool
    intake: str
    waiting: int
    zones: tuple[ZoneView, ...]
    windows: tuple[PublicWindowView, ...]
    not_open: tuple[str, ...]


class HallAnswer(Seen, frozen=True, kw_only=True):
    """The hall after event `seq`."""

    hall: HallView


class PublicHallAnswer(Seen, frozen=True, kw_only=True):
    """The same for the public."""

    hall: PublicHallView


class ZonesAnswer(Seen, frozen=True, kw_only=True):
    """All zones."""

    zones: tuple[ZoneView, ...]


class WindowsAnswer(Seen, frozen=True, kw_only=True):
    """All windows."""

    windows: tuple[WindowView, ...]


class PublicWindowsAnswer(Seen, frozen=True, kw_only=True):
    """The same for the public."""

    windows: tuple[PublicWindowView, ...]


class WindowAnswer(Seen, frozen=True, kw_only=True):
    """One window. `seq` is the window's own: what a press carries as `expected_seq`."""

    window: WindowView


class PublicWindowAnswer(Seen, frozen=True, kw_only=True):
    """The same for the public."""

    window: PublicWindowView


class RosterAnswer(Seen, frozen=True, kw_only=True):
    """Today's roster. `lunch_groups`: when each group is at lunch today, group 1 first."""

    people: tuple[PersonView, ...]
    lunch_groups: tuple[str, ...]
    remind_ahead: int


class PersonAnswer(Seen, frozen=True, kw_only=True):
    """A person's day after a change."""

    person: PersonView


class ZoneAnswer(Seen, frozen=True, kw_only=True):
    """A zone after a change."""

    zone: ZoneView


class RemindingAnswer(Seen, frozen=True, kw_only=True):
    """With how many people ahead somebody is reminded today; 0: nobody."""

    ahead: int


class AdviceAnswer(Seen, frozen=True, kw_only=True):
    """What is advised now, and the surges that stand."""

    advice: tuple[AdviceView, ...]
    surges: tuple[SurgeView, ...]


class NeedAnswer(Seen, frozen=True, kw_only=True):
    """How many windows each department's items need; those without any known volume are missing."""

    need: tuple[NeedView, ...]
    target_load: float


class DiversionAnswer(Seen, frozen=True, kw_only=True):
    """The wait for a wish and, where it is long, other ways."""

    diversion: DiversionView


class WaitingAnswer(Seen, frozen=True, kw_only=True):
    """Who waits, by class and place. `next`: the id of whom the window asked for would call now."""

    waiting: tuple[TicketView, ...]
    next: str | None = None


class DevicesAnswer(Seen, frozen=True, kw_only=True):
    """The register."""

    devices: tuple[DeviceView, ...]


class FacilitiesAnswer(Seen, frozen=True, kw_only=True):
    """The facilities of the hall."""

    facilities: tuple[FacilityView, ...]


class RepairsAnswer(Seen, frozen=True, kw_only=True):
    """Maintenance tasks that are open."""

    repairs: tuple[RepairView, ...]


class ConsultationAnswer(Seen, frozen=True, kw_only=True):
    """A call was recorded."""

    consultation: ConsultationView


class ConsultationsAnswer(Seen, frozen=True, kw_only=True):
    """Consultations and complaints, the newest first."""

    consultations: tuple[ConsultationView, ...]


class ParcelAnswer(Seen, frozen=True, kw_only=True):
    """A parcel after a change."""

    parcel: ParcelView


class ParcelsAnswer(Seen, frozen=True, kw_only=True):
    """Parcels on their way, and those of today."""

    parcels: tuple[ParcelView, ...]


class CaptureAnswer(Seen, frozen=True, kw_only=True):
    """A capture has begun; the material's row follows."""

    capture: str
    application: str
    material: str
    device: str


class NoticeAnswer(Seen, frozen=True, kw_only=True):
    """A paper was asked for; what becomes of it follows."""

    notice: NoticeView


class NoticesAnswer(Seen, frozen=True, kw_only=True):
    """What was printed about an application, in order."""

    notices: tuple[NoticeView, ...]


class ChannelsAnswer(Seen, frozen=True, kw_only=True):
    """Every output that the hall can switch."""

    channels: tuple[ChannelView, ...]


class DeviceAnswer(Seen, frozen=True, kw_only=True):
    """A device after a change."""

    device: DeviceView


class IdentifiedAnswer(msgspec.Struct, frozen=True, kw_only=True):
    """How asking a device to show itself ended: `done`, `refused`, `timed_out` or `unknown`."""

    device: str
    outcome: str


class AlarmsAnswer(Seen, frozen=True, kw_only=True):
    """What needs a person."""

    alarms: tuple[AlarmView, ...]


class WallAnswer(Seen, frozen=True, kw_only=True):
    """What the wall shows."""

    wall: WallView


class PublicContentAnswer(Seen, frozen=True, kw_only=True):
    """What is published about the items of the hall (HAL-15)."""

    items: tuple[PublicItem, ...]


class AnnouncementsAnswer(Seen, frozen=True, kw_only=True):
    """Announcements that stand, and prepared texts. `now`: by the clock that times go by."""

    now: datetime
    announcements: tuple[AnnouncementView, ...]
    prepared: tuple[PreparedView, ...]


class AppointmentAnswer(Seen, frozen=True, kw_only=True):
    """A booking."""

    appointment: AppointmentView


class RatingAnswer(Seen, frozen=True, kw_only=True):
    """A rating was taken: of a visit, or of an application, which has no ticket."""

    ticket: str | None
    applications: tuple[str, ...]
    level: int
    bad: bool


class AliveAnswer(msgspec.Struct, frozen=True, kw_only=True):
    """A device was heard; it is to say so again every `heartbeat_s`."""

    device: str
    heartbeat_s: float


class Health(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """Whether the process lives, or the hall serves."""

    status: str
    intake: str | None = None
    reason: str | None = None


class HallBrief(msgspec.Struct, frozen=True, kw_only=True):
    """What of the hall itself changes: the live view `hall`, without zones, windows and alarms."""

    seq: int
    date: str
    day_kind: str
    open: bool
    intake: str
    intake_reason: str | None
    waiting: int
    not_open: tuple[str, ...]


class DisplayView(msgspec.Struct, frozen=True, kw_only=True):
    """A display over a window: how many dots it has and what it shows. `version` changes with that."""

    device: str
    window: str
    width: int
    height: int
    frame: Frame
    version: str


class DisplaysAnswer(Seen, frozen=True, kw_only=True):
    """All displays over windows."""

    displays: tuple[DisplayView, ...]
