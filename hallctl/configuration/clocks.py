"""`[clocks]`: how long legal clocks (时限) run in this hall, when they warn and what stops them (CLK-03)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Annotated, Final

from pydantic import BeforeValidator, Field
from pydantic_core import PydanticCustomError

from hallctl.configuration.fields import Flag, Section
from hallctl.domain.applications.clock import ClockKind
from hallctl.domain.applications.clock_rules import (
    CLOCKS,
    Begins,
    ClockRule,
    ClockRules,
    CutOff,
    DeliveryStop,
    SpecialCap,
    SuperiorStart,
)
from hallctl.domain.catalogue.kinds import Unit
from hallctl.domain.catalogue.versions import Period

_RULES: Final = ClockRules()

KINDS: Final[Mapping[str, ClockKind]] = {kind.name.lower(): kind for kind in ClockKind}
"""How a configuration names the kinds."""


def _kind(name: object) -> ClockKind:
    found = KINDS.get(name) if isinstance(name, str) else None
    if found is None:
        raise PydanticCustomError("clock_kind", "a kind of clock")
    return found


Length = Annotated[int, Field(strict=True, ge=0, le=1000)]
Percent = Annotated[int, Field(strict=True, ge=1, le=100)]
KindOfClock = Annotated[ClockKind, BeforeValidator(_kind)]


class ClockSection(Section):
    """`[clocks.kinds.KIND]`: what differs from the kind's own rule."""

    length: Length | None = None
    unit: Unit | None = None
    begins: Begins | None = None
    cut_off: CutOff | None = None
    pausable: Flag | None = None
    yellow_percent: Percent | None = None
    yellow_days: Length | None = None
    reminders: tuple[Annotated[int, Field(strict=True, ge=1, le=1000)], ...] | None = None


class ClocksSection(Section):
    """`[clocks]`: legal clocks."""

    yellow_percent: Percent | None = None
    yellow_days: Length | None = None
    extension: Annotated[int, Field(strict=True, ge=1, le=365)] = _RULES.extension
    joint_extension: Annotated[int, Field(strict=True, ge=1, le=365)] = _RULES.joint_extension
    joint_pause: Flag = _RULES.joint_pause
    delivery_stop: DeliveryStop = _RULES.delivery_stop
    superior_start: SuperiorStart = _RULES.superior_start
    special_cap: SpecialCap = _RULES.special_cap
    fast_track_percent: Percent = _RULES.fast_track_percent
    kinds: Mapping[KindOfClock, ClockSection] = Field(default_factory=dict)


def clock_rules(section: ClocksSection) -> ClockRules:
    """The clocks as the hall has them."""
    values = dict(section)
    for key in ("kinds", "yellow_percent", "yellow_days"):
        del values[key]
    kinds = {kind: _rule(rule, section, section.kinds.get(kind)) for kind, rule in CLOCKS.items()}
    return ClockRules(kinds=kinds, **values)


def _rule(rule: ClockRule, general: ClocksSection, own: ClockSection | None) -> ClockRule:
    """A kind's rule with what the hall says of all that warn by their share, and of this one."""
    plain = CLOCKS[ClockKind.PROMISE]
    warns = (rule.yellow_percent, rule.yellow_days) == (plain.yellow_percent, plain.yellow_days)
    if warns:
        rule = _with(rule, {"yellow_percent": general.yellow_percent, "yellow_days": general.yellow_days})
    if own is None:
        return rule
    given = dict(own)
    length, unit = given.pop("length"), given.pop("unit")
    period = Period(rule.period.value if length is None else length, unit or rule.period.unit)
    return _with(rule, given | {"period": period})


def _with(rule: ClockRule, values: Mapping[str, object]) -> ClockRule:
    return replace(rule, **{key: value for key, value in values.items() if value is not None})  # type: ignore[arg-type]
