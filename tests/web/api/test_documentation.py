"""The OpenAPI document: complete, valid, and true of the running server."""

import asyncio
import json
from typing import Any

import schemathesis
from hypothesis import HealthCheck, given, seed, settings
from schemathesis.checks import not_a_server_error
from schemathesis.core.result import Ok
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)
from served_hall import Served

from hallctl.domain.refusals import CATALOGUE
from web.app import CHAPTERS, openapi_document
from web.problems import TRANSPORT, type_of

CONTRACT = """
POST /tickets; GET /tickets/{id}; GET /t/{token}; POST /tickets/{id}/cancel; POST /tickets/{id}/check-in
POST /appointments; POST /appointments/{id}/check-in; POST /appointments/{id}/cancel
POST /windows/{w}/open; POST /windows/{w}/close; POST /windows/{w}/pause; POST /windows/{w}/resume
POST /windows/{w}/substitute; POST /windows/{w}/next; POST /windows/{w}/call; POST /windows/{w}/recall
POST /windows/{w}/start; POST /windows/{w}/no-show; POST /windows/{w}/hold; POST /windows/{w}/unhold
POST /windows/{w}/transfer; POST /windows/{w}/complete; GET /hall; GET /zones; GET /windows; GET /windows/{w}
GET /waiting; GET /devices; POST /ratings; GET /feed; POST /session; DELETE /session
"""


def calls() -> set[str]:
    return {
        f"{method.upper()} {path.removeprefix('/api/v1')}"
        for path, operations in openapi_document()["paths"].items()
        for method in operations
    }


def test_every_promised_call_is_there() -> None:
    promised = {call.strip() for line in CONTRACT.strip().splitlines() for call in line.split(";")}
    assert promised - calls() == set()
    assert {
        "GET /healthz",
        "GET /readyz",
        "GET /metrics",
        "GET /openapi.json",
        "GET /asyncapi.json",
    } <= calls()


async def test_every_route_that_is_served_is_documented(served: Served) -> None:
    assert {route.path for chapter in CHAPTERS for route in chapter.routes} == set(
        openapi_document()["paths"]
    )
    reply = await served.get("/openapi.json")
    assert reply.body == json.loads(json.dumps(openapi_document()))


def test_every_code_that_is_named_exists_and_says_something() -> None:
    named = {code for chapter in CHAPTERS for route in chapter.routes for code in route.refusals}
    assert named - set(CATALOGUE) - set(TRANSPORT) == set()
    for _, *words in (*CATALOGUE.values(), *TRANSPORT.values()):
        assert len(words) == 4
        assert all(words)
    assert type_of("ITEM_UNKNOWN") == "urn:hallctl:problem:item-unknown"


def references(node: Any) -> set[str]:
    if isinstance(node, dict):
        own = {node["$ref"]} if isinstance(node.get("$ref"), str) else set()
        return own.union(*map(references, node.values()))
    return set().union(*map(references, node)) if isinstance(node, list) else set()


def test_the_document_holds_together() -> None:
    document = openapi_document()
    assert document["openapi"].startswith("3.1")
    known = {f"#/components/schemas/{name}" for name in document["components"]["schemas"]}
    assert references(document) <= known
    names = [operation["operationId"] for path in document["paths"].values() for operation in path.values()]
    assert len(names) == len(set(names))
    schemathesis.openapi.from_dict(document).validate()


async def test_the_server_answers_as_documented(served: Served) -> None:
    """Generated requests, good and bad: no 500, no undocumented status, no answer of another shape."""
    clerk = await served.clerk()
    ticket = await served.take()
    for headers, known in (
        (clerk, {}),
        (clerk, {"w": "1", "id": ticket["id"]}),
        (served.kiosk, {"id": ticket["id"], "token": ticket["url"].removeprefix("/t/")}),
    ):
        await asyncio.to_thread(explore, served.url, headers, known)
    statuses = {status for _, _, status in served.services.meters.answers}
    assert statuses >= {200, 201, 401, 403, 404, 409, 422}
    assert "INTERNAL" not in served.services.complaints.counts


def explore(url: str, headers: dict[str, str], known: dict[str, str]) -> None:
    schema = (
        schemathesis.openapi.from_url(f"{url}/openapi.json")
        .exclude(path="/api/v1/feed")
        .exclude(path="/api/v1/session")
    )
    for found in schema.get_all_operations():
        assert isinstance(found, Ok)
        operation = found.ok()

        @settings(max_examples=6, deadline=None, database=None, suppress_health_check=list(HealthCheck))
        @seed(20260302)
        @given(case=operation.as_strategy())
        def answered(case: schemathesis.Case[Any]) -> None:
            case.path_parameters.update({name: known[name] for name in case.path_parameters if name in known})
            case.call_and_validate(
                headers={**headers, "Connection": "close"},
                checks=[not_a_server_error, status_code_conformance, content_type_conformance,
                        response_schema_conformance],
            )  # fmt: skip

        answered()
