"""The whole file: every section that a configuration may have."""

from __future__ import annotations

from hallctl.configuration.announcements import AnnouncementSection
from hallctl.configuration.clocks import ClocksSection
from hallctl.configuration.fields import Section
from hallctl.configuration.panels import DisplaysSection
from hallctl.configuration.paperwork import DocumentsSection, SealSection
from hallctl.configuration.records import RecordSection
from hallctl.configuration.rosters import LunchSection, RotaSection
from hallctl.configuration.sections import (
    DeviceSection,
    HallSection,
    ItemSection,
    OpennessSection,
    StaffSection,
    TypeSection,
    WeekSection,
    WindowSection,
    ZoneSection,
)
from hallctl.configuration.settings import (
    AdviceSection,
    AppointmentsSection,
    CameraSection,
    DatabaseSection,
    EnquiriesSection,
    LoggingSection,
    LookupsSection,
    MqttSection,
    PersonalSection,
    PrivacySection,
    QueueSection,
    RoutingSection,
    TicketSection,
    WallSection,
    WebSection,
)
from hallctl.configuration.voice import VoiceSection


class HallFile(Section):
    """A hall's configuration. Rows of the files that `items` and `catalogue` name are in `item`, `record`."""

    hall: HallSection
    hours: WeekSection
    zone: tuple[ZoneSection, ...]
    window: tuple[WindowSection, ...]
    item: tuple[ItemSection, ...] = ()
    items: str = ""
    catalogue: str = ""
    record: tuple[RecordSection, ...] = ()
    type: tuple[TypeSection, ...] = ()
    staff: tuple[StaffSection, ...]
    device: tuple[DeviceSection, ...] = ()
    announcement: tuple[AnnouncementSection, ...] = ()
    lunch: LunchSection = LunchSection()
    rota: tuple[RotaSection, ...] = ()
    routing: RoutingSection = RoutingSection()
    queue: QueueSection = QueueSection()
    ticket: TicketSection = TicketSection()
    advice: AdviceSection = AdviceSection()
    openness: OpennessSection = OpennessSection()
    documents: DocumentsSection = DocumentsSection()
    seal: tuple[SealSection, ...] = ()
    wall: WallSection = WallSection()
    camera: CameraSection = CameraSection()
    voice: VoiceSection = VoiceSection()
    displays: DisplaysSection = DisplaysSection()
    clocks: ClocksSection = ClocksSection()
    enquiries: EnquiriesSection = EnquiriesSection()
    appointments: AppointmentsSection = AppointmentsSection()
    web: WebSection = WebSection()
    mqtt: MqttSection = MqttSection()
    database: DatabaseSection = DatabaseSection()
    personal: PersonalSection = PersonalSection()
    privacy: PrivacySection = PrivacySection()
    lookups: LookupsSection = LookupsSection()
    logging: LoggingSection = LoggingSection()
