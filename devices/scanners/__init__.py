"""Document cameras (高拍仪) and scanners (扫描仪)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from devices.scanners.http import HttpScanner
from hallctl.registry.making import Maker

DRIVERS: Final[Mapping[str, Maker]] = {"http": HttpScanner}
