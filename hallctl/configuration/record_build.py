"""Makes the catalogue of the hall from checked records. Nothing here can fail."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime, tzinfo

from hallctl.configuration.records import MaterialSection, RecordSection
from hallctl.domain.applications.states import Channel
from hallctl.domain.catalogue.bundles import bundled
from hallctl.domain.catalogue.kinds import ItemType
from hallctl.domain.catalogue.versions import (
    STATUTORY,
    Catalogue,
    Fee,
    ItemVersion,
    Material,
    Part,
    ProcedureStep,
    ReviewPoint,
)

_OWN: frozenset[str] = frozenset(
    {
        "statutory", "deemed", "valid_from", "valid_to", "remote_from", "fee", "fee_basis", "fee_standard",
        "publish_results", "channels", "forms", "criteria", "material", "situation", "step", "special",
        "stage", "part",
    }
)  # fmt: skip
"""Fields of a record that the version has in another shape; the others are taken as they are."""


def catalogue_of(records: Iterable[RecordSection], zone: tzinfo) -> Catalogue:
    """All versions by code, each valid until the next one begins."""
    by_code: dict[str, list[ItemVersion]] = {}
    for record in sorted(records, key=lambda one: one.version):
        by_code.setdefault(record.code, []).append(version_of(record, zone))
    return Catalogue({code: _in_a_row(_whole(versions, by_code)) for code, versions in by_code.items()})


def _whole(
    versions: Sequence[ItemVersion], by_code: Mapping[str, Sequence[ItemVersion]]
) -> list[ItemVersion]:
    """The versions; bundles with what the latest versions of their items ask for."""
    return [
        bundled(
            version, [by_code[code][-1] for part in version.parts if (code := part.item) and code in by_code]
        )
        if any(part.item for part in version.parts)
        else version
        for version in versions
    ]


def version_of(record: RecordSection, zone: tzinfo) -> ItemVersion:
    """One version. A licence without own limit or rule has those of the law (ITEM-22)."""
    is_licence = record.type is ItemType.LICENCE
    same = {key: value for key, value in record if key not in _OWN}
    return ItemVersion(
        **same,
        statutory=record.statutory or (STATUTORY if is_licence else record.promised),
        deemed=is_licence if record.deemed is None else record.deemed,
        valid_from=moment(record.valid_from, zone),
        valid_to=moment(record.valid_to, zone),
        remote_from=moment(record.remote_from, zone),
        fee=Fee(record.fee, record.fee_basis, record.fee_standard) if record.fee else None,
        published=record.publish_results,
        channels=frozenset(record.channels or Channel),
        form=record.forms[0] if record.forms else "",
        criteria=frozenset(record.criteria),
        materials=tuple(map(_material, record.material)),
        situations={one.code: one.name for one in record.situation},
        steps=tuple(ProcedureStep(step.code, step.name, step.statutory) for step in record.step),
        specials={special.kind: special.limit for special in record.special},
        special_names={special.kind: special.name for special in record.special if special.name},
        stages={stage.stage: stage.limit for stage in record.stage},
        parts=tuple(Part(part.department, part.item) for part in record.part),
    )


def moment(given: datetime | date | None, zone: tzinfo) -> datetime | None:
    """A day begins at midnight of the hall."""
    if given is None:
        return None
    if not isinstance(given, datetime):
        return datetime(given.year, given.month, given.day, tzinfo=zone)
    return given if given.tzinfo else given.replace(tzinfo=zone)


def _material(row: MaterialSection) -> Material:
    return Material(
        code=row.code,
        name=row.name,
        originals=row.originals,
        copies=row.copies,
        medium=row.medium,
        sample=row.sample,
        source=row.source,
        core=row.core,
        points=tuple(ReviewPoint(point.code, point.method, point.standard) for point in row.point),
        situations=frozenset(row.situations),
        departments=frozenset(row.departments),
        reusable=row.reusable,
    )


def _in_a_row(versions: Sequence[ItemVersion]) -> tuple[ItemVersion, ...]:
    ends = [later.valid_from for later in versions[1:]]
    closed = [
        version if version.valid_to or end is None else replace(version, valid_to=end)
        for version, end in zip(versions, [*ends, None], strict=True)
    ]
    return tuple(closed)
