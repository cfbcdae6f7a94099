"""Relay modules: who switches what, outputs that follow the hours, inputs that become alarms."""

from dataclasses import replace
from datetime import datetime

import pytest
from halls import DISPATCHER, GUIDE, NINE, SHANGHAI, Stage, a_setup, by_id

from hallctl.domain import commands as c
from hallctl.domain.actors import Actor
from hallctl.domain.relays import Channel, Follows, Input, InputAlarm
from hallctl.domain.setup import DeviceEntry

MODULE = DeviceEntry(
    "relay-1",
    "relay",
    "generic-modbus-8x8",
    "tcp://127.0.0.1:1502/unit/9",
    channels={
        "channel_1": Channel("A区功放"),
        "channel_2": Channel("大厅照明", Follows.HOURS),
    },
    inputs={
        "input_1": Input("后门", InputAlarm.DOOR_OPEN),
        "input_2": Input("求助按钮", InputAlarm.HELP_CALLED, keep=True),
        "input_3": Input("箱体", InputAlarm.TAMPER, when=False),
    },
)
WIRE = Actor.device("relay-1")


def a_stage(now: datetime = NINE) -> Stage:
    return Stage(replace(a_setup(), devices=by_id([MODULE])), now)


def switch(channel: str, *, on: bool) -> c.SwitchRelay:
    return c.SwitchRelay(relay="relay-1", channel=channel, on=on, because="assembly")


def told(stage: Stage, name: str, *, on: bool) -> set[str]:
    stage.do(c.ReportInput(device="relay-1", input=name, on=on), WIRE)
    return {alarm.code for alarm in stage.day.state.alarms.values()}


def test_a_dispatcher_switches_and_nobody_else() -> None:
    stage = a_stage()
    assert stage.refusal(switch("channel_1", on=True), GUIDE) == "POWER_NOT_HELD"
    stage.do(switch("channel_1", on=True), DISPATCHER)
    assert stage.day.state.relays == {"relay-1/channel_1": "on"}
    assert stage.do(switch("channel_1", on=True), DISPATCHER) == []
    assert stage.refusal(switch("channel_9", on=True), DISPATCHER) == "CHANNEL_UNKNOWN"


def test_lights_follow_the_hours_and_a_hand_holds_until_they_change() -> None:
    stage = a_stage(datetime(2026, 3, 2, 7, 50, tzinfo=SHANGHAI))
    stage.wait(minutes=5)
    assert stage.day.state.relays == {"relay-1/channel_2": "off"}
    stage.wait(minutes=10)
    assert stage.day.state.relays == {"relay-1/channel_2": "on"}
    stage.do(switch("channel_2", on=False), DISPATCHER)
    stage.wait(hours=1)
    assert stage.day.state.relays == {"relay-1/channel_2": "off"}
    stage.do(switch("channel_2", on=True), DISPATCHER)
    stage.wait(hours=10)
    assert stage.day.state.relays == {"relay-1/channel_2": "off"}
    stage.wait(days=1)
    assert stage.replayed().state == stage.day.state


def test_an_alarm_stands_as_long_as_the_door_does() -> None:
    stage = a_stage()
    assert told(stage, "input_1", on=True) == {"DOOR_OPEN"}
    assert told(stage, "input_1", on=True) == {"DOOR_OPEN"}
    assert told(stage, "input_1", on=False) == set()
    assert told(stage, "input_3", on=False) == {"TAMPER"}
    assert told(stage, "input_8", on=True) == {"TAMPER"}


def test_a_call_for_help_stays_until_somebody_has_come() -> None:
    stage = a_stage()
    told(stage, "input_2", on=True)
    assert told(stage, "input_2", on=False) == {"HELP_CALLED"}
    stage.do(c.AcknowledgeInput(device="relay-1", input="input_2"), GUIDE)
    assert not stage.day.state.alarms


@pytest.mark.parametrize("name", ["input_1", "input_2"])
def test_what_does_not_wait_for_anybody_is_not_acknowledged(name: str) -> None:
    stage = a_stage()
    if name == "input_1":
        told(stage, name, on=True)
    assert stage.refusal(c.AcknowledgeInput(device="relay-1", input=name), GUIDE) == "NOTHING_TO_DO"
