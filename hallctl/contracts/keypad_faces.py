"""What a keypad (呼叫器) shows of its window. Pure."""

from __future__ import annotations

from hallctl.contracts.devices import KeypadFace
from hallctl.domain.day import HallDay
from hallctl.domain.planning import today
from hallctl.domain.routing.router import open_to, services
from hallctl.domain.setup import HallSetup, Window
from hallctl.domain.state import WindowDuty


def keypad_face(day: HallDay, setup: HallSetup, window: Window) -> KeypadFace:
    """The face of the keypad at `window` now."""
    duty = day.duty(window.id, today.zone_of(day, window))
    ticket = day.tickets.get(duty.ticket or "")
    return KeypadFace(
        window=window.id,
        seq=duty.seq,
        state=duty.state.value,
        waiting=_waiting(day, setup, duty),
        number=ticket.number if ticket else None,
    )


def _waiting(day: HallDay, setup: HallSetup, duty: WindowDuty) -> int:
    """Whom the window may call; at a window that nobody staffs, all who wait in its zone."""
    queue = day.waiting.zones.get(duty.zone)
    if queue is None:
        return 0
    if duty.staff is None:
        return queue.size
    may = services(setup, duty)
    return sum(line.size for line in queue.lines.values() if open_to(line, duty, may, day))
