"""Devices come, change and go while the hall serves: `hallctl reload`, SIGHUP, `hallctl devices`."""

from __future__ import annotations

import asyncio
import signal
from collections.abc import AsyncIterator, Callable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from at_work import stopped
from daemon import Daemon
from polling import PATIENCE_S
from visit_hall import visit_toml

import firmware_profiles
from hallctl.links.link import LinkDown
from hallctl.links.mqtt import MqttAddress, MqttLink
from hallctl.profiles import ModbusProfile, ProfileLibrary
from hallctl.simulation.modbus_display import ModbusDisplays, SimulatedDisplay

ANOTHER = """
[[device]]
id = "led-3b"
kind = "window_display"
profile = "generic-modbus-text"
address = "tcp://127.0.0.1:{port}/unit/4"
window = "3"
heartbeat_s = 1
"""
PAD = """[[device]]
id = "pad-3"
kind = "rater"
profile = "generic-mqtt"
address = "mqtt:"
window = "3"
"""


@dataclass
class Hall:
    """The daemon, a clerk's session, and two displays on one Modbus server."""

    daemon: Daemon
    server: ModbusDisplays
    profile: ModbusProfile
    displays: dict[int, SimulatedDisplay]
    clerk: dict[str, str]

    async def shows(self, unit: int, text: str) -> None:
        await until(lambda: text in "".join(self.displays[unit].shown.rows))

    def press(self, name: str) -> Any:
        reply = self.daemon.post(f"windows/3/{name}", {}, self.clerk)
        assert reply.status == 200, reply.content
        return reply.json

    def rewrite(self, change: Callable[[str], str]) -> None:
        self.daemon.file.write_text(change(self.daemon.file.read_text()))

    async def reload(self, code: int = 0) -> str:
        done = await asyncio.to_thread(self.daemon.command, "reload")
        assert done.returncode == code, done.stdout + done.stderr
        return done.stdout + done.stderr

    def device(self, name: str) -> dict[str, Any]:
        views = self.daemon.get("/api/v1/devices", self.clerk).json["devices"]
        found: dict[str, Any] = next(view for view in views if view["id"] == name)
        return found


async def until(happens: Callable[[], bool]) -> None:
    async with asyncio.timeout(PATIENCE_S):
        while not await asyncio.to_thread(happens):  # noqa: ASYNC110 - another process has no events here
            await asyncio.sleep(0.05)


@pytest.fixture
async def hall(make_daemon: Callable[..., Daemon]) -> AsyncIterator[Hall]:
    profile = ProfileLibrary.load([firmware_profiles.folder()]).get("generic-modbus-text", "window_display")
    assert isinstance(profile, ModbusProfile)
    server = ModbusDisplays()
    displays = {unit: server.add(unit, profile) for unit in (3, 4)}
    async with server:
        daemon = make_daemon(visit_toml(server.port))
        clerk = daemon.sessions({"u07": "3"})["u07"]
        await asyncio.to_thread(daemon.start)
        hall = Hall(daemon, server, profile, displays, clerk)
        assert daemon.post("windows/3/open", {}, clerk).status == 200
        await hall.shows(3, "等待叫号")
        yield hall
        if daemon.running:
            await asyncio.to_thread(daemon.stop)


def take_number(hall: Hall, kiosk: str) -> None:
    reply = hall.daemon.post("tickets", {"items": ["SI-001"]}, {"Authorization": f"Bearer {kiosk}"})
    assert reply.status == 201, reply.content


async def test_displays_come_move_and_go_and_a_call_under_way_is_not_lost(hall: Hall) -> None:
    kiosk = hall.daemon.token("kiosk", "k1")
    await asyncio.to_thread(take_number, hall, kiosk)
    hall.rewrite(lambda text: text + ANOTHER.format(port=hall.server.port))
    called, said = await asyncio.gather(asyncio.to_thread(hall.press, "next"), hall.reload())
    assert called["ticket"]["number"] == "A001"
    assert "added: led-3b" in said
    await hall.shows(3, "A001")
    await hall.shows(4, "A001")
    assert hall.device("led-3")["outages"] == 0, "the display that was there has noticed nothing"

    hall.rewrite(lambda text: text.replace("/unit/4", "/unit/5"))
    hall.displays[5] = hall.server.add(5, hall.profile)
    await asyncio.to_thread(hall.press, "recall")
    assert "changed: led-3b\n" in await hall.reload()
    await hall.shows(5, "A001")

    hall.rewrite(lambda text: text.replace(ANOTHER.format(port=hall.server.port).replace("/4", "/5"), ""))
    assert "removed: led-3b" in await hall.reload()
    await asyncio.to_thread(hall.press, "start")
    await hall.shows(3, "办理中")
    assert "办理中" not in "".join(hall.displays[5].shown.rows), "it belongs to the hall no more"


async def test_what_is_wrong_or_needs_a_restart_changes_nothing(hall: Hall) -> None:
    before = hall.daemon.file.read_text()
    hall.rewrite(
        lambda text: text + ANOTHER.format(port=hall.server.port).replace("generic-modbus", "no-such")
    )
    assert "PROFILE_UNKNOWN" in await hall.reload(2)
    hall.rewrite(lambda _: before.replace('name = "王某"', 'name = "李某"') + WINDOW)
    said = await hall.reload(2)
    assert "window 4" in said
    assert "staff, window" in said
    assert "未作任何更改" in said
    hall.rewrite(lambda _: before.replace('name = "王某"', 'name = "李某"'))
    assert "staff" in await hall.reload()
    assert [view["id"] for view in hall.daemon.get("/api/v1/devices", hall.clerk).json["devices"]] == [
        "disp-1", "led-3", "pad-3",
    ]  # fmt: skip


WINDOW = """
[[window]]
id = "4"
zone = "A"
kind = "COMPREHENSIVE"

[[device]]
id = "led-4"
kind = "window_display"
profile = "generic-modbus-text"
address = "tcp://127.0.0.1:1/unit/4"
window = "4"
"""


async def test_accounts_at_a_broker_of_ones_own_are_named_with_what_to_do(
    make_daemon: Callable[..., Daemon],
) -> None:
    daemon = make_daemon(visit_toml(1), sets=("mqtt.broker=mqtt://127.0.0.1:1",))
    with daemon:
        text = daemon.file.read_text()
        assert PAD in text
        daemon.file.write_text(text.replace(PAD, "").replace('name = "王某"', 'name = "李某"'))
        said = await asyncio.to_thread(daemon.command, "reload")
        assert "have yet to follow: pad-3\nhallctl mosquitto" in said.stdout
        again = await asyncio.to_thread(daemon.command, "reload")
        assert "have yet to follow" not in again.stdout
        daemon.file.write_text(text)
        back = await asyncio.to_thread(daemon.command, "reload")
        assert "have yet to follow: pad-3\n" in back.stdout
    assert "accounts at the broker have to follow" in daemon.log


async def test_the_accounts_of_the_broker_follow_on_sighup(hall: Hall) -> None:
    host, port = await asyncio.to_thread(lambda: hall.daemon.mqtt)
    token = await asyncio.to_thread(hall.daemon.token, "device", "pad-3")
    async with joined(MqttAddress(host, port, "pad-3", token), "pad-3") as pad:
        before = pad.stats.outages  # refused until the hall knows the new token
        hall.rewrite(lambda text: text.replace(PAD, ""))
        hall.daemon.process.send_signal(signal.SIGHUP)  # type: ignore[union-attr]
        await until(lambda: pad.stats.outages > before)
        with suppress(TimeoutError, LinkDown):
            async with asyncio.timeout(1.0):
                await pad.wait_online()
                raise AssertionError("an account that is gone came in")
        hall.rewrite(lambda text: text + PAD)
        hall.daemon.process.send_signal(signal.SIGHUP)  # type: ignore[union-attr]
        async with asyncio.timeout(PATIENCE_S):
            await pad.wait_online()


class joined:  # noqa: N801 - reads like a function
    """A client on the broker while the block lasts."""

    def __init__(self, address: MqttAddress, name: str) -> None:
        self.link = MqttLink(address, client_id=name)

    async def __aenter__(self) -> MqttLink:
        self.task = asyncio.create_task(self.link.run())
        async with asyncio.timeout(PATIENCE_S):
            await self.link.wait_online()
        return self.link

    async def __aexit__(self, *_: object) -> None:
        await stopped(self.task)


async def test_the_table_says_what_is_where_and_how_it_is(hall: Hall) -> None:
    await until(lambda: hall.device("led-3")["state"] == "ONLINE")
    done = await asyncio.to_thread(hall.daemon.command, "devices")
    assert done.returncode == 0, done.stderr
    head, *rows = done.stdout.splitlines()
    assert head.split()[:4] == ["ID", "KIND", "WHERE", "STATE"]
    assert [row.split()[0] for row in rows] == ["disp-1", "led-3", "pad-3"]
    assert rows[1].split()[1:4] == ["window_display", "3", "ONLINE"]
    view = hall.device("led-3")
    assert view["links"] == [{"name": f"modbus tcp://127.0.0.1:{hall.server.port}", "state": "ONLINE"}]
    assert view["commands"]["done"] >= 1
    assert view["driven"]
    stopped = await asyncio.to_thread(hall.daemon.stop)
    assert stopped < 5
    gone = await asyncio.to_thread(hall.daemon.command, "devices")
    assert gone.returncode == 1
    assert "no hall answers" in gone.stderr


def test_the_socket_lies_beside_the_database(make_daemon: Callable[..., Daemon], tmp_path: Path) -> None:
    daemon = make_daemon(visit_toml(1))
    assert daemon.configuration.control_socket == daemon.database.parent / "visit.sock"
    assert daemon.database.parent.is_relative_to(tmp_path)
