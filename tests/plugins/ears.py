"""The hall's ear for drivers under test."""

from collections.abc import Callable

from hallctl.contracts.asking import Answer, Ask
from hallctl.contracts.devices import DeviceNews, Ear


def an_ear(tell: Callable[[DeviceNews], None] = lambda _news: None) -> Ear:
    """Takes news; whatever a device asks is done."""

    async def ask(_device: str, ask: Ask) -> Answer:
        return Answer(ask.id, ok=True)

    return Ear(tell, ask)
