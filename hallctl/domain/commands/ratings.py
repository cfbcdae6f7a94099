"""Ratings (好差评): given, not given in time, asked for elsewhere."""

from __future__ import annotations

from hallctl.domain.commands.base import Command, FallsDue


class GiveRating(Command, frozen=True, kw_only=True):
    """Rate a visit, or an application that came without one.

    `ticket` also takes the prompt's id, and an application's: at the kiosk where it was just filed, else with
    its check code (`code`).
    """

    ticket: str
    code: str | None = None
    level: int
    reasons: tuple[str, ...] = ()
    text: str | None = None  # id of the sealed text
    text_digest: str | None = None

    @property
    def applications(self) -> tuple[str, ...]:
        """What is named may be an application."""
        return (self.ticket,)


class LapseRating(FallsDue, frozen=True, kw_only=True):
    """Nobody has rated the visit in time."""

    ticket: str


class InviteRating(Command, frozen=True, kw_only=True):
    """The pad cannot ask: let the visitor rate elsewhere. `because`: what is wrong with the pad."""

    ticket: str
    because: str
