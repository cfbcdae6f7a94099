"""The full record of an item (事项目录): what a catalogue says of it, in rows of several sheets (ITEM-01)."""

from __future__ import annotations

import re
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from typing import Annotated, Final

from pydantic import Field, PlainValidator
from pydantic_core import PydanticCustomError

from hallctl.configuration.fields import Count, Flag, Identifier, Section, Text
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
from hallctl.domain.catalogue.versions import Period

_UNITS: Final = {
    "wd": Unit.WORKING_DAY,
    "工作日": Unit.WORKING_DAY,
    "个工作日": Unit.WORKING_DAY,
    "cd": Unit.CALENDAR_DAY,
    "日": Unit.CALENDAR_DAY,
    "天": Unit.CALENDAR_DAY,
    "个自然日": Unit.CALENDAR_DAY,
    "oh": Unit.OPENING_HOUR,
    "个开放小时": Unit.OPENING_HOUR,
}
_PERIOD: Final = re.compile(r"(\d{1,4})\s*(\D{1,5})")
_MOST_FEN: Final = 100_000_000_00


def _period(value: object) -> Period:
    match = _PERIOD.fullmatch(str(value).strip())
    unit = _UNITS.get(match[2].strip()) if match else None
    if match is None or unit is None:
        raise PydanticCustomError("period", "a number of days")
    return Period(int(match[1]), unit)


def _fen(value: object) -> int:
    """Yuan, with at most two places, as fen."""
    try:
        fen = Decimal(str(value)) * 100
    except InvalidOperation:
        fen = Decimal(-1)
    if fen != fen.to_integral_value() or not 0 <= fen <= _MOST_FEN:
        raise PydanticCustomError("money", "an amount")
    return int(fen)


PeriodText = Annotated[Period, PlainValidator(_period)]
Yuan = Annotated[int, PlainValidator(_fen)]
Long = Annotated[str, Field(min_length=1, max_length=2000)]
Code = Annotated[str, Field(min_length=1, max_length=40, pattern=r"^[A-Za-z0-9_.-]+$")]
Few = Annotated[int, Field(strict=True, ge=0, le=99)]


class PointSection(Section):
    """`[[item.material.point]]`, or a row of 审查要点: what to check on a material, and by which measure."""

    code: Code
    method: Long
    standard: Long


class MaterialSection(Section):
    """`[[item.material]]`, or a row of 材料. A list for one channel only is an error (ITEM-20)."""

    code: Code
    name: Text
    originals: Few
    copies: Few
    medium: Medium
    sample: Text
    source: Source
    core: Flag = True
    situations: tuple[Code, ...] = ()
    departments: tuple[Text, ...] = ()
    reusable: PeriodText | None = None
    channels: tuple[Channel, ...] = ()
    point: tuple[PointSection, ...] = ()


class SituationSection(Section):
    """`[[item.situation]]`, or a row of 情形: a variant of the item (ITEM-21)."""

    code: Code
    name: Text


class StepSection(Section):
    """`[[item.step]]`, or a row of 环节: a step of the item's procedure."""

    code: Code
    name: Text
    statutory: Flag = True


class SpecialSection(Section):
    """`[[item.special]]`, or a row of 特殊环节: a special procedure that may be needed, with its limit.

    `kind`: one of `SpecialKind`, or a code of one's own, which then has a `name`.
    """

    kind: Code
    limit: PeriodText
    name: Text | None = None


class StageSection(Section):
    """`[[item.stage]]`, or a row of 阶段: the share of the whole time that a stage has."""

    stage: Stage
    limit: PeriodText


class PartSection(Section):
    """`[[item.part]]`, or a row of 联办: a department's part of a joint matter, or an item of a bundle."""

    department: Text
    item: Identifier | None = None


class RecordSection(Section):
    """The full record of an item, or of one version of it. Texts that are required may say 无."""

    code: Identifier
    name: Text
    department: Text
    type: ItemType
    basis: Long
    conditions: Long
    intermediary: Text
    service_object: Text
    promised: PeriodText
    statutory: PeriodText | None = None
    deemed: Flag | None = None
    version: Count = 1
    valid_from: datetime | date | None = None
    valid_to: datetime | date | None = None
    scope: Scope = Scope.ACCEPT
    one_window: Flag = True
    instant: InstantClass = InstantClass.NORMAL
    visits: VisitClass = VisitClass.ZERO
    remote: Remote = Remote.NONE
    remote_from: datetime | date | None = None
    cross_province: Flag = False
    review: ReviewMedium = ReviewMedium.ELECTRONIC
    supplement: PeriodText = Period(15)
    forwarding: PeriodText | None = None
    lower_review: PeriodText | None = None
    fee: Yuan = 0
    fee_basis: str = ""
    fee_standard: str = ""
    holder: DecisionHolder = DecisionHolder.CHIEF_REPRESENTATIVE
    certificate: CertificateClass | None = None
    maker: CertificateMaker = CertificateMaker.BACK_OFFICE
    max_signoffs: Count | None = None
    collective_decision: Flag = False
    auto_approve: Flag = False
    promise_based: Flag = False
    secret: Flag = False
    site_bound: Flag = False
    safety: Flag = False
    online_forbidden: Flag = False
    mail_allowed: Flag = True
    publish_results: Flag = True
    channels: tuple[Channel, ...] = ()
    consultation: Text
    supervision: Text
    forms: tuple[Text, ...] = ()
    fields: tuple[Text, ...] = ()
    flow_chart: str = ""
    sample_form: str = ""
    results: tuple[Text, ...] = ()
    result_validity: str = ""
    category: str = ""
    agency: Flag = False
    home_visit: Flag = False
    one_card: Flag = False
    organiser: Organiser | None = None
    organiser_contact: str = ""
    own_system: str = ""
    criteria: tuple[Criterion, ...] = ()
    manual_version: Count | None = None
    manual_steps: tuple[Code, ...] = ()
    material: tuple[MaterialSection, ...] = ()
    situation: tuple[SituationSection, ...] = ()
    step: tuple[StepSection, ...] = ()
    special: tuple[SpecialSection, ...] = ()
    stage: tuple[StageSection, ...] = ()
    part: tuple[PartSection, ...] = ()
