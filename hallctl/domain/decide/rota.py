"""Matters that only non-resident windows (非常驻窗口) take: numbers while somebody is there (QUE-30)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

from hallctl.domain.decide.scene import Scene
from hallctl.domain.moments import midnight
from hallctl.domain.planning import today
from hallctl.domain.planning.rota import RotaEntry
from hallctl.domain.planning.slots import free_slots
from hallctl.domain.refusals import Refused
from hallctl.domain.routing.router import services
from hallctl.domain.setup import WindowKind
from hallctl.domain.state import WORKING


def check_present(scene: Scene, zone: str, codes: tuple[str, ...]) -> None:
    """Raises ROTA_ABSENT where nobody who takes it is there.

    The offer names the zone (or type) of a number at the common comprehensive window (or the consultation),
    and item, date and slots of a booking on the next day of the rota with free slots.
    """
    if not scene.setup.only_by_rota(codes):
        return
    line = frozenset(codes)
    windows = {entry.window for entry in scene.setup.rota}
    for duty in scene.day.windows.values():
        if duty.state in WORKING and line <= services(scene.setup, duty):
            return
    for present in scene.day.state.present.values():
        if present.window in windows:
            window = present.window or ""
            if line <= scene.setup.services_at(window, present.staff, None):
                return
    raise Refused("ROTA_ABSENT", ", ".join(codes), **_instead(scene), **_booking(scene, zone, codes))


def check_day(scene: Scene, codes: tuple[str, ...], on: date) -> None:
    """Raises SLOT_INVALID for a day on which nobody of the rota comes who takes it."""
    if scene.setup.only_by_rota(codes) and not any(entry.falls_on(on) for entry in _entries(scene, codes)):
        raise Refused("SLOT_INVALID", f"nobody takes {', '.join(codes)} on {on}")


def _entries(scene: Scene, codes: tuple[str, ...]) -> Iterator[RotaEntry]:
    line = frozenset(codes)
    for entry in scene.setup.rota:
        if line <= scene.setup.services_at(entry.window, entry.staff, None):
            yield entry


def _instead(scene: Scene) -> dict[str, str]:
    """Where else to take a number: at a common comprehensive window, else for consultation."""
    setup = scene.setup
    for window in today.windows(scene.day, setup):
        zone = today.zone_of(scene.day, window)
        common = window.kind is WindowKind.COMPREHENSIVE and setup.general_line(zone) == (None, True)
        if common and setup.anybody_serves((f"zone:{zone}",)):
            return {"zone": zone}
    consultation = setup.consultation()
    return {"type": consultation.id, "zone": consultation.zone} if consultation else {}


def _booking(scene: Scene, zone: str, codes: tuple[str, ...]) -> dict[str, str]:
    """The next day of the rota on which a slot is free."""
    entries = list(_entries(scene, codes))
    today_began = midnight(scene.now, scene.setup.timezone)
    for ahead in range(scene.setup.rules.book_ahead_days + 1):
        first = max(scene.now, today_began + timedelta(days=ahead))
        if not any(entry.falls_on(first.date()) for entry in entries):
            continue
        slots = [s for s in free_slots(scene.day, scene.setup, zone, first) if s.date() == first.date()]
        if slots:
            booking = {
                "date": first.date().isoformat(),
                "slots": " ".join(slot.isoformat() for slot in slots),
            }
            return booking | ({"item": codes[0]} if codes[0] in scene.setup.items else {})
    return {}
