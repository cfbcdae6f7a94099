"""What happens at windows (窗口) and with those who staff them."""

from __future__ import annotations

from hallctl.domain.events.base import Event, event


class WindowEvent(Event, frozen=True, kw_only=True):
    """What all window events say."""

    window: str
    zone: str
    before: str
    after: str


@event("window.opened", shown="window zone before after", public=True)
class WindowOpened(WindowEvent, frozen=True, kw_only=True):
    """Open for calls, staffed by `staff`."""

    staff: str
    workstation: str


@event("window.closed", shown="window zone before after", public=True)
class WindowClosed(WindowEvent, frozen=True, kw_only=True):
    """Nobody is served here any more."""


@event("window.paused", shown="window zone before after reason", public=True)
class WindowPaused(WindowEvent, frozen=True, kw_only=True):
    """Paused (暂停服务) for a reason. `vacant`: nobody staffs it any more."""

    reason: str
    vacant: bool = False


@event("window.resumed", shown="window zone before after", public=True)
class WindowResumed(WindowEvent, frozen=True, kw_only=True):
    """Open again after a pause or a fault."""


@event("window.substituted", shown="window zone before after", public=True)
class WindowSubstituted(WindowEvent, frozen=True, kw_only=True):
    """B takes over from A (AB岗) or an assistance clerk stands in (ROLE-07, ROLE-08)."""

    staff: str
    acting_for: str


@event("window.handed_over", shown="window zone before after", private="originals")
class WindowHandedOver(WindowEvent, frozen=True, kw_only=True):
    """A stand-in has left a list of what is open (交接, ROLE-09): `by` to `staff`."""

    by: str
    staff: str
    tickets: tuple[str, ...] = ()
    cases: tuple[str, ...] = ()
    originals: tuple[str, ...] = ()


@event("window.vacated", shown="window zone before after", public=True)
class WindowVacated(WindowEvent, frozen=True, kw_only=True):
    """Nobody came to stand in within the time allowed."""


@event("window.lost", shown="window zone before after", public=True)
class WindowLost(WindowEvent, frozen=True, kw_only=True):
    """Out of order (故障); what it had goes back to waiting."""

    cause: str


@event("staff.signed_on")
class StaffSignedOn(Event, frozen=True, kw_only=True):
    """A person is present, at a workstation, perhaps at a window."""

    staff: str
    post: str
    workstation: str
    window: str | None = None


@event("staff.signed_off")
class StaffSignedOff(Event, frozen=True, kw_only=True):
    """A person has left."""

    staff: str
