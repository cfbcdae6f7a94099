"""Printers of notices (通知书打印机): over IPP, as CUPS speaks it, and raw on port 9100."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from devices.notice_printers.ipp_printer import IppPrinter
from devices.notice_printers.raw_printer import RawPrinter
from hallctl.registry.making import Maker

DRIVERS: Final[Mapping[str, Maker]] = {"ipp": IppPrinter.made, "raw": RawPrinter.made}
