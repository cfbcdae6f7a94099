"""Bundles (一件事): several items as one matter, with one list of materials and one form (ITEM-25)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from hallctl.domain.catalogue.kinds import Organiser
from hallctl.domain.catalogue.versions import ItemVersion, Material, ReviewPoint

SUPERVISOR = "post:hall_supervisor"


def bundled(bundle: ItemVersion, parts: Iterable[ItemVersion]) -> ItemVersion:
    """The bundle with what its items ask for besides, each material and each field of the form once.

    The items' own forms are left out: the bundle has one of its own.
    """
    parts = tuple(parts)
    names = {material.name for material in bundle.materials} | {part.form for part in parts}
    materials = list(bundle.materials)
    for part in parts:
        for material in part.materials_of(None):
            if material.name not in names:
                names.add(material.name)
                materials.append(_renamed(material, f"m{len(materials) + 1}"))
    fields = dict.fromkeys((*bundle.fields, *(field for part in parts for field in part.fields)))
    return replace(bundle, materials=tuple(materials), fields=tuple(fields))


def coordinator(item: ItemVersion) -> str:
    """Whose task coordination is: the hall supervisor's, or a named contact's of the government (ITEM-32)."""
    return item.organiser_contact if item.organiser is Organiser.GOVERNMENT else SUPERVISOR


def _renamed(material: Material, code: str) -> Material:
    points = tuple(
        ReviewPoint(f"{code}-{number}", point.method, point.standard)
        for number, point in enumerate(material.points, start=1)
    )
    return replace(material, code=code, points=points, situations=frozenset())
