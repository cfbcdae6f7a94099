"""The sections that plan who is there: lunch groups and the rota of non-resident windows."""

from __future__ import annotations

from datetime import date
from typing import Self

from pydantic import model_validator
from pydantic_core import PydanticCustomError

from hallctl.configuration.fields import Section
from hallctl.configuration.spans import SpanOfDay
from hallctl.configuration.years import Weekday
from hallctl.domain.planning.rota import Rotation


class LunchSection(Section):
    """`[lunch]`: the spans of the lunch groups (午间轮班), group 1 first (QUE-15)."""

    groups: tuple[SpanOfDay, ...] = ()
    rotate: Rotation = Rotation.NEVER


class RotaSection(Section):
    """`[[rota]]`: who comes to a non-resident window (非常驻窗口), and when (QUE-30)."""

    window: str
    staff: str
    weekdays: frozenset[Weekday] = frozenset()
    dates: frozenset[date] = frozenset()

    @model_validator(mode="after")
    def _some_day(self) -> Self:
        if not (self.weekdays or self.dates):
            raise PydanticCustomError("rota_days", "weekdays or dates")
        return self
