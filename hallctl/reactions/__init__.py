"""What follows from an event that is already on disk: device commands for calling, printing and rating."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping
from typing import Protocol, cast

from hallctl.contracts.devices import (
    Device,
    Dispenser,
    DocumentCamera,
    Keypad,
    MailTerminal,
    NoticePrinter,
    Rater,
    Relay,
    Speaker,
    WindowDisplay,
)
from hallctl.hall import Hall
from hallctl.reactions.announcing import Announcements, Measures
from hallctl.reactions.announcing.amplifiers import Amplifiers
from hallctl.reactions.captures import Captures
from hallctl.reactions.displays import Displays
from hallctl.reactions.drawing import Drawing, Office
from hallctl.reactions.keypads import Keypads
from hallctl.reactions.mailing import Mailing
from hallctl.reactions.notices import Notices
from hallctl.reactions.printing import Printing
from hallctl.reactions.ratings import Ratings
from hallctl.reactions.relays import Relays
from hallctl.reactions.reminders import Reminders
from hallctl.reactions.walls import Walls
from hallctl.scan_store import ScanStore
from hallctl.speech.voice import Voice
from hallctl.tasks import Tasks


class Part(Protocol):
    """One reaction."""

    async def run(self) -> None:
        """Follow the feed until cancelled."""
        ...


class Reactions:
    """All reactions of a hall to its feed. They know hardware only by what `hallctl.contracts` promises."""

    def __init__(
        self,
        hall: Hall,
        devices: Mapping[str, Device],
        scans: ScanStore | None = None,
        voice: Voice | None = None,
        said: Measures | None = None,
        office: Office | None = None,
    ) -> None:
        """`scans`: None in a hall that captures nothing; `voice`: None where nothing is made into sound.

        `said`: takes what is measured of announcements; `office`: None where no documents are made.
        """
        self._hall = hall
        of = self._of(devices)
        self._displays = Displays(hall, cast("Mapping[str, WindowDisplay]", of("window_display")))
        self._walls = Walls(hall, of("led_wall"))
        self._keypads = Keypads(hall, cast("Mapping[str, Keypad]", of("keypad")))
        self._ratings = Ratings(hall, cast("Mapping[str, Rater]", of("rater")))
        self._printing = Printing(hall, cast("Mapping[str, Dispenser]", of("dispenser")))
        self._relays = Relays(hall, cast("Mapping[str, Relay]", of("relay")))
        self._amplifiers = Amplifiers(hall, cast("Mapping[str, Relay]", of("relay")))
        speakers = self._amplifiers.amplified(cast("Mapping[str, Speaker]", of("speaker")))
        self._announcements = Announcements(hall, speakers, voice, said)
        self._mailing = Mailing(hall, cast("Mapping[str, MailTerminal]", of("mail_terminal")))
        self._captures: Captures | None = None
        self._parts: tuple[Part, ...] = (
            self._displays,
            self._walls,
            self._keypads,
            self._ratings,
            self._printing,
            self._relays,
            self._mailing,
            self._amplifiers,
            self._announcements,
            Reminders(hall),
        )
        self._notices: Notices | None = None
        if office is not None:
            self._notices = Notices(hall, cast("Mapping[str, NoticePrinter]", of("printer")), office)
            self._parts = (*self._parts, Drawing(hall, office), self._notices)
        if scans is not None:
            self._captures = Captures(hall, _scanning(of), scans)
            self._parts = (*self._parts, self._captures)

    def follow(self, devices: Mapping[str, Device]) -> None:
        """From now on the devices are these. Those whose driver is the same object notice nothing."""
        of = self._of(devices)
        self._displays.follow(cast("Mapping[str, WindowDisplay]", of("window_display")))
        self._walls.follow(of("led_wall"))
        self._keypads.follow(cast("Mapping[str, Keypad]", of("keypad")))
        self._ratings.follow(cast("Mapping[str, Rater]", of("rater")))
        self._printing.follow(cast("Mapping[str, Dispenser]", of("dispenser")))
        if self._notices is not None:
            self._notices.follow(cast("Mapping[str, NoticePrinter]", of("printer")))
        self._relays.follow(cast("Mapping[str, Relay]", of("relay")))
        self._mailing.follow(cast("Mapping[str, MailTerminal]", of("mail_terminal")))
        if self._captures is not None:
            self._captures.follow(_scanning(of))
        self._amplifiers.follow(cast("Mapping[str, Relay]", of("relay")))
        speakers = cast("Mapping[str, Speaker]", of("speaker"))
        self._announcements.follow(self._amplifiers.amplified(speakers))

    def _of(self, devices: Mapping[str, Device]) -> Callable[[str], dict[str, Device]]:
        entries = self._hall.setup.devices

        def of(kind: str) -> dict[str, Device]:
            return {name: device for name, device in devices.items() if entries[name].kind == kind}

        return of

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
