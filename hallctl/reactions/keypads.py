"""Every keypad (呼叫器) shows how many its window may call, and whom it has."""

from __future__ import annotations

from collections.abc import Mapping

from hallctl.contracts.devices import Keypad, KeypadFace
from hallctl.contracts.keypad_faces import keypad_face
from hallctl.domain.events import Event
from hallctl.hall import Hall
from hallctl.reactions.crew import Crew
from hallctl.reactions.screens import Screen, keep_current


class Keypads:
    """Keeps all keypads current."""

    def __init__(self, hall: Hall, keypads: Mapping[str, Keypad]) -> None:
        self._hall = hall
        self._screens = Crew("keypad", self._screen, keypads)

    def follow(self, keypads: Mapping[str, Keypad]) -> None:
        """From now on the keypads are these."""
        self._screens.follow(keypads)

    async def run(self) -> None:
        """Follow the feed until cancelled."""
        await keep_current(self._hall, "keypads", self._screens)

    def _screen(self, keypad: Keypad) -> Screen[KeypadFace] | None:
        window = self._hall.setup.devices[keypad.id].window
        if window is None:
            return None
        return Screen(
            self._hall,
            keypad.id,
            look=lambda day, setup, _now: keypad_face(day, setup, setup.windows[window]),
            show=keypad.show,
            concerned=_moves_somebody,
        )


def _moves_somebody(event: Event) -> bool:
    """Whether people may wait elsewhere than before: windows may call from zones that are not their own."""
    return any(hasattr(event, name) for name in ("window", "zone", "to_zone"))
