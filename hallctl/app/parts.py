"""What the parts of a running hall have in common: why it may not start, and its devices at work."""

from __future__ import annotations

from dataclasses import dataclass, field

from hallctl.reactions.announcing import Measures
from hallctl.reactions.drawing import Office
from hallctl.registry import Fleet, Panels, Reload, Resting
from hallctl.registry.footage import Footage
from hallctl.scan_store import ScanStore
from hallctl.speech.voice import Voice


class StartError(Exception):
    """The hall cannot start; the text says why and what to do."""


@dataclass(frozen=True, slots=True)
class Floor:
    """The devices of the hall at work, what they bring in and what they say; where documents are made."""

    fleet: Fleet
    resting: Resting
    panels: Panels
    reload: Reload
    footage: Footage
    scans: ScanStore
    voice: Voice
    office: Office
    said: Measures = field(default_factory=Measures)
