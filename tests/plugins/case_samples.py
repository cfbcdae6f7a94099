"""Applications as the journal meets them: events, and the forms that they come to."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from journal_samples import NOON, record

from hallctl.domain.applications import Application, Changes, clocks
from hallctl.domain.applications.application import merged
from hallctl.domain.applications.clock import Clock, ClockKind, Level
from hallctl.domain.applications.clock_rules import ClockRules
from hallctl.domain.applications.evolve import evolve
from hallctl.domain.applications.papers import Document, DocumentKind
from hallctl.domain.applications.states import ApplicationState, Channel
from hallctl.domain.catalogue.versions import Period
from hallctl.domain.events import (
    ApplicationEvent,
    ApplicationMoved,
    ApplicationSubmitted,
    ClockWarned,
    Event,
)
from hallctl.domain.hours import Calendar, Hours, Span
from hallctl.domain.identity import Identity
from hallctl.domain.records import Record
from hallctl.journal.rows import Batch

RULES = ClockRules()
CALENDAR = Calendar(Hours(Span(540, 1020)))
APPLICANT = Identity(sealed="s1", person="p1", mask="**1", digest="d1")


def clock(kind: ClockKind, since: datetime = NOON, days: int | None = None, number: int = 1) -> Clock:
    """A clock that runs from `since`."""
    period = None if days is None else Period(days)
    return clocks.start(kind, since, period, CALENDAR, RULES, number=number, liable="u07")


@dataclass
class Casebook:
    """Writes the history of one application. `batch` takes what was said since the last one."""

    name: str = "SI-001-20260506-0001"
    seq: int = 0
    case: Application | None = None
    records: list[Record] = field(default_factory=list)

    def say(self, event: Event, at: datetime = NOON) -> None:
        """The next event."""
        self.seq += 1
        self.records.append(record(self.seq, event, at=at))
        if isinstance(event, ApplicationEvent):
            self.case = evolve(self.case, self.records[-1])

    def submit(self, **facts: Any) -> None:
        """T01."""
        given: dict[str, Any] = {
            "item": "SI-001",
            "item_version": 2,
            "department": "人社局",
            "count": self.seq,
        }
        given |= {"channel": Channel.ONLINE, "applicant": APPLICANT, "code": "ABCD-2345"}
        state = ApplicationState.SUBMITTED.value
        self.say(
            ApplicationSubmitted(
                application=self.name, before="NONE", after=state, revision=1, **(given | facts)
            )
        )

    def move(
        self,
        after: ApplicationState,
        *rows: Clock,
        changes: Changes | None = None,
        documents: tuple[Document, ...] = (),
        act: str = "receive",
        at: datetime = NOON,
    ) -> None:
        """Any act."""
        case = self._case()
        self.say(
            ApplicationMoved(
                application=self.name,
                before=case.state.value,
                after=after.value,
                revision=case.revision + 1,
                step="T05",
                act=act,
                changes=changes or Changes(),
                clocks=rows,
                documents=documents,
            ),
            at,
        )

    def warn(self, row: Clock, warning: str, level: Level) -> None:
        """A clock has something to say."""
        case = self._case()
        self.say(
            ClockWarned(
                application=self.name,
                before=case.state.value,
                after=case.state.value,
                revision=case.revision + 1,
                clock=row.id,
                kind=row.kind,
                level=level,
                warning=warning,
                due_at=row.due_at or NOON,
                row=row,
            )
        )

    def receive(self) -> None:
        """Received, with the notice of it and the intake clock."""
        notice = Document(
            id=f"{self.name}-D01-1", kind=DocumentKind.RECEIPT_NOTICE, number=f"收〔2026〕{self.seq}号"
        )
        changes = Changes(received_at=NOON + timedelta(minutes=5), owner="u07", window="3")
        self.move(ApplicationState.RECEIVED, clock(ClockKind.INTAKE), changes=changes, documents=(notice,))

    def batch(self) -> Batch:
        """What was said since the last one, with the application as it is now."""
        records, self.records = tuple(self.records), []
        return Batch(records, cases=(self._case(),))

    def _case(self) -> Application:
        if self.case is None:
            message = "nothing was submitted"
            raise ValueError(message)
        return merged(self.case, Changes(), ())
