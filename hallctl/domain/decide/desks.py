"""What somebody has to do (待办): by each rule of tasks, for which items, and for which department's part."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from functools import partial
from typing import Final

from hallctl.domain.applications.application import Application
from hallctl.domain.applications.tasks import RULES, Desk, Task, TaskKind, TaskRule, tasks_of
from hallctl.domain.catalogue.versions import ItemVersion
from hallctl.domain.decide import powers, sealing
from hallctl.domain.decide.scene import Scene
from hallctl.domain.posts import Power
from hallctl.domain.setup import HallSetup

ARISES: Final[Mapping[TaskKind, Callable[[HallSetup, ItemVersion], bool]]] = {
    TaskKind.COORDINATE: lambda _setup, item: item.organiser is not None,
    TaskKind.SEAL: lambda setup, item: bool(sealing.result_seals(setup, item)),
}
"""Not for every item in every hall: a bundle is coordinated, a result sealed where there is a seal."""


def waits(setup: HallSetup, application: Application, item: ItemVersion | None) -> Iterator[Task]:
    """What the application waits for now, in this hall."""
    for task in tasks_of(application, item):
        arises = ARISES.get(task.kind)
        if arises is None or (item is not None and arises(setup, item)):
            yield task


def desks(scene: Scene) -> Iterator[Desk]:
    """The desks at which the actor of the scene sits.

    A case may run under an earlier version of its item: whoever has it by any version has it.
    """
    versions = scene.setup.catalogue.versions
    known: dict[tuple[Power, str], tuple[str, ...]] = {}
    for rule in RULES:
        for department in _departments(scene) if rule.part else ("",):
            key = rule.power, department
            if key not in known:
                has = partial(_has, scene, *key)
                known[key] = tuple(code for code, each in versions.items() if any(map(has, each)))
            items = _meant(rule, known[key], scene)
            if items:
                yield Desk(rule, items, department)


def _has(scene: Scene, power: Power, department: str, item: ItemVersion) -> bool:
    if power is Power.AUTHORISE:
        return scene.holds(power)
    if power is Power.USE_SEAL:
        seals = sealing.result_seals(scene.setup, item) if scene.holds(power) else ()
        return any(scene.actor.person in seal.custodians for seal in seals)
    if department and all(part.department != department for part in item.parts):
        return False
    return powers.held(scene, item, power, department=department or None)


def _meant(rule: TaskRule, items: tuple[str, ...], scene: Scene) -> tuple[str, ...]:
    arises = ARISES.get(rule.kind)
    if arises is None:
        return items
    versions = scene.setup.catalogue.versions
    return tuple(code for code in items if any(arises(scene.setup, each) for each in versions[code]))


def _departments(scene: Scene) -> tuple[str, ...]:
    """Every department that has a part of anything."""
    versions = scene.setup.catalogue.versions.values()
    return tuple(dict.fromkeys(part.department for each in versions for item in each for part in item.parts))
