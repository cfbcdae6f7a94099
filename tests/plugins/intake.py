"""What a clerk says when registering an application: all checks passed."""

from __future__ import annotations

from hallctl.domain import commands as c
from hallctl.domain.applications.acts import HandedIn, HandIn, Receive
from hallctl.domain.applications.application import CheckResult
from hallctl.domain.applications.states import IntakeCheck

ALL_PASSED = {check.value: True for check in IntakeCheck}
"""The same in the body of a request."""
CHECKED = tuple(CheckResult(check, True) for check in IntakeCheck)


def receiving(window: str, item: str, *codes: str) -> c.ReceiveApplication:
    """Register an application for `item` at a window, with the materials of these codes."""
    materials = tuple(HandedIn(code=code, copies=1) for code in codes)
    return c.ReceiveApplication(
        window=window, item=item, receive=Receive(checks=CHECKED, materials=materials)
    )


def hand_in(*codes: str) -> HandIn:
    """Supplements: a copy of the materials of these codes."""
    return HandIn(materials=tuple(HandedIn(code=code, copies=1) for code in codes))
