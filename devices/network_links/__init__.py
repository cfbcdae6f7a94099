"""Network lines (网络链路): internet, government extranet, department network, backup line."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from devices.network_links.probe import HttpProbe, TcpProbe
from hallctl.registry.making import Maker

DRIVERS: Final[Mapping[str, Maker]] = {"tcp": TcpProbe, "http": HttpProbe}
