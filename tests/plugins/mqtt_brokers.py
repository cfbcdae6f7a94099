"""Real MQTT brokers for tests: the embedded one and Mosquitto with the shipped files, both on a free port."""

import asyncio
import os
import pwd
import shutil
import subprocess
import tempfile
from collections.abc import AsyncIterator, Mapping
from pathlib import Path
from typing import Any, Protocol

import pytest
from debian_programs import path_of
from free_ports import free_port

from hallctl.contracts.topics import HALL_ACCOUNT
from hallctl.links.mqtt import MqttAddress
from hallctl.mqtt.broker import EmbeddedBroker
from hallctl.mqtt.mosquitto import Account, write_files

HALL = "demo"
KINDS = {
    "led-3": "window_display",
    "led-4": "window_display",
    "kiosk-1": "dispenser",
    "pad-3": "rater",
    "key-3": "keypad",
    "pa-a": "speaker",
    "city": "integrator",
}
SHIPPED = Path(__file__).parents[2] / "config" / "mosquitto" / "mosquitto.conf"
START_S = 10.0


def token(account: str) -> str:
    return f"token-of-{account}"


class Peer(Protocol):
    """A broker that a test starts, stops and starts again on the same port."""

    port: int

    async def start(self) -> None: ...
    async def stop(self) -> None: ...
    def address(self) -> MqttAddress: ...


class Embedded:
    def __init__(self) -> None:
        self.port = 0
        self.broker = self._new()

    def _new(self) -> EmbeddedBroker:
        return EmbeddedBroker(
            HALL,
            host="127.0.0.1",
            port=self.port,
            verify=lambda account, given: given == token(account),
            kind_of=KINDS.get,
        )

    async def start(self) -> None:
        # The address stays what it was: whoever knows it reconnects.
        self.broker._secret = token(HALL_ACCOUNT)
        await self.broker.start()
        self.port = self.broker.port

    async def stop(self) -> None:
        await self.broker.stop()
        self.broker = self._new()

    def address(self) -> MqttAddress:
        return MqttAddress("127.0.0.1", self.port, HALL_ACCOUNT, token(HALL_ACCOUNT))


class Mosquitto:
    def __init__(self, hall: str = HALL, tokens: Mapping[Account, str] | None = None) -> None:
        self.program = path_of("mosquitto")
        self._hall = hall
        self._tokens = tokens or {Account(name, kind): token(name) for name, kind in KINDS.items()}
        self.home = Path(tempfile.mkdtemp(prefix="hallctl-mosquitto-"))
        self.port = free_port()
        self.process: subprocess.Popen[bytes] | None = None
        self._identity = _unprivileged(self.home)
        self._write_files()

    def _write_files(self) -> None:
        written = write_files(self.home, self._hall, self._tokens, token(HALL_ACCOUNT))
        conf = SHIPPED.read_text()
        for shipped, ours in (
            ("listener 1883 ", f"listener {self.port} "),
            ("/etc/mosquitto/hall.", f"{self.home}/hall."),
        ):
            assert shipped in conf
            conf = conf.replace(shipped, ours)
        conf += f"persistence_location {self.home}/\n"
        path = self.home / "hall.conf"
        path.write_text(conf)
        for each in (path, *written):
            each.chmod(0o600)
            if self._identity:
                os.chown(each, self._identity["user"], self._identity["group"])

    async def start(self) -> None:
        self.process = self._launch()
        async with asyncio.timeout(START_S):
            while not await _answers(self.port):
                if self.process.poll() is not None:
                    pytest.fail((self.home / "mosquitto.log").read_text())
                await asyncio.sleep(0.02)

    def _launch(self) -> subprocess.Popen[bytes]:
        command = [self.program, "-c", str(self.home / "hall.conf")]
        with (self.home / "mosquitto.log").open("ab") as log:
            return subprocess.Popen(command, stdout=log, stderr=log, cwd=self.home, **self._identity)

    async def stop(self) -> None:
        if self.process is not None:
            self.process.terminate()
            await asyncio.to_thread(self.process.wait, START_S)
            self.process = None

    def address(self) -> MqttAddress:
        return MqttAddress("127.0.0.1", self.port, HALL_ACCOUNT, token(HALL_ACCOUNT))


@pytest.fixture
async def embedded() -> AsyncIterator[Embedded]:
    """The broker inside the daemon, started."""
    peer = Embedded()
    await peer.start()
    yield peer
    await peer.stop()


@pytest.fixture
async def mosquitto() -> AsyncIterator[Mosquitto]:
    """Debian's Mosquitto with the files that the project ships, started unprivileged."""
    peer = Mosquitto()
    try:
        await peer.start()
        yield peer
        await peer.stop()
    finally:
        shutil.rmtree(peer.home)


@pytest.fixture(params=["embedded", "mosquitto"])
async def mqtt_broker(request: pytest.FixtureRequest) -> AsyncIterator[Peer]:
    """Each test once with either broker."""
    peer = Embedded() if request.param == "embedded" else Mosquitto()
    try:
        await peer.start()
        yield peer
        await peer.stop()
    finally:
        if isinstance(peer, Mosquitto):
            shutil.rmtree(peer.home)


async def _answers(port: int) -> bool:
    try:
        _, writer = await asyncio.open_connection("127.0.0.1", port)
    except OSError:
        return False
    writer.close()
    await writer.wait_closed()
    return True


def _unprivileged(home: Path) -> dict[str, Any]:
    if os.getuid() != 0:
        return {}
    nobody = pwd.getpwnam("nobody")
    os.chown(home, nobody.pw_uid, nobody.pw_gid)
    return {"user": nobody.pw_uid, "group": nobody.pw_gid, "extra_groups": []}
