"""Facilities, hotline, parcels and captures through the API."""

import asyncio
from dataclasses import replace
from typing import Any

import pytest
from served_hall import Served

from hallctl.accounts import CredentialKind
from hallctl.domain.setup import DeviceEntry
from hallctl.hall import Intake
from hallctl.mqtt.retained import MAP, look
from hallctl.simulation.api import Problem
from hallctl.simulation.hotline import SimulatedHotline

DEVICES = (
    DeviceEntry("charge-1", "facility", "asset", "", zone="A", name="充电点一"),
    DeviceEntry("charge-2", "facility", "asset", "", zone="A", name="充电点二"),
    DeviceEntry("mail-1", "mail_terminal", "asset", ""),
    DeviceEntry("cam-1", "doc_camera", "asset", "", window="1"),
)
CALL = {
    "call": "12345-7788",
    "kind": "CONSULTATION",
    "began_at": "2026-03-02T09:50:00+08:00",
    "ended_at": "2026-03-02T09:55:00+08:00",
    "item": "SI-001",
    "phone": "13812345678",
    "text": "张三问补卡",
}


@pytest.fixture
def equipped(served: Served) -> Served:
    setup = served.hall.setup
    devices = {**setup.devices, **{entry.id: entry for entry in DEVICES}}
    served.hall.setup = replace(setup, devices=devices)
    return served


def integrator(served: Served, *scopes: str) -> dict[str, str]:
    token = served.accounts.create_token(CredentialKind.INTEGRATOR, "city", scopes)
    return {"Authorization": f"Bearer {token}"}


def on_the_map(served: Served) -> dict[str, bool]:
    now: Any = look(served.hall.day, served.hall.setup, served.hall.now(), [MAP], {})[MAP]
    return {facility.id: facility.ok for facility in now.facilities}


@pytest.mark.req("DEV-17")
async def test_a_fault_of_charging_point_2_is_a_task_and_the_map_flags_it(equipped: Served) -> None:
    clerk = await equipped.clerk()
    assert on_the_map(equipped) == {"charge-1": True, "charge-2": True}
    body = {"cause": "无法充电"}
    assert (await equipped.post("facilities/charge-2/faults", body, equipped.kiosk)).status == 201
    assert (await equipped.post("facilities/charge-2/faults", body, clerk)).status == 201
    (task,) = (await equipped.get("repairs", clerk)).body["repairs"]
    assert (task["facility"], task["cause"]) == ("charge-2", "无法充电")
    assert on_the_map(equipped) == {"charge-1": True, "charge-2": False}
    listed = (await equipped.get("facilities")).body["facilities"]
    assert [(one["name"], one["ok"]) for one in listed] == [("充电点一", True), ("充电点二", False)]
    done = await equipped.post(f"repairs/{task['repair']}/done", {"remark": "换线"}, clerk)
    assert done.body["repairs"] == []
    assert on_the_map(equipped) == {"charge-1": True, "charge-2": True}
    assert (await equipped.post(f"repairs/{task['repair']}/done", {"remark": "x"}, clerk)).status == 404
    assert (await equipped.post("facilities/led-1/faults", body, clerk)).code == "DEVICE_UNKNOWN"


@pytest.mark.req("DEV-18")
async def test_a_call_is_one_consultation_with_channel_phone(equipped: Served) -> None:
    city, clerk = integrator(equipped, "hotline"), await equipped.clerk()
    first = await equipped.post("hotline/calls", CALL, city)
    assert first.status == 201, first.body
    again = await equipped.post("hotline/calls", CALL, city)
    assert again.status == 200
    (entry,) = (await equipped.get("consultations", clerk)).body["consultations"]
    assert (entry["channel"], entry["kind"], entry["call"]) == ("PHONE", "CONSULTATION", "12345-7788")
    assert (entry["began_at"], entry["ended_at"]) == (CALL["began_at"], CALL["ended_at"])
    (record,) = [r for r in equipped.hall.feed.after(0) if r.type == "consultation.recorded"]
    assert not any(str(CALL[name]).encode() in record.raw for name in ("phone", "text"))
    sealed = equipped.hall.journal.unseal(record.event.sealed)  # type: ignore[attr-defined]
    assert sealed is not None
    assert str(CALL["text"]).encode() in sealed.clear


@pytest.mark.parametrize(
    ("changed", "status", "code"),
    [
        ({"item": "XX-9"}, 404, "ITEM_UNKNOWN"),
        ({"began_at": "2026-03-09T09:50:00+08:00", "ended_at": None}, 422, "TIME_AHEAD"),
        ({"ended_at": "2026-03-02T09:40:00+08:00"}, 422, "BODY_INVALID"),
        ({"kind": "CHAT"}, 422, "BODY_INVALID"),
    ],
)
async def test_a_call_that_cannot_be_is_refused(
    equipped: Served, changed: dict[str, Any], status: int, code: str
) -> None:
    city = integrator(equipped, "hotline")
    refused = await equipped.post("hotline/calls", CALL | changed, city)
    assert (refused.status, refused.code) == (status, code)


async def test_a_hotline_tells_again_until_the_hall_takes_its_call(equipped: Served) -> None:
    token = integrator(equipped, "hotline")["Authorization"].removeprefix("Bearer ")
    hotline = SimulatedHotline(equipped.url, token)
    equipped.hall.intake = Intake.PAUSED
    telling = asyncio.create_task(hotline.take(CALL, again_s=0.02))
    await asyncio.wait({telling}, timeout=0.1)
    assert not telling.done()
    equipped.hall.intake = Intake.RUNNING
    assert (await telling)["channel"] == "PHONE"
    assert await hotline.take(CALL) == hotline.told["12345-7788"]
    with pytest.raises(Problem, match="ITEM_UNKNOWN"):
        await hotline.take(CALL | {"call": "2", "item": "XX-9"})


async def test_calls_and_signatures_come_from_whom_they_should(equipped: Served) -> None:
    city, clerk = integrator(equipped, "read"), await equipped.clerk()
    signed = {"tracking": "EM1", "status": "SIGNED", "at": CALL["began_at"]}
    for who in (city, clerk, None):
        for path, body in (("hotline/calls", CALL), ("parcels/status", signed)):
            assert (await equipped.post(path, body, who)).status in {401, 403}


async def test_an_unknown_parcel_is_told(equipped: Served) -> None:
    post = integrator(equipped, "mail")
    signed = {"tracking": "EM1", "status": "SIGNED", "at": CALL["began_at"]}
    assert (await equipped.post("parcels/status", signed, post)).code == "PARCEL_UNKNOWN"
