"""Handling times as the hall expects them now: what was learned, on what the configuration says."""

from __future__ import annotations

from hallctl.domain.learning.learned import Learned, Observation
from hallctl.domain.setup import HallSetup


def department_of(setup: HallSetup, code: str) -> str:
    """The department that an item belongs to; empty for business types and zones."""
    item = setup.items.get(code)
    return item.department if item is not None else ""


def expected_s(learned: Learned, setup: HallSetup, code: str) -> float:
    """Expected handling time of an item, `type:ID` or `zone:ID` by an average clerk."""
    return learned.mean_s(code, department_of(setup, code), setup.handling_s(code))


def expected_at_s(learned: Learned, setup: HallSetup, codes: tuple[str, ...], clerk: str | None) -> float:
    """Expected handling time of all `codes` together by `clerk`, or by an average one."""
    return sum(
        expected_s(learned, setup, code)
        * (learned.factor(clerk, department_of(setup, code)) if clerk is not None else 1.0)
        for code in codes
    )


def observed(
    learned: Learned, setup: HallSetup, codes: tuple[str, ...], took_s: float
) -> tuple[Observation, ...]:
    """What a visit for `codes` teaches: its time is shared out as the items' means are to each other."""
    means = {code: expected_s(learned, setup, code) for code in codes}
    whole = sum(means.values())
    return tuple(
        Observation(code, department_of(setup, code), setup.handling_s(code), round(took_s * mean / whole, 3))
        for code, mean in means.items()
    )
