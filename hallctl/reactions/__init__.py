"""What follows from an event that is already on disk: device commands for calling, printing and rating."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from typing import Protocol, cast

from hallctl.contracts.devices import Device, Dispenser, Keypad, Rater, Relay, Speaker, WindowDisplay
from hallctl.hall import Hall
from hallctl.reactions.announcing import Announcements
from hallctl.reactions.captures import Captures
from hallctl.reactions.displays import Displays
from hallctl.reactions.keypads import Keypads
from hallctl.reactions.printing import Printing
from hallctl.reactions.ratings import Ratings
from hallctl.reactions.relays import Relays
from hallctl.reactions.reminders import Reminders
from hallctl.scan_store import ScanStore
from hallctl.tasks import Tasks


class Part(Protocol):
    """One reaction."""

    async def run(self) -> None:
        """Follow the feed until cancelled."""
        ...


class Reactions:
    """All reactions of a hall to its feed. They know hardware only by what `hallctl.contracts` promises."""

    def __init__(self, hall: Hall, devices: Mapping[str, Device]) -> None:
        def of(kind: str) -> dict[str, Device]:
            entries = hall.setup.devices
            return {name: device for name, device in devices.items() if entries[name].kind == kind}

        self._captures: Captures | None = None
        self._parts: tuple[Part, ...] = (
            Displays(hall, cast("Mapping[str, WindowDisplay]", of("window_display"))),
            Keypads(hall, cast("Mapping[str, Keypad]", of("keypad"))),
            Ratings(hall, cast("Mapping[str, Rater]", of("rater"))),
            Printing(hall, cast("Mapping[str, Dispenser]", of("dispenser"))),
            Announcements(hall, cast("Mapping[str, Speaker]", of("speaker"))),
            Reminders(hall),
        )
        if scans is not None:
            self._captures = Captures(hall, _scanning(of), scans)
            self._parts = (*self._parts, self._captures)

    async def run(self) -> None:
        """Follow the feed until cancelled. A part that fails begins again without the others."""
        tasks = Tasks()
        for part in self._parts:
            tasks.start(type(part).__name__.lower(), part.run)
        try:
            await asyncio.Event().wait()
        finally:
            await tasks.stop()


def _scanning(of: Callable[[str], dict[str, Device]]) -> Mapping[str, DocumentCamera]:
    return cast("Mapping[str, DocumentCamera]", of("doc_camera") | of("scanner"))
