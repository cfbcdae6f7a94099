"""Leads a driver through the trials of its kind with whatever answers at an address."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from time import monotonic
from typing import Final

import msgspec

from hallctl.conformance.trials import ANSWERS_TO, BEFORE_EVENTS, Trial, events_of, trials_for
from hallctl.contracts.asking import Answer, Ask
from hallctl.contracts.cards import Card
from hallctl.contracts.devices import Device, DeviceNews, Ear, LinkState, Outcome
from hallctl.contracts.topics import Topics
from hallctl.domain.entries import Button, DeviceEntry
from hallctl.domain.identity import Identity, masked
from hallctl.links.modbus import ModbusLines
from hallctl.links.mqtt import MqttAddress, MqttCommander, MqttLink
from hallctl.links.wires import Wires
from hallctl.profiles import FramesProfile, Profile
from hallctl.profiles.schema import PixelProfile
from hallctl.profiles.schema.asking import Happening
from hallctl.registry.making import Drivers, make

DEVICE: Final = "device"
ANSWERS: Final = "answers"
FIRMWARE: Final = "firmware"
EVENT: Final = "event_"


@dataclass(frozen=True, slots=True)
class Pace:
    """How long a trial may take at the least, how often the driver looks, the pause between trials.

    The pause is long enough for one look.
    """

    patience_s: float = 5.0
    heartbeat_s: float = 0.4
    pause_s: float = 0.7


@dataclass(frozen=True, slots=True)
class Result:
    """How one trial ended: `why` is empty where it was passed."""

    trial: str
    why: str
    took_s: float

    @property
    def passed(self) -> bool:
        """Whether the device did what was asked of it."""
        return not self.why


@dataclass(frozen=True, slots=True)
class Examined:
    """How all trials ended, and the firmware that the device told."""

    results: tuple[Result, ...]
    firmware: str | None = None

    @property
    def passed(self) -> bool:
        """Whether the device passed every trial."""
        return all(result.passed for result in self.results)


class Heard:
    """What the driver tells of its device, and what the device asks: everything is taken, nothing kept.

    `worst`: the latest state but ONLINE that was told, since it was last set to ONLINE.
    """

    def __init__(self) -> None:
        self.news: DeviceNews | None = None
        self.worst = LinkState.ONLINE
        self.asks: list[Ask] = []
        self._changed = asyncio.Event()

    @property
    def firmware(self) -> str | None:
        """What the device last said of its firmware."""
        return None if self.news is None else self.news.firmware

    def ear(self) -> Ear:
        """The hall's ear for the driver."""
        return Ear(self._tell, self._ask, _keep)

    async def until(self, enough: Callable[[], bool], within_s: float) -> bool:
        """Wait until `enough`; whether it came."""
        try:
            async with asyncio.timeout(within_s):
                while not enough():
                    self._changed.clear()
                    await self._changed.wait()
        except TimeoutError:
            return False
        return True

    def _tell(self, news: DeviceNews) -> None:
        self.news = news
        if news.state is not LinkState.ONLINE:
            self.worst = news.state
        self._changed.set()

    async def _ask(self, _device: str, ask: Ask) -> Answer:
        self.asks.append(ask)
        self._changed.set()
        return Answer(ask.id, ok=True, data=ANSWERS_TO.get(ask.name))


async def examine(  # noqa: PLR0913 - everything that a stand is made of
    profile: Profile,
    address: str,
    drivers: Drivers,
    *,
    pace: Pace = Pace(),
    begin: Callable[[str], None] = lambda _trial: None,
    events: Sequence[str] = (),
    press: Callable[[str], None] = lambda _event: None,
    wires: Wires | None = None,
    heard: Heard | None = None,
    login: Path | None = None,
) -> Examined:
    """Every trial in order, whatever became of those before. `begin` hears which one comes now.

    `events` of the profile are tried too: `press` makes one happen at the device. `wires`: other than those
    of bytes; `heard`: what is told of the device there besides what the driver tells; `login`: a file.

    Raises ValueError when profile or address are not for the driver.
    """
    heard = heard or Heard()
    entry = entry_for(profile, address, pace, login)
    patience_s = max(pace.patience_s, profile.wire.deadline_s + 1)
    async with driven(entry, profile, drivers, wires or every_wire(), heard) as (driver, _):
        results = []
        if not _is_never_asked(profile):
            begin(ANSWERS)
            results.append(await _answers(heard, pace.patience_s))
        for trial in trials_for(profile):
            begin(trial.name)
            results.append(await _go_through(trial, driver, patience_s))
            await asyncio.sleep(pace.pause_s)
        for event in events:
            await _prepared(profile, driver)
            begin(EVENT + event)
            results.append(await _event(profile, event, heard, press, pace.patience_s))
            await asyncio.sleep(pace.pause_s)
        if FIRMWARE in profile.capabilities:
            begin(FIRMWARE)
            results.append(await _firmware(heard, profile, pace.patience_s))
        return Examined(tuple(results), heard.firmware)


@asynccontextmanager
async def driven(
    entry: DeviceEntry, profile: Profile, drivers: Drivers, wires: Wires, heard: Heard
) -> AsyncIterator[tuple[Device, tuple[asyncio.Task[None], ...]]]:
    """The driver at work, and the tasks that it and its wires are. Raises ValueError."""
    driver = make(drivers, entry, profile, wires, heard.ear())
    tasks = (asyncio.create_task(wires.run()), asyncio.create_task(driver.run()))
    try:
        yield driver, tasks
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


def _is_never_asked(profile: Profile) -> bool:
    """Whether the device need not answer, before something is shown at the least."""
    if isinstance(profile, PixelProfile):
        return not profile.stream.asks
    return isinstance(profile, FramesProfile) and not profile.is_asked


async def _answers(heard: Heard, patience_s: float) -> Result:
    began = monotonic()
    there = {LinkState.ONLINE, LinkState.DEGRADED}
    came = await heard.until(lambda: heard.news is not None and heard.news.state in there, patience_s)
    news = heard.news
    why = "" if came else f"no answer within {patience_s:g} s"
    if came and news is not None and news.state is LinkState.DEGRADED:
        why = f"it answers, but: {', '.join(news.faults)}"
    return Result(ANSWERS, why, monotonic() - began)


async def _go_through(trial: Trial, driver: Device, patience_s: float) -> Result:
    began = monotonic()
    try:
        async with asyncio.timeout(patience_s):
            outcome = await trial.act(driver)
    except TimeoutError:
        why = f"the command did not end within {patience_s:g} s"
    except Exception as error:  # noqa: BLE001 - the driver under test is to fail here, not the stand
        why = f"the driver raised {error!r}"
    else:
        why = "" if outcome is Outcome.DONE else str(outcome.value)
    return Result(trial.name, why, monotonic() - began)


async def _prepared(profile: Profile, driver: Device) -> None:
    """A rating counts only while somebody is asked for it."""
    for trial in trials_for(profile):
        if trial.name in BEFORE_EVENTS:
            await trial.act(driver)


async def _event(
    profile: Profile, name: str, heard: Heard, press: Callable[[str], None], patience_s: float
) -> Result:
    """The driver asks of the hall what the profile says, with its arguments at the least."""
    began = monotonic()
    event = events_of(profile)[name]
    heard.asks.clear()
    press(name)
    came = await heard.until(lambda: any(_is_asked(ask, event) for ask in heard.asks), patience_s)
    said = ", ".join(f"{ask.name} {bytes(ask.args).decode()}" for ask in heard.asks) or "nothing"
    why = "" if came else f"asked was {said}, it should be {event.asks} {dict(event.args)}"
    return Result(EVENT + name, why, monotonic() - began)


def _is_asked(ask: Ask, event: Happening) -> bool:
    args = msgspec.json.decode(ask.args)
    return ask.name == event.asks and event.args.items() <= args.items()


async def _firmware(heard: Heard, profile: Profile, patience_s: float) -> Result:
    began = monotonic()
    came = await heard.until(lambda: heard.firmware is not None, patience_s)
    told = heard.firmware
    if not came or told is None:
        why = "it does not tell its firmware"
    elif not profile.firmware.covers(told):
        why = f"firmware {told}: the profile is for {profile.firmware}"
    else:
        why = ""
    return Result(FIRMWARE, why, monotonic() - began)


def entry_for(profile: Profile, address: str, pace: Pace, login: Path | None = None) -> DeviceEntry:
    """A place in a hall where every button of the profile stands for something."""
    named = (str(event.args.get("button", "")) for event in events_of(profile).values())
    return DeviceEntry(
        DEVICE,
        profile.kind,
        profile.name,
        address,
        window="3",
        heartbeat_s=pace.heartbeat_s,
        printer=None if "print" in profile.commands else "another",
        login_file=None if login is None else str(login),
        buttons={name: Button(zone="A") for name in named if name},
    )


def every_wire() -> Wires:
    """Every wire but the broker, which nobody is connected to."""
    return Wires(ModbusLines(), no_broker())


def no_broker() -> MqttCommander:
    """Whatever is sent there is lost."""
    nobody = MqttLink(MqttAddress("127.0.0.1", 1), client_id="conformance")
    return MqttCommander(nobody, Topics("conformance"), clock=lambda: datetime.now(UTC))


def _keep(card: Card) -> Identity:
    """A card is shown to nobody and kept nowhere."""
    return Identity("conformance", "conformance", masked(card.number), "")
