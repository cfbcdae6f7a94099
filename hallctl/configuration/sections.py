"""The sections that describe the hall: its hours, zones, windows, items, people, devices."""

from __future__ import annotations

from typing import Annotated, Literal, Self
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import AfterValidator, Field, PlainValidator, model_validator
from pydantic_core import PydanticCustomError

from hallctl.configuration.equipment import SCHEMES, DeviceKind
from hallctl.configuration.fields import Flag, Identifier, Seconds, Section, Text
from hallctl.configuration.spans import ClockMinute, SpanOfDay
from hallctl.domain.hours import DayKind, Span
from hallctl.domain.posts import Post, Power
from hallctl.domain.setup import INTAKE_KINDS, HallLevel, WindowAttribute, WindowKind, ZoneKind


def _time_zone(name: object) -> ZoneInfo:
    try:
        return ZoneInfo(name if isinstance(name, str) else "")
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:
        raise PydanticCustomError("time_zone", "an IANA time zone") from error


def _device_address(text: str) -> str:
    if text and text.partition(":")[0] not in SCHEMES:
        raise PydanticCustomError("scheme", "a known scheme")
    return text


class HallSection(Section):
    """`[hall]`: the hall (大厅) itself."""

    id: Identifier
    name: Text
    level: HallLevel
    timezone: Annotated[ZoneInfo, PlainValidator(_time_zone)] = ZoneInfo("Asia/Shanghai")
    suite: Literal["international", "sm"] = "international"
    language: Literal["zh", "en"] = "zh"
    equipment: Literal["full", "partial"] = "full"


class _Opening(Section):
    """What every kind of opening hours may say besides the span itself."""

    lunch: SpanOfDay | None = None
    lunch_open: Flag = True
    last_ticket: ClockMinute | None = None

    def _require_within(self, span: Span) -> None:
        """Raises PydanticCustomError `within` where lunch or the last ticket lies outside `span`."""
        last = span.start if self.last_ticket is None else self.last_ticket
        if (self.lunch and not span.covers(self.lunch)) or not span.start <= last <= span.end:
            raise PydanticCustomError("within", "inside the opening hours")


class HoursSection(_Opening):
    """Opening hours (办公时间) of one kind of day, of the hall or of one zone."""

    open: SpanOfDay

    @model_validator(mode="after")
    def _consistent(self) -> Self:
        self._require_within(self.open)
        return self


class WeekSection(_Opening):
    """`[hours]`: the hall's week. `off_days` are ordinary weekends, `holidays` legal holidays."""

    weekdays: SpanOfDay
    off_days: DayKind = DayKind.CLOSED
    holidays: DayKind = DayKind.CLOSED
    off_day_hours: HoursSection | None = None
    calendar: Text = "calendar"

    @model_validator(mode="after")
    def _consistent(self) -> Self:
        self._require_within(self.weekdays)
        return self


class ZoneSection(Section):
    """`[[zone]]`: an area (分区) whose numbers share a prefix."""

    id: Identifier
    name: Text
    prefix: Annotated[str, Field(pattern=r"^[A-Z]{1,2}$")]
    name_en: str = ""
    kinds: Annotated[frozenset[ZoneKind], Field(min_length=1)] = frozenset({ZoneKind.WINDOW})
    hours: HoursSection | None = None


class WindowSection(Section):
    """`[[window]]`: a counter (窗口)."""

    id: Identifier
    zone: str
    kind: WindowKind
    department: str | None = None
    attributes: frozenset[WindowAttribute] = frozenset()
    name: str = ""


class ItemSection(Section):
    """`[[item]]`, or one row of a catalogue: a matter (事项)."""

    code: Identifier
    name: Text
    department: Text
    zone: str
    handling_s: Seconds
    name_en: str = ""
    search: str = ""
    power: Power = Power.RECEIVE
    window_kinds: Annotated[frozenset[WindowKind], Field(min_length=1)] = INTAKE_KINDS


class TypeSection(Section):
    """`[[type]]`: a reason to come that is no single item (业务类型)."""

    id: Identifier
    name: Text
    zone: str
    handling_s: Seconds
    power: Power
    window_kinds: Annotated[frozenset[WindowKind], Field(min_length=1)]
    name_en: str = ""


class StaffSection(Section):
    """`[[staff]]`: a person who works here. `items` are codes or patterns such as `SI-*`."""

    id: Identifier
    name: Text
    post: Post
    number: Identifier | None = None
    items: frozenset[str] = frozenset()
    department: str | None = None
    substitute: str | None = None


class DeviceSection(Section):
    """`[[device]]`: an entry of the device register (设备登记)."""

    id: Identifier
    kind: DeviceKind
    profile: Identifier
    address: Annotated[str, AfterValidator(_device_address)] = ""
    window: str | None = None
    zone: str | None = None
    heartbeat_s: Annotated[float, Field(gt=0, le=3600)] = 10.0
