"""The AsyncAPI document: complete, without a loose end, true to the code."""

import json
from collections.abc import Iterator
from typing import Any

from hallctl.contracts.topics import DEVICE_READS, DEVICE_WRITES, Topics
from hallctl.domain.events import TYPES
from hallctl.mqtt.acl import HALL, Acl
from hallctl.mqtt.asyncapi import document
from hallctl.registry.arguments import ARGS

TOPICS = Topics("demo")
PAPER = document("demo", "127.0.0.1:1883")


def references(node: Any) -> Iterator[str]:
    if isinstance(node, dict):
        for key, value in node.items():
            if key == "$ref":
                yield value
            else:
                yield from references(value)
    elif isinstance(node, list):
        for value in node:
            yield from references(value)


def resolve(reference: str) -> Any:
    node: Any = PAPER
    for part in reference.removeprefix("#/").split("/"):
        node = node[part]
    return node


def test_it_is_asyncapi_3_and_plain_json() -> None:
    assert PAPER["asyncapi"] == "3.0.0"
    assert {"info", "channels", "operations", "components", "servers"} <= set(PAPER)
    assert json.loads(json.dumps(PAPER, ensure_ascii=False)) == PAPER
    assert "servers" not in document("demo")


def test_every_reference_leads_somewhere() -> None:
    found = list(references(PAPER))
    assert found
    assert all(resolve(reference) is not None for reference in found)


def test_every_shown_event_and_every_leaf_has_a_channel() -> None:
    addresses = {channel["address"] for channel in PAPER["channels"].values()}
    for name, kind in TYPES.items():
        topic = TOPICS.event(*name.split(".", 1))
        assert (topic in addresses) is bool(kind.SHOWN)
    for leaf in (*DEVICE_READS, *DEVICE_WRITES):
        assert TOPICS.device("{device}", leaf) in addresses
    assert {TOPICS.wall, TOPICS.map, TOPICS.zone("{zone}"), TOPICS.window("{window}")} <= addresses


def test_every_channel_is_used_by_one_operation_and_names_its_parameters() -> None:
    used = [operation["channel"]["$ref"] for operation in PAPER["operations"].values()]
    assert sorted(used) == sorted(f"#/channels/{name}" for name in PAPER["channels"])
    for channel in PAPER["channels"].values():
        names = {part.strip("{}") for part in channel["address"].split("/") if part.startswith("{")}
        assert set(channel.get("parameters", {})) == names
        assert channel["messages"]


def test_what_the_hall_sends_and_receives_is_what_its_account_may() -> None:
    acl = Acl("demo", {"hall": HALL}.get)
    for operation in PAPER["operations"].values():
        address = resolve(operation["channel"]["$ref"])["address"]
        allowed = acl.may_write if operation["action"] == "send" else acl.may_read
        assert allowed("hall", address), address


def test_every_request_has_its_arguments() -> None:
    shapes = {
        shape["properties"]["name"]["const"]: shape["properties"]["args"]["$ref"].rsplit("/", 1)[1]
        for shape in PAPER["components"]["schemas"]["Ask"]["oneOf"]
    }
    assert shapes == {name: args.__name__ for name, args in ARGS.items()}


def test_an_event_shows_the_shown_fields_only() -> None:
    issued = PAPER["components"]["schemas"]["TicketIssued"]["properties"]["data"]
    assert set(issued["properties"]) == {"ticket", "number", "zone", "items", "type", "class"}
    assert set(issued["required"]) == set(issued["properties"])
