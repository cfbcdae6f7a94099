"""`[displays]`: how bright the displays over the windows are, by the time of day (DEV-04)."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from hallctl.configuration.fields import Section
from hallctl.configuration.spans import SpanOfDay
from hallctl.domain.panels import Dimming, PanelRules

Lit = Annotated[int, Field(strict=True, ge=1, le=100)]


class DimmingSection(Section):
    """`[[displays.dimmings]]`: another brightness at some time of the day."""

    percent: Lit
    hours: SpanOfDay


class DisplaysSection(Section):
    """`[displays]`: the displays over the windows."""

    brightness: Lit | None = None
    dimmings: tuple[DimmingSection, ...] = ()


def panel_rules(displays: DisplaysSection) -> PanelRules:
    """How bright the displays are, and when."""
    dimmings = tuple(Dimming(row.percent, row.hours) for row in displays.dimmings)
    return PanelRules(displays.brightness, dimmings)
