"""Decisions by rule (秒批, REV-15): what every guard and check allows is granted without a human step."""

from __future__ import annotations

from typing import Final

from hallctl.domain.applications import acts as a
from hallctl.domain.applications.acts import Act
from hallctl.domain.applications.application import Application, CheckResult
from hallctl.domain.applications.papers import DocumentKind as D
from hallctl.domain.applications.states import (
    ApplicationState,
    ChildState,
    Credit,
    IntakeCheck,
    Payment,
)
from hallctl.domain.catalogue.versions import ItemVersion
from hallctl.domain.decide.acts import decision, intake, review
from hallctl.domain.decide.acts.draft import Draft
from hallctl.domain.refusals import Refused

RULE: Final = 1
"""Version of the rule below; a decision says by which it was made."""

_NEXT: Final = {
    ApplicationState.RECEIVED: a.AutoAccept(),
    ApplicationState.ACCEPTED: a.Transmit(),
    ApplicationState.PENDING_DECISION: a.AutoGrant(),
}


def failing(item: ItemVersion, application: Application) -> tuple[str, ...]:
    """Names of the checks that do not pass; none: the case is decided by rule."""
    rows = {row.code: row for row in application.materials}
    codes = [material.code for material in item.materials_of(application.situation)]
    checks = {
        "auto_approve": item.auto_approve and not item.joint and item.lower_review is None,
        "applicant": application.applicant is not None,
        "materials": all(code in rows and rows[code].status in intake.SETTLED for code in codes),
        "review": all(row.passed is not False for row in application.materials),
        "checks": all(result.passed for result in application.checks),
        "payment": application.payment is not Payment.DUE,
        "credit": application.credit is not Credit.BAD,
        "notice": application.notice is None,
        "children": all(child.state is not ChildState.OPINION_REFUSE for child in application.children),
        "proposal": application.proposal != review.REFUSE,
        "manual": not any(step.endswith(review.FAILED) for step in application.manual),
    }
    return tuple(name for name, passed in checks.items() if not passed)


def next_act(item: ItemVersion, application: Application) -> Act | None:
    """What the hall does next by itself on the way to the decision; None: nothing."""
    if failing(item, application):
        return None
    if application.state is not ApplicationState.UNDER_REVIEW:
        return _NEXT.get(application.state)
    for row in application.materials:
        if row.passed is None and row.status not in review.NOT_IN_HAND:
            return a.ReviewMaterial(code=row.code, passed=True)
    left = review.manual_left(item, application)
    return a.FollowManual(step=left[0]) if left else a.GiveOpinion(favourable=True, reason="AUTO_APPROVAL")


def by_rule(draft: Draft) -> None:
    """Every check of the rule passes."""
    failed = failing(draft.item, draft.before)
    if failed:
        raise Refused("RULE_FAILS", ", ".join(failed))


def accept(draft: Draft) -> None:
    """Accepted as of the receipt; what the rule has looked at stands for the five checks."""
    if not draft.before.checks:
        draft.set(checks=tuple(CheckResult(check, True) for check in IntakeCheck))
    draft.set(branch="B05", rule=rule_of(draft))
    intake.accept(draft)


say_acceptance = intake.say_acceptance


def grant(draft: Draft) -> None:
    """Granted, by the rule that is named."""
    draft.set(
        decided_at=draft.at,
        outcome=decision.GRANTED,
        rule=rule_of(draft),
        publication=decision.publication_of(draft),
    )
    draft.say(
        D.GRANT_DECISION,
        at=draft.at,
        signed_by=rule_of(draft),
        reason="AUTO_APPROVAL",
        standard=rule_of(draft),
        outcome=decision.GRANTED,
    )


def rule_of(draft: Draft) -> str:
    """The rule, with the version of the item that asks for it."""
    return f"auto-approval {RULE}, {draft.item.code} {draft.item.version}"
