"""The device register (设备登记) at work, as pages and the command line see it."""

from __future__ import annotations

from typing import Protocol

from hallctl.contracts.device_looks import NOTHING_KNOWN, DeviceLook
from hallctl.contracts.devices import Outcome
from hallctl.domain.actors import Actor


class Register(Protocol):
    """What pages ask of the register."""

    def look(self, device: str) -> DeviceLook:
        """What is known of a device; of one that is not registered, nothing."""
        ...

    async def identify(self, device: str, actor: Actor) -> Outcome:
        """Have a device show or sound which one it is. Raises `Refused`."""
        ...

    def beat(self, window: str, person: str) -> None:
        """A sign of life of the panel of `person` at the window (DEV-13)."""
        ...

    def heard(self, device: str, health: str | None = None) -> None:
        """A sign of life of a device that is a page, with its own word on its health."""
        ...

    def shows(self, device: str, prompt: str) -> None:
        """A rating pad that is a page has this question on its screen."""
        ...


class NoRegister:
    """A hall without devices at work, as tests of pages have it."""

    def look(self, _device: str) -> DeviceLook:
        """Nothing is known."""
        return NOTHING_KNOWN

    async def identify(self, _device: str, _actor: Actor) -> Outcome:
        """Nothing answers."""
        return Outcome.TIMED_OUT

    def beat(self, _window: str, _person: str) -> None:
        """Nobody listens."""

    def heard(self, _device: str, _health: str | None = None) -> None:
        """Nobody listens."""

    def shows(self, _device: str, _prompt: str) -> None:
        """Nobody asked."""
