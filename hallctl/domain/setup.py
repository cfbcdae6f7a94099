"""The hall as it is set up: zones, windows, items, people, devices. Built from configuration, never changed.

Nothing here is state: what changes during a day lives in `day`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, fields, replace
from datetime import tzinfo
from functools import cached_property

from hallctl.domain.advice.rules import AdviceRules
from hallctl.domain.announcements import Prepared
from hallctl.domain.applications.clock_rules import ClockRules
from hallctl.domain.catalogue.kinds import Remote
from hallctl.domain.catalogue.versions import Catalogue, ItemVersion
from hallctl.domain.enquiries import EnquiryRules
from hallctl.domain.entries import (
    DEPARTMENT_KINDS,
    FULL_LEVELS,
    INTAKE_KINDS,
    NO_PUBLIC_QUEUE,
    BusinessType,
    Button,
    DeviceEntry,
    HallLevel,
    Item,
    Staff,
    Window,
    WindowAttribute,
    WindowKind,
    Zone,
    ZoneKind,
)
from hallctl.domain.equipment import RECORDING_KINDS, DeviceKind
from hallctl.domain.hours import Calendar
from hallctl.domain.learning.learned import sane
from hallctl.domain.panels import PanelRules
from hallctl.domain.papers import PaperStyle
from hallctl.domain.planning.rota import Lunch, RotaEntry
from hallctl.domain.posts import AT_WINDOWS, POWERS, Grant
from hallctl.domain.recording import RecordingRules
from hallctl.domain.routing.seniority import WeightedRules
from hallctl.domain.rules import QueueRules
from hallctl.domain.seals import PaperworkRules, Seal, SealModel, model_of
from hallctl.domain.voice import VoiceRules
from hallctl.domain.walls import WallStyle

__all__ = [
    "DEFAULT_HANDLING_S",
    "DEPARTMENT_KINDS",
    "FULL_LEVELS",
    "INTAKE_KINDS",
    "MOST_REMEMBERED",
    "NO_PUBLIC_QUEUE",
    "BusinessType",
    "Button",
    "DeviceEntry",
    "HallLevel",
    "HallSetup",
    "Item",
    "QueueRules",
    "Staff",
    "Window",
    "WindowAttribute",
    "WindowKind",
    "Zone",
    "ZoneKind",
]


@dataclass(frozen=True)
class HallSetup:
    """Everything that `decide` needs to know about the hall and that does not change.

    `catalogue` has a version of every item, a plain one where the configuration has no full record of it.
    """

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
    lunch: Lunch = field(default_factory=Lunch)
    rota: tuple[RotaEntry, ...] = ()
    advice: AdviceRules = field(default_factory=AdviceRules)
    paper: PaperStyle = field(default_factory=PaperStyle)
    recording: RecordingRules = field(default_factory=RecordingRules)
    announcements: Mapping[str, Prepared] = field(default_factory=dict)
    voice: VoiceRules = field(default_factory=VoiceRules)
    panels: PanelRules = field(default_factory=PanelRules)
    clocks: ClockRules = field(default_factory=ClockRules)
    enquiries: EnquiryRules = field(default_factory=EnquiryRules)
    wall: WallStyle = field(default_factory=WallStyle)
    paperwork: PaperworkRules = field(default_factory=PaperworkRules)
    seals: Mapping[str, Seal] = field(default_factory=dict)
    public_url: str = ""  # how phones reach the hall, without a slash at the end; empty where they do not
    catalogue: Catalogue = field(default_factory=Catalogue)

    def __post_init__(self) -> None:
        plain = {item.code: plain_version(item) for item in self.items.values()}
        object.__setattr__(self, "catalogue", self.catalogue.covering(plain))

    @property
    def has_full_equipment(self) -> bool:
        """Whether the mandatory device kinds apply (DEV-02, HAL-14)."""
        return self.level in FULL_LEVELS

    @property
    def numbered_as(self) -> str:
        """What stands in front of the numbers of documents (发文机关代字)."""
        return self.paperwork.short or self.name

    @property
    def seal_model(self) -> SealModel:
        """One seal for all, or departments' own (SEC-14)."""
        return model_of(self.seals)

    def with_devices(self, devices: Mapping[str, DeviceEntry]) -> HallSetup:
        """The same hall with another register of devices. What was worked out of the rest is kept."""
        changed = replace(self, devices=devices)
        mine = {item.name for item in fields(self)}
        worked_out = self.__dict__.keys() - mine - OF_DEVICES
        changed.__dict__.update({name: self.__dict__[name] for name in worked_out})
        return changed

    def with_powers(self, staff: Mapping[str, Staff], items: Mapping[str, Item]) -> HallSetup:
        """The same hall whose people and windows may do other things; what follows is worked out anew."""
        return replace(self, staff=staff, items=items)

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

    def devices_at(self, window: str, kind: DeviceKind) -> tuple[str, ...]:
        """Ids of the devices of a kind that stand at a window."""
        return self._at_windows.get((window, kind.value), ())

    @cached_property
    def _at_windows(self) -> dict[tuple[str, str], tuple[str, ...]]:
        found: dict[tuple[str, str], tuple[str, ...]] = {}
        for entry in self.devices.values():
            if entry.window is not None:
                key = (entry.window, entry.kind)
                found[key] = (*found.get(key, ()), entry.id)
        return found

    @cached_property
    def has_cameras(self) -> bool:
        """Whether anything here records people, so that they must be told (SEC-10)."""
        return any(entry.kind in RECORDING_KINDS for entry in self.devices.values())

    def cameras_at(self, window: str) -> tuple[str, ...]:
        """Ids of the cameras that see a window."""
        return self._seen.get(window, ())

    def recorders_at(self, window: str) -> tuple[str, ...]:
        """What records a video session of a window: its conference system, and cameras."""
        return self.devices_at(window, DeviceKind.VIDEO_CONFERENCE) + self.cameras_at(window)

    @cached_property
    def _seen(self) -> dict[str, tuple[str, ...]]:
        found: dict[str, tuple[str, ...]] = {}
        for entry in self.devices.values():
            if entry.kind == DeviceKind.AV_MONITOR:
                for window in dict.fromkeys((entry.window, *entry.windows)):
                    if window is not None:
                        found[window] = (*found.get(window, ()), entry.id)
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

    def services_at(
        self, window: str, person: str, acting_for: str | None, zone: str | None = None
    ) -> frozenset[str]:
        """The same by ids, remembered; nothing where the hall no longer knows the window or the person.

        A stand-in takes what the absent person may take, as far as the stand-in is qualified (ROLE-08, X24).
        `zone`: where the window works; None where it belongs.
        """
        key = (window, person, acting_for, zone)
        known = self._services.get(key)
        if known is None:
            known = self._services[key] = self._services_found(*key)
        return known

    def _services_found(
        self, window: str, person: str, acting_for: str | None, zone: str | None
    ) -> frozenset[str]:
        place, who = self.windows.get(window), self.staff.get(person)
        absent = who if acting_for is None else self.staff.get(acting_for)
        if place is None or who is None or absent is None:
            return frozenset()
        if zone is not None and zone != place.zone:
            place = replace(place, zone=zone)
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
            return service.code in person.items or service.code in person.tested
        return absent.substitute == person.id

    @cached_property
    def _services(self) -> dict[tuple[str, str, str | None, str | None], frozenset[str]]:
        return {}

    def service(self, code: str) -> Item | BusinessType | None:
        """The item, or the business type for `type:ID`."""
        return self.types.get(code[5:]) if code.startswith("type:") else self.items.get(code)

    def handling_s(self, code: str) -> float:
        """Configured handling time of a line's code, within reason; a zone's is the mean of its own."""
        if code.startswith("zone:"):
            return self._zone_handling.get(code[5:], DEFAULT_HANDLING_S)
        service = self.service(code)
        return sane(service.handling_s) if service else DEFAULT_HANDLING_S

    @cached_property
    def _zone_handling(self) -> dict[str, float]:
        by_zone: dict[str, list[float]] = {}
        services: list[Item | BusinessType] = [*self.items.values(), *self.types.values()]
        for service in services:
            by_zone.setdefault(service.zone, []).append(sane(service.handling_s))
        return {zone: sum(times) / len(times) for zone, times in by_zone.items()}

    def anybody_serves(self, codes: tuple[str, ...]) -> bool:
        """Whether some window with some person could take all of `codes` at once on any day.

        Windows that are temporary do not count: `today.anybody_serves` adds what is so today only.
        """
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
        windows = [window.id for window in self.windows.values() if not window.is_temporary]
        return frozenset(self.services_at(w, person, None) for w in windows for person in self.staff)

    def only_by_rota(self, codes: tuple[str, ...]) -> bool:
        """Whether nobody takes all of `codes` but people of a rota, or others at their windows (QUE-30)."""
        if not self.rota:
            return False
        line = frozenset(codes)
        return not any(line <= together for together in self._resident)

    @cached_property
    def _resident(self) -> frozenset[frozenset[str]]:
        rota = {entry.window for entry in self.rota}
        people = self.staff.keys() - {entry.staff for entry in self.rota}
        windows = [w.id for w in self.windows.values() if w.id not in rota and not w.is_temporary]
        return frozenset(self.services_at(w, person, None) for w in windows for person in people)

    @cached_property
    def serving(self) -> frozenset[str]:
        """People whose post is at a window, and who may serve somebody at one."""
        return frozenset(
            person.id
            for person in self.staff.values()
            if person.post in AT_WINDOWS and any(self.services_at(w, person.id, None) for w in self.windows)
        )

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


def plain_version(item: Item) -> ItemVersion:
    """An item of which nothing is recorded but what the queue needs: windows do all of it that take it."""
    remote = Remote.REMOTE_ACCEPT if WindowKind.REMOTE in item.window_kinds else Remote.NONE
    return ItemVersion(item.code, item.name, item.department, remote=remote)


OF_DEVICES = frozenset({"_at_windows", "_seen", "has_cameras"})
"""What is worked out of the register of devices alone."""

DEFAULT_HANDLING_S = 480.0

MOST_REMEMBERED = 2000
"""Combinations of codes whose answer is remembered: visitors may ask for any."""
