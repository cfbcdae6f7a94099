"""The transition table (办件流转表, domain chapter 4.2): which act is possible when, and what it brings.

Rows of one act and state are tried in order; the first whose `when` holds is meant. They stand in `rows_…`.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from hallctl.domain.applications.states import ApplicationState
from hallctl.domain.decide.acts import (
    rows_closing,
    rows_decision,
    rows_intake,
    rows_joint,
    rows_results,
    rows_review,
    rows_supplements,
)
from hallctl.domain.decide.acts.step import Step

STEPS: Final[tuple[Step, ...]] = (
    *rows_intake.STEPS,
    *rows_supplements.STEPS,
    *rows_joint.STEPS,
    *rows_review.STEPS,
    *rows_decision.STEPS,
    *rows_results.STEPS,
    *rows_closing.STEPS,
)


def _by_act() -> dict[tuple[str, ApplicationState], tuple[Step, ...]]:
    found: dict[tuple[str, ApplicationState], tuple[Step, ...]] = {}
    for step in STEPS:
        for state in step.before:
            key = (step.act, state)
            found[key] = (*found.get(key, ()), step)
    return found


TABLE: Final[Mapping[tuple[str, ApplicationState], tuple[Step, ...]]] = _by_act()
"""(act, state) → rows, in order."""
