"""From advice to views, as `looks` does for the state."""

from __future__ import annotations

from collections.abc import Iterable

from hallctl.contracts.looks import wait_view
from hallctl.contracts.views import (
    AdviceView,
    DiversionView,
    MeasureView,
    NeedView,
    SuggestionView,
    SurgeView,
    WhyView,
)
from hallctl.domain.advice.diversion import Diversion
from hallctl.domain.advice.need import Need
from hallctl.domain.advice.opening import Advice
from hallctl.domain.advice.surge import Surge, measures
from hallctl.domain.day import HallDay
from hallctl.domain.setup import HallSetup


def advice_view(given: Advice) -> AdviceView:
    """A piece of advice."""
    return AdviceView(
        at=given.at,
        zone=given.zone,
        kind=given.kind.value,
        window=given.window,
        person=given.person,
        saves_min=given.saves_min,
        costs_min=given.costs_min,
        because=WhyView(*given.because),
        until=given.until,
    )


def surge_views(day: HallDay, setup: HallSetup, surges: Iterable[Surge]) -> tuple[SurgeView, ...]:
    """Surges with what could be done about them now."""
    return tuple(
        SurgeView(
            zone=surge.group.zone,
            department=surge.group.department,
            came=surge.came,
            usual=round(surge.usual, 1),
            minutes=surge.minutes,
            measures=tuple(
                MeasureView(kind=measure.kind.value, window=measure.window, said=WhyView(*measure.said))
                for measure in measures(day, setup, surge.group)
            ),
        )
        for surge in surges
    )


def need_view(need: Need) -> NeedView:
    """What a department's items need."""
    return NeedView(
        zone=need.zone,
        department=need.group,
        volume=round(need.volume, 1),
        days=need.days,
        handling_min=round(need.handling_min, 2),
        minutes_per_day=round(need.minutes_per_day, 1),
        windows=need.windows,
        set_up=need.set_up,
        working=need.working,
    )


def diversion_view(found: Diversion) -> DiversionView:
    """The wait for a wish and other ways."""
    return DiversionView(
        zone=found.zone,
        wait_s=wait_view(found.wait),
        long=found.is_long,
        suggestions=tuple(
            SuggestionView(
                way=other.way.value,
                said=WhyView(*other.said),
                zone=other.zone,
                items=other.items,
                wait_s=wait_view(other.wait),
                slots=other.slots,
            )
            for other in found.suggestions
        ),
    )
