"""The embedded broker in a process of its own, without a hall. Prints its port and the hall's password."""

from __future__ import annotations

import asyncio
import sys

from hallctl.mqtt.broker import EmbeddedBroker


async def main() -> None:
    broker = EmbeddedBroker(
        "busy",
        host="127.0.0.1",
        port=0,
        verify=lambda _account, _token: True,
        kind_of=lambda _account: "window_display",
    )
    await broker.start()
    sys.stdout.write(f"{broker.port} {broker.address().user} {broker.address().password}\n")
    sys.stdout.flush()
    await asyncio.Event().wait()


if __name__ == "__main__":
    asyncio.run(main())
