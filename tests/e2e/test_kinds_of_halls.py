"""Halls of every shape start: all types of window, and a village with one window and no boards."""

import asyncio
import json
from collections.abc import Callable
from pathlib import Path

import aiomqtt
import pytest
from daemon import Daemon
from polling import PATIENCE_S

from hallctl.domain.setup import WindowKind

CONFIG = Path(__file__).parents[2] / "config"

HALL = """
[hall]
id = "kinds"
name = "各类窗口大厅"
level = "township"
[hours]
weekdays = "00:00-24:00"
off_days = "REGULAR"
holidays = "REGULAR"
[web]
bind = "127.0.0.1:0"
[mqtt]
bind = "127.0.0.1:0"
[[zone]]
id = "A"
name = "综合区"
prefix = "A"
[[item]]
code = "SI-001"
name = "社保卡补办"
department = "人社局"
zone = "A"
handling_s = 300
[[staff]]
id = "u01"
name = "王某"
post = "comprehensive_acceptance"
items = ["SI-001"]
[[staff]]
id = "u02"
name = "李某"
post = "hall_supervisor"
[[staff]]
id = "u03"
name = "周某"
post = "dispatcher"
"""


def every_kind() -> str:
    """One window of each type, with the attributes on two of them."""
    windows = []
    for place, kind in enumerate(WindowKind, start=1):
        attributes = {1: '["WEEKEND"]', 2: '["WEEKEND", "TEMPORARY"]'}.get(place, "[]")
        windows.append(
            f'[[window]]\nid = "{place}"\nzone = "A"\nkind = "{kind.value}"\n'
            f'department = "人社局"\nattributes = {attributes}\n'
        )
    return HALL + "".join(windows)


async def window_states(port: int, token: str) -> dict[str, str]:
    """The retained status topic of every window, as an outsider reads them."""
    found: dict[str, str] = {}
    async with aiomqtt.Client(
        "127.0.0.1", port, identifier="city", username="city", password=token
    ) as client:
        await client.subscribe("hall/kinds/window/+", qos=1)
        async with asyncio.timeout(PATIENCE_S):
            async for message in client.messages:
                payload = message.payload
                assert isinstance(payload, bytes)
                found[message.topic.value.rpartition("/")[2]] = json.loads(payload)["state"]
                if len(found) == len(WindowKind):
                    return found
    raise AssertionError(found)


@pytest.mark.req("ROLE-05")
async def test_every_type_of_window_is_loaded_told_and_only_public_ones_call(
    make_daemon: Callable[..., Daemon],
) -> None:
    daemon = make_daemon(every_kind())
    token = daemon.token("integrator", "city")
    places = {kind: str(place) for place, kind in enumerate(WindowKind, start=1)}
    back_office = places[WindowKind.BACK_OFFICE]
    clerk = daemon.sessions({"u01": back_office})["u01"]
    daemon.start()

    assert await window_states(daemon.mqtt[1], token) == dict.fromkeys(places.values(), "CLOSED")
    assert daemon.post(f"windows/{back_office}/open", headers=clerk).status == 200
    answer = daemon.post(f"windows/{back_office}/next", headers=clerk)
    assert (answer.status, answer.json["code"]) == (409, "NO_PUBLIC_QUEUE")
    for kind, place in places.items():
        view = daemon.get(f"/api/v1/windows/{place}", headers=clerk).json["window"]
        assert view["kind"] == kind.value


@pytest.mark.req("HAL-14")
def test_a_village_with_one_window_and_no_wall_starts(make_daemon: Callable[..., Daemon]) -> None:
    daemon = make_daemon(
        (CONFIG / "village.toml").read_text(),
        sets=(
            f"items={CONFIG / 'items' / 'village'}",
            "web.bind=127.0.0.1:0",
            "mqtt.bind=127.0.0.1:0",
            "hours.weekdays=00:00-24:00",
        ),
    )
    daemon.start()
    assert daemon.get("/readyz").status == 200
    hall = daemon.get("/api/v1/hall").json["hall"]
    assert hall["level"] == "village"
    assert len(hall["windows"]) == 1
    assert daemon.get("/wall").status == 200
    assert "error" not in daemon.log.lower()
    assert daemon.stop() < 5
