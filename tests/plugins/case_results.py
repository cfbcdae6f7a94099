"""Applications of a real hall on the whole way to their result: act by act, by whoever may."""

from __future__ import annotations

from typing import Final

from halls import clerk, staff_actor

from hallctl.domain import commands as c
from hallctl.domain.applications import acts as a
from hallctl.domain.applications.papers import SealedText
from hallctl.domain.applications.states import Delivery
from hallctl.domain.posts import Post
from hallctl.hall import Hall

CHIEF: Final = clerk("u10", post=Post.CHIEF_REPRESENTATIVE, department="人社局")
"""Who decides on A1; `u08` reviews it."""

ADDRESS: Final = SealedText("address-1", "digest-1")

BY_MAIL: Final[tuple[tuple[str, a.Act], ...]] = (
    ("u01", a.Accept()),
    ("u01", a.ChooseDelivery(mode=Delivery.MAIL, address=ADDRESS)),
    ("u01", a.Transmit()),
    ("u08", a.GiveOpinion(favourable=True, reason="符合条件")),
    ("u10", a.GrantIt()),
    ("u08", a.HandOverResult()),
)
"""From the receipt to a result that is ready to be mailed: who acts, and how."""


async def act(hall: Hall, application: str, act: a.Act, person: str) -> None:
    """An act of that person, who has seen the application as it is."""
    seen = hall.journal.applications([application])[application].revision
    command = c.ActOnApplication(application=application, act=act, revision=seen)  # type: ignore[arg-type]
    window = "1" if person == "u01" else None
    await hall.do(command, staff_actor(hall.setup, person, window))


async def to_be_mailed(hall: Hall, application: str) -> None:
    """What was received has its result ready (待送达), which the applicant wants by mail."""
    for person, each in BY_MAIL:
        await act(hall, application, each, person)
