"""Who may, where a row of the table asks for one of several powers, in any department that takes part."""

from __future__ import annotations

from hallctl.domain.applications import Application
from hallctl.domain.catalogue.versions import ItemVersion
from hallctl.domain.decide import powers
from hallctl.domain.decide.scene import Scene
from hallctl.domain.posts import Power


def held(scene: Scene, item: ItemVersion, application: Application, wanted: tuple[Power, ...]) -> bool:
    """Whether the actor holds one of `wanted` on the item, for its department or one of a joint matter's."""
    departments = (None, *(child.department for child in application.children))
    return any(
        powers.held(scene, item, power, department=department)
        for power in wanted
        for department in departments
    )


def check(scene: Scene, item: ItemVersion, application: Application, wanted: tuple[Power, ...]) -> None:
    """Raises POWER_NOT_HELD, which leaves an event for supervision, where the actor holds none of them."""
    if not held(scene, item, application, wanted):
        powers.check(scene, item, wanted[0], subject=application.id)
