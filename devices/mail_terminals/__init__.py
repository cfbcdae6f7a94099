"""Mail terminals (邮政寄递)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from devices.mail_terminals.http import HttpMailTerminal
from hallctl.registry.making import Maker

DRIVERS: Final[Mapping[str, Maker]] = {"http": HttpMailTerminal}
