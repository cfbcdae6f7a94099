"""Plain rows that go into the journal and come out of it. No SQL here.

Times are zone-aware. A row tells what was durable when it was read.
"""

from __future__ import annotations

import secrets
from dataclasses import dataclass, field
from datetime import date, datetime

from hallctl.domain.applications import Application
from hallctl.domain.records import Record

SALT_BYTES = 16


@dataclass(frozen=True, slots=True)
class KeyRow:
    """An accepted command's idempotency key. `scope` and `body` are digests."""

    scope: bytes
    body: bytes
    first_seq: int
    last_seq: int
    at: datetime


def _salt() -> bytes:
    return secrets.token_bytes(SALT_BYTES)


@dataclass(frozen=True, slots=True)
class Sealed:
    """Something personal (个人信息), readable in memory only; it is stored encrypted.

    `subject` is an opaque id (`Journal.subject_of`), never a number or a name. `kind` says what `clear` is.
    """

    id: str
    subject: str
    kind: str
    clear: bytes = field(repr=False)
    salt: bytes = field(default_factory=_salt, repr=False)


@dataclass(frozen=True, slots=True)
class Batch:
    """What becomes durable together: the records of one command and what belongs to them.

    `cases`: the applications that the records concern, as they are after the last of them.
    """

    records: tuple[Record, ...]
    keys: tuple[KeyRow, ...] = ()
    sealed: tuple[Sealed, ...] = ()
    cases: tuple[Application, ...] = ()


@dataclass(frozen=True, slots=True)
class StoredRow:
    """A row of the events table as it lies there. Times in microseconds since the epoch."""

    seq: int
    day: str
    type: str
    entity: str
    entity_id: str
    at: int
    recorded_at: int
    actor_kind: str
    actor_person: str
    actor_post: str
    actor_window: str
    actor_workstation: str
    raw: bytes
    hash: bytes


@dataclass(frozen=True, slots=True)
class TicketRow:
    """A ticket (号票) as it was last journaled. `seq` is that of the last event."""

    id: str
    seq: int
    number: str
    zone: str
    items: tuple[str, ...]
    type: str | None
    klass: str
    state: str
    taken_at: datetime
    valid_on: date
    token: str
    channel: str
    reason: str | None
    slot: datetime | None
    appointment: str | None
    holder: str | None
    window: str | None
    target_window: str | None
    staff: str | None
    called_at: datetime | None
    started_at: datetime | None
    ended_at: datetime | None
    outcome: str | None
    printed: str | None
    rated: int | None
    no_shows: int = 0
    applications: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ApplicationRow:
    """An application (办件) as it was last journaled: what it is looked for by. `revision` counts its acts.

    `applicant`: sealed record of the applicant, `person`: keyed hash of the same; `code`: by which that
    person asks for it. `received_at`: when it was submitted, as long as it is not received. `due_at`: when
    the next of its clocks that run will end. `beside`: what it waits for beside its state (`Beside`).
    """

    id: str
    seq: int
    state: str
    revision: int
    item: str
    ticket: str | None
    window: str | None
    copies: int
    received_at: datetime
    reason: str | None
    tracking: str | None = None
    delivered_at: datetime | None = None
    channel: str = "ONSITE"
    device: str | None = None
    applicant: str | None = None
    code: str | None = None
    item_version: int = 1
    department: str = ""
    person: str | None = None
    owner: str = ""
    submitted_at: datetime | None = None
    accepted_at: datetime | None = None
    decided_at: datetime | None = None
    closed_at: datetime | None = None
    due_at: datetime | None = None
    beside: str = ""


@dataclass(frozen=True, slots=True)
class ClockRow:
    """A clock (时限) that runs, stands still or was missed. What was stopped in time is in the case only.

    `next_at`: when it warns or ends next; None where it does not run.
    """

    application: str
    clock: str
    seq: int
    kind: str
    state: str
    since: datetime
    due_at: datetime | None
    next_at: datetime | None
    subject: str
    liable: str


@dataclass(frozen=True, slots=True)
class DocumentRow:
    """A document (文书) that an act has made. `made_seq`: the event that says what is in it.

    What follows is empty until it is drawn: `file` and `key` by which it is read, `code` by which anybody
    checks the paper, `seal` that it bears.
    """

    id: str
    seq: int
    application: str
    kind: str
    number: str
    version: int
    at: datetime
    made_seq: int = 0
    file: str = ""
    key: str = ""
    sha256: str = ""
    size: int = 0
    pages: int = 0
    code: str | None = None
    seal: str | None = None


@dataclass(frozen=True, slots=True)
class SealUseRow:
    """A use of a seal (用印): on which file, by whom and where (SEC-06)."""

    seq: int
    seal: str
    document: str
    application: str
    sha256: str
    certificate: str
    person: str
    post: str
    place: str
    at: datetime


@dataclass(frozen=True, slots=True)
class MaterialRow:
    """A material (材料) as it was last captured. `seq`: of the event that names its files."""

    seq: int
    application: str
    material: str
    capture: str
    pages: int
    sha256: str
    device: str
    operator: str
    at: datetime


@dataclass(frozen=True, slots=True)
class NoticeRow:
    """A notice (通知书) as it was last journaled: who had it printed, and what became of it."""

    id: str
    seq: int
    state: str
    device: str
    template: str
    version: str
    application: str
    ticket: str
    window: str
    operator: str
    copies: int
    seal: str | None
    fault: str | None
    requested_at: datetime
    ended_at: datetime | None
    document: str = ""
    copy: bool = False


@dataclass(frozen=True, slots=True)
class MessageRow:
    """A message to an applicant (通知) as it was last journaled. `told_by`: which way it went."""

    id: str
    seq: int
    state: str
    application: str
    kind: str
    told_by: str | None
    fault: str | None
    queued_at: datetime
    ended_at: datetime | None


@dataclass(frozen=True, slots=True)
class ConsultationRow:
    """A consultation or complaint (咨询、投诉). `sealed`: id of who called and what was said."""

    seq: int
    id: str
    channel: str
    kind: str
    call: str
    item: str | None
    sealed: str | None
    began_at: datetime
    ended_at: datetime | None
    at: datetime


@dataclass(frozen=True, slots=True)
class AppointmentRow:
    """An appointment (预约) as it was last journaled."""

    id: str
    seq: int
    state: str
    item: str
    zone: str
    slot: datetime
    token: str
    holder: str | None
    ticket: str | None
    reason: str | None


@dataclass(frozen=True, slots=True)
class RatingRow:
    """A visitor's rating (好差评). `text` is the id of the sealed text, `person` a keyed hash."""

    seq: int
    ticket: str | None
    window: str
    staff: str
    items: tuple[str, ...]
    level: int
    bad: bool
    channel: str
    reasons: tuple[str, ...]
    text: str | None
    at: datetime
    applications: tuple[str, ...] = ()
    person: str | None = None


@dataclass(frozen=True, slots=True)
class CaseSearch:
    """Which applications are looked for; None: any. `number`: how theirs begin. `before`: the next page."""

    number: str | None = None
    person: str | None = None
    item: str | None = None
    department: str | None = None
    owner: str | None = None
    states: tuple[str, ...] = ()
    due_before: datetime | None = None
    before: int | None = None
    limit: int = 50


@dataclass(frozen=True, slots=True)
class Stats:
    """What the writer has done since it started. `within` holds (seconds, commits that took no longer)."""

    batches: int
    records: int
    commits: int
    commit_s: float
    last_commit_s: float
    within: tuple[tuple[float, int], ...]
