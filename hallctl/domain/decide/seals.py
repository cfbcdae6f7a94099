"""Custody of seals (印章保管): a named person has a seal out at a window, or it is locked away (SEC-04)."""

from __future__ import annotations

from typing import Final

from hallctl.domain import commands as c
from hallctl.domain import events as e
from hallctl.domain.decide.scene import Scene
from hallctl.domain.posts import Power
from hallctl.domain.refusals import Refused
from hallctl.domain.seals import Seal, SealKind, SealModel, SealSession, session_key

OPEN: Final = "OPEN"
LOCKED: Final = "LOCKED"


def open_seal(scene: Scene, command: c.OpenSeal) -> list[e.Event]:
    """A named custodian takes the seal out at the own window."""
    seal = seal_named(scene, command.seal)
    scene.check(Power.USE_SEAL)
    actor = scene.actor
    if actor.person not in seal.custodians:
        raise Refused("NOT_CUSTODIAN", seal.id)
    if seal.windows and actor.window not in seal.windows:
        raise Refused("SEAL_PLACE", f"{seal.id} at {actor.window}")
    session = custody_of(scene, seal.id, actor.person)
    if session is not None and session.window == actor.window:
        return []
    closing = [] if session is None else [_closed(session.seal, session.person, session.window, "moved")]
    return [
        *closing,
        e.SealOpened(seal=seal.id, person=actor.person, place=actor.window, before=LOCKED, after=OPEN),
    ]


def close_seal(scene: Scene, command: c.CloseSeal) -> list[e.Event]:
    """The custodian locks it away; whoever dispatches locks it away everywhere."""
    seal = seal_named(scene, command.seal)
    actor = scene.actor
    own = custody_of(scene, seal.id, actor.person)
    if own is not None:
        return [_closed(seal.id, own.person, own.window, "custodian")]
    if not scene.dispatches:
        raise Refused("NOT_CUSTODIAN", seal.id)
    sessions = [s for s in scene.day.state.seals.values() if s.seal == seal.id]
    return [_closed(s.seal, s.person, s.window, actor.post) for s in sessions]


def custody_of(scene: Scene, seal: str, person: str) -> SealSession | None:
    """The custody that a person has of a seal now."""
    return scene.day.state.seals.get(session_key(seal, person))


def locked_away(scene: Scene, person: str, reason: str) -> list[e.Event]:
    """Seals that a person leaves behind who goes."""
    sessions = scene.day.state.seals.values()
    return [_closed(s.seal, s.person, s.window, reason) for s in sessions if s.person == person]


def left_out(scene: Scene) -> list[e.Event]:
    """Seals that nobody has locked away by the end of the day."""
    return [_closed(s.seal, s.person, s.window, "day_over") for s in scene.day.state.seals.values()]


def _closed(seal: str, person: str, window: str, reason: str) -> e.SealClosed:
    return e.SealClosed(seal=seal, person=person, place=window, before=OPEN, after=LOCKED, reason=reason)


def seal_named(scene: Scene, name: str) -> Seal:
    """The seal or SEAL_UNKNOWN. In a hall with one approval seal there is no other (SEC-14)."""
    seal = scene.setup.seals.get(name)
    if seal is None:
        raise Refused("SEAL_UNKNOWN", name)
    if scene.setup.seal_model is SealModel.SINGLE and seal.kind is not SealKind.APPROVAL:
        raise Refused("SEAL_SCOPE", name)
    return seal
