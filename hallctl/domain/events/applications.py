"""What happens to an application (办件): it is submitted, then moved by the acts of the transition table."""

from __future__ import annotations

from datetime import datetime

from hallctl.domain.applications.application import Changes, MaterialState
from hallctl.domain.applications.clock import Clock, ClockKind, Level
from hallctl.domain.applications.mandates import Mandate
from hallctl.domain.applications.on_record import LookUp
from hallctl.domain.applications.papers import Document
from hallctl.domain.applications.states import Channel, Payment
from hallctl.domain.events.base import Event, event
from hallctl.domain.events.cases import ApplicationEvent
from hallctl.domain.identity import Identity


@event("application.submitted", shown="application before after", private="applicant code")
class ApplicationSubmitted(ApplicationEvent, frozen=True, kw_only=True):
    """An application is there (T01): through which channel, for which item and version, by whom.

    `count`: applications of today. `applicant`: names a sealed record. `code`: by which the applicant asks
    how it stands. `rate_by`: until when a kiosk asks for a rating. `mandate`: of what comes by proxy.
    """

    item: str
    item_version: int
    department: str
    count: int
    channel: Channel
    situation: str | None = None
    ticket: str | None = None
    window: str | None = None
    device: str | None = None
    client: str | None = None
    applicant: Identity | None = None
    code: str | None = None
    payment: Payment = Payment.NONE
    materials: tuple[MaterialState, ...] = ()
    intake_site: str = ""
    handling_site: str = ""
    rate_by: datetime | None = None
    mandate: Mandate | None = None

    @property
    def sealed(self) -> str | None:
        """The applicant's sealed record."""
        return None if self.applicant is None else self.applicant.sealed

    @property
    def person(self) -> str | None:
        """Keyed hash of the applicant."""
        return None if self.applicant is None else self.applicant.person


@event("application.moved", shown="application before after")
class ApplicationMoved(ApplicationEvent, frozen=True, kw_only=True):
    """One row of the transition table has happened: `step` is its number (T05), `act` its event.

    `clocks`: rows that are new or changed, as they are now. `documents`: those that the act makes.
    `liable`: who answers for the act in law, the department inside the authorisation (ROLE-04). `warnings`:
    what supervision should see of an act that was possible all the same.
    """

    step: str
    act: str
    changes: Changes = Changes()
    clocks: tuple[Clock, ...] = ()
    documents: tuple[Document, ...] = ()
    liable: str = ""
    warnings: tuple[str, ...] = ()


@event("application.looked_up", shown="application before after")
class MaterialsLookedUp(ApplicationEvent, frozen=True, kw_only=True):
    """What is on record of the materials, so that nobody is asked for it; no act (ITEM-28)."""

    look_up: LookUp


@event("application.unsealed", private="sealed")
class ApplicationUnsealed(Event, frozen=True, kw_only=True):
    """The access log of what is personal in a case: somebody read who applies, or sealed words, or tried to.

    `sealed`: id of the record. `because`: code of the refusal.
    """

    application: str
    sealed: str
    granted: bool
    because: str | None = None


@event("application.falsified", shown="application", private="person")
class CreditReported(Event, frozen=True, kw_only=True):
    """Materials were false: the credit register has to know (失信信息报送, REV-13).

    `person`: keyed hash of the applicant, who gets no tolerance any more.
    """

    application: str
    person: str
    reason: str


@event("clock.warned", shown="application clock level warning")
class ClockWarned(ApplicationEvent, frozen=True, kw_only=True):
    """A clock (时限) has become yellow, or red where its expiry changes no state.

    `warning`: such as PROMISE_OVERDUE. `liable`: who answers: a person, `post:…` or `department:…`.
    `row`: the clock as it is now.
    """

    clock: str
    kind: ClockKind
    level: Level
    warning: str
    due_at: datetime
    row: Clock
    liable: str = ""


@event("clock.corrected", shown="application clock")
class ClockCorrected(ApplicationEvent, frozen=True, kw_only=True):
    """Clocks have new rows: a calendar was changed, or somebody corrected one, for a reason."""

    clock: str
    reason: str
    rows: tuple[Clock, ...]
