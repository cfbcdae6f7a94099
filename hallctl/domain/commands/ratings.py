"""Ratings (好差评): given, not given in time, asked for elsewhere."""

from __future__ import annotations

from hallctl.domain.commands.base import Command, FallsDue


class GiveRating(Command, frozen=True, kw_only=True):
    """Rate a visit. `ticket` also takes the prompt's id, at a kiosk that of the application filed there."""

    ticket: str
    level: int
    reasons: tuple[str, ...] = ()
    text: str | None = None  # id of the sealed text
    text_digest: str | None = None


class LapseRating(FallsDue, frozen=True, kw_only=True):
    """Nobody has rated the visit in time."""

    ticket: str


class InviteRating(Command, frozen=True, kw_only=True):
    """The pad cannot ask: let the visitor rate elsewhere. `because`: what is wrong with the pad."""

    ticket: str
    because: str
