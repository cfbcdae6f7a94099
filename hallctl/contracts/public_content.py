"""The public content feed (政务公开): what screens and terminals tell about every published item (HAL-15)."""

from __future__ import annotations

import msgspec

from hallctl.domain.catalogue.showing import Audience, is_shown
from hallctl.domain.openness import Category
from hallctl.domain.setup import HallSetup


class PublicText(msgspec.Struct, frozen=True):
    """A text in both languages; `en` is the Chinese one where nobody has translated it."""

    zh: str
    en: str


class PublicItem(msgspec.Struct, frozen=True, kw_only=True):
    """A published item (公开事项) with its seven categories; none of them is empty."""

    code: str
    name: PublicText
    department: str
    zone: str
    duties: PublicText
    basis: PublicText
    conditions: PublicText
    procedure: PublicText
    limits: PublicText
    fees: PublicText
    complaints: PublicText


def public_items(setup: HallSetup) -> tuple[PublicItem, ...]:
    """Every published item but secret ones, in the order of the configuration."""
    return tuple(
        PublicItem(
            code=item.code,
            name=_text(item.name, item.name_en),
            department=item.department,
            zone=item.zone,
            **{part.category.value: _text(part.text, part.text_en) for part in item.public},
        )
        for item in setup.items.values()
        if {part.category for part in item.public} == set(Category)
        and is_shown(setup.catalogue.versions[item.code][-1], Audience.GUIDE)
    )


def _text(zh: str, en: str) -> PublicText:
    return PublicText(zh, en or zh)
