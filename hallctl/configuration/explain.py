"""Turns what pydantic found wrong into findings that an operator understands."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from difflib import get_close_matches
from typing import Any, Final, NamedTuple, get_args, get_origin

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from hallctl.configuration.addresses import SCHEMES
from hallctl.configuration.document import Document
from hallctl.configuration.findings import Finding
from hallctl.configuration.lines import Place


class _Meaning(NamedTuple):
    code: str
    allowed: str = ""


_WRONG: Final = "WRONG_VALUE"
_MEANINGS: Final[dict[str, _Meaning]] = {
    "missing": _Meaning("MISSING_KEY"),
    "extra_forbidden": _Meaning("UNKNOWN_KEY"),
    "string_type": _Meaning(_WRONG, "@TEXT"),
    "string_too_short": _Meaning(_WRONG, "@TEXT_NOT_EMPTY"),
    "string_too_long": _Meaning(_WRONG, "@TEXT_SHORT"),
    "string_pattern_mismatch": _Meaning(_WRONG, "@PREFIX"),
    "int_type": _Meaning(_WRONG, "@WHOLE_NUMBER"),
    "int_from_float": _Meaning(_WRONG, "@WHOLE_NUMBER"),
    "float_type": _Meaning(_WRONG, "@NUMBER"),
    "float_parsing": _Meaning(_WRONG, "@NUMBER"),
    "bool_type": _Meaning(_WRONG, "@TRUE_FALSE"),
    "list_type": _Meaning(_WRONG, "@TABLES"),
    "tuple_type": _Meaning(_WRONG, "@LIST"),
    "frozen_set_type": _Meaning(_WRONG, "@LIST"),
    "too_short": _Meaning(_WRONG, "@LIST_NOT_EMPTY"),
    "model_type": _Meaning(_WRONG, "@TABLE"),
    "model_attributes_type": _Meaning(_WRONG, "@TABLE"),
    "dict_type": _Meaning(_WRONG, "@TABLE"),
    "date_type": _Meaning(_WRONG, "@DATE"),
    "date_from_datetime_parsing": _Meaning(_WRONG, "@DATE"),
    "date_parsing": _Meaning(_WRONG, "@DATE"),
    "clock": _Meaning(_WRONG, "@CLOCK"),
    "clock_kind": _Meaning(_WRONG, "@CLOCK_KIND"),
    "span": _Meaning(_WRONG, "@SPAN"),
    "time_zone": _Meaning(_WRONG, "@TIME_ZONE"),
    "identifier": _Meaning(_WRONG, "@IDENTIFIER"),
    "bind": _Meaning(_WRONG, "@BIND"),
    "broker": _Meaning(_WRONG, "@BROKER"),
    "database": _Meaning(_WRONG, "@DATABASE"),
    "order": _Meaning(_WRONG, "@ORDER"),
    "within": _Meaning(_WRONG, "@WITHIN"),
    "slot": _Meaning(_WRONG, "@SLOT"),
    "phrase": _Meaning(_WRONG, "@PHRASE"),
    "pinyin": _Meaning(_WRONG, "@PINYIN"),
    "program": _Meaning(_WRONG, "@PROGRAM"),
    "market_rule": _Meaning(_WRONG, "@MARKET_RULE"),
    "english_long": _Meaning(_WRONG, "@ENGLISH_LONG"),
    "announcement_time": _Meaning(_WRONG, "@ANNOUNCEMENT_TIME"),
    "emergency_time": _Meaning(_WRONG, "@EMERGENCY_TIME"),
    "announcement_silent": _Meaning(_WRONG, "@ANNOUNCEMENT_SILENT"),
    "rota_days": _Meaning(_WRONG, "@ROTA_DAYS"),
    "period": _Meaning(_WRONG, "@PERIOD"),
    "money": _Meaning(_WRONG, "@MONEY"),
    "start_needed": _Meaning(_WRONG, "@START_NEEDED"),
}
_LIMITS: Final = {"greater_than_equal": "≥ {ge}", "less_than_equal": "≤ {le}", "greater_than": "> {gt}"}
_SHOWN: Final = 60


def explain(error: ValidationError, model: type[BaseModel], document: Document) -> Iterator[Finding]:
    """A finding for each fault that `error` holds, at its place in `document`."""
    for fault in faults_of(error):
        yield _finding(fault, model, document)


def faults_of(error: ValidationError) -> list[ErrorDetails]:
    """The faults of `error`, without the list that is called too short because its entries are faulty."""
    faults = error.errors(include_url=False)
    return [fault for fault in faults if fault["type"] != "too_short" or not fault["input"]]


def nearest(word: str, known: list[str]) -> str:
    """The entry of `known` that looks most like `word`, or an empty string."""
    close = get_close_matches(word.lower(), [entry.lower() for entry in known], n=1, cutoff=0.55)
    return next((entry for entry in known if close and entry.lower() == close[0]), "")


def shown(value: object) -> str:
    """`value` as a TOML author would write it, cut short."""
    if isinstance(value, dict):
        return ""
    if isinstance(value, bool):
        return str(value).lower()
    text = f'"{value}"' if isinstance(value, str) else str(value)
    return text if len(text) <= _SHOWN else text[: _SHOWN - 1] + "…"


def shown_list(words: Iterable[str], most: int = 12) -> str:
    """The first words of a list, so that a hall of a hundred items still gives one line."""
    listed = list(words)
    return ", ".join(listed[:most]) + (", …" if len(listed) > most else "")


def _finding(fault: ErrorDetails, model: type[BaseModel], document: Document) -> Finding:
    place: Place = fault["loc"]
    kind = fault["type"]
    if kind == "extra_forbidden":
        known = _keys_beside(place, model)
        code, allowed, near = "UNKNOWN_KEY", ", ".join(known), nearest(str(place[-1]), known)
        return document.finding(code, place, found="", allowed=allowed, nearest=near)
    if kind == "missing":
        return document.finding("MISSING_KEY", place)
    found = shown(fault["input"])
    if choices := _choices(fault):
        near = nearest(str(fault["input"]), choices)
        return document.finding(_WRONG, place, found=found, allowed=", ".join(choices), nearest=near)
    return document.finding(_WRONG, place, found=found, allowed=_allowed(fault))


def _allowed(fault: ErrorDetails) -> str:
    kind, context = fault["type"], fault.get("ctx", {})
    if kind in _LIMITS:
        return _LIMITS[kind].format(**context)
    if kind == "scheme":
        return ", ".join(f"{scheme}:" for scheme in SCHEMES)
    if kind == "url":
        return f"URL ({context['schemes']})"
    return _MEANINGS.get(kind, _Meaning(_WRONG, "@VALID_VALUE")).allowed


def _choices(fault: ErrorDetails) -> list[str]:
    """The words of an enumeration or a literal, as pydantic lists them: `'a', 'b' or 'c'`."""
    if fault["type"] not in {"enum", "literal_error"}:
        return []
    listed = str(fault["ctx"]["expected"]).replace(" or ", ", ")
    return [word.strip("'") for word in listed.split(", ")]


def _keys_beside(place: Place, model: type[BaseModel]) -> list[str]:
    """The keys that the table of `place` knows."""
    table: Any = model
    for step in place[:-1]:
        if isinstance(step, str) and step in table.model_fields:
            table = _model_in(table.model_fields[step].annotation)
    return sorted(_written(name, field.alias) for name, field in table.model_fields.items())


def _written(name: str, alias: str | None) -> str:
    return alias or name


def _model_in(annotation: Any) -> Any:
    """The model inside `Model | None`, `tuple[Model, ...]` and the like."""
    if get_origin(annotation) is None:
        return annotation
    inner = (_model_in(argument) for argument in get_args(annotation))
    return next(found for found in inner if isinstance(found, type) and issubclass(found, BaseModel))
