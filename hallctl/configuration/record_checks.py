"""What no single field of a record can know: limits against limits, one form, wording, versions in a row."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from collections.abc import Set as AbstractSet
from datetime import UTC, datetime
from typing import Final

from hallctl.configuration.document import Document
from hallctl.configuration.explain import nearest, shown, shown_list
from hallctl.configuration.findings import Finding
from hallctl.configuration.lines import Place
from hallctl.configuration.record_build import moment
from hallctl.configuration.records import RecordSection
from hallctl.configuration.sections import ItemSection
from hallctl.domain.catalogue.kinds import InstantClass, ItemType, SpecialKind, Unit, VisitClass
from hallctl.domain.catalogue.versions import STATUTORY, Period
from hallctl.domain.catalogue.wording import is_vague

Found = Iterator[tuple[str, Place, str, str]]
"""Code, place inside the record, what was found, what is allowed."""

_DAYS: Final = {Unit.CALENDAR_DAY: 1.0, Unit.WORKING_DAY: 1.4, Unit.OPENING_HOUR: 0.175}
"""Calendar days of one of each, so that limits of different units compare."""


def check_records(
    records: Sequence[RecordSection],
    items: Iterable[ItemSection],
    document: Document,
    known: AbstractSet[str],
) -> Iterator[Finding]:
    """All that is wrong with the records together. `known`: codes of items, faulty ones among them."""
    for index, record in enumerate(records):
        for check in CHECKS:
            for code, place, found, allowed in check(record):
                yield document.finding(code, ("record", index, *place), found=found, allowed=allowed)
        for part_index, part in enumerate(record.part):
            if part.item is not None and part.item not in known:
                yield _unknown(document, ("record", index, "part", part_index, "item"), part.item, known)
    yield from _against_items(records, items, document, known)
    yield from _versions(records, document)


def _limits(record: RecordSection) -> Found:
    is_licence = record.type is ItemType.LICENCE
    statutory = record.statutory or (STATUTORY if is_licence else None)
    if statutory is not None and _days(record.promised) > _days(statutory):
        yield "PROMISE_EXCEEDS", ("promised",), str(record.promised), f"≤ {statutory}"


def _fee(record: RecordSection) -> Found:
    for key, text in (("fee_basis", record.fee_basis), ("fee_standard", record.fee_standard)):
        if record.fee and not text.strip():
            yield "FEE_BASIS", (key,), "", "@TEXT_NOT_EMPTY"


def _visits(record: RecordSection) -> Found:
    if record.visits is VisitClass.ONE_ON_SITE and record.instant is not InstantClass.ON_SPOT:
        yield "ON_SITE_ON_SPOT", ("instant",), record.instant.value, InstantClass.ON_SPOT.value


def _guide(record: RecordSection) -> Found:
    if len(record.forms) != 1:
        yield "FORM_NOT_SINGLE", ("forms",), "、".join(record.forms), ""
    if not record.flow_chart:
        yield "FLOW_CHART_MISSING", ("flow_chart",), "", ""


def _bundle(record: RecordSection) -> Found:
    """A matter of several items names who organises it; the government names whom to turn to."""
    if not any(part.item for part in record.part):
        return
    if record.organiser is None:
        yield "ORGANISER_NEEDED", ("organiser",), "", "GOVERNMENT, CENTRE"
    elif record.organiser.value == "GOVERNMENT" and not record.organiser_contact:
        yield "ORGANISER_NEEDED", ("organiser_contact",), "", "@TEXT_NOT_EMPTY"


def _materials(record: RecordSection) -> Found:
    situations = {situation.code for situation in record.situation}
    departments = {record.department, *(part.department for part in record.part)}
    for index, material in enumerate(record.material):
        place: Place = ("material", index)
        if is_vague(material.name):
            yield "VAGUE_MATERIAL", (*place, "name"), shown(material.name), ""
        if material.channels:
            yield "CHANNEL_DIVERGENCE", (*place, "channels"), ", ".join(material.channels), ""
        if material.originals + material.copies == 0:
            yield "QUANTITY_NEEDED", (*place, "copies"), "0", "≥ 1"
        if material.reusable is not None and material.originals:
            yield "REUSABLE_ORIGINAL", (*place, "reusable"), str(material.reusable), ""
        for code in sorted(set(material.situations) - situations):
            allowed = ", ".join(sorted(situations))
            yield "UNKNOWN_REFERENCE", (*place, "situations"), shown(code), allowed
        for name in sorted(set(material.departments) - departments):
            allowed = ", ".join(sorted(departments))
            yield "UNKNOWN_REFERENCE", (*place, "departments"), shown(name), allowed


def _codes(record: RecordSection) -> Found:
    points: list[tuple[Place, str]] = [
        (("material", m, "point", p, "code"), point.code)
        for m, material in enumerate(record.material)
        for p, point in enumerate(material.point)
    ]
    lists: list[list[tuple[Place, str]]] = [
        [(("material", i, "code"), one.code) for i, one in enumerate(record.material)],
        [(("situation", i, "code"), one.code) for i, one in enumerate(record.situation)],
        [(("step", i, "code"), one.code) for i, one in enumerate(record.step)],
        [(("special", i, "kind"), one.kind) for i, one in enumerate(record.special)],
        [(("stage", i, "stage"), one.stage.value) for i, one in enumerate(record.stage)],
        [(("part", i, "department"), one.department) for i, one in enumerate(record.part)],
        points,
    ]
    for codes in lists:
        seen: set[str] = set()
        for place, code in codes:
            if code in seen:
                yield "DUPLICATE_ID", place, shown(code), ""
            seen.add(code)


def _specials(record: RecordSection) -> Found:
    """The thirteen that there are everywhere, and others that the catalogue names (REV-08)."""
    for place, special in enumerate(record.special):
        if special.name is None and special.kind not in set(SpecialKind):
            yield "UNKNOWN_SPECIAL", ("special", place, "kind"), shown(special.kind), ", ".join(SpecialKind)


CHECKS: Final[tuple[Callable[[RecordSection], Found], ...]] = (
    _limits,
    _fee,
    _visits,
    _guide,
    _bundle,
    _materials,
    _codes,
    _specials,
)
"""Each looks at one record by itself."""


def _against_items(
    records: Sequence[RecordSection],
    items: Iterable[ItemSection],
    document: Document,
    known: AbstractSet[str],
) -> Iterator[Finding]:
    """Records belong to items of the hall; the latest one has the name that people see."""
    named = {item.code: item for item in items}
    for index, record in enumerate(records):
        item = named.get(record.code)
        if item is None and record.code not in known:
            yield _unknown(document, ("record", index, "code"), record.code, known)
        elif item is not None and item.department != record.department:
            place: Place = ("record", index, "department")
            yield document.finding(
                "RECORD_DIFFERS", place, found=shown(record.department), allowed=item.department
            )


def _versions(records: Sequence[RecordSection], document: Document) -> Iterator[Finding]:
    """Numbers once each; each version begins after the one before."""
    latest: dict[str, tuple[int, datetime]] = {}
    for index, record in sorted(enumerate(records), key=lambda pair: pair[1].version):
        place: Place = ("record", index)
        begins = moment(record.valid_from, UTC) or datetime.min.replace(tzinfo=UTC)
        before = latest.get(record.code)
        if before is not None and before[0] == record.version:
            yield document.finding("DUPLICATE_ID", (*place, "code"), found=shown(record.code))
        elif before is not None and begins <= before[1]:
            yield document.finding("VERSIONS_OVERLAP", (*place, "valid_from"), found=str(record.valid_from))
        ends = moment(record.valid_to, UTC)
        if ends is not None and ends <= begins:
            yield document.finding("VERSIONS_OVERLAP", (*place, "valid_to"), found=str(record.valid_to))
        latest[record.code] = (record.version, begins)


def _unknown(document: Document, place: Place, code: str, known: AbstractSet[str]) -> Finding:
    listed = sorted(known)
    return document.finding(
        "UNKNOWN_REFERENCE",
        place,
        found=shown(code),
        allowed=shown_list(listed),
        nearest=nearest(code, listed),
    )


def _days(period: Period) -> float:
    return period.value * _DAYS[period.unit]
