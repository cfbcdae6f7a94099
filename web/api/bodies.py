"""What may be sent: one class for each body of the API. Names on the wire are those of the API."""

from __future__ import annotations

from typing import Annotated

from pydantic import AwareDatetime, Field, StringConstraints

from hallctl.accounts.identities import LONGEST_PASSWORD
from hallctl.domain.tickets import TicketClass
from web.routing import Body

PRINTABLE = r"^[^\x00-\x1f\x7f]+$"
Id = Annotated[str, StringConstraints(min_length=1, max_length=64, pattern=PRINTABLE)]
Reason = Annotated[str, StringConstraints(min_length=1, max_length=200, pattern=PRINTABLE)]
Phone = Annotated[str, StringConstraints(min_length=5, max_length=20, pattern=r"^\+?[0-9][0-9 \-]+$")]
Text = Annotated[str, StringConstraints(min_length=1, max_length=1000, pattern=r"^[^\x00]+$")]
Seq = Annotated[int, Field(ge=0, le=2**53)]


class LoginBody(Body):
    """POST /session."""

    user: Id
    password: Annotated[str, StringConstraints(min_length=1, max_length=LONGEST_PASSWORD)]
    window: Id | None = None
    workstation: Id | None = None


class IssueBody(Body):
    """POST /tickets: exactly one of items, zone and type."""

    items: Annotated[tuple[Id, ...], Field(max_length=20)] = ()
    zone: Id | None = None
    type: Id | None = None
    klass: TicketClass = Field(TicketClass.NORMAL, alias="class")
    reason: Reason | None = None
    phone: Phone | None = None


class ReasonBody(Body):
    """An optional reason."""

    reason: Reason | None = None


class BookBody(Body):
    """POST /appointments."""

    item: Id
    slot: AwareDatetime
    phone: Phone | None = None


class PressBody(Body):
    """What every press at a window may carry: the `seq` of the window that the clerk saw."""

    expected_seq: Seq | None = None


class PauseBody(PressBody):
    """Pause needs a reason."""

    reason: Reason


class SubstituteBody(PressBody):
    """Who stands in."""

    person: Id


class FaultBody(PressBody):
    """Why the window cannot work."""

    cause: Reason


class CallBody(PressBody):
    """A dispatcher calls a named ticket."""

    ticket: Id
    reason: Reason


class UnholdBody(PressBody):
    """Which held ticket."""

    ticket: Id


class TransferBody(PressBody):
    """To a zone or to one window; `items` when the matter itself changes."""

    zone: Id | None = None
    window: Id | None = None
    items: Annotated[tuple[Id, ...], Field(max_length=20)] = ()
    reason: Reason


class CompleteBody(PressBody):
    """How the service ended."""

    outcome: Id | None = None
    applications: Annotated[tuple[Id, ...], Field(max_length=20)] = ()


class RatingBody(Body):
    """POST /ratings: the ticket (id, or its public token) or the rating pad's prompt."""

    ticket: Id | None = None
    prompt: Id | None = None
    level: Annotated[int, Field(json_schema_extra={"minimum": 1, "maximum": 5})]
    reasons: Annotated[tuple[Id, ...], Field(max_length=10)] = ()
    text: Text | None = None


class ReceiveBody(PressBody):
    """POST /applications: on the ticket being served at the window."""

    window: Id
    item: Id


class ReturnBody(Body):
    """POST /applications/{id}/return: `revision` is the one that the clerk saw."""

    reason: Reason
    revision: Annotated[int, Field(ge=0, le=2**31)]
