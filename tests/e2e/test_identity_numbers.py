"""A full run with a real-name number: who it is appears nowhere outside the personal store (SEC-03).

The daemon, its log, its pages and its broker are the real ones; the devices are simulated on their wires.
"""

import asyncio
import gzip
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import aiomqtt
import pytest
from busy_hall import BusyHall
from daemon import Daemon, bearer
from intake import ALL_PASSED
from polling import PATIENCE_S, until

import firmware_profiles
from hallctl.contracts.cards import Card
from hallctl.profiles import ProfileLibrary
from hallctl.simulation.devices import SimulatedDevices
from hallctl.simulation.mqtt_device import Account
from hallctl.simulation.simulator import Surroundings

NUMBER = "11010519491231002X"
CARD = Card(
    name="测试甲乙",
    number=NUMBER,
    sex="2",
    nation="01",
    born="19491231",
    address="北京市朝阳区某某街道一号",
    issuer="北京市公安局朝阳分局",
    valid_from="20200101",
    valid_until="长期",
)
WORDS = (NUMBER, NUMBER.lower(), CARD.name, CARD.address)
SECRETS = tuple(word.encode(encoding) for word in WORDS for encoding in ("utf-8", "gb18030", "utf-16-le"))
IN_HEX = (NUMBER.encode().hex().encode(),)
IN_JSON = tuple(text.encode("unicode_escape") for text in (CARD.name, CARD.address))
PUBLIC = (
    "/openapi.json", "/asyncapi.json", "/healthz", "/readyz", "/kiosk", "/wall",
    "/api/v1/hall", "/api/v1/zones", "/api/v1/windows", "/api/v1/waiting", "/api/v1/devices", "/t/{token}",
)  # fmt: skip

OPEN_TOPICS = ("event/+/+", "window/+", "zone/+", "wall", "map")
HEARD = {"reply", "hall/busy/event/card/read", "hall/busy/wall"}

DEVICES = """
[[device]]
id = "id-0"
kind = "id_reader"
profile = "generic-sam"
address = "serial://{home}/tty-0"
zone = "A"
[[device]]
id = "id-1"
kind = "id_reader"
profile = "generic-sam"
address = "serial://{home}/tty-1"
window = "1"
[[device]]
id = "led-1"
kind = "window_display"
profile = "generic-modbus-text"
address = "tcp://127.0.0.1:{port}/unit/1"
window = "1"
[[device]]
id = "disp-1"
kind = "dispenser"
profile = "generic-mqtt"
address = "mqtt:"
zone = "A"
"""


@dataclass
class Run:
    """A hall among its devices, and everything that came out of it."""

    daemon: Daemon
    devices: SimulatedDevices
    clerk: dict[str, str]
    said: list[bytes] = field(default_factory=list)
    topics: set[str] = field(default_factory=set)

    def device(self, name: str) -> Any:
        return self.devices.simulators[name]

    async def post(self, path: str, body: Any = None) -> dict[str, Any]:
        reply = await asyncio.to_thread(self.daemon.post, path, body, self.clerk)
        assert reply.status in {200, 201}, reply.content
        self.said.append(reply.content)
        found: dict[str, Any] = reply.json
        return found

    async def get(self, path: str, headers: dict[str, str] | None = None) -> None:
        reply = await asyncio.to_thread(self.daemon.get, path, headers)
        packed = reply.headers.get("Content-Encoding") == "gzip"
        self.said.append(gzip.decompress(reply.content) if packed else reply.content)

    async def listen(self, account: str, token: str) -> None:
        """What an integrator hears: every topic that the broker lets it have."""
        host, port = await asyncio.to_thread(lambda: self.daemon.mqtt)
        async with aiomqtt.Client(host, port, identifier=account, username=account, password=token) as client:
            await client.subscribe([(f"hall/busy/{topics}", 1) for topics in OPEN_TOPICS])
            async for message in client.messages:
                self.topics.add(message.topic.value)
                self.said.append(message.payload)

    def tap(self, name: str) -> None:
        """What the broker brings to a device alone: commands and replies."""
        device = self.device(name)
        hear = device._hear

        def heard(leaf: str, payload: bytes) -> None:
            self.topics.add(leaf)
            self.said.append(payload)
            hear(leaf, payload)

        device._hear = heard

    async def watch(self, name: str) -> None:
        """Every picture of the display."""
        display = self.device(name)
        while True:
            self.said.append(repr(display.shown).encode())
            display.changed.clear()
            await display.changed.wait()


@asynccontextmanager
async def running(daemon: Daemon, clerk: dict[str, str], tokens: dict[str, str]) -> AsyncIterator[Run]:
    library = ProfileLibrary.load([firmware_profiles.folder()])
    host, port = await asyncio.to_thread(lambda: daemon.mqtt)
    accounts = {"disp-1": Account("busy", "disp-1", tokens["disp-1"], host, port)}
    entries = daemon.configuration.setup.devices.values()
    devices = SimulatedDevices(entries, library, Surroundings(20.0, accounts))
    await devices.start()
    run = Run(daemon, devices, clerk)
    run.tap("disp-1")
    ears = [asyncio.create_task(run.listen("city", tokens["city"])), asyncio.create_task(run.watch("led-1"))]
    try:
        await run.device("disp-1").wait_online()
        yield run
    finally:
        for ear in ears:
            ear.cancel()
        ends = await asyncio.gather(*ears, return_exceptions=True)
        await devices.stop()
        assert [end for end in ends if not isinstance(end, asyncio.CancelledError)] == []


@pytest.mark.req("SEC-03")
async def test_an_identity_number_is_in_no_log_no_message_no_picture_and_no_answer(
    tmp_path: Path, make_daemon: Callable[..., Daemon], free_port: int
) -> None:
    toml = BusyHall(windows=1, items=1).toml() + DEVICES.format(home=tmp_path, port=free_port)
    daemon = make_daemon(toml, sets=("logging.level=debug",))
    tokens = {
        "disp-1": daemon.token("device", "disp-1"),
        "city": daemon.token("integrator", "city"),
        "kiosk": daemon.token("kiosk", "kiosk-1"),
    }
    clerk = daemon.sessions({"clerk-1": "1"})["clerk-1"]
    await asyncio.to_thread(daemon.start)
    async with running(daemon, clerk, tokens) as run:
        run.device("id-0").lay(CARD)
        await until(lambda: run.device("id-0").readings)
        card = await reading(daemon)
        reply = await run.device("disp-1").ask("ticket.issue", {"items": ["IT-001"], "card": card})
        assert reply.ok, reply
        assert NUMBER[-4:] in str(reply.data), "the ticket shows the mask"
        run.said.append(repr(reply.data).encode())
        await run.post("windows/1/open")
        called = await run.post("windows/1/next")
        assert called["ticket"]["id"] == reply.data["id"]
        await until(lambda: called["ticket"]["number"] in run.device("led-1").shown.rows[0])
        run.device("id-1").lay(CARD)
        await until(lambda: run.device("id-1").readings)
        await run.post("windows/1/start")
        await applied(run)
        for path in PUBLIC:
            await run.get(path.format(token=reply.data["url"].rpartition("/")[2]))
            await run.get(path.format(token=reply.data["url"].rpartition("/")[2]), bearer(tokens["kiosk"]))
        await run.get(f"/api/v1/tickets/{reply.data['id']}", bearer(tokens["kiosk"]))
        await run.get("/metrics")
        await run.post("windows/1/complete", {"outcome": "enquiry_only"})
        await until(lambda: run.topics >= HEARD)
        await until(lambda: any(topic.endswith("ticket/completed") for topic in run.topics))
    await asyncio.to_thread(daemon.stop)
    run.said.append(daemon.log_file.read_bytes())
    run.said += [path.read_bytes() for path in daemon.file.parent.rglob("*") if path.is_file()]
    run.said.append(b"\n".join(record.raw for record in daemon.journal()))
    everything = b"\n".join(run.said)
    assert called["ticket"]["number"].encode() in everything
    assert len(daemon.log_file.read_bytes()) > 500
    assert [secret for secret in (*SECRETS, *IN_HEX, *IN_JSON) if secret in everything] == []


async def applied(run: Run) -> None:
    """An application of the same person: entered by hand, turned down in words that name her, looked at."""
    who = {"name": CARD.name, "number": NUMBER}
    body = {"window": "1", "item": "IT-001", "checks": ALL_PASSED, "applicant": who}
    case = (await run.post("applications", body))["application"]
    path = f"applications/{case['id']}"
    words = f"{CARD.name}（{NUMBER}）住{CARD.address}，无需许可"
    act = {"act": "not_required", "text": words, "basis": "行政许可法第十二条"}
    await run.post(f"{path}/acts", {"act": act, "revision": case["revision"]})
    person = (await run.post("applicants/look-up", {"number": NUMBER}))["person"]
    for look in (path, f"{path}/timeline", f"{path}/documents", f"applications?applicant={person}"):
        await run.get(f"/api/v1/{look}", run.clerk)
    assert case["id"].encode() in run.said[-1]


async def reading(daemon: Daemon) -> str:
    """The id of the reading, as the journal has it."""
    async with asyncio.timeout(PATIENCE_S):
        while True:
            for record in await asyncio.to_thread(daemon.journal):
                if record.type == "card.read":
                    return str(record.event.card)  # type: ignore[attr-defined]
            await asyncio.sleep(0.05)
