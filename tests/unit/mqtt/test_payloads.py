"""What leaves the hall: names that exist, nothing that names a person."""

import json
from datetime import UTC, datetime

import msgspec
import pytest

from hallctl.domain.actors import Actor
from hallctl.domain.events import TYPES, Event, TicketCalled
from hallctl.domain.records import make
from hallctl.mqtt.payloads import event_payload, shown_fields

NEVER = {
    "staff",
    "workstation",
    "holder",
    "holder_digest",
    "token",
    "text",
    "text_digest",
    "by_name",
    "acting_for",
}


@pytest.mark.parametrize("kind", TYPES.values(), ids=lambda kind: kind.TYPE)
def test_every_shown_field_exists_and_is_nobodys(kind: type[Event]) -> None:
    fields = {field.name for field in msgspec.structs.fields(kind)}
    assert set(kind.SHOWN) <= fields
    assert set(kind.SHOWN).isdisjoint(NEVER)


@pytest.mark.parametrize("kind", TYPES.values(), ids=lambda kind: kind.TYPE)
def test_no_two_fields_share_a_name_outside(kind: type[Event]) -> None:
    names = [wire for _, wire in shown_fields(kind)]
    assert len(names) == len(set(names))


def test_the_payload_is_the_contracts() -> None:
    called = TicketCalled(
        ticket="t1",
        number="A001",
        before="WAITING",
        after="CALLED",
        window="3",
        zone="A",
        staff="u07",
        run=0,
        why="x",
    )
    at = datetime(2026, 11, 21, 2, tzinfo=UTC)
    assert json.loads(event_payload(make(7, at, at, Actor.system(), called))) == {
        "seq": 7,
        "at": "2026-11-21T02:00:00Z",
        "type": "ticket.called",
        "data": {"ticket": "t1", "number": "A001", "window": "3", "zone": "A"},
    }
