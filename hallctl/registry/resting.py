"""Devices under maintenance (检修) lose their driver, and get it back afterwards."""

from __future__ import annotations

from hallctl.domain.events import DeviceRested, DeviceReturned
from hallctl.feed import BehindFeed
from hallctl.hall import Hall
from hallctl.registry.fleet import Fleet
from hallctl.registry.watch import DeviceWatch


class Resting:
    """Has the fleet follow what the journal says of maintenance."""

    def __init__(self, hall: Hall, fleet: Fleet, watch: DeviceWatch) -> None:
        self._hall, self._fleet, self._watch = hall, fleet, watch

    async def run(self) -> None:
        """Follow the feed until cancelled."""
        async with self._hall.feed.subscribe("maintenance") as subscription:
            await self.apply()
            while True:
                try:
                    records = await subscription.next_batch()
                except BehindFeed:
                    subscription.seq = self._hall.feed.last_seq
                    await self.apply()
                    continue
                if any(isinstance(record.event, DeviceRested | DeviceReturned) for record in records):
                    await self.apply()

    async def apply(self) -> None:
        """Make it so now."""
        resting = frozenset(self._hall.day.state.maintenance)
        for device in await self._fleet.change(resting=resting):
            self._hall.fault(device, None)
            self._watch.forget([device])
