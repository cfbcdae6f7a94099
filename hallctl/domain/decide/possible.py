"""What somebody may do with an application now, as the transition table and the powers have it.

Whether the act itself is complete, its guards say when it comes.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final, get_args

from hallctl.domain.actors import ActorKind
from hallctl.domain.applications import Application
from hallctl.domain.applications.acts import Act, AnyAct, name_of
from hallctl.domain.catalogue.versions import ItemVersion
from hallctl.domain.decide import powers
from hallctl.domain.decide.acts import holders
from hallctl.domain.decide.acts.step import Step
from hallctl.domain.decide.acts.table import TABLE
from hallctl.domain.decide.scene import Scene

ACTS: Final[tuple[type[Act], ...]] = get_args(AnyAct)


def possible(scene: Scene, application: Application) -> Iterator[tuple[type[Act], Step]]:
    """The acts that the actor of the scene may begin, each with the first row that allows it."""
    item = scene.setup.catalogue.version(application.item, application.item_version)
    if item is None:
        return
    for kind in ACTS:
        rows = TABLE.get((name_of(kind), application.state), ())
        allowed = next((step for step in rows if _may(scene, application, item, kind, step)), None)
        if allowed is not None:
            yield kind, allowed


def _may(scene: Scene, application: Application, item: ItemVersion, kind: type[Act], step: Step) -> bool:
    if scene.actor.kind not in step.by:
        return False
    if step.any_of and scene.actor.kind is ActorKind.STAFF:
        return holders.held(scene, item, application, step.any_of)
    if step.power is None or scene.actor.kind is not ActorKind.STAFF:
        return True
    departments: list[str | None] = [None]
    if "department" in kind.__struct_fields__:
        departments += [child.department for child in application.children]
    return any(
        powers.held(scene, item, step.power, department=department, delegable=step.delegable)
        for department in departments
    )
