"""Who a Modbus unit says it is (设备标识, function 43/14): asked once each time it comes, where it tells."""

from __future__ import annotations

from typing import Final

from hallctl.contracts.devices import Outcome
from hallctl.links.modbus import Identity, ModbusUnit
from hallctl.profiles.schema import ModbusProfile

FOREIGN_MODEL: Final = "设备自报型号与型号文件不符"


class Identifying:
    """What is known of one unit. `forget` it when it was away: somebody may have put another in its place."""

    def __init__(self, profile: ModbusProfile, unit: ModbusUnit) -> None:
        self._profile, self._unit = profile, unit
        self._known: Identity | None = None

    @property
    def firmware(self) -> str | None:
        """The revision that it tells."""
        return None if self._known is None else self._known.firmware

    @property
    def faults(self) -> tuple[str, ...]:
        """FOREIGN_MODEL where it says that it is another."""
        wanted, known = self._profile.identification, self._known
        if wanted is None or known is None:
            return ()
        pairs = ((wanted.vendor, known.vendor), (wanted.product, known.product))
        strange = any(one is not None and other is not None and one != other for one, other in pairs)
        return (FOREIGN_MODEL,) if strange else ()

    def forget(self) -> None:
        """It is away."""
        self._known = None

    async def ask(self) -> None:
        """Ask it, unless it has told. One that refuses is not asked again while it is there."""
        if self._profile.identification is None or self._known is not None:
            return
        outcome, identity = await self._unit.who(self._profile.wire.deadline_s)
        if outcome in {Outcome.DONE, Outcome.REFUSED}:
            self._known = identity
