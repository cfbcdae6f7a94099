"""Acts as forms: what each has to say, so that a page can ask for it without knowing the act."""

from __future__ import annotations

import types
from datetime import datetime
from enum import Enum
from functools import cache
from typing import Any, Final, Union, get_args, get_origin

import msgspec

from hallctl.domain.applications.acts import Act, HandedIn, Wanted, name_of
from hallctl.domain.applications.application import CheckResult
from hallctl.domain.applications.papers import SealedText
from hallctl.domain.applications.states import IntakeCheck
from hallctl.domain.decide.acts.step import Step


class ActField(msgspec.Struct, frozen=True, kw_only=True):
    """A field of an act. `kind`: words (sealed), line, number, flag, moment, choice, or rows of something."""

    name: str
    kind: str
    required: bool
    choices: tuple[str, ...] = ()


class PossibleAct(msgspec.Struct, frozen=True, kw_only=True):
    """An act that the caller may begin now. `step`: of the table; `after`: the state, where it is fixed."""

    act: str
    step: str
    after: str | None
    power: str | None
    fields: tuple[ActField, ...]


_KINDS: Final[dict[Any, str]] = {
    SealedText: "words",
    str: "line",
    int: "number",
    bool: "flag",
    datetime: "moment",
}
_ROWS: Final[dict[Any, str]] = {CheckResult: "checks", HandedIn: "materials", Wanted: "wanted", str: "codes"}


def possible_act(kind: type[Act], step: Step) -> PossibleAct:
    """The form of an act."""
    return PossibleAct(
        act=name_of(kind),
        step=step.number,
        after=step.after and step.after.value,
        power=step.power and step.power.value,
        fields=fields_of(kind),
    )


@cache
def fields_of(kind: type[Act]) -> tuple[ActField, ...]:
    """What the act says, in order."""
    return tuple(
        ActField(
            name=field.name,
            kind=_kind(_bare(field.type)),
            required=field.required,
            choices=_choices(_bare(field.type)),
        )
        for field in msgspec.structs.fields(kind)
    )


def _bare(kind: Any) -> Any:
    """The type without `None`."""
    if get_origin(kind) in {Union, types.UnionType}:
        return next(one for one in get_args(kind) if one is not type(None))
    return kind


def _kind(kind: Any) -> str:
    if get_origin(kind) is tuple:
        return _ROWS.get(get_args(kind)[0], "codes")
    if isinstance(kind, type) and issubclass(kind, Enum):
        return "choice"
    return _KINDS[kind]


def _choices(kind: Any) -> tuple[str, ...]:
    if get_origin(kind) is tuple:
        return _choices(IntakeCheck) if get_args(kind)[0] is CheckResult else ()
    return tuple(str(one.value) for one in kind) if isinstance(kind, type) and issubclass(kind, Enum) else ()
