"""Maintenance of devices, which one is which, heartbeats of panels, through the API."""

from dataclasses import dataclass, field

import pytest
from served_hall import Served

from hallctl.contracts.device_looks import DeviceLook
from hallctl.contracts.devices import Outcome
from hallctl.domain.actors import Actor


@dataclass
class Desk:
    """A register that remembers what it was asked."""

    asked: list[tuple[str, str]] = field(default_factory=list)
    beats: list[tuple[str, str]] = field(default_factory=list)

    def look(self, _device: str) -> DeviceLook:
        return DeviceLook(driven=True, commands={"done": 3}, outages=1, faults=("无应答",))

    async def identify(self, device: str, actor: Actor) -> Outcome:
        self.asked.append((device, actor.person))
        return Outcome.DONE

    def beat(self, window: str, person: str) -> None:
        self.beats.append((window, person))


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
