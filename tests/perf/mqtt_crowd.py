"""A thousand MQTT devices that come at once, as after a loss of power, and then report: on either broker.

Windows call all the while. Measured are the time until the hall has every device online, and how long a call
takes to its display before and meanwhile; beside it the time in which the broker alone lets all of them in.
"""

from __future__ import annotations

import asyncio
import os
import shutil
import subprocess
import sys
import time
from collections.abc import AsyncIterator, Iterator, Mapping
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from busy_hall import table_of
from daemon import Daemon, bearer
from debian_programs import find
from figures import MS, Figure, p50, p99
from free_ports import free_port
from mqtt_brokers import Mosquitto, token
from press_load import HALL, Displays, Presses, fill
from yardstick import HERE, running

from hallctl.contracts.topics import HALL_ACCOUNT
from hallctl.mqtt.mosquitto import Account

CROWD: Final = 1000
REPORT_S: Final = 10.0
QUIET_S: Final = 8.0
AFTER_S: Final = 5.0
"""How long calls go on to be timed after the last device is online: all of them report meanwhile."""

ONLINE_S: Final = 30.0
GIVEN_UP_S: Final = 60.0
DOUBLED: Final = 2.0
LOOK_S: Final = 2.0
"""Between two looks at the register, which is long and costs the hall itself something."""

DEVICES: Final = tuple(f"kiosk-{number}" for number in range(1, CROWD + 1))


@dataclass(frozen=True)
class Crowded:
    """Seconds until all were online, and of calls before and meanwhile.

    `hall_s`, `crowd_s`: processor time that each took from the first knock until all were online.
    """

    online_s: float
    before: list[float]
    meanwhile: list[float]
    missed: int
    hall_s: float
    crowd_s: float


@contextmanager
def crowd(port: int, tokens: Mapping[str, str]) -> Iterator[tuple[int, asyncio.Future[str]]]:
    """The crowd, from the moment at which it begins to connect: its process, and when all are let in."""
    command = [sys.executable, str(HERE / "mqtt_devices.py"), str(port), "busy", str(REPORT_S)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        process.stdin.write("".join(f"{device} {secret}\n" for device, secret in tokens.items()))
        process.stdin.close()
        try:
            yield process.pid, asyncio.ensure_future(asyncio.to_thread(process.stdout.readline))
        finally:
            process.terminate()


async def let_in(port: int, tokens: Mapping[str, str]) -> float:
    """Seconds in which a broker without a hall lets the crowd in."""
    began = time.perf_counter()
    with crowd(port, tokens) as (_, done):
        await asyncio.wait_for(done, GIVEN_UP_S)
        return time.perf_counter() - began


async def crowded(daemon: Daemon, broker: tuple[str, int], tokens: Mapping[str, str], kiosk: str) -> Crowded:
    """Call at fifty presses a second; meanwhile the crowd comes."""
    displays = Displays()
    sessions = daemon.sessions({f"clerk-{window}": window for window in HALL.window_ids})
    with daemon:
        assert daemon.process is not None
        hall = daemon.process.pid
        await fill(daemon.port, bearer(kiosk), 2500)
        async with _shown(displays, broker, tokens):
            presses = Presses(daemon.port, {w: sessions[f"clerk-{w}"] for w in HALL.window_ids}, displays)
            pressing = asyncio.create_task(presses.run(GIVEN_UP_S + QUIET_S))
            await asyncio.sleep(QUIET_S)
            came, before_s = time.perf_counter(), processor_s(hall)
            with crowd(broker[1], {device: tokens[device] for device in DEVICES}) as (devices, let_in_all):
                await asyncio.wait_for(let_in_all, GIVEN_UP_S)
                await _all_online(daemon, bearer(kiosk))
                online_s = time.perf_counter() - came
                hall_s, crowd_s = processor_s(hall) - before_s, processor_s(devices)
                await asyncio.sleep(AFTER_S)
                pressing.cancel()
                await asyncio.gather(pressing, return_exceptions=True)
    timed = list(zip(presses.pressed_at, presses.latencies, strict=True))
    return Crowded(
        online_s,
        [latency for at, latency in timed if came - QUIET_S + 2.0 < at < came - 0.2],
        [latency for at, latency in timed if at >= came],
        presses.missed,
        hall_s,
        crowd_s,
    )


def processor_s(pid: int) -> float:
    """Seconds of processor time that a process has taken so far, in the kernel too (proc(5))."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


@asynccontextmanager
async def _shown(
    displays: Displays, broker: tuple[str, int], tokens: Mapping[str, str]
) -> AsyncIterator[None]:
    """The displays of the windows are there."""
    ups = {device: asyncio.Event() for device in HALL.display_ids}
    serving = [
        asyncio.create_task(displays.serve(broker, device, tokens[device], up)) for device, up in ups.items()
    ]
    await asyncio.gather(*(up.wait() for up in ups.values()))
    try:
        yield
    finally:
        for task in serving:
            task.cancel()
        await asyncio.gather(*serving, return_exceptions=True)


async def _all_online(daemon: Daemon, headers: dict[str, str]) -> None:
    async with asyncio.timeout(GIVEN_UP_S):
        while True:
            answer = await asyncio.to_thread(daemon.get, "/api/v1/devices", headers)
            states = {device["id"]: device["state"] for device in answer.json["devices"]}
            if all(states[device] == "ONLINE" for device in DEVICES):
                return
            await asyncio.sleep(LOOK_S)


def _toml() -> str:
    wire = {"kind": "dispenser", "profile": "generic-mqtt", "address": "mqtt:"}
    return HALL.toml() + "\n".join(table_of("device", id=device, zone="A", **wire) for device in DEVICES)


def _tokens(daemon: Daemon) -> tuple[dict[str, str], str]:
    """The token of each device, and that of a kiosk for everything else."""
    with daemon.books() as accounts:
        devices = (*HALL.display_ids, *DEVICES)
        tokens = {device: accounts.create_token("device", device) for device in devices}
        return tokens, accounts.create_token("kiosk", "kiosk")


async def embedded(place: Path) -> list[Figure]:
    """On the embedded broker."""
    daemon = Daemon.in_folder(place / "crowd-embedded", _toml())
    tokens, kiosk = _tokens(daemon)
    with running("bare_broker.py") as line:
        alone_s = await let_in(int(line.split()[0]), {device: tokens[device] for device in DEVICES})
    port = free_port()
    daemon.sets = (*daemon.sets, f"mqtt.bind=127.0.0.1:{port}")
    return _figures("embedded", await crowded(daemon, ("127.0.0.1", port), tokens, kiosk), alone_s)


async def on_mosquitto(place: Path) -> list[Figure]:
    """On Debian's Mosquitto with the shipped files; nothing where it is not installed."""
    if find("mosquitto") is None:
        return []
    daemon = Daemon.in_folder(place / "crowd-mosquitto", _toml())
    tokens, kiosk = _tokens(daemon)
    kinds = dict.fromkeys(DEVICES, "dispenser") | dict.fromkeys(HALL.display_ids, "window_display")
    peer = Mosquitto("busy", {Account(device, kinds[device]): tokens[device] for device in tokens})
    secret = place / "hall-at-mosquitto"
    secret.write_text(token(HALL_ACCOUNT))
    secret.chmod(0o600)
    daemon.sets = (
        *daemon.sets,
        f"mqtt.broker=mqtt://127.0.0.1:{peer.port}",
        f"mqtt.password_file={secret.resolve()}",
    )
    try:
        await peer.start()
        alone_s = await let_in(peer.port, {device: tokens[device] for device in DEVICES})
        await peer.stop()
        await peer.start()
        found = await crowded(daemon, ("127.0.0.1", peer.port), tokens, kiosk)
        await peer.stop()
    finally:
        shutil.rmtree(peer.home)
    return _figures("mosquitto", found, alone_s)


async def mqtt_crowd(place: Path) -> list[Figure]:
    """Both brokers."""
    return [*await embedded(place), *await on_mosquitto(place)]


def _figures(broker: str, found: Crowded, alone_s: float) -> list[Figure]:
    before, meanwhile = p50(found.before) * MS, p50(found.meanwhile) * MS
    return [
        Figure(
            name=f"mqtt_1000_online_{broker}",
            value=found.online_s,
            unit="s",
            bare=alone_s,
            ratio=found.online_s / alone_s,
            target=f"< {ONLINE_S:.0f} s",
            ok=found.online_s < ONLINE_S,
            note=(
                f"{CROWD} devices that connect at once, until the hall has journaled each as online; bare: "
                f"until the broker without a hall has let all in. Processor time: hall {found.hall_s:.1f} s, "
                f"all devices together {found.crowd_s:.1f} s"
            ),
        ),
        Figure(
            name=f"mqtt_1000_call_{broker}",
            value=meanwhile,
            unit="ms",
            p50=meanwhile,
            p99=p99(found.meanwhile) * MS,
            bare=before,
            ratio=meanwhile / before,
            target=f"ratio <= {DOUBLED:.0f}",
            ok=meanwhile <= DOUBLED * before and not found.missed,
            note=(
                f"press to the display's command, {len(found.meanwhile)} presses while they come and report "
                f"every {REPORT_S:.0f} s, {found.missed} not shown; bare: {len(found.before)} presses "
                f"before, p99 {p99(found.before) * MS:.1f} ms"
            ),
        ),
    ]


if __name__ == "__main__":
    from tempfile import TemporaryDirectory

    from figures import table

    with TemporaryDirectory() as folder:
        print(table(asyncio.run(mqtt_crowd(Path(folder)))))
