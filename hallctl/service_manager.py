"""What the daemon tells the service manager (systemd): ready, alive, stopping. Silent where there is none."""

from __future__ import annotations

import asyncio
import os
import socket
from collections.abc import Mapping


class ServiceManager:
    """Speaks the notify protocol on the socket that `NOTIFY_SOCKET` names."""

    def __init__(self, environment: Mapping[str, str] = os.environ) -> None:
        path = environment.get("NOTIFY_SOCKET", "")
        self._path = "\0" + path[1:] if path.startswith("@") else path
        self._watchdog_s = int(environment.get("WATCHDOG_USEC", "0")) / 1_000_000

    def ready(self, status: str) -> None:
        """Everything serves."""
        self._say(f"READY=1\nSTATUS={status}")

    def stopping(self) -> None:
        """Shutting down."""
        self._say("STOPPING=1")

    async def keep_alive(self) -> None:
        """Feed the watchdog from the event loop, so that a stuck loop is noticed."""
        while self._watchdog_s:
            self._say("WATCHDOG=1")
            await asyncio.sleep(self._watchdog_s / 3)

    def _say(self, text: str) -> None:
        if not self._path:
            return
        with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as notify:
            notify.sendto(text.encode(), self._path)
