"""`hallctl demo`: a whole hall to look at: daemon, simulated devices and people, each its own process."""

from __future__ import annotations

import asyncio
import contextlib
import json
import os
import signal
import sys
import urllib.request
from pathlib import Path
from typing import Annotated, Final

import typer

from hallctl.accounts import Accounts
from hallctl.cli.files import Sets, configuration, fail
from hallctl.cli.rooms import books, journal
from hallctl.cli.simulating import Faults, access_path
from hallctl.configuration.configuration import Configuration
from hallctl.domain.equipment import DeviceKind
from hallctl.domain.posts import Post
from hallctl.domain.setup import HallSetup
from hallctl.journal.errors import JournalError
from hallctl.simulation import access
from hallctl.simulation.seating import usual_windows
from hallctl.speech.presence import silent, there

DEFAULT: Final = Path("config/demo.toml")
KIOSK: Final = "demo-kiosk"
STOP_WITHIN_S: Final = 8.0
READY_WITHIN_S: Final = 60.0

File = Annotated[Path, typer.Argument(metavar="[FILE]", help="Configuration of the demo hall.")]
Speed = Annotated[float, typer.Option(min=0.1, max=1000, help="How much faster than life people act.")]
NoPeople = Annotated[bool, typer.Option("--no-people", help="Simulate the devices only.")]


def demo(
    file: File = DEFAULT,
    speed: Speed = 1.0,
    no_people: NoPeople = False,  # noqa: FBT002 - typer
    faults: Faults = None,
    sets: Sets = None,
) -> None:
    """Run a demo hall on embedded defaults and say where to look. Ctrl-C ends it."""
    hall = configuration(file, sets)
    try:
        _must_be_free(hall)
        with books(hall) as accounts:
            given = make_access(hall, accounts)
    except JournalError as error:
        raise fail(str(error)) from None
    options = [part for value in sets or [] for part in ("--set", value)]
    troubles = ["--faults", str(faults)] if faults else []
    code = asyncio.run(_run(hall, file, options, given, troubles, speed=speed, people=not no_people))
    if code:
        raise typer.Exit(code)


def _must_be_free(hall: Configuration) -> None:
    """Raises JournalError while a daemon runs on the database: its tokens must not be replaced under it."""
    found = journal(hall)
    found.open()
    found.close()


# --- logins of the demo --------------------


def make_access(hall: Configuration, accounts: Accounts) -> access.Access:
    """Fixed logins for everybody on the staff, fresh tokens for the devices and the kiosk."""
    known = {person.user for person in accounts.people()}
    seats = usual_windows(hall.setup)
    users = []
    for person in hall.setup.staff.values():
        password = f"demo-{person.id}-{hall.setup.id}"
        if person.id in known:
            accounts.set_password(person.id, password)
        else:
            accounts.create_person(person.id, password)
        users.append(access.Login(person.id, password, person.post.value, seats.get(person.id)))
    tokens = {}
    for device, entry in hall.setup.devices.items():
        kind = "kiosk" if entry.kind == DeviceKind.KIOSK else "device"
        accounts.revoke_tokens(kind, device)
        tokens[device] = accounts.create_token(kind, device)
    accounts.revoke_tokens("kiosk", KIOSK)
    return access.Access("", "", users, accounts.create_token("kiosk", KIOSK), tokens)


def own_window(setup: HallSetup, users: list[access.Login]) -> access.Login | None:
    """The clerk whose place is left to whoever tries the demo: one that another window can stand in for.

    None in a hall so small that simulated people would miss the window.
    """
    seated = {login.window: login for login in users if login.window is not None}
    served = {
        window: setup.services_of(setup.windows[window], setup.staff[login.user])
        for window, login in seated.items()
    }
    for window, login in reversed(seated.items()):
        if any(served[window] <= served[other] for other in seated if other != window):
            return login
    return None


# --- the processes --------------------


async def _run(
    hall: Configuration,
    file: Path,
    options: list[str],
    given: access.Access,
    troubles: list[str],
    *,
    speed: float,
    people: bool,
) -> int:
    stop = asyncio.Event()
    for name in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(name, stop.set)
    daemon = await _spawn("run", str(file), *options, output=asyncio.subprocess.PIPE)
    started = [daemon]
    try:
        url = await _ready(daemon, stop)
        if url is None:
            return 0 if stop.is_set() else 1
        broker = await asyncio.to_thread(_broker, url)
        path = access_path(hall)
        written = access.Access(url, broker, given.users, given.kiosk_token, given.devices)
        access.write(path, written)
        own = own_window(hall.setup, given.users)
        # The daemon tells what happens; its simulated surroundings only what goes wrong.
        quiet = ("--set", "logging.level=error")
        common = (str(file), "--speed", str(speed), "--access", str(path), *options, *quiet)
        started.append(await _spawn("simulate", "devices", *common, *troubles))
        if people:
            without = ("--without", own.window) if own and own.window else ()
            started.append(await _spawn("simulate", "people", *common, *without))
        _say_where(hall, written, path, own)
        return await _until_end(started, stop)
    finally:
        # People first, then the hall, so that it stops among devices that still answer.
        daemon, *simulators = started
        for process in (*simulators[1:], daemon, *simulators[:1]):
            await _end(process)


async def _spawn(*words: str, output: int | None = None) -> asyncio.subprocess.Process:
    """This same program with other words, in its own process group: a Ctrl-C reaches only the demo."""
    return await asyncio.create_subprocess_exec(
        sys.executable, "-m", "hallctl", *words, stdout=output, start_new_session=True
    )


async def _ready(daemon: asyncio.subprocess.Process, stop: asyncio.Event) -> str | None:
    """The address of the daemon's ready line; None when it ends or is stopped before."""
    assert daemon.stdout is not None  # noqa: S101 - it was started with a pipe
    reading = asyncio.ensure_future(daemon.stdout.readline())
    stopping = asyncio.ensure_future(stop.wait())
    done, _ = await asyncio.wait(
        {reading, stopping}, timeout=READY_WITHIN_S, return_when=asyncio.FIRST_COMPLETED
    )
    stopping.cancel()
    if reading not in done:
        reading.cancel()
        return None
    line = reading.result().decode()
    return line.removeprefix("ready: ").strip() if line.startswith("ready: ") else None


def _broker(url: str) -> str:
    """Where the daemon's broker listens, from its own description."""
    with urllib.request.urlopen(url + "asyncapi.json", timeout=10) as answer:  # noqa: S310 - our own daemon
        servers = json.load(answer)["servers"]
    server = next(iter(servers.values()))
    return f"{server['protocol']}://{server['host']}"


async def _until_end(started: list[asyncio.subprocess.Process], stop: asyncio.Event) -> int:
    """Wait for the signal; when a process ends by itself, say its code: it has said why."""
    ends = [asyncio.ensure_future(process.wait()) for process in started]
    stopping = asyncio.ensure_future(stop.wait())
    await asyncio.wait({*ends, stopping}, return_when=asyncio.FIRST_COMPLETED)
    codes = [end.result() for end in ends if end.done()]
    for waiting in (*ends, stopping):
        waiting.cancel()
    return codes[0] if codes else 0


async def _end(process: asyncio.subprocess.Process) -> None:
    """Ask a process to end, insist after a while."""
    if process.returncode is not None:
        return
    with contextlib.suppress(ProcessLookupError):
        process.terminate()
    try:
        async with asyncio.timeout(STOP_WITHIN_S):
            await process.wait()
    except TimeoutError:
        process.kill()
        await process.wait()


def _kiosk_token(setup: HallSetup, given: access.Access) -> str:
    """That of the kiosk of the register, which may have a card reader; else that of any kiosk."""
    kiosks = (name for name, entry in setup.devices.items() if entry.kind == DeviceKind.KIOSK)
    return given.devices.get(next(kiosks, ""), given.kiosk_token)


def _voice(hall: Configuration) -> str:
    """Which engines speak the calls, or why none does."""
    reason = silent(hall.voice)
    if reason is not None:
        return f"calls are shown and not spoken 只显示不播报: {reason}"
    return "calls are spoken by 播报引擎 " + ", ".join(there(hall.voice))


def _say_where(hall: Configuration, given: access.Access, path: Path, own: access.Login | None) -> None:
    clerk = own or next((login for login in given.users if login.window), given.users[0])
    free = next((login for login in given.users if login.post == Post.DISPATCHER.value), clerk)
    decides = next((login for login in given.users if login.post == Post.APPROVAL_SECTION.value), clerk)
    place = f"window {clerk.window}" + (" is yours 这个窗口留给您" if own else "")
    lines = [
        "",
        f"  {hall.setup.name} is running. 大厅已启动。Ctrl-C ends it. 按 Ctrl-C 结束。",
        "",
        f"  start    首页     {given.url}",
        f"  kiosk    取号     {given.url}kiosk#token={_kiosk_token(hall.setup, given)}",
        f"  wall     大屏     {given.url}wall",
        f"  panel    窗口     {given.url}window     {clerk.user} / {clerk.password}   {place}",
        f"  dispatch 调度     {given.url}dispatch   {free.user} / {free.password}",
        f"  cases    办件     {given.url}cases      {decides.user} / {decides.password}",
        f"  progress 查进度   {given.url}a",
        f"  voice    语音     {_voice(hall)}",
        f"  API               {given.url}openapi.json   MQTT {given.mqtt}   metrics {given.url}metrics",
        f"  all logins and tokens 全部账号: {os.path.relpath(path)}",
        "",
    ]
    sys.stdout.write(f"ready: {given.url}\n" + "\n".join(lines) + "\n")
    sys.stdout.flush()
