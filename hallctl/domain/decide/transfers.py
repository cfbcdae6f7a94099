"""A list of paper (材料移交单) is signed as a whole: all of it is taken over, or nothing (INT-22, INT-23)."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Final

from hallctl.domain import commands as c
from hallctl.domain import events as e
from hallctl.domain.applications import Application
from hallctl.domain.applications.acts import Act, MoveOriginal, SignList
from hallctl.domain.applications.states import Custody
from hallctl.domain.catalogue.versions import ItemVersion
from hallctl.domain.commands import TransferKind
from hallctl.domain.decide.acts.draft import at_the_window
from hallctl.domain.decide.applications import carried_out, check_revision, known, version_of
from hallctl.domain.decide.scene import Scene
from hallctl.domain.decide.timed import check_overtaken
from hallctl.domain.refusals import Refused


def sign(scene: Scene, command: c.SignPaperList) -> list[e.Event]:
    """The acts of every set on the list, in its order. Raises `Refused` where any of them may not be."""
    return [event for seen in command.cases for event in _signed(scene, command, seen)]


def _signed(scene: Scene, command: c.SignPaperList, seen: c.SeenCase) -> Iterator[e.Event]:
    application = known(scene, seen.application)
    check_revision(application, seen.revision)
    check_overtaken(scene, application)
    if application.department != command.department:
        raise Refused("NOT_ON_LIST", f"{application.id} of {application.department}")
    for act in _ACTS[command.kind](version_of(scene, application), application):
        application, moved = carried_out(scene, application, act, scene.now)
        yield moved


def _filed(_: ItemVersion, __: Application) -> tuple[Act, ...]:
    return (SignList(),)


def _transferred(item: ItemVersion, application: Application) -> tuple[Act, ...]:
    """Every set of paper that is still at the window goes to the back office."""
    left = at_the_window(item, application.materials)
    return tuple(MoveOriginal(code=code, custody=Custody.TRANSFERRED) for code in left)


_ACTS: Final[Mapping[TransferKind, Callable[[ItemVersion, Application], tuple[Act, ...]]]] = {
    TransferKind.MONTHLY: _filed,
    TransferKind.SAME_DAY: _transferred,
}
