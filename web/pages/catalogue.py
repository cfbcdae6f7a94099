"""What a page is told of the hall's set-up: places, matters, hours. Nothing of people, letters or devices."""

from __future__ import annotations

from typing import Final

import msgspec

from hallctl.domain.catalogue.showing import Audience, is_shown
from hallctl.domain.hours import Hours
from hallctl.domain.setup import NO_PUBLIC_QUEUE, HallSetup, WindowKind
from hallctl.domain.walls import WallStyle
from web.language import Language

PURPOSES: Final = {WindowKind.RESULT: "result", WindowKind.CONSULT_ASSIST: "consult"}
"""A business type served at such a window has a sign of its own on the kiosk."""
MINUTES_AN_HOUR: Final = 60


class Service(msgspec.Struct, frozen=True, omit_defaults=True):
    """An item or a business type a visitor may come for."""

    id: str
    name: str
    zone: str
    search: str = ""
    purpose: str = ""
    self_service: bool = False  # a kiosk takes applications for it


class Place(msgspec.Struct, frozen=True):
    """A zone by its name, or a window by its zone and kind."""

    id: str
    name: str
    zone: str = ""
    kind: str = ""


class Opening(msgspec.Struct, frozen=True):
    """Opening hours as clock times."""

    start: str
    end: str
    last_ticket: str | None
    lunch: str | None
    lunch_open: bool


class Wall(msgspec.Struct, frozen=True):
    """How the big screen is to look; its address may say otherwise."""

    layout: str
    columns: int
    theme: str
    contents: tuple[str, ...]
    rotate_s: int
    shift_px: int
    shift_every_s: int


class Catalogue(msgspec.Struct, frozen=True):
    """The set-up in one language."""

    hall: str
    name: str
    timezone: str
    hours: Opening
    zones: tuple[Place, ...]
    windows: tuple[Place, ...]
    items: tuple[Service, ...]
    types: tuple[Service, ...]
    wall: Wall
    notice: str = ""  # that people are recorded here; empty where nothing records (SEC-10)


def catalogue(setup: HallSetup, language: Language) -> Catalogue:
    """The set-up for a page; English falls back to Chinese where a name has no translation."""

    def named(zh: str, en: str) -> str:
        return en if language == "en" and en else zh

    return Catalogue(
        hall=setup.id,
        name=setup.name,
        timezone=str(setup.timezone),
        hours=opening(setup.calendar.hours),
        zones=tuple(Place(zone.id, named(zone.name, zone.name_en)) for zone in setup.zones.values()),
        windows=tuple(
            Place(window.id, window.name, window.zone, window.kind.value)
            for window in setup.windows.values()
            if window.kind not in NO_PUBLIC_QUEUE
        ),
        items=tuple(
            Service(
                item.code,
                named(item.name, item.name_en),
                item.zone,
                f"{item.search} {item.name}",
                self_service=item.self_service,
            )
            for item in setup.items.values()
            if is_shown(setup.catalogue.versions[item.code][-1], Audience.DISPENSER)
        ),
        types=tuple(
            Service(kind.id, named(kind.name, kind.name_en), kind.zone, purpose=_purpose(kind.window_kinds))
            for kind in setup.types.values()
        ),
        wall=wall(setup.wall),
        notice=named(setup.recording.notice, setup.recording.notice_en) if setup.has_cameras else "",
    )


def wall(style: WallStyle) -> Wall:
    """`style` for a page."""
    return Wall(
        layout=style.layout.value,
        columns=style.columns,
        theme=style.theme.value,
        contents=tuple(content.value for content in style.contents),
        rotate_s=style.rotate_s,
        shift_px=style.shift_px,
        shift_every_s=style.shift_every_s,
    )


def opening(hours: Hours) -> Opening:
    """`hours` for a reader."""
    return Opening(
        start=clock(hours.open.start),
        end=clock(hours.open.end),
        last_ticket=None if hours.last_ticket is None else clock(hours.last_ticket),
        lunch=None if hours.lunch is None else f"{clock(hours.lunch.start)}–{clock(hours.lunch.end)}",
        lunch_open=hours.lunch_open,
    )


def clock(minute: int) -> str:
    """Minutes after midnight as `HH:MM`."""
    return f"{minute // MINUTES_AN_HOUR:02}:{minute % MINUTES_AN_HOUR:02}"


def _purpose(kinds: frozenset[WindowKind]) -> str:
    return next((sign for kind, sign in PURPOSES.items() if kind in kinds), "")
