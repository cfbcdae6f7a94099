"""What happens to windows (窗口) and those who staff them."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, Final

from hallctl.domain import events as e
from hallctl.domain.records import Record
from hallctl.domain.state import Presence, WindowDuty, WindowState

if TYPE_CHECKING:
    from hallctl.domain.day import HallDay


def set_window(day: HallDay, window: str, state: WindowState, record: Record) -> WindowDuty:
    """The window is in `state` from now on."""
    duty = touch(day, window, record)
    duty.state, duty.since = state, record.at
    return duty


def touch(day: HallDay, window: str, record: Record) -> WindowDuty:
    """The duty of a window, which the event is the latest to concern."""
    duty = day.state.windows[window]
    duty.seq = record.seq
    return duty


def free(day: HallDay, window: str, record: Record) -> WindowDuty:
    """Nobody is at the window any more."""
    duty = set_window(day, window, WindowState.OPEN, record)
    duty.ticket = None
    return duty


def _opened(day: HallDay, event: e.WindowOpened, record: Record) -> None:
    old = day.state.windows.get(event.window)
    day.state.windows[event.window] = WindowDuty(
        window=event.window,
        zone=event.zone,
        state=WindowState.OPEN,
        staff=event.staff,
        workstation=event.workstation,
        since=record.at,
        seq=record.seq,
        served=old.served if old else 0,
        served_s=old.served_s if old else 0.0,
        duty_s=old.duty_s if old else 0.0,
        busy_s=old.busy_s if old else 0.0,
    )


def _closed(day: HallDay, event: e.WindowClosed, record: Record) -> None:
    duty = set_window(day, event.window, WindowState.CLOSED, record)
    duty.staff = duty.workstation = duty.acting_for = duty.reason = None
    duty.session, duty.handed = [], []
    day.state.plan.temporary.pop(event.window, None)


def _paused(day: HallDay, event: e.WindowPaused, record: Record) -> None:
    duty = set_window(day, event.window, WindowState.PAUSED, record)
    duty.reason = event.reason
    if event.vacant:
        duty.staff = duty.workstation = duty.acting_for = None
        duty.session, duty.handed = [], []


def _window_resumed(day: HallDay, event: e.WindowResumed, record: Record) -> None:
    set_window(day, event.window, WindowState.OPEN, record).reason = None


def _substituted(day: HallDay, event: e.WindowSubstituted, record: Record) -> None:
    duty = touch(day, event.window, record)
    duty.staff = event.staff
    duty.acting_for = event.acting_for if event.acting_for != event.staff else None
    present = day.state.present.get(event.staff)
    duty.workstation = present.workstation if present else duty.workstation
    duty.state = WindowState(event.after)
    duty.session, duty.handed = [], []


def _handed_over(day: HallDay, event: e.WindowHandedOver, record: Record) -> None:
    duty = touch(day, event.window, record)
    duty.session, duty.handed = [], list(event.tickets)


def _vacated(day: HallDay, event: e.WindowVacated, record: Record) -> None:
    set_window(day, event.window, WindowState.VACANT_POST, record)


def _lost(day: HallDay, event: e.WindowLost, record: Record) -> None:
    set_window(day, event.window, WindowState.FAULT, record).reason = event.cause


def _signed_on(day: HallDay, event: e.StaffSignedOn, record: Record) -> None:
    day.state.present[event.staff] = Presence(event.staff, event.workstation, event.window, record.at)


def _signed_off(day: HallDay, event: e.StaffSignedOff, _record: Record) -> None:
    day.state.present.pop(event.staff, None)


EFFECTS: Final[dict[type[e.Event], Callable[[HallDay, Any, Record], None]]] = {
    e.WindowOpened: _opened,
    e.WindowClosed: _closed,
    e.WindowPaused: _paused,
    e.WindowResumed: _window_resumed,
    e.WindowSubstituted: _substituted,
    e.WindowHandedOver: _handed_over,
    e.WindowVacated: _vacated,
    e.WindowLost: _lost,
    e.StaffSignedOn: _signed_on,
    e.StaffSignedOff: _signed_off,
}
