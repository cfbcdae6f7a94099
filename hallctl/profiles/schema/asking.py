"""What a device asks when something happens at it: for every wire that has no words of its own."""

from __future__ import annotations

from typing import Annotated, Any

from pydantic import Field, model_validator

from hallctl.contracts.asking import NAMES
from hallctl.profiles.schema.base import Scalar, Word
from hallctl.profiles.schema.strict import Strict

Named = Scalar | list[Scalar]


class Happening(Strict):
    """`asks` with fixed `args`; `takes` says where others come from. Without it only the driver hears."""

    asks: str | None = None
    args: dict[Word, Named] = Field(default_factory=dict)
    takes: dict[Word, str] = Field(default_factory=dict)

    @model_validator(mode="after")
    def _can_be_asked(self) -> Happening:
        if self.asks is not None and self.asks not in NAMES:
            raise ValueError(f"asks: {self.asks!r} is no request; there are {sorted(NAMES)}")
        both = sorted(set(self.args) & set(self.takes))
        if both:
            raise ValueError(f"takes: {both[0]!r} is in args already")
        return self


class Test(Strict):
    """A small comparison; exactly one of its keys is given."""

    __test__ = False  # no case of pytest

    equals: Scalar | None = None
    differs: Scalar | None = None
    above: float | int | None = None
    below: float | int | None = None
    one_of: Annotated[list[Scalar], Field(min_length=1)] | None = None

    def holds(self, found: object) -> bool:
        """Whether `found` passes. A word is neither above nor below a number."""
        match self.model_dump(exclude_none=True):
            case {"equals": wanted}:
                return bool(found == wanted)
            case {"differs": wanted}:
                return bool(found != wanted)
            case {"one_of": wanted}:
                return found in wanted
            case {"above": limit}:
                return isinstance(found, int | float) and found > limit
            case {"below": limit}:
                return isinstance(found, int | float) and found < limit
            case _:
                return False

    @model_validator(mode="after")
    def _says_one_thing(self) -> Test:
        given: dict[str, Any] = self.model_dump(exclude_none=True)
        if len(given) != 1:
            raise ValueError("give one of equals, differs, above, below, one_of")
        return self


Condition = Scalar | Test
"""What a value is compared with: a bare word or number means equal."""


def holds(condition: Condition, found: object) -> bool:
    """Whether `found` is as `condition` says."""
    return condition.holds(found) if isinstance(condition, Test) else bool(found == condition)
