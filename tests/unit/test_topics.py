"""What a live connection may ask for."""

import pytest
from served_hall import two_zones

from web.problems import Rejected
from web.topics import parse

SETUP = two_zones()


def test_without_topics_all_events_and_no_views() -> None:
    for text in (None, "", " , "):
        topics = parse(text, SETUP, inside=True)
        assert (topics.events, topics.views) == (None, frozenset())


def test_a_view_topic_without_id_means_each_of_them() -> None:
    topics = parse("zone,window:1", SETUP, inside=True)
    assert topics.views == {("zone", "A"), ("zone", "B"), ("window", "1")}
    assert topics.events == {"zone": frozenset(), "window": frozenset({"1"})}


def test_all_of_an_entity_wins_over_one_of_them() -> None:
    for text in ("window:1,window", "window,window:1"):
        topics = parse(text, SETUP, inside=True)
        assert topics.events == {"window": frozenset()}


def test_the_public_gets_no_alarms_and_no_devices() -> None:
    assert parse("alarms,devices,wall", SETUP, inside=False).views == {("wall", "")}
    assert parse("alarms,devices", SETUP, inside=True).views == {("alarms", ""), ("devices", "")}


@pytest.mark.parametrize("text", ["weather", "window:77", "zone:Z", ",".join(["wall"] * 51)])
def test_what_does_not_exist_is_said(text: str) -> None:
    with pytest.raises(Rejected) as told:
        parse(text, SETUP, inside=True)
    assert told.value.code == "QUERY_INVALID"
