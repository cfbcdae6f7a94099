"""Checks what no single section can know: references, ids used twice, matters that nobody could serve."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from urllib.parse import urlsplit

from hallctl.configuration.addresses import ASSET, Objection
from hallctl.configuration.announcements import check_announcements
from hallctl.configuration.build import STANDARD_TYPES, WILDCARDS, build_setup, chapters
from hallctl.configuration.document import Document
from hallctl.configuration.explain import nearest, shown, shown_list
from hallctl.configuration.findings import Finding
from hallctl.configuration.hallfile import HallFile
from hallctl.configuration.lines import Place
from hallctl.configuration.network import check_lines
from hallctl.configuration.paperwork import check_seals
from hallctl.configuration.record_checks import check_records
from hallctl.configuration.roster_checks import check_groups, check_lunch
from hallctl.configuration.validating import Broken
from hallctl.configuration.years import Years
from hallctl.contracts.topics import HALL_ACCOUNT
from hallctl.domain.equipment import AT_WINDOWS, DeviceKind
from hallctl.domain.filings import FILING_KINDS
from hallctl.domain.openness import Category
from hallctl.domain.setup import NO_PUBLIC_QUEUE, DeviceEntry, HallSetup


@dataclass(frozen=True, slots=True)
class Known:
    """What the rest of hallctl offers to a configuration.

    `profile_exists(profile, kind)` asks the profile library, and `profiles_of(kind)` tells the names of all;
    `routing_rules` are the rules that exist; `objections` tells where devices cannot be.
    """

    routing_rules: AbstractSet[str]
    profile_exists: Callable[[str, str], bool]
    profiles_of: Callable[[str], Iterable[str]] = lambda _kind: ()
    objections: Callable[[Iterable[DeviceEntry]], Iterable[Objection]] = lambda _devices: ()


def check_errors(file: HallFile, document: Document, known: Known, broken: Broken) -> Iterator[Finding]:
    """Everything that stops a start although each section is right in itself."""
    yield from _duplicates(file, document)
    yield from _references(file, document, broken)
    yield from _devices(file, document, known)
    yield from check_lines(file.device, document)
    yield from check_groups(file, document)
    yield from check_announcements(file.announcement, document)
    yield from _published(file, document)
    yield from _seals(file, document, broken)
    codes = {entry.code for entry in file.item} | broken["item"]
    yield from check_records(file.record, file.item, document, codes)
    if file.routing.rule not in known.routing_rules:
        rules = sorted(known.routing_rules)
        yield document.finding(
            "RULE_UNKNOWN",
            ("routing", "rule"),
            found=shown(file.routing.rule),
            allowed=", ".join(rules),
            nearest=nearest(file.routing.rule, rules),
        )
    if file.database.url.startswith("postgresql") and not file.personal.master_key_file:
        yield document.finding("KEY_FILE_NEEDED", ("personal", "master_key_file"))
    if not broken:
        setup = build_setup(file, Years())
        yield from _service(file, setup, document)
        yield from _places(file, known.objections(setup.devices.values()), document)
        yield from check_lunch(file, document)


def _seals(file: HallFile, document: Document, broken: Broken) -> Iterator[Finding]:
    windows = {entry.id for entry in file.window} | broken["window"]
    staff = {entry.id for entry in file.staff} | broken["staff"]
    return check_seals(file.seal, windows, staff, document)


def _published(file: HallFile, document: Document) -> Iterator[Finding]:
    """A published item says something in each category, or the hall does for all of them (HAL-15)."""
    for index, item in enumerate(file.item):
        said = {chapter.category for chapter in chapters(item, file.openness)}
        missing = [category.value for category in Category if category not in said]
        if item.published and missing:
            yield document.finding("NOT_ALL_PUBLIC", ("item", index, "published"), found=", ".join(missing))


def _duplicates(file: HallFile, document: Document) -> Iterator[Finding]:
    sections: dict[str, tuple[str, list[str]]] = {
        "zone": ("id", [entry.id for entry in file.zone]),
        "window": ("id", [entry.id for entry in file.window]),
        "item": ("code", [entry.code for entry in file.item]),
        "type": ("id", [entry.id for entry in file.type]),
        "staff": ("id", [entry.id for entry in file.staff]),
        "device": ("id", [entry.id for entry in file.device]),
        "seal": ("id", [entry.id for entry in file.seal]),
        "announcement": ("id", [entry.id for entry in file.announcement]),
    }
    for section, (key, values) in sections.items():
        yield from _repeated("DUPLICATE_ID", section, key, values, document)
    numbers = [entry.number or entry.id for entry in file.staff]
    yield from _repeated("DUPLICATE_ID", "staff", "number", numbers, document)
    prefixes = [entry.prefix for entry in file.zone]
    yield from _repeated("DUPLICATE_PREFIX", "zone", "prefix", prefixes, document)


def _repeated(code: str, section: str, key: str, values: list[str], document: Document) -> Iterator[Finding]:
    seen: set[str] = set()
    for index, value in enumerate(values):
        if value in seen:
            yield document.finding(code, (section, index, key), found=shown(value))
        seen.add(value)


def _references(file: HallFile, document: Document, broken: Broken) -> Iterator[Finding]:
    zones = {entry.id for entry in file.zone} | broken["zone"]
    windows = {entry.id for entry in file.window} | broken["window"]
    staff = {entry.id for entry in file.staff} | broken["staff"]
    codes = {entry.code for entry in file.item} | broken["item"]
    named: dict[str, list[str] | list[str | None]] = {
        "window": [entry.zone for entry in file.window],
        "item": [entry.zone for entry in file.item],
        "type": [entry.zone for entry in file.type],
        "device": [entry.zone for entry in file.device],
    }
    for section, names in named.items():
        for index, name in enumerate(names):
            yield from _unknown(name, zones, (section, index, "zone"), document)
    for index, row in enumerate(file.voice.volumes):
        yield from _unknown(row.zone, zones, ("voice", "volumes", index, "zone"), document)
    for index, entry in enumerate(file.rota):
        yield from _unknown(entry.window, windows, ("rota", index, "window"), document)
        yield from _unknown(entry.staff, staff, ("rota", index, "staff"), document)
    for index, device in enumerate(file.device):
        yield from _unknown(device.window, windows, ("device", index, "window"), document)
        for window in device.windows:
            yield from _unknown(window, windows, ("device", index, "windows"), document)
    yield from _presses(file, document, broken)
    yield from _heard(file, zones, document)
    yield from _channels(file, document, broken)
    for index, person in enumerate(file.staff):
        yield from _unknown(person.substitute, staff - {person.id}, ("staff", index, "substitute"), document)
        for pattern in sorted(person.items):
            if not set(pattern) & WILDCARDS:
                yield from _unknown(pattern, codes, ("staff", index, "items"), document)


def _presses(file: HallFile, document: Document, broken: Broken) -> Iterator[Finding]:
    """What buttons stand for, and who prints for a device without paper."""
    printers = {device.id for device in file.device if device.kind is DeviceKind.DISPENSER}
    known = {
        "items": {entry.code for entry in file.item} | broken["item"],
        "zone": {entry.id for entry in file.zone} | broken["zone"],
        "type": {entry.id for entry in file.type} | broken["type"] | STANDARD_TYPES,
    }
    kiosks = {device.id for device in file.device if device.kind in FILING_KINDS} | broken["device"]
    for index, device in enumerate(file.device):
        others = (printers - {device.id}) | broken["device"]
        yield from _unknown(device.printer, others, ("device", index, "printer"), document)
        yield from _unknown(device.kiosk, kiosks, ("device", index, "kiosk"), document)
        if device.kiosk is not None and device.kind is not DeviceKind.ID_READER:
            yield document.finding(
                "READER_ONLY", ("device", index, "kiosk"), found=device.kind.value, allowed="id_reader"
            )
        for name, button in device.buttons.items():
            place: Place = ("device", index, "buttons", name)
            given = {key: value for key, value in dict(button).items() if value}
            if len(given) != 1:
                yield document.finding("BUTTON_UNCLEAR", place)
            for key, value in given.items():
                for each in (value,) if isinstance(value, str) else value:
                    yield from _unknown(each, known[key], (*place, key), document)


def _channels(file: HallFile, document: Document, broken: Broken) -> Iterator[Finding]:
    """Whose hours an output follows, and channels and inputs where there can be none."""
    zones = {entry.id for entry in file.zone} | broken["zone"]
    outputs = {f"{device.id}/{name}" for device in file.device for name in device.channels}
    for index, device in enumerate(file.device):
        yield from _unknown(device.amplifier, outputs, ("device", index, "amplifier"), document)
        for name, channel in device.channels.items():
            place: Place = ("device", index, "channels", name, "zone")
            yield from _unknown(channel.zone, zones, place, document)
        for part in ("channels", "inputs"):
            if getattr(device, part) and device.kind is not DeviceKind.RELAY:
                yield document.finding(
                    "RELAY_ONLY", ("device", index, part), found=device.kind.value, allowed="relay"
                )


def _heard(file: HallFile, zones: AbstractSet[str], document: Document) -> Iterator[Finding]:
    """Where prepared texts are announced."""
    for index, announcement in enumerate(file.announcement):
        for zone in announcement.zones:
            yield from _unknown(zone, zones, ("announcement", index, "zones"), document)


def _unknown(
    name: str | None, known: AbstractSet[str], place: Place, document: Document
) -> Iterator[Finding]:
    if name is None or name in known:
        return
    listed = sorted(known)
    yield document.finding(
        "UNKNOWN_REFERENCE",
        place,
        found=shown(name),
        allowed=shown_list(listed),
        nearest=nearest(name, listed),
    )


def _devices(file: HallFile, document: Document, known: Known) -> Iterator[Finding]:
    """Windows, addresses and profiles of devices. Two of one kind cannot answer at one address."""
    taken: set[tuple[str, str]] = set()
    for index, device in enumerate(file.device):
        if device.id == HALL_ACCOUNT:
            yield document.finding("RESERVED_ID", ("device", index, "id"), found=shown(device.id))
        place = (device.kind.value, device.address)
        if place in taken:
            yield document.finding("DUPLICATE_ADDRESS", ("device", index, "address"), found=shown(place[1]))
        if device.address.partition(":")[2]:  # `mqtt:` alone is the broker, which all share
            taken.add(place)
        if device.kind in AT_WINDOWS and device.window is None:
            yield document.finding("WINDOW_NEEDED", ("device", index))
        if "@" in urlsplit(device.address).netloc:
            yield document.finding("LOGIN_IN_ADDRESS", ("device", index, "address"))
        if device.profile == ASSET:
            continue
        if not device.address:
            yield document.finding("ADDRESS_NEEDED", ("device", index))
        if not known.profile_exists(device.profile, device.kind.value):
            there = list(known.profiles_of(device.kind.value))
            yield document.finding(
                "PROFILE_UNKNOWN",
                ("device", index, "profile"),
                found=shown(device.profile),
                allowed=shown_list(there),
                nearest=nearest(device.profile, there),
            )


def _places(file: HallFile, objections: Iterable[Objection], document: Document) -> Iterator[Finding]:
    """Addresses at which a device could not be driven, or would disturb another."""
    places = {device.id: index for index, device in enumerate(file.device)}
    for each in objections:
        place = ("device", places[each.device], each.key)
        yield document.finding(each.code, place, each.severity, found=shown(each.found), allowed=each.allowed)


def _service(file: HallFile, setup: HallSetup, document: Document) -> Iterator[Finding]:
    """Items and types that no window may serve with the people configured, and a hall without a queue."""
    if all(window.kind in NO_PUBLIC_QUEUE for window in file.window):
        yield document.finding("NO_PUBLIC_WINDOW", ("window",))
        return
    places: dict[str, Place] = {f"type:{entry.id}": ("type", i) for i, entry in enumerate(file.type)}
    places |= {entry.code: ("item", i) for i, entry in enumerate(file.item)}
    served = _served(setup)
    for line, place in places.items():
        if line not in served:
            yield document.finding("NOBODY_SERVES", place)


def _served(setup: HallSetup) -> set[str]:
    """Every line of the queue that some person may call to some window."""
    windows = [window for window in setup.windows.values() if window.kind not in NO_PUBLIC_QUEUE]
    lines: set[str] = set()
    for window in windows:
        for person in setup.staff.values():
            lines |= setup.services_of(window, person)
    return lines
