"""The guide (办事指南) to items: one source for the portal, terminals, print and the handbook (ITEM-24)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from enum import StrEnum

import msgspec

from hallctl.domain.catalogue.life import ItemLife
from hallctl.domain.catalogue.showing import Audience, is_shown
from hallctl.domain.catalogue.versions import ItemVersion, Material, Period
from hallctl.domain.day import HallDay
from hallctl.domain.setup import HallSetup


class Offer(StrEnum):
    """Whether an item is handled here now."""

    OPEN = "OPEN"
    NOT_OPEN = "NOT_OPEN"  # still being brought in
    ENDING = "ENDING"  # its end is announced
    CANCELLED = "CANCELLED"


class LimitView(msgspec.Struct, frozen=True):
    """A period. `unit`: `wd` working days, `cd` calendar days, `oh` opening hours."""

    value: int
    unit: str


class PointView(msgspec.Struct, frozen=True):
    """What is checked on a material, and by which measure."""

    code: str
    method: str
    standard: str


class MaterialView(msgspec.Struct, frozen=True, kw_only=True):
    """A material to bring. `situations`: of which variants it is part; none: of all."""

    code: str
    name: str
    originals: int
    copies: int
    medium: str
    sample: str
    source: str
    core: bool
    situations: tuple[str, ...]
    points: tuple[PointView, ...]


class FeeView(msgspec.Struct, frozen=True):
    """What it costs, in yuan with two places, and by which rule (ITEM-06)."""

    amount: str
    basis: str
    standard: str


class VariantView(msgspec.Struct, frozen=True):
    """A variant of the item (办事情形)."""

    code: str
    name: str


class AnswerView(msgspec.Struct, frozen=True):
    """An entry of the question handbook."""

    entry: str
    item: str
    question: str
    answer: str


class GuideBrief(msgspec.Struct, frozen=True, kw_only=True):
    """An item in the list."""

    code: str
    name: str
    department: str
    category: str
    version: int
    offer: Offer


class GuideView(msgspec.Struct, frozen=True, kw_only=True):
    """All that the public is told of an item, as its version that is valid now says.

    `announcement`: that it ends, `ends_at` when. `visits`: how often an online applicant comes at most.
    """

    code: str
    name: str
    department: str
    category: str
    version: int
    offer: Offer
    announcement: str
    ends_at: datetime | None
    type: str
    basis: str
    conditions: str
    intermediary: str
    service_object: str
    statutory: LimitView
    promised: LimitView
    instant: str
    visits: int
    fee: FeeView | None
    situations: tuple[VariantView, ...]
    materials: tuple[MaterialView, ...]
    steps: tuple[str, ...]
    form: str
    flow_chart: str
    sample_form: str
    results: tuple[str, ...]
    consultation: str
    supervision: str
    mail: bool
    agency: bool
    questions: tuple[AnswerView, ...]


def guide_briefs(day: HallDay, setup: HallSetup, now: datetime, text: str = "") -> tuple[GuideBrief, ...]:
    """Items that the public may see whose code, name or search words hold `text`."""
    wanted = text.strip().lower()
    return tuple(
        GuideBrief(
            code=version.code,
            name=version.name,
            department=version.department,
            category=version.category,
            version=version.version,
            offer=offer_of(day, version.code, now),
        )
        for version in _shown(setup, now)
        if wanted in f"{version.code} {version.name} {setup.items[version.code].search}".lower()
    )


def guide_view(
    day: HallDay, setup: HallSetup, now: datetime, code: str, situation: str | None = None
) -> GuideView | None:
    """The guide to one item; None where there is none, or the public may not see it.

    `situation`: with the materials of that variant only (ITEM-21).
    """
    version = setup.catalogue.at(code, now) if code in setup.items else None
    if version is None or not is_shown(version, Audience.GUIDE):
        return None
    life = day.state.lives.get(code, ItemLife())
    fee = version.fee
    return GuideView(
        code=code,
        name=version.name,
        department=version.department,
        category=version.category,
        version=version.version,
        offer=offer_of(day, code, now),
        announcement=life.announcement,
        ends_at=life.cancelled_at,
        type=version.type.value,
        basis=version.basis,
        conditions=version.conditions,
        intermediary=version.intermediary,
        service_object=version.service_object,
        statutory=_limit(version.statutory),
        promised=_limit(version.promised),
        instant=version.instant.value,
        visits=version.max_visits,
        fee=None if fee is None else FeeView(f"{fee.amount / 100:.2f}", fee.basis, fee.standard),
        situations=tuple(VariantView(key, name) for key, name in version.situations.items()),
        materials=tuple(map(material_view, _asked(version, situation))),
        steps=tuple(step.name for step in version.steps),
        form=version.form,
        flow_chart=version.flow_chart,
        sample_form=version.sample_form,
        results=version.results,
        consultation=version.consultation,
        supervision=version.supervision,
        mail=version.mail_allowed,
        agency=version.agency,
        questions=tuple(_answers(code, life)),
    )


def handbook(day: HallDay, setup: HallSetup, now: datetime, text: str = "") -> tuple[AnswerView, ...]:
    """Entries of all items that the public may see whose question or answer holds `text` (ITEM-19)."""
    wanted = text.strip().lower()
    return tuple(
        answer
        for version in _shown(setup, now)
        for answer in _answers(version.code, day.state.lives.get(version.code, ItemLife()))
        if wanted in f"{version.name} {answer.question} {answer.answer}".lower()
    )


def offer_of(day: HallDay, code: str, now: datetime) -> Offer:
    """Whether the item is handled here now."""
    life = day.state.lives.get(code)
    if life is None:
        return Offer.OPEN
    if life.is_cancelled(now):
        return Offer.CANCELLED
    if life.step is not None:
        return Offer.NOT_OPEN
    return Offer.OPEN if life.cancelled_at is None else Offer.ENDING


def not_open(day: HallDay, setup: HallSetup, now: datetime) -> tuple[str, ...]:
    """Items that machines show, but for which nobody is given a number now: still being brought in, or ended.

    They are left out where numbers are taken (ITEM-13, ITEM-15); the guide says how they stand.
    """
    return tuple(
        sorted(
            code
            for code in day.state.lives
            if offer_of(day, code, now) in {Offer.CANCELLED, Offer.NOT_OPEN}
            and code in setup.items
            and is_shown(setup.catalogue.versions[code][-1], Audience.DISPENSER)
        )
    )


def printed_guide(guide: GuideView) -> str:
    """The guide as plain text, to be printed or put up."""
    lines = [
        f"{guide.name}（{guide.code}） 第{guide.version}版",
        f"实施部门：{guide.department}",
        f"设定依据：{guide.basis}",
        f"受理条件：{guide.conditions}",
        f"服务对象：{guide.service_object}　中介服务：{guide.intermediary}",
        f"法定时限：{_said(guide.statutory)}　承诺时限：{_said(guide.promised)}",
        f"收费：{_fee(guide.fee)}",
        "申请材料：",
        *(_material(number, material) for number, material in enumerate(guide.materials, start=1)),
        f"办理流程：{guide.flow_chart}",
        f"咨询：{guide.consultation}　监督：{guide.supervision}",
    ]
    if guide.announcement:
        lines.insert(1, f"公告：{guide.announcement}")
    return "\n".join(lines) + "\n"


def material_view(material: Material) -> MaterialView:
    """A material with its review points."""
    return MaterialView(
        code=material.code,
        name=material.name,
        originals=material.originals,
        copies=material.copies,
        medium=material.medium.value,
        sample=material.sample,
        source=material.source.value,
        core=material.core,
        situations=tuple(sorted(material.situations)),
        points=tuple(PointView(point.code, point.method, point.standard) for point in material.points),
    )


def _shown(setup: HallSetup, now: datetime) -> Iterator[ItemVersion]:
    for code in setup.items:
        version = setup.catalogue.at(code, now)
        if version is not None and is_shown(version, Audience.GUIDE):
            yield version


def _answers(code: str, life: ItemLife) -> Iterator[AnswerView]:
    yield from (AnswerView(entry, code, one.question, one.answer) for entry, one in life.answers.items())


def _asked(version: ItemVersion, situation: str | None) -> tuple[Material, ...]:
    return version.materials if situation is None else version.materials_of(situation)


def _limit(period: Period) -> LimitView:
    return LimitView(period.value, period.unit.value)


_UNITS = {"wd": "个工作日", "cd": "日", "oh": "个办公小时"}


def _said(limit: LimitView) -> str:
    return f"{limit.value}{_UNITS[limit.unit]}"


def _fee(fee: FeeView | None) -> str:
    return "不收费" if fee is None else f"{fee.amount}元；{fee.standard}；{fee.basis}"


def _material(number: int, material: MaterialView) -> str:
    kept = "" if material.core else "（可容缺）"
    return f"  {number}. {material.name}：原件{material.originals}份，复印件{material.copies}份{kept}"
