"""Ports of loopback that nobody listens on, and that nobody else is given before the test listens there."""

import os
import random
import socket
from typing import Final

# Below those that Linux gives to connections that go out: such a one is never in the way.
_FIRST: Final = 10_240
_END: Final = 32_768
_WORKERS: Final = 16
"""Test processes side by side; each has every sixteenth port to itself."""

_dice: Final = random.SystemRandom()
_given: Final[set[int]] = set()


def free_port() -> int:
    """A TCP port that was free a moment ago, given once in this process and in none beside it."""
    worker = int(os.environ.get("PYTEST_XDIST_WORKER", "gw0").removeprefix("gw")) % _WORKERS
    while True:
        port = _dice.randrange(_FIRST + worker, _END, _WORKERS)
        if port not in _given and _is_free(port):
            _given.add(port)
            return port


def _is_free(port: int) -> bool:
    with socket.socket() as probe:
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return False
    return True
