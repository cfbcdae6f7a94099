"""Drivers of the hall's devices, one folder for each kind; kinds do not know each other."""

from __future__ import annotations

from typing import Final

from devices import (
    cameras,
    dispensers,
    id_readers,
    keypads,
    mail_terminals,
    network_links,
    notice_printers,
    pages,
    raters,
    relays,
    scanners,
    speakers,
    touch_terminals,
)
from hallctl.registry.making import Drivers

DRIVERS: Final[Drivers] = {
    "camera": cameras.DRIVERS,
    "dispenser": dispensers.DRIVERS,
    "id_reader": id_readers.DRIVERS,
    "keypad": keypads.DRIVERS,
    "kiosk": pages.DRIVERS,
    "network_link": network_links.DRIVERS,
    "printer": notice_printers.DRIVERS,
    "rater": raters.DRIVERS,
    "relay": relays.DRIVERS,
    "doc_camera": scanners.DRIVERS,
    "mail_terminal": mail_terminals.DRIVERS,
    "scanner": scanners.DRIVERS,
    "speaker": speakers.DRIVERS,
    "touch_terminal": touch_terminals.DRIVERS,
    "workstation": pages.DRIVERS,
}
"""Each kind's drivers by the name that profiles use."""
