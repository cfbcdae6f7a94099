"""What the hall itself does with an application, right after an act that makes it possible (REV-15)."""

from __future__ import annotations

from collections.abc import Iterable

from hallctl.domain import commands as c
from hallctl.domain import events as e
from hallctl.domain.applications import Application
from hallctl.domain.decide.acts import automatic
from hallctl.domain.decide.applications import carried_out, known, version_of
from hallctl.domain.decide.scene import Scene
from hallctl.domain.refusals import Refused
from hallctl.domain.setup import HallSetup


def due(setup: HallSetup, applications: Iterable[Application]) -> list[c.Command]:
    """Commands that follow by themselves from how these applications are now."""
    return [
        c.ApproveByRule(application=application.id)
        for application in applications
        if _granted_by_rule(setup, application)
    ]


def approve(scene: Scene, command: c.ApproveByRule) -> list[e.Event]:
    """Step by step to the grant, as far as the rule goes; what it does not decide is left to people."""
    application = known(scene, command.application)
    item = version_of(scene, application)
    happened: list[e.Event] = []
    while (act := automatic.next_act(item, application)) is not None:
        try:
            application, moved = carried_out(scene, application, act, scene.now, by_itself=True)
        except Refused:
            break
        happened.append(moved)
    return happened


def _granted_by_rule(setup: HallSetup, application: Application) -> bool:
    item = setup.catalogue.version(application.item, application.item_version)
    return item is not None and item.auto_approve and automatic.next_act(item, application) is not None
