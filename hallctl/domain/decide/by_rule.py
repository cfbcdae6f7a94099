"""What the hall itself does with an application, right after an act that makes it possible (T26, T35)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime

from hallctl.domain import commands as c
from hallctl.domain import events as e
from hallctl.domain.applications import Application
from hallctl.domain.applications.acts import Publish
from hallctl.domain.applications.states import Publication
from hallctl.domain.decide.acts import automatic
from hallctl.domain.decide.applications import carried_out, known, version_of
from hallctl.domain.decide.scene import Scene
from hallctl.domain.records import Record
from hallctl.domain.refusals import Refused
from hallctl.domain.setup import HallSetup


def due(setup: HallSetup, applications: Iterable[Application], at: datetime | None) -> list[c.Command]:
    """Commands that follow by themselves from how these applications are since `at`; None: nothing moved."""
    found: list[c.Command] = []
    for application in applications:
        if at is not None and _granted_by_rule(setup, application):
            found.append(c.ApproveByRule(application=application.id, due=at))
        if application.publication is Publication.DUE:
            found.append(c.PublishResult(application=application.id))
    return found


def since(records: Sequence[Record]) -> datetime | None:
    """When these have made applications what they are; a warning is no act."""
    return next(
        (record.at for record in reversed(records) if not isinstance(record.event, e.ClockWarned)), None
    )


def publish(scene: Scene, command: c.PublishResult) -> list[e.Event]:
    """The result is public right after it stands (T35); where it cannot be now, the clock C10 runs on."""
    application = known(scene, command.application)
    try:
        return [carried_out(scene, application, Publish(), scene.now, by_itself=True)[1]]
    except Refused:
        return []


def approve(scene: Scene, command: c.ApproveByRule) -> list[e.Event]:
    """Step by step to the grant, as far as the rule goes; what it does not decide is left to people."""
    application = known(scene, command.application)
    item = version_of(scene, application)
    happened: list[e.Event] = []
    while (act := automatic.next_act(item, application)) is not None:
        try:
            application, moved = carried_out(scene, application, act, command.due, by_itself=True)
        except Refused:
            break
        happened.append(moved)
    return happened


def _granted_by_rule(setup: HallSetup, application: Application) -> bool:
    item = setup.catalogue.version(application.item, application.item_version)
    return item is not None and item.auto_approve and automatic.next_act(item, application) is not None
