"""The credit check (信用核查): what the register says, and what is offered then (INT-25, INT-32)."""

from __future__ import annotations

from hallctl.domain.applications import acts as a
from hallctl.domain.applications.states import Credit
from hallctl.domain.credit import Offer, offered
from hallctl.domain.decide.acts.draft import Draft
from hallctl.domain.refusals import Refused

NO_ANSWER = "CREDIT_NO_ANSWER"


def check_credit(draft: Draft) -> None:
    """What it answers; where it does not, the case is handled as any other, and that stays on record."""
    answer = draft.told(a.CheckCredit).answer
    if answer is None:
        draft.warnings = (*draft.warnings, NO_ANSWER)
    elif answer not in set(Credit):
        raise Refused("CREDIT_UNKNOWN", answer[:20])
    credit = Credit(answer or Credit.UNKNOWN)
    offers = offered(draft.scene.day.state.credit_rules, draft.item.type, credit)
    draft.set(credit=credit, offers=tuple(sorted(offers)))


def is_offered(draft: Draft, offer: Offer) -> bool:
    """Whether the case may be handled so. Whoever falsified before is offered nothing (REV-13)."""
    case = draft.after
    if case.applicant is not None and case.applicant.person in draft.scene.day.state.barred:
        return False
    if case.offers is not None:
        return offer in case.offers
    return offer in offered(draft.scene.day.state.credit_rules, draft.item.type, case.credit)
