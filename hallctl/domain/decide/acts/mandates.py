"""The mandate (代办委托) of who has a matter handled by proxy: there, signed, and in the file (HAL-07)."""

from __future__ import annotations

from hallctl.domain.applications.mandates import Mandate
from hallctl.domain.applications.papers import DocumentKind as D
from hallctl.domain.applications.states import Channel
from hallctl.domain.decide.acts.draft import Draft
from hallctl.domain.decide.scene import Scene
from hallctl.domain.refusals import Refused


def check(scene: Scene, channel: Channel, mandate: Mandate | None) -> None:
    """What comes by proxy has a mandate that says how far it goes and was signed; nothing else has one."""
    if channel is not Channel.AGENCY:
        if mandate is not None:
            raise Refused("NOT_BY_PROXY", channel.value)
        return
    if mandate is None or not mandate.scope:
        raise Refused("MANDATE_NEEDED", "scope" if mandate else "")
    if not mandate.proof.strip():
        raise Refused("MANDATE_UNSIGNED")
    if mandate.signed_at > scene.now:
        raise Refused("TIME_AHEAD", mandate.signed_at.isoformat())


def say(draft: Draft) -> None:
    """The mandate on paper, once, when the hall takes the application in."""
    mandate = draft.before.mandate
    if mandate is not None and not draft.before.has(D.PROXY_MANDATE):
        draft.say(
            D.PROXY_MANDATE,
            subject=",".join(mandate.scope),
            at=mandate.signed_at,
            proof=mandate.proof.strip(),
            signed_by=draft.person,
        )
