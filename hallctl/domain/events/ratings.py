"""Ratings (好差评): what was asked, said and not said; and what supervision (电子监察) must see."""

from __future__ import annotations

from datetime import datetime

from hallctl.domain.events.base import Event, event


class RatingEvent(Event, frozen=True, kw_only=True):
    """What all events of a rating say: the visit, where and by whom it was served.

    An application that somebody handed in at a kiosk has no ticket, no window and no clerk.
    """

    ticket: str | None
    window: str
    staff: str
    items: tuple[str, ...]
    applications: tuple[str, ...] = ()


@event("rating.given", shown="ticket level window", private="text text_digest person")
class RatingGiven(RatingEvent, frozen=True, kw_only=True):
    """A visitor's rating (好差评), 5 best (EVA-01). The text lies in the sealed store.

    `person`: keyed hash of who came or applied; None where nobody has shown a card (EVA-02).
    """

    level: int
    bad: bool
    channel: str
    reasons: tuple[str, ...] = ()
    text: str | None = None
    text_digest: str | None = None
    person: str | None = None


@event("rating.lapsed", shown="ticket window result")
class RatingLapsed(RatingEvent, frozen=True, kw_only=True):
    """Nobody has answered in time. `result` is NOT_RATED, which is no vote (DEV-07)."""

    result: str


@event("rating.invited", shown="ticket window because until", private="token")
class RatingInvited(RatingEvent, frozen=True, kw_only=True):
    """The visitor is invited to rate elsewhere, because the pad cannot ask (EVA-12).

    `token`: opens the page where it is done, the visitor's own; whoever sends messages gets the address with
    the ticket. `until`: how long the invitation stands.
    """

    because: str
    token: str
    until: datetime


@event("supervision.noted", shown="rule subject window")
class SupervisionNoted(Event, frozen=True, kw_only=True):
    """Somebody tried what the rules forbid (电子监察): it was refused, and it is told to supervision.

    `rule`: code of the refusal. `subject`: id of what it was about. `liable`: the person who tried.
    `liable_party`: `clerk` for an act beyond what the person is authorised to do, `power` then (ROLE-04).
    """

    rule: str
    subject: str
    liable: str
    post: str
    window: str
    liable_party: str = ""
    power: str = ""
