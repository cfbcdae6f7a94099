"""Who may do what with an item (权限): the post's grant, the letter in force, the test passed (ROLE-02).

An attempt beyond that is refused and noted for supervision with the person as liable (ROLE-04).
"""

from __future__ import annotations

from typing import Final

from hallctl.domain import events as e
from hallctl.domain.actors import ActorKind
from hallctl.domain.catalogue.kinds import DecisionHolder, Remote, Scope
from hallctl.domain.catalogue.versions import ItemVersion
from hallctl.domain.decide.scene import Scene
from hallctl.domain.letters import covered
from hallctl.domain.posts import OF_DEPARTMENT_ALONE, POWERS, Grant, Post, Power
from hallctl.domain.refusals import Refused
from hallctl.domain.setup import Staff, WindowKind

HOLDERS: Final = {
    DecisionHolder.CHIEF_REPRESENTATIVE: Post.CHIEF_REPRESENTATIVE,
    DecisionHolder.APPROVAL_SECTION: Post.APPROVAL_SECTION,
}
"""Whose post decides (决定权人, ROLE-17)."""

OF_DEPARTMENTS: Final = frozenset(
    {Post.CHIEF_REPRESENTATIVE, Post.FRONT_OFFICE, Post.BACK_OFFICE, Post.APPROVAL_SECTION}
)
"""Posts that hold their powers for their own department only; the others work for the whole hall."""

OF_THE_CASE: Final = frozenset(Power) - {Power.DISPATCH, Power.ANSWER, Power.VERIFY_NON_RECEIPT}
"""Powers over a case of an item. The rest is about people and windows, whatever the item."""


def check(
    scene: Scene,
    item: ItemVersion,
    power: Power,
    *,
    department: str | None = None,
    subject: str = "",
    delegable: bool = False,
) -> None:
    """Raises POWER_NOT_HELD, which leaves an event for supervision, where the actor may not.

    `department`: whose part of a joint matter it is; the item's own if None. `subject`: id of the case.
    `delegable`: whether a letter may carry the decision to a window, as when the result is given on the spot.
    """
    if held(scene, item, power, department=department, delegable=delegable):
        return
    refused = Refused("POWER_NOT_HELD", f"{power.value} {item.code}")
    actor = scene.actor
    if actor.kind is not ActorKind.STAFF:
        raise refused
    raise refused.leaving(
        e.SupervisionNoted(
            rule=refused.code,
            subject=subject or item.code,
            liable=actor.person,
            post=actor.post,
            window=actor.window,
            liable_party="clerk",
            power=power.value,
        )
    )


def held(
    scene: Scene,
    item: ItemVersion,
    power: Power,
    *,
    department: str | None = None,
    delegable: bool = False,
) -> bool:
    """Whether the actor holds `power` on the item now."""
    actor = scene.actor
    if actor.kind is not ActorKind.STAFF:
        return actor.kind is ActorKind.SYSTEM
    person = scene.setup.staff.get(actor.person)
    if person is None or not _open_at(scene, item, power):
        return False
    department = department or item.department
    absent = _absent(scene, person)
    if absent is None:
        return _has(scene, person, item, power, department, delegable=delegable)
    return _has(scene, absent, item, power, department, delegable=delegable) and (
        item.code in person.tested
        or item.code in person.items
        or _has(scene, person, item, power, department, delegable=delegable)
    )


def _absent(scene: Scene, person: Staff) -> Staff | None:
    """For whom the person stands in at the window of the act (顶岗, X24)."""
    duty = scene.day.windows.get(scene.actor.window)
    if duty is None or duty.staff != person.id or duty.acting_for is None:
        return None
    return scene.setup.staff.get(duty.acting_for)


def _has(
    scene: Scene, person: Staff, item: ItemVersion, power: Power, department: str, *, delegable: bool
) -> bool:
    grant = POWERS[person.post].get(power)
    if grant is None or grant is Grant.PREPARES:
        return False
    if power is Power.APPROVE_DECISION and grant is Grant.BY_POST and person.post is not HOLDERS[item.holder]:
        return False
    if grant is Grant.BY_POST:
        return _by_post(scene, person, item, power, department)
    if power is Power.APPROVE_DECISION and not delegable:
        return False
    if item.scope is Scope.RECEIVE_ONLY and power in OF_DEPARTMENT_ALONE:
        return False
    return _by_letter(scene, person, item, power, department)


def _by_post(scene: Scene, person: Staff, item: ItemVersion, power: Power, department: str) -> bool:
    if person.post not in OF_DEPARTMENTS or power not in OF_THE_CASE:
        return True
    if person.post is Post.APPROVAL_SECTION and person.department is None:
        return item.holder is DecisionHolder.APPROVAL_SECTION
    return person.department == department or _by_letter(scene, person, item, power, department)


def _by_letter(scene: Scene, person: Staff, item: ItemVersion, power: Power, department: str) -> bool:
    """By a letter of that department and a passed test; by the configuration where there never was one."""
    state = scene.day.state
    if person.id not in state.lettered:
        return item.code in person.items
    letters = {letter.id: letter for letter in state.letters.values() if letter.department == department}
    return item.code in covered(letters, state.tests, person.id, power, state.date)


def _remote_scope(scene: Scene, item: ItemVersion) -> Remote:
    """As it was switched while the hall runs, else as the catalogue has it."""
    life = scene.day.state.lives.get(item.code)
    if life is None or life.remote is None or life.remote_from is None or scene.now < life.remote_from:
        return item.remote_at(scene.now)
    return life.remote


def _open_at(scene: Scene, item: ItemVersion, power: Power) -> bool:
    """What a window for other regions may do with the item (全省通办, ITEM-18)."""
    window = scene.setup.windows.get(scene.actor.window)
    if window is None or window.kind is not WindowKind.REMOTE:
        return True
    scope = _remote_scope(scene, item)
    if power is Power.ACCEPT:
        return scope is Remote.REMOTE_ACCEPT
    return power is not Power.RECEIVE or scope is not Remote.NONE
