"""From an HTTP request to a handler and back: caller, rights, body, key, answer. It is the hot path."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Awaitable, Callable
from typing import Final, TypeVar

import msgspec
from aiohttp import web
from pydantic import ValidationError

from hallctl.domain.refusals import Refused
from hallctl.hall import Key
from web.callers import Caller, CallerKind, Callers
from web.problems import Fault, Rejected
from web.routing import Answer, AnyBody, Body, Call, Nothing, Route, Said
from web.services import Services

JSON: Final = "application/json"
LONGEST_KEY: Final = 128
FAULTS_LISTED: Final = 20
_VISIBLE = frozenset(map(chr, range(0x21, 0x7F)))
_BEARERS = frozenset({CallerKind.KIOSK, CallerKind.DEVICE, CallerKind.INTEGRATOR})
_NOTHING = Nothing()
_NAMED = re.compile(r"(Object missing required field|Object contains unknown field) `([^`]*)`")
_ROW = re.compile(r"\[(\d+|\.\.\.)\]")
_SENT = re.compile(r"(Invalid (?:enum )?value) .*", re.DOTALL)
S = TypeVar("S", bound=Said)

encode: Callable[[object], bytes] = msgspec.json.Encoder().encode


def endpoint(
    route: Route, services: Services, callers: Callers
) -> Callable[[web.Request], Awaitable[web.StreamResponse]]:
    """The aiohttp handler of a route."""
    handler, body_type, keyed = route.handler, route.body, route.keyed
    limit = services.settings.body_bytes
    hidden = "{" in route.path

    async def serve(request: web.Request) -> web.StreamResponse:
        caller = await callers.of(request)
        admit(route, caller)
        if hidden and "\x00" in request.path:
            raise Rejected("NOT_FOUND")
        body: AnyBody = _NOTHING
        key: Key | None = None
        if body_type is not None:
            raw = await _read(request, limit)
            body = parse(body_type, raw) if raw else parse(body_type, b"{}")
            if keyed and (text := request.headers.get("Idempotency-Key")) is not None:
                key = key_of(caller, request, text, raw)
        done = await handler(Call(services, request, caller, body, key))
        if type(done) is Answer:
            return respond(done)
        assert isinstance(done, web.StreamResponse)  # noqa: S101 - the handler's type says so
        return done

    return serve


def admit(route: Route, caller: Caller) -> None:
    """Raises 401 for the public where a caller must be known, 403 for the wrong kind or scope."""
    if caller.kind not in route.who:
        if caller.kind is CallerKind.PUBLIC:
            raise Rejected("NOT_SIGNED_IN")
        raise Refused("POWER_NOT_HELD", f"not for {caller.kind.value}")
    if route.scope is not None and caller.kind in _BEARERS and route.scope not in caller.scopes:
        raise Refused("POWER_NOT_HELD", f"the token lacks {route.scope}")


def respond(done: Answer) -> web.Response:
    """The answer as JSON, never stored on the way."""
    headers = {"Content-Type": JSON, "Cache-Control": "no-store", **done.headers}
    if done.content is None:
        del headers["Content-Type"]
        return web.Response(status=done.status, headers=headers)
    return web.Response(body=encode(done.content), status=done.status, headers=headers)


async def _read(request: web.Request, limit: int) -> bytes:
    if not request.body_exists:
        return b""
    if (request.content_length or 0) > limit:
        raise Rejected("TOO_LARGE", headers={"Connection": "close"})
    try:
        raw = await request.read()
    except web.HTTPRequestEntityTooLarge:
        raise Rejected("TOO_LARGE", headers={"Connection": "close"}) from None
    if raw and request.content_type != JSON:
        raise Rejected("NOT_JSON", request.content_type)
    return raw


def parse(body_type: type[AnyBody], raw: bytes) -> AnyBody:
    """The body. Raises 400 for what is no JSON, 422 for JSON of another shape."""
    if issubclass(body_type, Said):
        return said(body_type, raw)
    assert issubclass(body_type, Body)  # noqa: S101 - there is no third sort
    return _modelled(body_type, raw)


def said(body_type: type[S], raw: bytes) -> S:
    """A body that holds acts. The fault names the field and what is wrong with it, never what was sent."""
    try:
        return msgspec.json.decode(raw, type=body_type)
    except msgspec.ValidationError as error:
        fault = _fault(str(error))
        raise Rejected("BODY_INVALID", f"{fault.path}: {fault.message}", errors=(fault,)) from None
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise Rejected("MALFORMED", str(error)) from None


def _fault(text: str) -> Fault:
    message, _, place = text.partition(" - at `")
    path = _ROW.sub(r".\1", place.removesuffix("`").removeprefix("$").removeprefix("."))
    if (named := _NAMED.match(message)) is not None:
        return Fault(".".join(filter(None, (path, named[2]))), named[1].strip())
    return Fault(path, _SENT.sub(r"\1", message))


def _modelled(body_type: type[Body], raw: bytes) -> Body:
    try:
        return body_type.model_validate_json(raw)
    except ValidationError as error:
        faults = error.errors(include_url=False, include_context=False, include_input=False)
        if faults[0]["type"] == "json_invalid":
            raise Rejected("MALFORMED", faults[0]["msg"]) from None
        listed = tuple(
            Fault(".".join(map(str, fault["loc"])), fault["msg"]) for fault in faults[:FAULTS_LISTED]
        )
        raise Rejected("BODY_INVALID", f"{listed[0].path}: {listed[0].message}", errors=listed) from None


def key_of(caller: Caller, request: web.Request, text: str, raw: bytes) -> Key:
    """The idempotency key in its scope: credential, route with its path, key."""
    if not 0 < len(text) <= LONGEST_KEY or not _VISIBLE.issuperset(text):
        raise Rejected("KEY_MALFORMED")
    scope = b"\0".join((caller.identity, request.method.encode(), request.path.encode(), text.encode()))
    return Key(
        scope=hashlib.blake2b(scope, digest_size=16).digest(),
        body=hashlib.blake2b(raw, digest_size=16).digest(),
    )
