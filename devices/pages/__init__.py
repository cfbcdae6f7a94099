"""Pages and programs on the hall's web server: kiosks (自助办理一体机), workstations (计算机)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from hallctl.registry.making import Maker
from hallctl.registry.pages import PageDriver

DRIVERS: Final[Mapping[str, Maker]] = {"web": PageDriver.made}
