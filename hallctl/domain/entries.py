"""What a hall's register lists: zones, windows, items, people and devices, and their kinds."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from hallctl.domain.hours import Hours, Span
from hallctl.domain.network import BOTH, LinkRole, Side
from hallctl.domain.openness import Chapter
from hallctl.domain.pixels import Pixels
from hallctl.domain.posts import Post, Power
from hallctl.domain.relays import Channel, Input


class HallLevel(StrEnum):
    """Level of a hall (HAL-01)."""

    PROVINCE = "province"
    CITY = "city"
    COUNTY = "county"
    TOWNSHIP = "township"
    VILLAGE = "village"
    SUBHALL = "subhall"  # 部门分厅
    SELF_SERVICE = "self_service"  # 自助服务站点


FULL_LEVELS = frozenset({HallLevel.PROVINCE, HallLevel.CITY, HallLevel.COUNTY})
"""Levels whose equipment is mandatory; the others have it as needed (HAL-14)."""


class ZoneKind(StrEnum):
    """Functional areas (功能分区); one zone may be several at once (HAL-02)."""

    CONSULT = "ZONE_CONSULT"
    WINDOW = "ZONE_WINDOW"
    BACK_OFFICE = "ZONE_BACK_OFFICE"
    OPENNESS = "ZONE_OPENNESS"
    SELF_SERVICE = "ZONE_SELF_SERVICE"
    WAITING = "ZONE_WAITING"
    MAIL = "ZONE_MAIL"
    ASSIST = "ZONE_ASSIST"
    ROUND_THE_CLOCK = "ZONE_24H"


class WindowKind(StrEnum):
    """Types of window (ROLE-05)."""

    CONSULT_ASSIST = "CONSULT_ASSIST"
    COMPREHENSIVE = "COMPREHENSIVE"
    BACK_OFFICE = "BACK_OFFICE"
    RESULT = "RESULT"
    REMOTE = "REMOTE"
    MAIL = "MAIL"
    SELF_SERVICE_ASSIST = "SELF_SERVICE_ASSIST"
    RESIDENT = "RESIDENT"
    NON_RESIDENT = "NON_RESIDENT"
    DEPARTMENT_DEDICATED = "DEPARTMENT_DEDICATED"
    POLICY_ADVICE = "POLICY_ADVICE"


class WindowAttribute(StrEnum):
    """What a window is besides its kind."""

    WEEKEND = "WEEKEND"
    TEMPORARY = "TEMPORARY"


NO_PUBLIC_QUEUE = frozenset({WindowKind.BACK_OFFICE})
DEPARTMENT_KINDS = frozenset(
    {WindowKind.RESIDENT, WindowKind.NON_RESIDENT, WindowKind.DEPARTMENT_DEDICATED},
)
INTAKE_KINDS = frozenset({WindowKind.COMPREHENSIVE, WindowKind.REMOTE}) | DEPARTMENT_KINDS


@dataclass(frozen=True, slots=True)
class Zone:
    """A zone (分区) with its own number prefix."""

    id: str
    name: str
    prefix: str
    name_en: str = ""
    kinds: frozenset[ZoneKind] = frozenset({ZoneKind.WINDOW})


@dataclass(frozen=True, slots=True)
class Item:
    """A matter (事项) people come for. `handling_s` is the configured mean handling time."""

    code: str
    name: str
    department: str
    zone: str
    handling_s: int
    name_en: str = ""
    search: str = ""  # pinyin initials and other words a visitor may type
    power: Power = Power.RECEIVE
    window_kinds: frozenset[WindowKind] = INTAKE_KINDS
    self_service: bool = False  # a terminal of the hall does it too (自助)
    online: bool = False  # it can be done from home (网办)
    volume_year: int | None = None  # cases expected in a year (年办件量)
    public: tuple[Chapter, ...] = ()  # what is published about it; all categories or none


@dataclass(frozen=True, slots=True)
class BusinessType:
    """A reason to come that is no single item: consultation, collecting a result (QUE-01)."""

    id: str
    name: str
    zone: str
    handling_s: int
    power: Power
    window_kinds: frozenset[WindowKind]
    name_en: str = ""


@dataclass(frozen=True, slots=True)
class Window:
    """A counter (窗口)."""

    id: str
    zone: str
    kind: WindowKind
    department: str | None = None
    attributes: frozenset[WindowAttribute] = frozenset()
    name: str = ""
    hours: Hours | None = None  # of its own, where it opens earlier or later than its zone

    @property
    def is_temporary(self) -> bool:
        """Whether it is there only while a dispatcher has opened it (QUE-16)."""
        return WindowAttribute.TEMPORARY in self.attributes


@dataclass(frozen=True, slots=True)
class Staff:
    """A person who works in the hall. `items`: of letters in force; `tested`: of passed tests.

    `by_letter`: powers that letters and tests give on one item at least, beside those of the post.
    """

    id: str
    name: str
    post: Post
    number: str
    items: frozenset[str] = frozenset()
    department: str | None = None
    substitute: str | None = None  # B of the A/B posts (AB岗)
    lunch: int | None = None  # lunch group, from 1 on
    shifts: tuple[Span, ...] = ()  # when the person works; always where there are none
    breaks: tuple[Span, ...] = ()
    tested: frozenset[str] = frozenset()
    by_letter: frozenset[Power] = frozenset()
    leader: bool = False  # of its department's windows (窗口负责人, ROLE-13)


@dataclass(frozen=True, slots=True)
class Button:
    """What a button (取号键) of a dispenser stands for: items, a zone or a business type."""

    items: tuple[str, ...] = ()
    zone: str | None = None
    type: str | None = None


@dataclass(frozen=True, slots=True)
class DeviceEntry:
    """A device of the register (DEV-01). `address` is a URL; its scheme names the transport."""

    id: str
    kind: str
    profile: str
    address: str
    window: str | None = None
    zone: str | None = None
    heartbeat_s: float = 10.0
    name: str = ""  # as people call it
    channels: Mapping[str, Channel] = field(default_factory=dict, hash=False)
    inputs: Mapping[str, Input] = field(default_factory=dict, hash=False)
    link: LinkRole | None = None  # where a network line leads
    sides: frozenset[Side] = BOTH  # which desks hang on it
    printer: str | None = None  # the dispenser that prints for a device without paper
    kiosk: str | None = None  # the kiosk or terminal at which a card reader stands
    buttons: Mapping[str, Button] = field(default_factory=dict, hash=False)
    windows: tuple[str, ...] = ()  # those that a camera sees besides `window`
    amplifier: str | None = None  # `relay/channel` that leads to a loudspeaker
    pixels: Pixels | None = None  # of a wall that is a stream of pixels
    login_file: str | None = None  # holds `user:password`, for devices that ask for it
