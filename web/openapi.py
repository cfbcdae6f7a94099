"""The OpenAPI 3.1 document, made from the registered routes, the bodies and the views."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from importlib.metadata import version
from typing import Any, Final

import msgspec
from pydantic.json_schema import models_json_schema

from hallctl.domain.refusals import CATALOGUE
from web.callers import CallerKind
from web.problems import PROBLEM_JSON, TRANSPORT, Problem, status_of
from web.routing import AnyBody, Body, Route, Routes, Said

REF: Final = "#/components/schemas/{name}"
KEY_TEXT: Final = (
    "Makes a repeated request act once: kept 48 hours, also over restarts. "
    "The same key with another body is 422."
)
_PARAMETER = re.compile(r"{(\w+)}")

Json = dict[str, Any]


def document(chapters: Iterable[Routes]) -> Json:
    """The whole document."""
    chapters = tuple(chapters)
    routes = [(chapter.chapter, route) for chapter in chapters for route in chapter.routes]
    paths: dict[str, Json] = {}
    schemas = _schemas([route for _, route in routes])
    for chapter, route in routes:
        paths.setdefault(route.path, {})[route.method.lower()] = _operation(chapter, route, schemas)
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "hallctl",
            "version": version("hallctl"),
            "summary": "A government service hall: queue, windows, displays, ratings, journal.",
            "license": {"name": "Apache-2.0", "identifier": "Apache-2.0"},
        },
        "servers": [{"url": "/"}],
        "tags": [{"name": chapter.chapter} for chapter in chapters],
        "paths": paths,
        "components": {
            "schemas": schemas.components,
            "securitySchemes": {
                "session": {"type": "apiKey", "in": "cookie", "name": "hallctl_session"},
                "csrf": {"type": "apiKey", "in": "header", "name": "X-CSRF-Token"},
                "bearer": {"type": "http", "scheme": "bearer"},
            },
        },
    }


class _Schemas:
    def __init__(
        self, components: Json, answers: Mapping[Any, Json], bodies: Mapping[type[AnyBody], Json]
    ) -> None:
        self.components = components
        self.answers = answers
        self.bodies = bodies


def _schemas(routes: list[Route]) -> _Schemas:
    answers = list(
        dict.fromkeys(
            shape for route in routes for content in route.answers.values() for shape in _shapes(content)
        )
    )
    bodies = list(dict.fromkeys(route.body for route in routes if route.body is not None))
    said = [body for body in bodies if issubclass(body, Said)]
    modelled = [body for body in bodies if issubclass(body, Body)]
    made, components = msgspec.json.schema_components([*answers, *said, Problem], ref_template=REF)
    pointers, definitions = models_json_schema(
        [(body, "validation") for body in modelled], ref_template=REF.replace("name", "model")
    )
    merged = {**components, **definitions.get("$defs", {})}
    shown: dict[type[AnyBody], Json] = {body: pointers[body, "validation"] for body in modelled}
    shown.update(zip(said, made[len(answers) :], strict=False))
    return _Schemas(merged, dict(zip(answers, made, strict=False)), shown)


def _operation(chapter: str, route: Route, schemas: _Schemas) -> Json:
    summary, _, rest = route.summary.partition("\n")
    operation: Json = {
        "operationId": route.name,
        "tags": [chapter],
        "summary": summary,
        "description": rest.strip(),
        "parameters": list(_parameters(route)),
        "security": _security(route),
        "responses": _responses(route, schemas),
    }
    if route.body is not None:
        schema = schemas.bodies[route.body]
        needed = bool(schemas.components.get(route.body.__name__, {}).get("required"))
        operation["requestBody"] = {"required": needed, "content": {"application/json": {"schema": schema}}}
    return operation


def _parameters(route: Route) -> Iterable[Json]:
    for name in _PARAMETER.findall(route.path):
        yield {"name": name, "in": "path", "required": True, "schema": {"type": "string", "minLength": 1}}
    for parameter in route.parameters:
        yield {
            "name": parameter.name,
            "in": parameter.place,
            "description": parameter.text,
            "schema": {"type": "string"},
        }
    if route.keyed:
        yield {
            "name": "Idempotency-Key",
            "in": "header",
            "description": KEY_TEXT,
            "schema": {"type": "string", "minLength": 1, "maxLength": 128, "pattern": "^[!-~]+$"},
        }


def _security(route: Route) -> list[Json]:
    session: Json = {"session": []} if route.method == "GET" else {"session": [], "csrf": []}
    ways: list[Json] = []
    if route.who & {CallerKind.STAFF, CallerKind.ADMIN}:
        ways.append(session)
    if route.who & {CallerKind.KIOSK, CallerKind.DEVICE, CallerKind.INTEGRATOR}:
        ways.append({"bearer": []})
    if CallerKind.PUBLIC in route.who:
        ways.append({})
    return ways


def _responses(route: Route, schemas: _Schemas) -> Json:
    responses: Json = {}
    for status, content in route.answers.items():
        responses[str(status)] = {"description": "done"}
        if content is not None:
            found = [schemas.answers[shape] for shape in _shapes(content)]
            schema = found[0] if len(found) == 1 else {"anyOf": found}
            responses[str(status)]["content"] = {route.media: {"schema": schema}}
    by_status: dict[int, list[str]] = {}
    for code in dict.fromkeys((*route.refusals, *_general(route))):
        by_status.setdefault(status_of(code), []).append(code)
    for status, codes in sorted(by_status.items()):
        entry = responses.setdefault(str(status), {"description": ""})
        entry["description"] = "; ".join(f"`{code}` {_title(code)}" for code in codes)
        entry.setdefault("content", {})[PROBLEM_JSON] = {"schema": {"$ref": REF.format(name="Problem")}}
    return responses


def _general(route: Route) -> Iterable[str]:
    """What any call of this sort may be answered."""
    yield from ("TOKEN_UNKNOWN", "INTAKE_PAUSED", "INTERNAL")
    if CallerKind.PUBLIC not in route.who:
        yield "NOT_SIGNED_IN"
    if route.who != frozenset(CallerKind) or route.scope is not None:
        yield "POWER_NOT_HELD"
    if "{" in route.path:
        yield "NOT_FOUND"
    if route.method != "GET":
        yield "CSRF_REFUSED"
    if route.body is not None:
        yield from ("MALFORMED", "TOO_LARGE", "NOT_JSON", "BODY_INVALID")
    if route.keyed:
        yield from ("KEY_MALFORMED", "KEY_REUSED")


def _title(code: str) -> str:
    return (TRANSPORT.get(code) or CATALOGUE[code]).en


def _shapes(content: Any) -> tuple[Any, ...]:
    """The types of an answer: one, or several for different callers."""
    if content is None:
        return ()
    return content if isinstance(content, tuple) else (content,)
