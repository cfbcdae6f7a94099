"""The one place where a call of the API is registered: `@routes.add("POST", "/tickets", body=…, answers=…)`.

From the same line come the aiohttp route, the checks before the handler and the OpenAPI document.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Final, Generic, TypeVar

import msgspec
from aiohttp import web
from pydantic import BaseModel

from hallctl.hall import Hall, Key
from web.callers import ANYBODY, Caller, CallerKind
from web.services import Services

API: Final = "/api/v1"


class Body(BaseModel):
    """Base of all request bodies: nothing unknown, nothing bent into shape."""

    model_config = {"extra": "forbid", "strict": True, "frozen": True, "hide_input_in_errors": True}


class Nothing(Body):
    """No content, or an empty object."""


class Said(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Base of bodies that hold acts of the domain: read as strictly, and tagged as the acts are."""


AnyBody = Body | Said
B_co = TypeVar("B_co", bound=AnyBody, covariant=True)


@dataclass(frozen=True, slots=True)
class Call(Generic[B_co]):
    """A checked request on its way into a handler."""

    services: Services
    request: web.Request
    caller: Caller
    body: B_co
    key: Key | None

    @property
    def hall(self) -> Hall:
        """The one door."""
        return self.services.hall

    def path(self, name: str) -> str:
        """A part of the path."""
        return self.request.match_info[name]


@dataclass(frozen=True, slots=True)
class Answer:
    """What a handler gives back."""

    content: msgspec.Struct | None
    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict)


Handler = Callable[[Call[Any]], Awaitable[Answer | web.StreamResponse]]


@dataclass(frozen=True, slots=True)
class Parameter:
    """A query parameter or header of the caller."""

    name: str
    text: str
    place: str = "query"


@dataclass(frozen=True, slots=True)
class Route:
    """One call. `who` may call it at all; bearers also need `scope`. `keyed`: Idempotency-Key is honoured.

    `refusals` are those of the call itself; those of every call of its sort the documentation adds.
    """

    method: str
    path: str
    handler: Handler
    summary: str
    body: type[AnyBody] | None
    answers: Mapping[int, Any]
    who: frozenset[CallerKind]
    scope: str | None
    refusals: tuple[str, ...]
    parameters: tuple[Parameter, ...]
    keyed: bool
    media: str

    @property
    def name(self) -> str:
        """The operation's id in the documentation."""
        words = [self.method.lower(), *self.path.replace("{", "").replace("}", "").split("/")]
        return "_".join(word.replace("-", "_").replace(".", "_") for word in words if word)


class Routes:
    """The calls of one chapter of the API, in the order of the documentation."""

    def __init__(self, chapter: str, prefix: str = API) -> None:
        self.chapter = chapter
        self.prefix = prefix
        self.routes: list[Route] = []

    def add(  # noqa: PLR0913 - a registration says everything about a call by name
        self,
        method: str,
        path: str,
        *,
        answers: Mapping[int, Any],
        body: type[AnyBody] | None = None,
        who: frozenset[CallerKind] = ANYBODY,
        scope: str | None = None,
        refusals: Iterable[str] = (),
        parameters: Iterable[Parameter] = (),
        keyed: bool | None = None,
        media: str = "application/json",
        summary: str | None = None,
    ) -> Callable[[Handler], Handler]:
        """Register the decorated handler. Its docstring's first line is the summary."""

        def register(handler: Handler) -> Handler:
            self.routes.append(
                Route(
                    method,
                    self.prefix + path,
                    handler,
                    summary or (handler.__doc__ or "").strip().partition("\n")[0],
                    body or (Nothing if method == "POST" else None),
                    answers,
                    who,
                    scope,
                    tuple(refusals),
                    tuple(parameters),
                    method == "POST" if keyed is None else keyed,
                    media,
                ),
            )
            return handler

        return register
