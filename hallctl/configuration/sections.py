"""The sections that describe the hall: its hours, zones, windows, items, people, devices."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Literal
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import AfterValidator, Field, PlainValidator, ValidationInfo, field_validator
from pydantic_core import PydanticCustomError

from hallctl.configuration.addresses import SCHEMES
from hallctl.configuration.fields import Flag, Identifier, Seconds, Section, Text
from hallctl.configuration.spans import ClockMinute, SpanOfDay
from hallctl.domain.equipment import DeviceKind
from hallctl.domain.hours import DayKind, Span
from hallctl.domain.network import BOTH, LinkRole, Side
from hallctl.domain.pixels import Order
from hallctl.domain.posts import Post, Power
from hallctl.domain.relays import Follows, InputAlarm
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
    equipment: Literal["full", "partial"] = "full"


class _Opening(Section):
    """Opening hours of any sort: lunch and last ticket lie inside the span that stands before them."""

    @field_validator("lunch", "last_ticket", check_fields=False)
    @classmethod
    def _within(cls, value: Span | int | None, info: ValidationInfo) -> Span | int | None:
        span = info.data.get("open") or info.data.get("weekdays")
        inner = Span(value, value) if isinstance(value, int) else value
        if span and inner and not span.covers(inner):
            raise PydanticCustomError("within", "inside the opening hours")
        return value


class HoursSection(_Opening):
    """Opening hours (办公时间) of one kind of day, of the hall or of one zone."""

    open: SpanOfDay
    lunch: SpanOfDay | None = None
    lunch_open: Flag = True
    last_ticket: ClockMinute | None = None


class WeekSection(_Opening):
    """`[hours]`: the hall's week. `off_days` are ordinary weekends, `holidays` legal holidays."""

    weekdays: SpanOfDay
    lunch: SpanOfDay | None = None
    lunch_open: Flag = True
    last_ticket: ClockMinute | None = None
    off_days: DayKind = DayKind.CLOSED
    holidays: DayKind = DayKind.CLOSED
    off_day_hours: HoursSection | None = None
    calendar: Text = "calendar"


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
    hours: HoursSection | None = None


class OpennessSection(Section):
    """`[openness]`: what is published (政务公开) about items that say nothing of their own (HAL-15)."""

    duties: str = ""
    duties_en: str = ""
    basis: str = ""
    basis_en: str = ""
    conditions: str = ""
    conditions_en: str = ""
    procedure: str = ""
    procedure_en: str = ""
    limits: str = ""
    limits_en: str = ""
    fees: str = ""
    fees_en: str = ""
    complaints: str = ""
    complaints_en: str = ""


class ItemSection(OpennessSection):
    """`[[item]]`, or one row of a catalogue: a matter (事项). Its texts are shown when it is `published`."""

    code: Identifier
    name: Text
    department: Text
    zone: str
    handling_s: Seconds
    name_en: str = ""
    search: str = ""
    power: Power = Power.RECEIVE
    window_kinds: Annotated[frozenset[WindowKind], Field(min_length=1)] = INTAKE_KINDS
    self_service: Flag = False
    online: Flag = False
    volume_year: Annotated[int, Field(strict=True, ge=0, le=100_000_000)] | None = None
    published: Flag = False


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
    lunch: Annotated[int, Field(strict=True, ge=1, le=20)] | None = None
    shifts: tuple[SpanOfDay, ...] = ()
    breaks: tuple[SpanOfDay, ...] = ()
    leader: bool = False


class ButtonSection(Section):
    """`[device.buttons]`: what a button of a dispenser stands for; exactly one of the three."""

    items: tuple[str, ...] = ()
    zone: str | None = None
    type: str | None = None


class ChannelSection(Section):
    """`[device.channels.NAME]`: an output of a relay module (继电器模块)."""

    name: str = ""
    follows: Follows = Follows.HAND
    zone: str | None = None


class InputSection(Section):
    """`[device.inputs.NAME]`: an input of a relay module, and the alarm that it stands for."""

    name: str = ""
    alarm: InputAlarm = InputAlarm.INPUT_ACTIVE
    when: Flag = True
    keep: Flag = False


class PixelsSection(Section):
    """`[device.pixels]`: a wall of pixels (点阵大屏) behind a controller."""

    width: Annotated[int, Field(strict=True, ge=16, le=4096)]
    height: Annotated[int, Field(strict=True, ge=12, le=4096)]
    first: Annotated[int, Field(strict=True, ge=0, le=63_999)] = 1
    order: Order = Order.ROWS
    colours: Literal["rgb", "rbg", "grb", "gbr", "brg", "bgr"] = "rgb"
    gamma: Annotated[float, Field(ge=0.5, le=4)] = 1.0
    face: Text | None = None


class DeviceSection(Section):
    """`[[device]]`: an entry of the device register (设备登记)."""

    id: Identifier
    kind: DeviceKind
    profile: Identifier
    address: Annotated[str, AfterValidator(_device_address)] = ""
    window: str | None = None
    zone: str | None = None
    heartbeat_s: Annotated[float, Field(gt=0, le=3600)] = 10.0
    name: str = ""
    channels: Mapping[str, ChannelSection] = Field(default_factory=dict)
    inputs: Mapping[str, InputSection] = Field(default_factory=dict)
    link: LinkRole | None = None
    sides: Annotated[frozenset[Side], Field(min_length=1)] = BOTH
    printer: str | None = None
    kiosk: str | None = None
    buttons: Mapping[str, ButtonSection] = Field(default_factory=dict)
    windows: tuple[str, ...] = ()
    amplifier: str | None = None
    pixels: PixelsSection | None = None
    login_file: Text | None = None
