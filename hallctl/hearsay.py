"""What a hall tells those who watch it that is not journaled: faults of outputs, pauses, outlooks, advice."""

from __future__ import annotations

from collections.abc import Callable

Watcher = Callable[[str, str | None], None]
"""Is told what it is about, and a text or None."""


class Hearsay:
    """`faults`: what is wrong with outputs, by device; gone when they work again or the daemon ends."""

    def __init__(self) -> None:
        self.faults: dict[str, str] = {}
        self._watchers: list[Watcher] = []

    def fault(self, device: str, text: str | None) -> None:
        """Say that an output of `device` failed, or (None) that it works again. Not journaled."""
        if self.faults.get(device) == text:
            return
        if text is None:
            del self.faults[device]
        else:
            self.faults[device] = text
        self.tell(f"fault:{device}", text)

    def tell(self, what: str, text: str | None = None) -> None:
        """Tell whoever watches of something that is not journaled."""
        for watcher in self._watchers:
            watcher(what, text)

    def watch(self, watcher: Watcher) -> Callable[[], None]:
        """Be told of what is not journaled. Returns the undo.

        ("intake", reason), ("fault:DEVICE", text), ("outlook:ZONE", None), ("advice", None).
        """
        self._watchers.append(watcher)
        return lambda: self._watchers.remove(watcher)
