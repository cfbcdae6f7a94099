"""Silence is a sign of death only with devices that are known by their messages."""

from types import SimpleNamespace
from typing import Any

import pytest

from hallctl.contracts.devices import DeviceNews, LinkState
from hallctl.domain.setup import DeviceEntry
from hallctl.registry import DeviceWatch


class Hall:
    """As much of it as the watch looks at."""

    def __init__(self, address: str) -> None:
        entry = DeviceEntry("keypad-3", "keypad", "some", address, window="3", heartbeat_s=10.0)
        self.setup = SimpleNamespace(devices={"keypad-3": entry})

    def now(self) -> float:
        return 0.0

    def tell(self, _about: str) -> None:
        return None


@pytest.mark.parametrize(
    ("address", "there"),
    [
        ("serial:///dev/ttyS1/unit/3", True),
        ("tcp://10.0.0.5:502/unit/3", True),
        ("mqtt:", False),
        ("web:", False),
    ],
)
def test_a_key_that_is_pressed_once_in_a_while_is_no_heartbeat(address: str, there: bool) -> None:
    seconds = 0.0
    hall: Any = Hall(address)
    watch = DeviceWatch(hall, monotonic=lambda: seconds)
    watch.tell(DeviceNews("keypad-3", LinkState.ONLINE))
    watch.heard("keypad-3")
    seconds = 60.0
    watch._look_for_silence()
    assert watch.online() == {"keypad-3": there}
    assert "keypad-3" in watch.seen
