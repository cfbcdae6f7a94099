"""What clerks press at their windows (窗口), and who comes and goes."""

from __future__ import annotations

from hallctl.domain.commands.base import AtWindow, Command


class OpenWindow(AtWindow, frozen=True, kw_only=True):
    """Begin work at the window."""


class CloseWindow(AtWindow, frozen=True, kw_only=True):
    """End work at the window."""


class PauseWindow(AtWindow, frozen=True, kw_only=True):
    """Stop calling for a while."""

    reason: str


class ResumeWindow(AtWindow, frozen=True, kw_only=True):
    """Go on after a pause or a fault."""


class SubstituteWindow(AtWindow, frozen=True, kw_only=True):
    """Hand the window to the stand-in `person`."""

    person: str


class HandOverWindow(AtWindow, frozen=True, kw_only=True):
    """The list (交接清单) that a stand-in leaves `person`: open tickets, applications, originals held.

    An original is named by application and material, `APPLICATION/CODE`.
    """

    person: str
    tickets: tuple[str, ...] = ()
    cases: tuple[str, ...] = ()
    originals: tuple[str, ...] = ()

    @property
    def applications(self) -> tuple[str, ...]:
        """Those on the list."""
        return self.cases


class LoseWindow(AtWindow, frozen=True, kw_only=True):
    """The window cannot work: power, workstation, network."""

    cause: str


class CallNext(AtWindow, frozen=True, kw_only=True):
    """Call whom the router chooses."""


class CallTicket(AtWindow, frozen=True, kw_only=True):
    """A dispatcher calls a named ticket."""

    ticket: str
    reason: str


class Recall(AtWindow, frozen=True, kw_only=True):
    """Call the same person again."""


class StartService(AtWindow, frozen=True, kw_only=True):
    """The person has come."""


class MarkNoShow(AtWindow, frozen=True, kw_only=True):
    """The person has not come."""


class HoldTicket(AtWindow, frozen=True, kw_only=True):
    """Set the current ticket aside."""


class UnholdTicket(AtWindow, frozen=True, kw_only=True):
    """Take a held ticket up again."""

    ticket: str


class TransferTicket(AtWindow, frozen=True, kw_only=True):
    """Send the current person on, to a zone or one window."""

    to_zone: str | None = None
    to_window: str | None = None
    items: tuple[str, ...] = ()
    reason: str


class CompleteService(AtWindow, frozen=True, kw_only=True):
    """End the service: with registered applications, or an outcome such as `enquiry_only`."""

    outcome: str | None = None
    registered: tuple[str, ...] = ()


class SignOn(Command, frozen=True, kw_only=True):
    """A person has logged in."""

    person: str
    workstation: str
    window: str | None = None


class SignOff(Command, frozen=True, kw_only=True):
    """A person leaves; an open window goes to the stand-in."""

    person: str
