"""Who answers for a clock (责任主体): by its stage a person, a post or a department (SUP-05)."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final

from hallctl.domain.applications import Application
from hallctl.domain.applications.clock import Clock
from hallctl.domain.applications.clock_rules import LIABLE_BY_STAGE, Liable
from hallctl.domain.catalogue.kinds import DecisionHolder
from hallctl.domain.catalogue.versions import ItemVersion
from hallctl.domain.decide.powers import HOLDERS
from hallctl.domain.posts import Post
from hallctl.domain.setup import HallSetup


def liable_for(setup: HallSetup, application: Application, clock: Clock) -> str:
    """A person, `post:…` or `department:…`; empty: nobody of the hall, the time is the applicant's."""
    if any(child.department == clock.subject for child in application.children):
        return f"department:{clock.subject}"
    item = setup.catalogue.version(application.item, application.item_version)
    liable = LIABLE_BY_STAGE.get(clock.subject) or setup.clocks.of(clock.kind).liable
    return _WHO[liable](application, clock, item)


def _window(application: Application, clock: Clock, _item: ItemVersion | None) -> str:
    return clock.liable or application.owner or f"post:{Post.COMPREHENSIVE_ACCEPTANCE}"


def _handler(application: Application, clock: Clock, _item: ItemVersion | None) -> str:
    return application.owner or clock.liable or f"post:{Post.BACK_OFFICE}"


def _decision(_application: Application, _clock: Clock, item: ItemVersion | None) -> str:
    return f"post:{HOLDERS[item.holder if item else DecisionHolder.CHIEF_REPRESENTATIVE]}"


_WHO: Final[Mapping[Liable, Callable[[Application, Clock, ItemVersion | None], str]]] = {
    Liable.WINDOW: _window,
    Liable.HANDLER: _handler,
    Liable.DECISION: _decision,
    Liable.RESULT: lambda _application, _clock, _item: f"post:{Post.RESULT_ISSUE}",
    Liable.DEPARTMENT: lambda application, _clock, _item: f"department:{application.department}",
    Liable.APPLICANT: lambda _application, _clock, _item: "",
}
