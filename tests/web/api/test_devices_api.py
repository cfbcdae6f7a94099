"""Maintenance of devices, which one is which, heartbeats of panels, through the API."""

import asyncio
from dataclasses import dataclass, field
from typing import cast

import pytest
from served_hall import Served

from hallctl.contracts.device_looks import DeviceLook
from hallctl.contracts.devices import Outcome
from hallctl.domain.actors import Actor
from hallctl.domain.commands import InviteRating
from hallctl.domain.setup import DeviceEntry


@dataclass
class Desk:
    """A register that remembers what it was asked."""

    asked: list[tuple[str, str]] = field(default_factory=list)
    beats: list[tuple[str, str]] = field(default_factory=list)
    pads: list[str] = field(default_factory=list)

    def look(self, _device: str) -> DeviceLook:
        return DeviceLook(driven=True, commands={"done": 3}, outages=1, faults=("无应答",))

    async def identify(self, device: str, actor: Actor) -> Outcome:
        self.asked.append((device, actor.person))
        return Outcome.DONE

    def beat(self, window: str, person: str) -> None:
        self.beats.append((window, person))

    def heard(self, device: str) -> None:
        self.pads.append(device)


@pytest.fixture
def desk(served: Served) -> Desk:
    desk = Desk()
    object.__setattr__(served.services, "register", desk)
    return desk


async def test_a_device_is_taken_out_of_work_and_back(served: Served, desk: Desk) -> None:
    del desk
    dispatcher, clerk = await served.log_in("u08"), await served.log_in("u01")
    assert (await served.post("devices/led-1/maintenance", {"on": True, "reason": "x"}, clerk)).status == 403
    bare = await served.post("devices/led-1/maintenance", {"on": True}, dispatcher)
    assert bare.code == "REASON_NEEDED"
    rested = await served.post("devices/led-1/maintenance", {"on": True, "reason": "换电源"}, dispatcher)
    assert rested.status == 200, rested.body
    device = rested.body["device"]
    assert (device["state"], device["faults"]) == ("MAINTENANCE", []), "a fault is no news now"
    assert (device["maintenance"]["reason"], device["maintenance"]["by"]) == ("换电源", "u08")
    again = await served.post("devices/led-1/maintenance", {"on": True, "reason": "x"}, dispatcher)
    assert again.code == "NOTHING_TO_DO"
    listed = (await served.get("devices", dispatcher)).body["devices"][0]
    assert (listed["state"], listed["commands"], listed["outages"]) == ("MAINTENANCE", {"done": 3}, 1)
    back = await served.post("devices/led-1/maintenance", {"on": False}, dispatcher)
    assert (back.body["device"]["state"], back.body["device"]["maintenance"]) == ("UNKNOWN", None)
    assert back.body["device"]["faults"] == ["无应答"]
    unknown = await served.post("devices/none/maintenance", {"on": True, "reason": "x"}, dispatcher)
    assert (unknown.status, unknown.code) == (404, "DEVICE_UNKNOWN")


async def test_a_device_shows_which_one_it_is(served: Served, desk: Desk) -> None:
    dispatcher = await served.log_in("u08")
    answer = await served.post("devices/led-1/identify", {}, dispatcher)
    assert (answer.status, answer.body) == (200, {"device": "led-1", "outcome": "done"})
    assert desk.asked == [("led-1", "u08")]
    assert (await served.post("devices/led-1/identify", {})).status == 401


async def test_a_panel_lives_at_its_own_window_only(served: Served, desk: Desk) -> None:
    clerk = await served.log_in("u01", "1")
    assert (await served.post("windows/1/heartbeat", {}, clerk)).status == 204
    assert desk.beats == [("1", "u01")]
    assert (await served.post("windows/2/heartbeat", {}, clerk)).code == "NOT_YOUR_WINDOW"
    assert (await served.post("windows/99/heartbeat", {}, clerk)).code == "WINDOW_UNKNOWN"
    assert desk.beats == [("1", "u01")]


async def test_a_pad_says_that_it_lives_and_hears_what_to_ask(served: Served, desk: Desk) -> None:
    registered = cast("dict[str, DeviceEntry]", served.hall.setup.devices)
    registered["rate-1"] = DeviceEntry("rate-1", "rater", "generic-web", "web:", window="1")
    token = await asyncio.to_thread(served.accounts.create_token, "device", "rate-1")
    headers = {"Authorization": f"Bearer {token}"}
    clerk = await served.clerk()
    number = await served.take()
    for press in ("next", "start"):
        await served.post(f"windows/1/{press}", {}, clerk)
    busy = (await served.post("pad/heartbeat", {}, headers)).body["pad"]
    assert (busy["window"], busy["busy"], busy["question"]) == ("1", True, None)
    await served.post("windows/1/complete", {"outcome": "enquiry_only"}, clerk)
    asks = (await served.post("pad/heartbeat", {}, headers)).body["pad"]
    assert asks["question"] == {"prompt": number["id"], "left_s": asks["patience_s"]}
    await served.hall.do(InviteRating(ticket=number["id"], because="pad_timed_out"), Actor.system())
    assert (await served.post("pad/heartbeat", {}, headers)).body["pad"]["question"] is None
    assert desk.pads == ["rate-1"] * 3
    assert (await served.post("pad/heartbeat", {}, served.device)).code == "DEVICE_UNKNOWN", "a display"
    assert (await served.post("pad/heartbeat", {}, clerk)).code == "POWER_NOT_HELD"
    assert (await served.post("pad/heartbeat", {})).status == 401


async def test_a_pad_under_maintenance_asks_nothing(served: Served, desk: Desk) -> None:
    del desk
    registered = cast("dict[str, DeviceEntry]", served.hall.setup.devices)
    registered["rate-1"] = DeviceEntry("rate-1", "rater", "generic-web", "web:", window="1")
    token = await asyncio.to_thread(served.accounts.create_token, "device", "rate-1")
    dispatcher = await served.log_in("u08")
    await served.post("devices/rate-1/maintenance", {"on": True, "reason": "换屏"}, dispatcher)
    pad = (await served.post("pad/heartbeat", {}, {"Authorization": f"Bearer {token}"})).body["pad"]
    assert (pad["resting"], pad["question"]) == (True, None)
