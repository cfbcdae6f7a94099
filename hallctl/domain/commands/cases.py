"""Applications (办件): handing one in, and acting on one."""

from __future__ import annotations

from hallctl.domain.applications.acts import AnyAct, FollowUp, HandedIn, Receive
from hallctl.domain.applications.mandates import Mandate
from hallctl.domain.applications.on_record import LookUp
from hallctl.domain.applications.states import Channel
from hallctl.domain.commands.base import AtWindow, Command, FallsDueOf, OfApplication
from hallctl.domain.identity import Identity


class ReceiveApplication(AtWindow, frozen=True, kw_only=True):
    """Register an application for `item` on the ticket being served (T01, T05).

    `card`: a reading of the window's reader, or `applicant` who was entered by hand. `then`: how the session
    ends at once, so that no receipt notice is needed. `look_up`: of what nobody has to bring (ITEM-28).
    """

    item: str
    receive: Receive
    situation: str | None = None
    card: str | None = None
    applicant: Identity | None = None
    then: FollowUp | None = None
    look_up: LookUp | None = None


class FileApplication(Command, frozen=True, kw_only=True):
    """Hand in an application for `item` at the kiosk that acts. `card`: a reading of its reader."""

    item: str
    card: str | None = None
    look_up: LookUp | None = None


class SubmitApplication(Command, frozen=True, kw_only=True):
    """Hand in an application without a window: online, by app, by courier, by proxy (T01).

    `applicant`: verified by whoever sends this. `client`: the registered app of a third party. `ticket`: of a
    visitor whose matter is written down before somebody calls. `mandate`: for what comes by proxy.
    """

    item: str
    channel: Channel
    applicant: Identity | None = None
    situation: str | None = None
    materials: tuple[HandedIn, ...] = ()
    client: str | None = None
    ticket: str | None = None
    intake_site: str = ""
    mandate: Mandate | None = None
    look_up: LookUp | None = None


class Unseal(OfApplication, frozen=True, kw_only=True):
    """Read what is personal in the case: `sealed` is the id of its record."""

    sealed: str


class ApproveByRule(FallsDueOf, frozen=True, kw_only=True):
    """Go on with an application by itself, as far as the rule goes, as of when it could (REV-15)."""


class PublishResult(OfApplication, frozen=True, kw_only=True):
    """Make a result public (DLV-07)."""


class ActOnApplication(OfApplication, frozen=True, kw_only=True):
    """One act of the transition table. `revision`: of the application that the actor saw.

    `code`: the check code, where the applicant acts. `place`: where it was done, if outside the hall.
    `look_up`: what is on record of the materials, before the act.
    """

    act: AnyAct
    revision: int
    code: str | None = None
    place: str = ""
    look_up: LookUp | None = None
