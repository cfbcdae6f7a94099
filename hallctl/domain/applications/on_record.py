"""Materials that nobody has to bring (免提交): shared by who keeps them, or handed in before (ITEM-28).

What is to be looked up follows from the item's version. Where it was found stands in the material's row.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime
from enum import StrEnum
from typing import Final

import msgspec

from hallctl.domain.applications import clocks
from hallctl.domain.applications.application import Application, MaterialState
from hallctl.domain.applications.states import ApplicationState, MaterialStatus
from hallctl.domain.catalogue.kinds import Source
from hallctl.domain.catalogue.versions import Catalogue, ItemVersion, Material
from hallctl.domain.hours import Calendar

SHARING: Final = frozenset({Source.SHARED, Source.E_CERTIFICATE})
"""Sources that the hall asks itself."""

_VOID: Final = frozenset({ApplicationState.WITHDRAWN, ApplicationState.REVOKED})


class LookUpFailure(StrEnum):
    """Why it is not known what is on record."""

    UNAVAILABLE = "UNAVAILABLE"
    SLOW = "SLOW"


class OnRecord(msgspec.Struct, frozen=True, gc=False):
    """A material that was found. `origin`: the register and its reference there, or an earlier application.

    `at`: when it was found there, or handed in. Neither says anything of the person.
    """

    code: str
    origin: str
    at: datetime


class LookUp(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True, gc=False):
    """What was looked for, for one application, and what came of it."""

    sought: tuple[str, ...]
    found: tuple[OnRecord, ...] = ()
    failure: LookUpFailure | None = None


def shared(item: ItemVersion, situation: str | None) -> tuple[str, ...]:
    """Codes of the materials to be looked up: flagged ones, with one-card intake (一证通办) all."""
    return tuple(m.code for m in item.materials_of(situation) if item.one_card or m.source in SHARING)


def reusable(item: ItemVersion, situation: str | None) -> tuple[Material, ...]:
    """The materials for which an earlier one of the same person will do."""
    return tuple(m for m in item.materials_of(situation) if m.reusable is not None)


def handed_in_before(
    wanted: Iterable[Material],
    earlier: Iterable[Application],
    catalogue: Catalogue,
    calendar: Calendar,
    now: datetime,
) -> Iterator[OnRecord]:
    """What the person's `earlier` applications hold of the `wanted` materials, the newest of each.

    It is the same material where it has the same name, whichever item asked for it. Only what was accepted
    counts, as long as the item that asks now lets it.
    """
    held = dict(sorted(_held(earlier, catalogue), key=lambda one: one[1].at))
    for material in wanted:
        before = held.get(material.name)
        if before is None or material.reusable is None:
            continue
        if now < clocks.due(before.at, material.reusable, calendar):
            yield msgspec.structs.replace(before, code=material.code)


def with_found(rows: tuple[MaterialState, ...], found: Iterable[OnRecord]) -> tuple[MaterialState, ...]:
    """The materials with what is on record; what was brought all the same stays as it was brought."""
    known = {row.code: row for row in rows}
    for one in found:
        before = known.get(one.code) or MaterialState(one.code, MaterialStatus.MISSING)
        if before.status is not MaterialStatus.PRESENT:
            known[one.code] = msgspec.structs.replace(
                before, status=MaterialStatus.SHARED, origin=one.origin, at=one.at
            )
    return tuple(known.values())


def _held(earlier: Iterable[Application], catalogue: Catalogue) -> Iterator[tuple[str, OnRecord]]:
    for application in earlier:
        item = catalogue.version(application.item, application.item_version)
        if item is None or application.accepted_at is None or application.state in _VOID:
            continue
        for row in application.materials:
            material = item.material(row.code)
            if material is None or row.at is None or row.passed is False:
                continue
            if row.status is MaterialStatus.PRESENT:
                yield material.name, OnRecord(row.code, application.id, row.at)
