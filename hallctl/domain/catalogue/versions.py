"""Versions of items (事项版本) with all that their cases need, and the catalogue of them (ITEM-14).

Everything here is configuration. What happens to an item (authorised, handed over) is state of the hall.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Final

from hallctl.domain.applications.states import Channel
from hallctl.domain.catalogue.kinds import (
    CertificateClass,
    CertificateMaker,
    Criterion,
    DecisionHolder,
    InstantClass,
    ItemType,
    Medium,
    Organiser,
    Remote,
    ReviewMedium,
    Scope,
    Source,
    Stage,
    Unit,
    VisitClass,
)


@dataclass(frozen=True, slots=True)
class Period:
    """A length of time as laws and promises give it. `value`: how many of `unit`."""

    value: int
    unit: Unit = Unit.WORKING_DAY

    def __str__(self) -> str:
        """As a catalogue writes it: 20wd."""
        return f"{self.value}{self.unit.value}"


STATUTORY: Final = Period(20)
"""Within which the licensing law has a licence decided, where no other law says otherwise."""


@dataclass(frozen=True, slots=True)
class ReviewPoint:
    """What to check on a material, and by which measure (审查要点, ITEM-04). `code` is unique in the item."""

    code: str
    method: str
    standard: str


@dataclass(frozen=True, slots=True)
class Material:
    """A material (申请材料) that an item asks for. `code` is unique in the item; names are for people.

    `core`: nothing is accepted without it, whatever is promised. `situations`: of which variants it is part;
    empty: of all. `departments`: whose part of a joint matter needs it; empty: every one's. `reusable`: so
    long after it was handed in it serves the same person again; None: it is asked for each time (ITEM-28).
    """

    code: str
    name: str
    originals: int = 0
    copies: int = 1
    medium: Medium = Medium.PAPER
    sample: str = ""
    source: Source = Source.APPLICANT
    core: bool = True
    points: tuple[ReviewPoint, ...] = ()
    situations: frozenset[str] = frozenset()
    departments: frozenset[str] = frozenset()
    reusable: Period | None = None


@dataclass(frozen=True, slots=True)
class Fee:
    """What an item costs (收费). `amount`: in fen. None may be asked without basis and standard."""

    amount: int
    basis: str
    standard: str


@dataclass(frozen=True, slots=True)
class Part:
    """A department's part of a joint matter (并联审批) or a bundle (一件事, which names its `item`)."""

    department: str
    item: str | None = None


@dataclass(frozen=True, slots=True)
class ProcedureStep:
    """A step of the item's own procedure (办理环节, INT-31). A statutory one is never left out."""

    code: str
    name: str
    statutory: bool = True


@dataclass(frozen=True, slots=True)
class ItemVersion:
    """An item as it is between `valid_from` (inclusive) and `valid_to` (exclusive); None: without an end.

    `supplement`: what the one-time notice proposes as limit. `specials`: permitted special procedures, each
    with its own limit. `parts`: two or more make the matter joint, the first one leads. `deemed`: whether
    silence counts as acceptance (X35). `manual_steps`: codes of the work manual's steps (REV-16).
    """

    code: str
    name: str
    department: str
    version: int = 1
    type: ItemType = ItemType.PUBLIC_SERVICE
    valid_from: datetime | None = None
    valid_to: datetime | None = None
    basis: str = ""
    conditions: str = ""
    intermediary: str = ""  # 中介服务
    service_object: str = ""  # 服务对象
    scope: Scope = Scope.ACCEPT
    one_window: bool = True
    instant: InstantClass = InstantClass.NORMAL
    visits: VisitClass = VisitClass.ZERO
    remote: Remote = Remote.NONE
    remote_from: datetime | None = None
    review: ReviewMedium = ReviewMedium.ELECTRONIC
    statutory: Period = STATUTORY
    promised: Period = Period(10)
    supplement: Period = Period(15)
    forwarding: Period | None = None  # the superior's limit, where the hall forwards (B10)
    lower_review: Period | None = None  # where a lower authority reviews first (B09)
    deemed: bool = False
    specials: Mapping[str, Period] = field(default_factory=dict)
    special_names: Mapping[str, str] = field(default_factory=dict)
    stages: Mapping[Stage, Period] = field(default_factory=dict)
    steps: tuple[ProcedureStep, ...] = ()
    materials: tuple[Material, ...] = ()
    situations: Mapping[str, str] = field(default_factory=dict)
    parts: tuple[Part, ...] = ()
    fee: Fee | None = None
    holder: DecisionHolder = DecisionHolder.CHIEF_REPRESENTATIVE
    certificate: CertificateClass | None = None
    maker: CertificateMaker = CertificateMaker.BACK_OFFICE
    max_signoffs: int | None = None
    collective_decision: bool = False
    auto_approve: bool = False
    promise_based: bool = False  # 承诺办理: granted on a promise that is still open
    secret: bool = False
    site_bound: bool = False
    safety: bool = False
    online_forbidden: bool = False
    mail_allowed: bool = True
    published: bool = True  # whether results are made public (X8)
    cross_province: bool = False  # 跨省通办
    channels: frozenset[Channel] = frozenset(Channel)
    consultation: str = ""  # where to ask
    supervision: str = ""  # where to complain
    form: str = ""  # the one application form (ITEM-31)
    fields: tuple[str, ...] = ()  # what the form asks for
    flow_chart: str = ""
    sample_form: str = ""  # filled in as an example
    results: tuple[str, ...] = ()  # names of what is handed out
    result_validity: str = ""
    category: str = ""  # of everyday life, in townships and villages (ITEM-23)
    agency: bool = False  # may be handled by proxy (代办)
    home_visit: bool = False
    one_card: bool = False  # 一证通办
    organiser: Organiser | None = None
    organiser_contact: str = ""
    own_system: str = ""  # of the department, where it is not the common platform (ITEM-30)
    criteria: frozenset[Criterion] = frozenset()
    manual_version: int | None = None
    manual_steps: tuple[str, ...] = ()

    @property
    def joint(self) -> bool:
        """Whether two or more departments take part."""
        return len(self.parts) > 1

    def materials_of(self, situation: str | None) -> tuple[Material, ...]:
        """The materials of one variant (办事情形, ITEM-21)."""
        return tuple(m for m in self.materials if not m.situations or situation in m.situations)

    def material(self, code: str) -> Material | None:
        """The material of that code."""
        return next((material for material in self.materials if material.code == code), None)

    def remote_at(self, at: datetime) -> Remote:
        """What windows of other regions may do: before `remote_from`, one step less (XRG-06)."""
        if self.remote_from is None or self.remote_from <= at:
            return self.remote
        return Remote.REMOTE_RECEIVE if self.remote is Remote.REMOTE_ACCEPT else Remote.NONE

    @property
    def max_visits(self) -> int:
        """How often an online applicant has to come at most (ITEM-08)."""
        return self.visits.max_visits

    def holds_at(self, at: datetime) -> bool:
        """Whether this version is the valid one at `at`."""
        began = self.valid_from is None or self.valid_from <= at
        return began and (self.valid_to is None or at < self.valid_to)


@dataclass(frozen=True)
class Catalogue:
    """All versions of all items."""

    versions: Mapping[str, tuple[ItemVersion, ...]] = field(default_factory=dict)  # by code, oldest first

    def at(self, code: str, when: datetime) -> ItemVersion | None:
        """The version that is valid at `when`."""
        return next((v for v in reversed(self.versions.get(code, ())) if v.holds_at(when)), None)

    def covering(self, plain: Mapping[str, ItemVersion]) -> Catalogue:
        """This catalogue, with what `plain` has of items that are not in it."""
        lacking = {code: (version,) for code, version in plain.items() if code not in self.versions}
        return replace(self, versions={**self.versions, **lacking}) if lacking else self

    def version(self, code: str, number: int) -> ItemVersion | None:
        """A version by its number, valid or not: running cases keep theirs."""
        return next((v for v in self.versions.get(code, ()) if v.version == number), None)
