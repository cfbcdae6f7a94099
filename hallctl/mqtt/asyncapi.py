"""The AsyncAPI 3 document of the hall's MQTT side, made of the same data that the code runs on."""

from __future__ import annotations

from importlib import metadata
from typing import Any, Final

import msgspec

from hallctl.contracts.asking import Answer, Ask
from hallctl.contracts.topics import Topics
from hallctl.contracts.views import DiversionView, TicketView
from hallctl.domain.events import TYPES, Event
from hallctl.links.mqtt import Ack, Order
from hallctl.mqtt.messages import OnlyId, Status
from hallctl.mqtt.payloads import (
    HealthNow,
    MapNow,
    WallNow,
    WindowNow,
    ZoneNow,
    event_topic,
    shown_fields,
)
from hallctl.registry.arguments import ARGS, PROBLEMS

COMPONENT: Final = "#/components/schemas/{name}"

RETAINED: Final[tuple[tuple[str, type[msgspec.Struct]], ...]] = (
    ("window", WindowNow),
    ("zone", ZoneNow),
    ("wall", WallNow),
    ("map", MapNow),
)
BY_HALL: Final[tuple[tuple[str, type[msgspec.Struct], bool], ...]] = (
    ("command", Order, False),
    ("reply", Answer, False),
    ("health", HealthNow, True),
)
BY_DEVICE: Final[tuple[tuple[str, type[msgspec.Struct], bool], ...]] = (
    ("request", Ask, False),
    ("ack", Ack, False),
    ("status", Status, True),
)
"""(leaf of a device's topic, payload, retained) by who writes it."""

ANSWERS: Final = (TicketView, DiversionView)
"""What is in `data` of the replies to `ticket.issue` and `ticket.advise`."""

PARAMETERS: Final = {
    "window": "Id of a window (窗口)",
    "zone": "Id of a zone (分区)",
    "device": "Id of a device of the register",
}


def document(hall: str, host: str = "") -> dict[str, Any]:
    """The document for `/asyncapi.json`. `host`: `HOST:PORT` of the broker, where it is known."""
    channels = _Channels(Topics(hall))
    paper: dict[str, Any] = {
        "asyncapi": "3.0.0",
        "info": {
            "title": "hallctl",
            "version": metadata.version("hallctl"),
            "description": (
                "Events, retained state and device messages of one government service hall (政务服务大厅). "
                "UTF-8 JSON at QoS 1, MQTT 3.1.1 or 5; times are RFC 3339 with offset; nothing personal."
            ),
        },
        "defaultContentType": "application/json",
        "channels": channels.channels,
        "operations": channels.operations,
        "components": {
            "schemas": channels.schemas,
            "messages": channels.messages,
            "securitySchemes": {
                "token": {
                    "type": "userPassword",
                    "description": "User name and client id are the device id, the password is its token.",
                }
            },
        },
    }
    if host:
        paper["servers"] = {
            "broker": {
                "host": host,
                "protocol": "mqtt",
                "protocolVersion": "3.1.1",
                "security": [{"$ref": "#/components/securitySchemes/token"}],
            }
        }
    plain: dict[str, Any] = msgspec.json.decode(msgspec.json.encode(paper))
    return plain


class _Channels:
    """Collects channels, operations, messages and schemas."""

    def __init__(self, topics: Topics) -> None:
        self.channels: dict[str, Any] = {}
        self.operations: dict[str, Any] = {}
        self.messages: dict[str, Any] = {}
        self.schemas: dict[str, Any] = {}
        self._add_schemas()
        for name, kind in sorted(TYPES.items()):
            if kind.SHOWN:
                self._event(event_topic(topics, name), name, kind)
        addresses = {
            "window": topics.window("{window}"),
            "zone": topics.zone("{zone}"),
            "wall": topics.wall,
            "map": topics.map,
        }
        for leaf, payload in RETAINED:
            self._channel(leaf, addresses[leaf], payload.__name__, "send", retained=True)
        for leaf, payload, retained in BY_HALL:
            self._device(topics, leaf, payload, "send", retained=retained)
        for leaf, payload, retained in BY_DEVICE:
            self._device(topics, leaf, payload, "receive", retained=retained)

    def _add_schemas(self) -> None:
        payloads = [payload for _, payload in RETAINED]
        payloads += [payload for _, payload, _ in (*BY_HALL, *BY_DEVICE) if payload is not Ask]
        _, found = msgspec.json.schema_components(
            (*payloads, *ARGS.values(), *ANSWERS, OnlyId), ref_template=COMPONENT
        )
        self.schemas.update(found)
        self.schemas["Ask"] = _request_schema(self.schemas.pop("OnlyId")["properties"]["id"])
        self.schemas["Problem"]["properties"]["code"]["examples"] = sorted(PROBLEMS)

    def _event(self, address: str, name: str, kind: type[Event]) -> None:
        data = _shown_schema(kind, self.schemas)
        schema = kind.__name__
        self.schemas[schema] = {
            "title": schema,
            "description": (kind.__doc__ or "").strip(),
            "type": "object",
            "properties": {
                "seq": {"type": "integer", "description": "Number of the event; rises, never repeats."},
                "at": {"type": "string", "format": "date-time"},
                "type": {"const": name},
                "data": data,
            },
            "required": ["seq", "at", "type", "data"],
        }
        self._channel(name, address, schema, "send", retained=False)

    def _device(
        self, topics: Topics, leaf: str, payload: type[msgspec.Struct], action: str, *, retained: bool
    ) -> None:
        address = topics.device("{device}", leaf)
        self._channel(f"device.{leaf}", address, payload.__name__, action, retained=retained)

    def _channel(self, name: str, address: str, schema: str, action: str, *, retained: bool) -> None:
        self.messages[schema] = {
            "name": schema,
            "contentType": "application/json",
            "payload": {"$ref": COMPONENT.format(name=schema)},
        }
        parameters = {
            key: {"description": text} for key, text in PARAMETERS.items() if f"{{{key}}}" in address
        }
        self.channels[name] = {
            "address": address,
            "messages": {schema: {"$ref": f"#/components/messages/{schema}"}},
            **({"parameters": parameters} if parameters else {}),
        }
        self.operations[f"{action}.{name}"] = {
            "action": action,
            "channel": {"$ref": f"#/channels/{name}"},
            "messages": [{"$ref": f"#/channels/{name}/messages/{schema}"}],
            "bindings": {"mqtt": {"qos": 1, "retain": retained, "bindingVersion": "0.2.0"}},
        }


def _request_schema(request_id: dict[str, Any]) -> dict[str, Any]:
    """A request: one shape of `args` for each name."""
    return {
        "title": "Ask",
        "description": (Ask.__doc__ or "").strip(),
        "type": "object",
        "properties": {
            "id": {**request_id, "description": "The same id again gets the same reply and acts once."},
            "name": {"enum": sorted(ARGS)},
            "args": {"type": "object"},
        },
        "required": ["id", "name"],
        "oneOf": [
            {"properties": {"name": {"const": name}, "args": {"$ref": COMPONENT.format(name=args.__name__)}}}
            for name, args in sorted(ARGS.items())
        ],
    }


def _shown_schema(kind: type[Event], schemas: dict[str, Any]) -> dict[str, Any]:
    """The schema of `data`: the shown fields under their names outside, all always present."""
    (_,), found = msgspec.json.schema_components((kind,), ref_template=COMPONENT)
    full = found.pop(kind.__name__)
    schemas.update(found)
    names = dict(shown_fields(kind))
    properties = {wire: _without_default(full["properties"][field]) for field, wire in names.items()}
    return {"type": "object", "properties": properties, "required": sorted(properties)}


def _without_default(schema: dict[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in schema.items() if key != "default"}
