"""Identity card readers (身份证阅读机具). What they read goes to the personal store and nowhere else."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from devices.id_readers.sam import SamReader
from hallctl.registry.making import Maker

DRIVERS: Final[Mapping[str, Maker]] = {"sam": SamReader.made}
