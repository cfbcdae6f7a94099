"""What a window has issued binds the department (收件受理凭证互认): nothing is collected again (INT-30)."""

from __future__ import annotations

from typing import Final

from hallctl.domain.actors import ActorKind
from hallctl.domain.applications.acts import name_of
from hallctl.domain.applications.states import UNDECIDED, ApplicationState
from hallctl.domain.decide.acts.draft import Draft
from hallctl.domain.posts import Post
from hallctl.domain.refusals import Refused

OVER_AGAIN: Final = frozenset(
    {"receive", "return", "one_time_notice", "write_notice", "not_required", "not_competent"}
)
"""Acts by which intake would begin anew, or be undone."""

OF_DEPARTMENT: Final = frozenset({Post.CHIEF_REPRESENTATIVE, Post.BACK_OFFICE, Post.APPROVAL_SECTION})

ISSUED: Final = UNDECIDED - {
    ApplicationState.SUBMITTED,
    ApplicationState.PRE_REVIEW,
    ApplicationState.PRE_REVIEW_DEFECTS,
    ApplicationState.INVITED,
}
"""States in which a receipt or an acceptance stands."""


def check(draft: Draft) -> None:
    """Raises WINDOW_DOCUMENT_BINDING where a department wants what the window has done to be done again."""
    actor = draft.scene.actor
    asks = actor.kind is ActorKind.STAFF and actor.post in OF_DEPARTMENT
    if asks and draft.before.state in ISSUED and name_of(draft.act) in OVER_AGAIN:
        raise Refused("WINDOW_DOCUMENT_BINDING", draft.before.id)
