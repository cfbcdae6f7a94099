"""What a department sees of the others in a joint matter (并联审批): as if they had granted (REV-09)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from hallctl.domain.applications.application import Application
from hallctl.domain.applications.states import ChildState

ASSUMED: Final = "ASSUMED_GRANTED"
"""How a department stands whose opinion is not there."""

_GIVEN: Final = frozenset(ChildState) - {
    ChildState.PUSHED,
    ChildState.INTAKE_OK,
    ChildState.INTAKE_DEFECTS,
    ChildState.UNDER_REVIEW,
    ChildState.SPECIAL_PROCEDURE,
}


def seen_by(application: Application, department: str) -> Mapping[str, str]:
    """By department how the others stand, as `department` sees it; nothing where it takes no part."""
    if all(child.department != department for child in application.children):
        return {}
    return {
        child.department: child.state.value if child.state in _GIVEN else ASSUMED
        for child in application.children
        if child.department != department
    }
