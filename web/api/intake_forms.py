"""What a clerk is asked when registering an application (收件登记): materials, points, how it may end."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final

import msgspec

from hallctl.domain.applications import Application, ApplicationState
from hallctl.domain.applications.acts import (
    Accept,
    FinishOnSpot,
    GiveOneTimeNotice,
    NotCompetent,
    NotRequired,
    name_of,
)
from hallctl.domain.applications.states import IntakeCheck
from hallctl.domain.catalogue.versions import ItemVersion
from hallctl.domain.day import HallDay
from hallctl.domain.decide.possible import possible
from hallctl.domain.decide.scene import Scene
from hallctl.domain.refusals import Refused
from hallctl.domain.setup import HallSetup
from hallctl.domain.state import CARD_KEPT_S
from web.api.act_forms import ActField, fields_of
from web.api.answers import Seen
from web.callers import STAFF
from web.routing import Answer, Call, Nothing, Parameter, Routes

routes: Final = Routes("Intake forms")

ENDINGS: Final = (Accept, GiveOneTimeNotice, FinishOnSpot, NotRequired, NotCompetent)
"""How a session may end, the most usual first."""


class FormPoint(msgspec.Struct, frozen=True, kw_only=True):
    """A review point (审查要点): what to check, by which measure (ITEM-04)."""

    code: str
    method: str
    standard: str


class FormMaterial(msgspec.Struct, frozen=True, kw_only=True):
    """A material that the item asks for; `situations`: empty for all."""

    code: str
    name: str
    core: bool
    originals: int
    copies: int
    medium: str
    source: str
    situations: tuple[str, ...]
    points: tuple[FormPoint, ...]


class FormSituation(msgspec.Struct, frozen=True, kw_only=True):
    """A variant of the item (办事情形)."""

    code: str
    name: str


class FormEnding(msgspec.Struct, frozen=True, kw_only=True):
    """How the session may end at once, as far as the caller's powers go."""

    act: str
    fields: tuple[ActField, ...]


class FormCard(msgspec.Struct, frozen=True, kw_only=True):
    """A card that was just read at the window: the mask only."""

    card: str
    mask: str


class IntakeFormAnswer(Seen, frozen=True, kw_only=True):
    """The form for one item. `supplement`: the limit that a one-time notice proposes."""

    item: str
    name: str
    version: int
    scope: str
    instant: str
    supplement: int
    checks: tuple[str, ...]
    situations: tuple[FormSituation, ...]
    materials: tuple[FormMaterial, ...]
    endings: tuple[FormEnding, ...]
    cards: tuple[FormCard, ...]


@routes.add(
    "GET",
    "/intake-forms/{item}",
    answers={200: IntakeFormAnswer},
    who=STAFF,
    refusals=("ITEM_UNKNOWN",),
    parameters=(Parameter("window", "whose reader's cards are offered"),),
)
async def intake_form(call: Call[Nothing]) -> Answer:
    """What registering an application for this item asks, in its version of now."""
    code, hall, actor = call.path("item"), call.hall, call.caller.actor
    window = call.request.query.get("window", "")

    def look(day: HallDay, setup: HallSetup, now: datetime) -> IntakeFormAnswer:
        item = setup.catalogue.at(code, now)
        if item is None:
            raise Refused("ITEM_UNKNOWN", code[:64])
        return _form(Scene(day, setup, hall.router, actor, now, ""), item, window)

    return Answer((await hall.read(look)).value)


def _form(scene: Scene, item: ItemVersion, window: str) -> IntakeFormAnswer:
    received = Application(
        id="",
        item=item.code,
        item_version=item.version,
        department=item.department,
        state=ApplicationState.RECEIVED,
        revision=2,
    )
    allowed = {kind for kind, _ in possible(scene, received)}
    return IntakeFormAnswer(
        item=item.code,
        name=item.name,
        version=item.version,
        scope=item.scope.value,
        instant=item.instant.value,
        supplement=item.supplement.value,
        checks=tuple(check.value for check in IntakeCheck),
        situations=tuple(FormSituation(code=code, name=name) for code, name in item.situations.items()),
        materials=tuple(
            FormMaterial(
                code=material.code,
                name=material.name,
                core=material.core,
                originals=material.originals,
                copies=material.copies,
                medium=material.medium.value,
                source=material.source.value,
                situations=tuple(sorted(material.situations)),
                points=tuple(
                    FormPoint(code=point.code, method=point.method, standard=point.standard)
                    for point in material.points
                ),
            )
            for material in item.materials
        ),
        endings=tuple(
            FormEnding(act=name_of(kind), fields=fields_of(kind)) for kind in ENDINGS if kind in allowed
        ),
        cards=_cards(scene, window),
        seq=scene.day.seq,
    )


def _cards(scene: Scene, window: str) -> tuple[FormCard, ...]:
    """The newest card at the window, as long as it may be referred to."""
    entries, since = scene.setup.devices, scene.now - timedelta(seconds=CARD_KEPT_S)
    read = [
        (reading.at, card, reading.identity.mask)
        for card, reading in scene.day.state.readings.items()
        if reading.at >= since and reading.device in entries and entries[reading.device].window == window
    ]
    newest = sorted(read)[-1:] if window else []
    return tuple(FormCard(card=card, mask=mask) for _, card, mask in newest)
