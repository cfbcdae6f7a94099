"""Asks what an applicant need not bring (免提交), before an act (ITEM-28): whoever keeps it, and the hall.

Whoever keeps the data may be slow or away: then nothing is found, which is said, and the act goes on.
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterable, Mapping
from typing import Final

import msgspec
import structlog

from hallctl.domain.applications.on_record import (
    LookUp,
    LookUpFailure,
    OnRecord,
    handed_in_before,
    reusable,
    shared,
)
from hallctl.domain.catalogue.versions import ItemVersion, Material
from hallctl.domain.identity import Identity
from hallctl.hall import Hall
from hallctl.journal.rows import CaseSearch
from web.services import Services

log = structlog.get_logger("web")

EARLIER: Final = 50
"""So many of a person's applications are looked through, the newest first."""


class Holder(msgspec.Struct, frozen=True):
    """Whose materials they are. `person`: as cases name them; `number`: of the paper, as far as known."""

    person: str
    number: str | None

    def __repr__(self) -> str:
        """Without the number."""
        return f"Holder({self.person})"


class _Numbered(msgspec.Struct):
    number: str = ""


def holder_of(hall: Hall, number: str) -> Holder:
    """Who has entered this number."""
    plain = number.upper()
    return Holder(hall.journal.subject_of(f"id:{plain}"), plain)


async def holder_behind(hall: Hall, identity: Identity | None) -> Holder | None:
    """Whose card was read, or who has applied; None where nobody knows."""
    if identity is None:
        return None
    sealed = await hall.reads.do(hall.journal.unseal, identity.sealed)
    number = msgspec.json.decode(sealed.clear, type=_Numbered).number.upper() if sealed else ""
    return Holder(identity.person, number or None)


async def look_up(
    services: Services, item: ItemVersion | None, situation: str | None, holder: Holder | None
) -> LookUp | None:
    """What of the item's materials is on record for the holder; None where nothing was to be sought."""
    if item is None or holder is None:
        return None
    again = reusable(item, situation)
    here = tuple(await _handed_in(services.hall, again, holder)) if again else ()
    known = {one.code for one in here}
    asked = shared(item, situation) if services.lookup.connected else ()
    there, failure = await _shared(services, item, tuple(c for c in asked if c not in known), holder)
    sought = {*asked, *(material.code for material in again)}
    if not sought:
        return None
    now = services.hall.now()
    return LookUp(
        sought=tuple(m.code for m in item.materials_of(situation) if m.code in sought),
        found=(*here, *(OnRecord(code, origin, now) for code, origin in there.items())),
        failure=failure,
    )


async def _handed_in(hall: Hall, wanted: Iterable[Material], holder: Holder) -> Iterable[OnRecord]:
    names, _ = await hall.reads.do(
        hall.journal.casework.find, CaseSearch(person=holder.person, limit=EARLIER)
    )
    earlier = (await hall.cases.all_on_disk(names)).values()
    return handed_in_before(wanted, earlier, hall.setup.catalogue, hall.setup.calendar, hall.now())


async def _shared(
    services: Services, item: ItemVersion, wanted: tuple[str, ...], holder: Holder
) -> tuple[Mapping[str, str], LookUpFailure | None]:
    if not wanted:
        return {}, None
    failure = LookUpFailure.UNAVAILABLE
    try:
        if holder.number is not None:
            async with asyncio.timeout(services.lookup_wait_s):
                found = await services.lookup.find(holder.number, item.code, wanted)
            return {code: found[code] for code in wanted if code in found}, None
    except TimeoutError:
        failure = LookUpFailure.SLOW
    except Exception as error:  # noqa: BLE001 - whatever it is, the act goes on; its words may name a person
        log.warning("lookup.failed", item=item.code, error=type(error).__name__)
    return {}, failure
