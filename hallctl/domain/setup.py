"""The hall as it is set up: zones, windows, items, people, devices. Built from configuration, never changed.

Nothing here is state: what changes during a day lives in `day`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import tzinfo
from enum import StrEnum
from functools import cached_property

from hallctl.domain.hours import Calendar
from hallctl.domain.posts import POWERS, Grant, Post, Power
from hallctl.domain.seniority import WeightedRules
from hallctl.domain.tickets import TicketClass


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


@dataclass(frozen=True, slots=True)
class Staff:
    """A person who works in the hall. `items` are those of letters in force."""

    id: str
    name: str
    post: Post
    number: str
    items: frozenset[str] = frozenset()
    department: str | None = None
    substitute: str | None = None  # B of the A/B posts (AB岗)


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


@dataclass(frozen=True)
class QueueRules:
    """Parameters of the queue; each has a default that a hall may change."""

    order: tuple[str, ...] = ("SPECIAL_CHANNEL", "GREEN_CHANNEL", "CARE", "BOOKED", "TRANSFER", "NORMAL")
    priority_in_a_row: int = 3
    calls_before_no_show: int = 3
    no_show_after_s: int = 60
    requeue_within_s: int = 1800
    requeue_places_behind: int = 3
    special_reasons: tuple[str, ...] = (
        "POST_DISASTER",  # 灾后重建
        "DOMESTIC_DEMAND",  # 扩大内需重大项目
        "STATE_DOC_2012_2",  # 国发〔2012〕2号
        "URGENT_LIVELIHOOD",  # 紧急民生
    )
    self_declared: frozenset[str] = frozenset({"CARE"})  # classes that a kiosk may give by itself
    slot_s: int = 900
    slot_capacity: int = 2
    check_in_early_s: int = 1800
    due_early_s: int = 600
    late_s: int = 600
    vacant_after_s: int = 120
    book_ahead_days: int = 60

    @cached_property
    def classes(self) -> tuple[TicketClass, ...]:
        """All classes in the order in which they are called; those that `order` leaves out come last."""
        named = tuple(TicketClass(name) for name in self.order)
        return named + tuple(klass for klass in TicketClass if klass not in named)


@dataclass(frozen=True)
class HallSetup:
    """Everything that `decide` needs to know about the hall and that does not change."""

    id: str
    name: str
    level: HallLevel
    timezone: tzinfo
    calendar: Calendar
    zones: Mapping[str, Zone]
    windows: Mapping[str, Window]
    items: Mapping[str, Item]
    types: Mapping[str, BusinessType]
    staff: Mapping[str, Staff]
    devices: Mapping[str, DeviceEntry] = field(default_factory=dict)
    rules: QueueRules = field(default_factory=QueueRules)
    weighted: WeightedRules = field(default_factory=WeightedRules)
    public_url: str = ""  # how phones reach the hall, without a slash at the end; empty where they do not

    @property
    def has_full_equipment(self) -> bool:
        """Whether the mandatory device kinds apply (DEV-02, HAL-14)."""
        return self.level in FULL_LEVELS

    def zone_named(self, name: str) -> Zone | None:
        """The zone with id `name`, or the one that holds the functional area `name` (HAL-02)."""
        return self.zones.get(name) or self._zone_by_kind.get(name)

    @cached_property
    def _zone_by_kind(self) -> dict[str, Zone]:
        found: dict[str, Zone] = {}
        for zone in self.zones.values():
            for kind in zone.kinds:
                found.setdefault(kind.value, zone)
        return found

    def window_takes(self, window: Window, service: Item | BusinessType) -> bool:
        """Whether the counter itself may take `service`: zone, kind and department (QUE-04)."""
        if window.zone != service.zone or window.kind not in service.window_kinds:
            return False
        if window.kind in NO_PUBLIC_QUEUE:
            return False
        if window.kind in DEPARTMENT_KINDS and isinstance(service, Item):
            return window.department == service.department
        return True

    def person_may(self, person: Staff, service: Item | BusinessType) -> bool:
        """Whether `person` holds the power that the next step of `service` needs."""
        grant = POWERS[person.post].get(service.power)
        if isinstance(service, BusinessType):
            return grant is Grant.BY_POST or (grant is Grant.BY_LETTER and bool(person.items))
        if grant is Grant.BY_POST:
            return service.department == person.department or service.code in person.items
        return grant is Grant.BY_LETTER and service.code in person.items

    def services_of(self, window: Window, person: Staff) -> frozenset[str]:
        """The lines that `person` may call to `window`: item codes, `type:ID` and `zone:ID`."""
        codes = {
            code
            for code, item in self.items.items()
            if self.window_takes(window, item) and self.person_may(person, item)
        }
        lines = set(codes)
        if codes:
            lines.add(f"zone:{window.zone}")  # visitors who chose only the zone
        lines.update(
            f"type:{kind.id}"
            for kind in self.types.values()
            if self.window_takes(window, kind) and self.person_may(person, kind)
        )
        return frozenset(lines)

    def services_at(self, window: str, person: str, acting_for: str | None) -> frozenset[str]:
        """The same by ids, remembered; nothing where the hall no longer knows the window or the person.

        A stand-in takes what the absent person may take, as far as the stand-in is qualified (ROLE-08, X24).
        """
        key = (window, person, acting_for)
        known = self._services.get(key)
        if known is None:
            known = self._services[key] = self._services_found(window, person, acting_for)
        return known

    def _services_found(self, window: str, person: str, acting_for: str | None) -> frozenset[str]:
        place, who = self.windows.get(window), self.staff.get(person)
        absent = who if acting_for is None else self.staff.get(acting_for)
        if place is None or who is None or absent is None:
            return frozenset()
        if absent is who:
            return self.services_of(place, who)
        lines = {code for code in self.services_of(place, absent) if self._qualified(who, absent, code)}
        general = f"zone:{place.zone}"
        if not lines & self.items.keys():
            lines.discard(general)
        return frozenset(lines)

    def _qualified(self, person: Staff, absent: Staff, line: str) -> bool:
        """Whether a stand-in may take a line of the absent person: by own post or letters, else as B."""
        service = self.service(line)
        if service is None or self.person_may(person, service):
            return True
        if isinstance(service, Item):
            return service.code in person.items
        return absent.substitute == person.id

    @cached_property
    def _services(self) -> dict[tuple[str, str, str | None], frozenset[str]]:
        return {}

    def service(self, code: str) -> Item | BusinessType | None:
        """The item, or the business type for `type:ID`."""
        return self.types.get(code[5:]) if code.startswith("type:") else self.items.get(code)

    def handling_s(self, code: str) -> float:
        """Configured handling time of a line's code; a zone's is the mean of its items and types."""
        if code.startswith("zone:"):
            return self._zone_handling.get(code[5:], DEFAULT_HANDLING_S)
        service = self.service(code)
        return service.handling_s if service else DEFAULT_HANDLING_S

    @cached_property
    def _zone_handling(self) -> dict[str, float]:
        by_zone: dict[str, list[int]] = {}
        services: list[Item | BusinessType] = [*self.items.values(), *self.types.values()]
        for service in services:
            by_zone.setdefault(service.zone, []).append(service.handling_s)
        return {zone: sum(times) / len(times) for zone, times in by_zone.items()}

    def anybody_serves(self, codes: tuple[str, ...]) -> bool:
        """Whether some window with some person could take all of `codes` at once."""
        known = self._served.get(codes)
        if known is None:
            wanted = frozenset(codes)
            known = any(wanted <= together for together in self._together)
            if len(self._served) < MOST_REMEMBERED:
                self._served[codes] = known
        return known

    @cached_property
    def _served(self) -> dict[tuple[str, ...], bool]:
        return {}

    @cached_property
    def _together(self) -> frozenset[frozenset[str]]:
        """What some window with some person takes at once, each combination once."""
        return frozenset(self.services_at(w, person, None) for w in self.windows for person in self.staff)

    def general_line(self, zone: str) -> tuple[str | None, bool]:
        """How somebody waits who chose only a zone: (business type or None, whether anybody can)."""
        if any(item.zone == zone for item in self.items.values()):
            return None, True
        for kind in self.types.values():
            if kind.zone == zone:
                return kind.id, True
        return None, False

    def consultation(self) -> BusinessType | None:
        """The business type to offer to those who do not know what they need."""
        return self.types.get("CONSULT")


DEFAULT_HANDLING_S = 480.0

MOST_REMEMBERED = 2000
"""Combinations of codes whose answer is remembered: visitors may ask for any."""
