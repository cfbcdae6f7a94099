"""What people on the machine may ask of the running daemon (`control`)."""

from __future__ import annotations

import msgspec

from hallctl.app.parts import Floor
from hallctl.contracts.looks import device_views
from hallctl.control import Acts
from hallctl.registry.recount import Recount
from hallctl.retention import Forgetting
from web.services import Services


def acts_of(services: Services, floor: Floor, recount: Recount, forgetting: Forgetting) -> Acts:
    """Word of a request → what is done."""

    async def reload(_of: str) -> bytes:
        return msgspec.json.encode(await floor.reload())

    async def register(_of: str) -> bytes:
        look = services.register.look
        seen = await services.hall.read(
            lambda day, setup, _now: device_views(day, setup, services.hall.faults, look)
        )
        return msgspec.json.encode(seen.value)

    async def remake_clocks(of: str) -> bytes:
        return msgspec.json.encode(await recount(int(of)))

    async def forget(_of: str) -> bytes:
        return msgspec.json.encode(await forgetting.once())

    return {"reload": reload, "devices": register, "remake-clocks": remake_clocks, "forget": forget}
