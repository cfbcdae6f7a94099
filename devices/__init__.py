"""Drivers of the hall's devices, one folder for each kind; kinds do not know each other."""

from __future__ import annotations

from typing import Final

from devices import cameras, dispensers, id_readers, keypads, network_links, raters, relays, scanners
from hallctl.registry.making import Drivers

DRIVERS: Final[Drivers] = {
    "camera": cameras.DRIVERS,
    "dispenser": dispensers.DRIVERS,
    "id_reader": id_readers.DRIVERS,
    "keypad": keypads.DRIVERS,
    "network_link": network_links.DRIVERS,
    "rater": raters.DRIVERS,
    "relay": relays.DRIVERS,
    "doc_camera": scanners.DRIVERS,
    "scanner": scanners.DRIVERS,
}
"""Each kind's drivers by the name that profiles use."""
