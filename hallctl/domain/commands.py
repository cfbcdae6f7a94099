"""Commands: what somebody wants to happen. `decide` turns each into events or a `Refused`.

A command is plain data; nothing in it is random.
"""

from __future__ import annotations

from datetime import date, datetime

import msgspec

from hallctl.domain.tickets import TicketClass


class Command(msgspec.Struct, frozen=True, kw_only=True):
    """Base of all commands."""

    @property
    def applications(self) -> tuple[str, ...]:
        """Ids of the applications that must be loaded before deciding."""
        return ()


# --- tickets and appointments  ----------


class IssueTicket(Command, frozen=True, kw_only=True):
    """Take a number (取号) for items, or for a zone, or for a business type."""

    items: tuple[str, ...] = ()
    zone: str | None = None
    type: str | None = None
    klass: TicketClass = TicketClass.NORMAL
    reason: str | None = None
    holder: str | None = None
    holder_digest: str | None = None


class CancelTicket(Command, frozen=True, kw_only=True):
    """Give a waiting number back."""

    ticket: str
    reason: str = "visitor"


class CheckInTicket(Command, frozen=True, kw_only=True):
    """Queue again after a no-show, once."""

    ticket: str


class ReportPrint(Command, frozen=True, kw_only=True):
    """What became of a printed ticket: `printed`, `failed`, `unknown`."""

    ticket: str
    device: str
    result: str
    fault: str | None = None


class BookAppointment(Command, frozen=True, kw_only=True):
    """Book a precise slot for an item (QUE-13)."""

    item: str
    slot: datetime
    holder: str | None = None
    holder_digest: str | None = None


class CheckInAppointment(Command, frozen=True, kw_only=True):
    """The booked visitor has come: gives a BOOKED ticket."""

    appointment: str


class CancelAppointment(Command, frozen=True, kw_only=True):
    """Give the slot back."""

    appointment: str
    reason: str = "visitor"


# --- windows  ----------


class AtWindow(Command, frozen=True, kw_only=True):
    """An act at a window; `expected_seq` is the window's `seq` that the clerk saw."""

    window: str
    expected_seq: int | None = None


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


# --- staff  ----------


class SignOn(Command, frozen=True, kw_only=True):
    """A person has logged in."""

    person: str
    workstation: str
    window: str | None = None


class SignOff(Command, frozen=True, kw_only=True):
    """A person leaves; an open window goes to the stand-in."""

    person: str


# --- ratings, devices, applications  ----------


class GiveRating(Command, frozen=True, kw_only=True):
    """Rate a visit. `ticket` also takes the prompt's id."""

    ticket: str
    level: int
    reasons: tuple[str, ...] = ()
    text: str | None = None  # id of the sealed text
    text_digest: str | None = None


class ReportDevice(Command, frozen=True, kw_only=True):
    """What a link or a device says of itself."""

    device: str
    state: str  # ONLINE, OFFLINE, DEGRADED
    health: str | None = None
    firmware: str | None = None


class RaiseAlarm(Command, frozen=True, kw_only=True):
    """Tell people of something that needs them."""

    code: str
    subject: str
    detail: str = ""


class ClearAlarm(Command, frozen=True, kw_only=True):
    """It is over."""

    code: str
    subject: str


class ReceiveApplication(AtWindow, frozen=True, kw_only=True):
    """Register an application for `item` on the ticket being served."""

    item: str


class ReturnApplication(Command, frozen=True, kw_only=True):
    """Hand an application back; `revision` is the one the clerk saw."""

    application: str
    reason: str
    revision: int

    @property
    def applications(self) -> tuple[str, ...]:
        """The one to be loaded."""
        return (self.application,)


# --- time  ----------


class OpenDay(Command, frozen=True, kw_only=True):
    """Begin the local date `day`."""

    day: date


class NoteTimeJump(Command, frozen=True, kw_only=True):
    """Record that the machine's clock jumped."""

    seconds: float


class ExpireCall(Command, frozen=True, kw_only=True):
    """A called person has not come after the last call."""

    ticket: str
    due: datetime


class ExpireNoShow(Command, frozen=True, kw_only=True):
    """The time to queue again after a no-show has passed."""

    ticket: str
    due: datetime


class VacateWindow(Command, frozen=True, kw_only=True):
    """Nobody has come to stand in."""

    window: str
    due: datetime


class MissAppointment(Command, frozen=True, kw_only=True):
    """A booked visitor did not come."""

    appointment: str
    due: datetime
