"""Guards about who may: where a row of the table needs more than one power held by the item's department."""

from __future__ import annotations

from hallctl.domain.actors import ActorKind
from hallctl.domain.decide import powers
from hallctl.domain.decide.acts.draft import Draft
from hallctl.domain.decide.acts.step import Guard
from hallctl.domain.posts import Power


def one_of(*wanted: Power) -> Guard:
    """Whoever holds one of these powers on the item, in any department that takes part in the case."""

    def guard(draft: Draft) -> None:
        if draft.scene.actor.kind is not ActorKind.STAFF:
            return
        held = any(powers.held(draft.scene, draft.item, power) for power in wanted)
        if not held and not any(in_a_part(draft, power) for power in wanted):
            powers.check(draft.scene, draft.item, wanted[0], subject=draft.before.id)

    return guard


def in_a_part(draft: Draft, power: Power) -> bool:
    """Whether the actor holds the power for one of the departments of a joint matter."""
    return any(
        powers.held(draft.scene, draft.item, power, department=child.department)
        for child in draft.before.children
    )
