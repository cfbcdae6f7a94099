"""Whether an application is rated by itself (一事一评), and until when (EVA-03, X28).

What came with a visit to a window is rated with that visit (一次一评); what came without one is rated once,
when it has ended. It follows from the application and the time: nothing of it is stored but the level.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from hallctl.domain.applications.application import Application
from hallctl.domain.ratings import Evaluation


def ended_at(application: Application) -> datetime | None:
    """When the applicant had what was to come of it: the result, or word that there is none."""
    return application.delivered_at or application.closed_at


def rateable_until(application: Application, days: int) -> datetime | None:
    """When it can be rated no more; None: it has not ended, or came with a visit and is rated with that."""
    ended = ended_at(application)
    if application.ticket is not None or ended is None:
        return None
    return ended + timedelta(days=days)


def evaluation_of(application: Application, days: int, now: datetime) -> Evaluation | None:
    """OPEN, RATED or NOT_RATED, which is no vote; None where nobody is asked."""
    if application.rated is not None:
        return Evaluation.RATED
    until = rateable_until(application, days)
    if until is None:
        return None
    return Evaluation.OPEN if now < until else Evaluation.NOT_RATED


def answers_for(application: Application) -> str:
    """Id of the person whose work a rating judges: who decided, else did not take it, else has the case.

    Empty where nobody has: time or a rule has done it.
    """
    return application.decided_by or application.declined_by or application.owner
