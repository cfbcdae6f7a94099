"""One frame for each thing that a display over a window may have to say, for previews and pictures."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, date, datetime
from typing import Final, NamedTuple

from hallctl.contracts.devices import Frame
from hallctl.contracts.frames import window_frame
from hallctl.contracts.views import TicketView, WindowView
from hallctl.domain.setup import Window, Zone
from hallctl.domain.state import WindowState


class _Scene(NamedTuple):
    state: WindowState
    number: bool = False
    clerk: bool = True
    reason: str | None = None
    stands_in: bool = False


SCENES: Final[Mapping[str, _Scene]] = {
    "open": _Scene(WindowState.OPEN),
    "calling": _Scene(WindowState.CALLING, number=True),
    "serving": _Scene(WindowState.SERVING, number=True),
    "stand_in": _Scene(WindowState.SERVING, number=True, stands_in=True),
    "paused": _Scene(WindowState.PAUSED, reason="LUNCH"),
    "vacant": _Scene(WindowState.VACANT_POST, clerk=False),
    "fault": _Scene(WindowState.FAULT),
    "closed": _Scene(WindowState.CLOSED, clerk=False),
}
"""What a window may be: open, calling, serving, with somebody who stands in (顶岗), paused, vacant, …"""

_TAKEN_AT: Final = datetime(2026, 1, 5, 1, 30, tzinfo=UTC)


def example_frames(window: Window, zone: Zone, brightness: int | None = None) -> dict[str, Frame]:
    """Scene → what the display over `window` shows then, with a number of its zone."""
    return {
        name: window_frame(_view(scene, window, zone), window, zone, brightness)
        for name, scene in SCENES.items()
    }


def _view(scene: _Scene, window: Window, zone: Zone) -> WindowView:
    return WindowView(
        window=window.id,
        seq=1,
        zone=zone.id,
        kind=window.kind.value,
        state=scene.state.value,
        reason=scene.reason,
        staff="clerk" if scene.clerk else None,
        staff_name=None,
        staff_no="007" if scene.clerk else None,
        acting_for="absent" if scene.stands_in else None,
        ticket=_ticket(zone) if scene.number else None,
        held=(),
        called_at=None,
        started_at=None,
        calls=0,
        served_today=0,
        served_s=0,
    )


def _ticket(zone: Zone) -> TicketView:
    return TicketView(
        id="t_0123456789abcdef",
        number=f"{zone.prefix}012",
        zone=zone.id,
        items=(),
        type=None,
        klass="NORMAL",
        state="CALLED",
        taken_at=_TAKEN_AT,
        ahead=None,
        wait_s=None,
        hall="",
        valid_on=date(2026, 1, 5),
        url="",
    )
