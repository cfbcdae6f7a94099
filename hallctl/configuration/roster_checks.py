"""What may be wrong with the planned roster: groups that do not exist, lunch that nobody covers."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Final

from hallctl.configuration.build import build_setup
from hallctl.configuration.document import Document
from hallctl.configuration.explain import shown
from hallctl.configuration.findings import Finding, Severity
from hallctl.configuration.hallfile import HallFile
from hallctl.configuration.years import Years
from hallctl.domain.day import HallDay
from hallctl.domain.hours import Span
from hallctl.domain.planning import roster
from hallctl.domain.planning.rota import WORKWEEK, Rotation
from hallctl.domain.setup import HallSetup, WindowKind
from hallctl.domain.state import DayState

_MONDAY: Final = date(2026, 1, 5)


def check_groups(file: HallFile, document: Document) -> Iterator[Finding]:
    """Lunch groups that people name, and windows of the rota."""
    most = len(file.lunch.groups)
    for index, person in enumerate(file.staff):
        if person.lunch is not None and person.lunch > most:
            allowed = f"1-{most}" if most else "[lunch] groups"
            place = ("staff", index, "lunch")
            yield document.finding("UNKNOWN_REFERENCE", place, found=str(person.lunch), allowed=allowed)
    kinds = {window.id: window.kind for window in file.window}
    for index, entry in enumerate(file.rota):
        if kinds.get(entry.window, WindowKind.NON_RESIDENT) is not WindowKind.NON_RESIDENT:
            yield document.finding("ROTA_WINDOW", ("rota", index, "window"), found=shown(entry.window))


def check_lunch(file: HallFile, document: Document) -> Iterator[Finding]:
    """Lunch at which everybody who serves is planned away, of the hall or of one zone (QUE-15)."""
    setup = build_setup(file, Years())
    gap = _gap(setup, setup.serving)
    if gap is not None:
        yield document.finding("LUNCH_UNCOVERED", ("lunch",), found=gap.text)
        return
    for index, zone in enumerate(file.zone):
        people = [person for person in setup.serving if _serves_in(setup, zone.id, person)]
        gap = _gap(setup, people)
        if gap is not None:
            yield document.finding(
                "LUNCH_ZONE_UNCOVERED", ("zone", index), Severity.WARNING, found=f"{zone.id} {gap.text}"
            )


def _gap(setup: HallSetup, people: frozenset[str] | list[str]) -> Span | None:
    """The first stretch of lunch, Monday to Friday, in which nobody of `people` is there."""
    weeks = len(setup.lunch.groups) if setup.lunch.rotate is Rotation.WEEKLY else 1
    for ahead in range(7 * max(weeks, 2)):
        on = _MONDAY + timedelta(days=ahead)
        if on.weekday() in WORKWEEK:
            spans = roster.lunch_spans(HallDay(DayState(date=on)), setup)
            gap = roster.uncovered(setup, on, spans, {}, people)
            if gap is not None:
                return gap
    return None


def _serves_in(setup: HallSetup, zone: str, person: str) -> bool:
    return any(
        setup.services_at(window.id, person, None)
        for window in setup.windows.values()
        if window.zone == zone and not window.is_temporary
    )
