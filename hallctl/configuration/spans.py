"""Times of day as they are written in a configuration: `09:00-17:00`, `16:45`, `00:00-24:00`."""

from __future__ import annotations

import re
from typing import Annotated, Final

from pydantic import PlainValidator
from pydantic_core import PydanticCustomError

from hallctl.domain.hours import Span

MINUTES_PER_DAY: Final = 24 * 60
_CLOCK: Final = re.compile(r"(\d{1,2}):(\d{2})")


def minute_of(text: object) -> int:
    """Minutes after midnight of `HH:MM`; `24:00` is 1440. Raises PydanticCustomError `clock`."""
    match = _CLOCK.fullmatch(text.strip()) if isinstance(text, str) else None
    if match is None:
        raise PydanticCustomError("clock", "a time of day, HH:MM")
    hour, minute = int(match[1]), int(match[2])
    total = hour * 60 + minute
    if minute >= 60 or total > MINUTES_PER_DAY:  # noqa: PLR2004 - sixty minutes make an hour
        raise PydanticCustomError("clock", "a time of day, HH:MM")
    return total


def span_of(text: object) -> Span:
    """The stretch `HH:MM-HH:MM` inside one day. Raises PydanticCustomError `span`."""
    if not isinstance(text, str) or text.count("-") != 1:
        raise PydanticCustomError("span", "HH:MM-HH:MM")
    start, end = (minute_of(part) for part in text.split("-"))
    if start >= end:
        raise PydanticCustomError("span", "HH:MM-HH:MM, the end after the start")
    return Span(start, end)


ClockMinute = Annotated[int, PlainValidator(minute_of)]
SpanOfDay = Annotated[Span, PlainValidator(span_of)]
