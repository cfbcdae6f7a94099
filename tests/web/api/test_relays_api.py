"""Outputs and lasting alarms of relay modules, through the API."""

from dataclasses import replace

from served_hall import Served

from hallctl.domain.actors import Actor
from hallctl.domain.commands import ReportInput
from hallctl.domain.relays import Channel, Input, InputAlarm
from hallctl.domain.setup import DeviceEntry


def with_a_module(served: Served) -> None:
    module = DeviceEntry(
        "relay-1",
        "relay",
        "asset",
        "",
        channels={"channel_1": Channel("A区功放")},
        inputs={"input_1": Input("求助按钮", InputAlarm.HELP_CALLED, keep=True)},
    )
    setup = served.hall.setup
    served.hall.setup = replace(setup, devices={**setup.devices, module.id: module})


async def test_a_dispatcher_switches_an_output(served: Served) -> None:
    with_a_module(served)
    dispatcher, clerk = await served.log_in("u08"), await served.clerk()
    path, body = "devices/relay-1/channels/channel_1", {"on": True, "reason": "drill"}
    assert (await served.post(path, body, clerk)).code == "POWER_NOT_HELD"
    assert (await served.post(path, body, dispatcher)).body["channels"][0]["on"] is True
    listed = await served.get("channels", clerk)
    assert listed.body["channels"] == [
        {
            "device": "relay-1",
            "channel": "channel_1",
            "name": "A区功放",
            "follows": "hand",
            "zone": None,
            "on": True,
        }
    ]
    assert (await served.post(path + "x", body, dispatcher)).code == "CHANNEL_UNKNOWN"


async def test_a_call_for_help_is_acknowledged_once(served: Served) -> None:
    with_a_module(served)
    clerk = await served.clerk()
    await served.hall.do(ReportInput(device="relay-1", input="input_1", on=True), Actor.device("relay-1"))
    path = "devices/relay-1/inputs/input_1/acknowledge"
    assert (await served.post(path, {}, clerk)).body["alarms"] == []
    assert (await served.post(path, {}, clerk)).code == "NOTHING_TO_DO"
