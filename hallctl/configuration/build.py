"""Builds the hall and the settings from a checked file. Nothing here can fail: `checks` has run before."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Final

from hallctl.configuration.announcements import prepared_of
from hallctl.configuration.clocks import clock_rules
from hallctl.configuration.configuration import (
    Configuration,
    LogSettings,
    MqttSettings,
    PrivacySettings,
    WebSettings,
)
from hallctl.configuration.fields import split_address
from hallctl.configuration.hallfile import HallFile
from hallctl.configuration.panels import panel_rules
from hallctl.configuration.paperwork import rules_of as paperwork_of
from hallctl.configuration.paperwork import seals_of
from hallctl.configuration.record_build import catalogue_of
from hallctl.configuration.rosters import RotaSection
from hallctl.configuration.sections import (
    DeviceSection,
    HoursSection,
    ItemSection,
    OpennessSection,
    StaffSection,
    WeekSection,
)
from hallctl.configuration.settings import RoutingSection
from hallctl.configuration.voice import rules_of, settings_of
from hallctl.configuration.years import Weekday, Years
from hallctl.domain.advice.rules import AdviceRules
from hallctl.domain.enquiries import EnquiryRules
from hallctl.domain.hours import Calendar, Hours
from hallctl.domain.openness import Category, Chapter
from hallctl.domain.papers import PaperStyle
from hallctl.domain.pixels import Pixels
from hallctl.domain.planning.rota import Lunch, RotaEntry
from hallctl.domain.posts import Power
from hallctl.domain.recording import RecordingRules
from hallctl.domain.relays import Channel, Input
from hallctl.domain.routing.seniority import Pace, WeightedRules
from hallctl.domain.setup import (
    BusinessType,
    Button,
    DeviceEntry,
    HallSetup,
    Item,
    QueueRules,
    Staff,
    Window,
    WindowKind,
    Zone,
    ZoneKind,
)
from hallctl.domain.tickets import TicketClass
from hallctl.domain.walls import WallStyle

STATE: Final = "STATE_DIRECTORY"
"""Set by systemd; relative paths of what the daemon writes start there, else in the working directory."""

WILDCARDS: Final = frozenset("*?[")
"""What makes a pattern of a code that a person's `items` lists."""

_SQLITE: Final = "sqlite:///"


def build_configuration(
    file: HallFile, years: Years, source: Path, environment: Mapping[str, str]
) -> Configuration:
    """The configuration of `file`. `source` is where it was read from."""
    state = Path(environment.get(STATE, "").partition(":")[0] or Path.cwd())
    database = _database_url(file.database.url, state)
    key = file.personal.master_key_file
    beside = Path(database.removeprefix(_SQLITE)).parent if database.startswith(_SQLITE) else state
    return Configuration(
        source=source,
        setup=_with_files(build_setup(file, years), source.parent),
        suite=file.hall.suite,
        routing_rule=file.routing.rule,
        web=_web(file),
        mqtt=_mqtt(file, source.parent),
        database_url=database,
        master_key_file=state / key if key else beside / "master.key",
        scans_folder=state / file.personal.scans,
        documents_folder=state / file.documents.folder,
        seals_folder=state / file.documents.keys,
        clips_folder=state / file.camera.folder,
        voice=settings_of(file.voice, state),
        lookup_file=state / file.lookups.records if file.lookups.records else None,
        lookup_wait_s=file.lookups.wait_s,
        privacy=PrivacySettings(file.privacy.visits_days, file.privacy.cases_days),
        log=LogSettings(file.logging.level, file.logging.format),
    )


def build_setup(file: HallFile, years: Years) -> HallSetup:
    """The hall as `domain` sees it."""
    zones = {zone.id: Zone(zone.id, zone.name, zone.prefix, zone.name_en, zone.kinds) for zone in file.zone}
    windows = {
        window.id: Window(
            window.id,
            window.zone,
            window.kind,
            window.department,
            window.attributes,
            window.name,
            _hours(window.hours) if window.hours else None,
        )
        for window in file.window
    }
    items = {entry.code: _item(entry, file.openness) for entry in file.item}
    return HallSetup(
        id=file.hall.id,
        name=file.hall.name,
        level=file.hall.level,
        timezone=file.hall.timezone,
        calendar=_calendar(file, years),
        zones=zones,
        windows=windows,
        items=items,
        types=_types(file, zones, windows),
        staff={person.id: _person(person, items) for person in file.staff},
        devices={device.id: _device(device) for device in file.device},
        rules=_rules(file),
        lunch=Lunch(file.lunch.groups, file.lunch.rotate),
        rota=tuple(_rota(entry) for entry in file.rota),
        weighted=_weighted(file.routing),
        announcements={entry.id: prepared_of(entry) for entry in file.announcement},
        advice=AdviceRules(**dict(file.advice)),
        paper=PaperStyle(**dict(file.ticket)),
        recording=_recording(file),
        wall=WallStyle(**dict(file.wall)),
        voice=rules_of(file.voice),
        panels=panel_rules(file.displays),
        clocks=clock_rules(file.clocks),
        enquiries=EnquiryRules(**dict(file.enquiries)),
        paperwork=paperwork_of(file.documents),
        seals=seals_of(file.seal),
        public_url=(file.web.public_url or "").rstrip("/"),
        catalogue=catalogue_of(file.record, file.hall.timezone),
    )


def _with_files(setup: HallSetup, folder: Path) -> HallSetup:
    """The hall's mark, templates and logins of devices lie where the configuration says, seen from there."""
    logo, own = setup.paper.logo, setup.paperwork.templates
    return replace(
        setup,
        paper=replace(setup.paper, logo=None if logo is None else str(folder / logo)),
        paperwork=replace(setup.paperwork, templates=None if own is None else str(folder / own)),
        devices={
            name: replace(entry, login_file=str(folder / entry.login_file)) if entry.login_file else entry
            for name, entry in setup.devices.items()
        },
    )


def items_named(patterns: Iterable[str], codes: Iterable[str]) -> frozenset[str]:
    """The codes that fit one of `patterns`; a plain code fits itself."""
    known = list(codes)
    return frozenset(code for pattern in patterns for code in known if fnmatchcase(code, pattern))


def _person(person: StaffSection, items: Mapping[str, Item]) -> Staff:
    return Staff(
        id=person.id,
        name=person.name,
        post=person.post,
        number=person.number or person.id,
        items=items_named(person.items, items),
        department=person.department,
        substitute=person.substitute,
        lunch=person.lunch,
        shifts=person.shifts,
        breaks=person.breaks,
        leader=person.leader,
    )


def _item(entry: ItemSection, openness: OpennessSection) -> Item:
    texts = OpennessSection.model_fields.keys() | {"published"}
    own = {key: value for key, value in entry if key not in texts}
    return Item(**own, public=chapters(entry, openness) if entry.published else ())


def chapters(entry: ItemSection, openness: OpennessSection) -> tuple[Chapter, ...]:
    """What is said about an item, its own words before those for all; empty categories are left out."""
    found = []
    for category in Category:
        section = entry if getattr(entry, category) else openness
        chapter = Chapter(category, getattr(section, category), getattr(section, f"{category}_en"))
        found.append(chapter)
    return tuple(chapter for chapter in found if chapter.text)


def _device(device: DeviceSection) -> DeviceEntry:
    buttons = {name: Button(**dict(button)) for name, button in device.buttons.items()}
    parts = {
        "kind": device.kind.value,
        "buttons": buttons,
        "channels": {name: Channel(**dict(channel)) for name, channel in device.channels.items()},
        "inputs": {name: Input(**dict(one)) for name, one in device.inputs.items()},
        "pixels": None if device.pixels is None else Pixels(**dict(device.pixels)),
    }
    return DeviceEntry(**dict(device) | parts)


def _recording(file: HallFile) -> RecordingRules:
    values = dict(file.camera)
    del values["folder"]
    return RecordingRules(**values)


def _rota(entry: RotaSection) -> RotaEntry:
    weekdays = frozenset(list(Weekday).index(day) for day in entry.weekdays)
    return RotaEntry(entry.window, entry.staff, weekdays, entry.dates)


def _types(
    file: HallFile, zones: Mapping[str, Zone], windows: Mapping[str, Window]
) -> dict[str, BusinessType]:
    """The hall's types, and those of the house where a window of the hall serves them and it has none."""
    found = {entry.id: BusinessType(**dict(entry)) for entry in file.type}
    for kind, standard in _STANDARD_TYPES.items():
        places = [window.zone for window in windows.values() if window.kind is kind and window.zone in zones]
        if not places or standard.id in found:
            continue
        preferred = [zone for zone in places if ZoneKind.CONSULT in zones[zone].kinds]
        zone = (preferred or places)[0] if kind is WindowKind.CONSULT_ASSIST else places[0]
        found[standard.id] = replace(standard, zone=zone)
    return found


_STANDARD_TYPES: Final[Mapping[WindowKind, BusinessType]] = {
    WindowKind.CONSULT_ASSIST: BusinessType(
        id="CONSULT",
        name="咨询",
        name_en="Consultation",
        zone="",
        handling_s=240,
        power=Power.ANSWER,
        window_kinds=frozenset({WindowKind.CONSULT_ASSIST}),
    ),
    WindowKind.RESULT: BusinessType(
        id="RESULT",
        name="领取结果",
        name_en="Collect a result",
        zone="",
        handling_s=120,
        power=Power.DELIVER_RESULT,
        window_kinds=frozenset({WindowKind.RESULT}),
    ),
}
"""Reasons to come that every hall with such a window has (QUE-01)."""

STANDARD_TYPES: Final = frozenset(kind.id for kind in _STANDARD_TYPES.values())


def _calendar(file: HallFile, years: Years) -> Calendar:
    week = file.hours
    return Calendar(
        hours=_hours(week),
        off_days=week.off_days,
        holidays=week.holidays,
        off_day_hours=_hours(week.off_day_hours) if week.off_day_hours else None,
        zone_hours={zone.id: _hours(zone.hours) for zone in file.zone if zone.hours},
        exceptions=years.kinds,
        exception_hours={day: _hours(hours) for day, hours in years.hours.items()},
        zone_exception_hours={place: _hours(hours) for place, hours in years.zone_hours.items()},
        working=years.working,
        round_the_clock=frozenset(zone.id for zone in file.zone if ZoneKind.ROUND_THE_CLOCK in zone.kinds),
    )


def _hours(section: HoursSection | WeekSection) -> Hours:
    span = section.weekdays if isinstance(section, WeekSection) else section.open
    return Hours(span, section.lunch, section.lunch_open, section.last_ticket)


def _rules(file: HallFile) -> QueueRules:
    values = dict(file.queue) | dict(file.appointments)
    values["self_declared"] = frozenset(entry.value for entry in file.queue.self_declared)
    values["order"] = tuple(entry.value for entry in file.routing.order)
    return QueueRules(**values, priority_in_a_row=file.routing.priority_in_a_row)


def _weighted(routing: RoutingSection) -> WeightedRules:
    return WeightedRules(
        theta=routing.theta,
        gamma=routing.gamma,
        eta=routing.eta,
        by_count=routing.by_count,
        paces={TicketClass(name): Pace(pace.rate, pace.head_start_min) for name, pace in routing.seniority},
    )


def _web(file: HallFile) -> WebSettings:
    host, port = split_address(file.web.bind)
    return WebSettings(host, port, file.web.public_url, file.web.trusted_proxies)


def _mqtt(file: HallFile, folder: Path) -> MqttSettings:
    host, port = split_address(file.mqtt.bind)
    return MqttSettings(
        url=None if file.mqtt.broker == "embedded" else file.mqtt.broker,
        host=host,
        port=port,
        user=file.mqtt.user,
        password_file=folder / file.mqtt.password_file if file.mqtt.password_file else None,
        ca_file=folder / file.mqtt.ca_file if file.mqtt.ca_file else None,
        keepalive_s=file.mqtt.keepalive_s,
    )


def _database_url(url: str, state: Path) -> str:
    if not url.startswith(_SQLITE):
        return url
    return f"{_SQLITE}{state / url.removeprefix(_SQLITE)}"
