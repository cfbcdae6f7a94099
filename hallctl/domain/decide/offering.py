"""Whether an item is offered now, and to whom: onboarding, cancellation, exclusion (ITEM-13 to ITEM-17)."""

from __future__ import annotations

from hallctl.domain.actors import ActorKind
from hallctl.domain.catalogue.showing import Audience, is_shown
from hallctl.domain.decide.scene import Scene
from hallctl.domain.refusals import Refused


def check_offered(scene: Scene, code: str) -> None:
    """Raises ITEM_CANCELLED with the announcement, or ITEM_NOT_OPEN while it is being brought in."""
    life = scene.day.state.lives.get(code)
    if life is None:
        return
    if life.is_cancelled(scene.now):
        raise Refused("ITEM_CANCELLED", life.announcement or code)
    if life.step is not None:
        raise Refused("ITEM_NOT_OPEN", code)


def check_numbered(scene: Scene, code: str) -> None:
    """As `check_offered`; and whoever is no staff gets no number for what dispensers may not show."""
    version = scene.setup.catalogue.at(code, scene.now)
    if (
        version is not None
        and scene.actor.kind is not ActorKind.STAFF
        and not is_shown(version, Audience.DISPENSER)
    ):
        raise Refused("ITEM_UNKNOWN" if version.secret else "ITEM_EXCLUDED", code)
    check_offered(scene, code)
