"""Value types that several sections share."""

from __future__ import annotations

import re
from typing import Annotated, Final

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, PlainValidator
from pydantic_core import PydanticCustomError

MAX_PORT: Final = 65_535


class Section(BaseModel):
    """A table of the file: unknown keys are errors, nothing changes after reading."""

    model_config = ConfigDict(extra="forbid", frozen=True)


def _identifier(text: str) -> str:
    if not re.fullmatch(r"[A-Za-z0-9_-]{1,40}", text):
        raise PydanticCustomError("identifier", "1-40 of A-Z a-z 0-9 _ -")
    return text


def _address(value: object) -> str:
    text = value if isinstance(value, str) else ""
    host, colon, port = text.rpartition(":")
    if not (colon and host and port.isascii() and port.isdigit() and int(port) <= MAX_PORT):
        raise PydanticCustomError("bind", "HOST:PORT")
    return text


def split_address(text: str) -> tuple[str, int]:
    """Host and port of a checked `HOST:PORT`; the brackets of an IPv6 address are taken off."""
    host, _, port = text.rpartition(":")
    return host.removeprefix("[").removesuffix("]"), int(port)


Identifier = Annotated[str, AfterValidator(_identifier)]
"""An id: it becomes part of topics, URLs and file names."""

BindAddress = Annotated[str, PlainValidator(_address)]
"""`HOST:PORT`; port 0 means any free port."""

Text = Annotated[str, Field(min_length=1, max_length=200)]
Seconds = Annotated[int, Field(strict=True, ge=1, le=86_400)]
SecondsOrNone = Annotated[int, Field(strict=True, ge=0, le=86_400)]
Count = Annotated[int, Field(strict=True, ge=1, le=1000)]
Share = Annotated[float, Field(strict=True, ge=0, le=1)]
Flag = Annotated[bool, Field(strict=True)]
