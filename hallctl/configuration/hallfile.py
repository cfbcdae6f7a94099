"""The whole file: every section that a configuration may have."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from hallctl.configuration.fields import Section
from hallctl.configuration.sections import (
    DeviceSection,
    HallSection,
    ItemSection,
    StaffSection,
    TypeSection,
    WeekSection,
    WindowSection,
    ZoneSection,
)
from hallctl.configuration.settings import (
    AppointmentsSection,
    DatabaseSection,
    LoggingSection,
    MqttSection,
    PersonalSection,
    QueueSection,
    RoutingSection,
    WebSection,
)


class HallFile(Section):
    """A hall's configuration. The rows of the file that `items` names stand in `item` when it is checked."""

    hall: HallSection
    hours: WeekSection
    zone: Annotated[tuple[ZoneSection, ...], Field(min_length=1)]
    window: Annotated[tuple[WindowSection, ...], Field(min_length=1)]
    item: tuple[ItemSection, ...] = ()
    items: str = ""
    type: tuple[TypeSection, ...] = ()
    staff: Annotated[tuple[StaffSection, ...], Field(min_length=1)]
    device: tuple[DeviceSection, ...] = ()
    routing: RoutingSection = RoutingSection()
    queue: QueueSection = QueueSection()
    appointments: AppointmentsSection = AppointmentsSection()
    web: WebSection = WebSection()
    mqtt: MqttSection = MqttSection()
    database: DatabaseSection = DatabaseSection()
    personal: PersonalSection = PersonalSection()
    logging: LoggingSection = LoggingSection()
