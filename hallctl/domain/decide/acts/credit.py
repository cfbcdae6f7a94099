"""The credit check (信用核查): what the register says of the applicant, and what is offered then (INT-25)."""

from __future__ import annotations

from hallctl.domain.applications import acts as a
from hallctl.domain.applications.states import Credit
from hallctl.domain.decide.acts.draft import Draft
from hallctl.domain.refusals import Refused

NO_ANSWER = "CREDIT_NO_ANSWER"


def check_credit(draft: Draft) -> None:
    """What it answers; where it does not, the case is handled as any other, and that stays on record."""
    answer = draft.told(a.CheckCredit).answer
    if answer is None:
        draft.set(credit=Credit.UNKNOWN)
        draft.warnings = (*draft.warnings, NO_ANSWER)
        return
    try:
        credit = Credit(answer)
    except ValueError:
        raise Refused("CREDIT_UNKNOWN", answer[:20]) from None
    draft.set(credit=credit)
