"""Recording a device while it goes through its trials, and proving a profile by what was recorded."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final, Literal

from hallctl.conformance.bench import ANSWERS, EVENT, FIRMWARE, Examined, Pace, examine
from hallctl.conformance.language import exchanges
from hallctl.conformance.places import Place, address, free_end, spot_of
from hallctl.conformance.recorded_device import RecordedDevice
from hallctl.conformance.tap import Tap, tapped
from hallctl.conformance.trials import events_of
from hallctl.profiles import Profile
from hallctl.profiles.recorded import Exchange, Recording
from hallctl.profiles.schema import CameraProfile
from hallctl.registry.making import Drivers


@dataclass(frozen=True, slots=True)
class Proof:
    """What came of a replay."""

    examined: Examined
    strange: Sequence[bytes]
    """What the driver said and the device of the recording was never asked."""
    unheard: Sequence[Exchange]
    """What the driver said when it was recorded, and does not say any more."""

    @property
    def holds(self) -> bool:
        """Whether every trial was passed with the very bytes of the recording."""
        return self.examined.passed and not self.strange and not self.unheard


Press = Callable[[Tap, str], None]
"""Makes an event happen at the device, or says it in its place."""


def a_login(profile: Profile, home: Path) -> Path | None:
    """A file with a login for a device that wants one; what stands in it is never recorded."""
    if not isinstance(profile, CameraProfile):
        return None
    file = home / "login"
    file.write_text(f"hall:{secrets.token_urlsafe(12)}\n", encoding="utf-8")
    return file


_QUICK: Final = Pace(heartbeat_s=0.1, pause_s=0.2)
"""What is recorded does not need the time that a device needs."""


async def record(  # noqa: PLR0913 - everything that a recording is made of
    profile: Profile,
    where: str,
    drivers: Drivers,
    *,
    device: Literal["real", "simulated"],
    on: date,
    press: Press | None = None,
    pace: Pace = Pace(),  # noqa: B008 - it is frozen
    login: Path | None = None,
) -> tuple[Examined, Recording | None]:
    """The trials with the device at the address `where`, and what was said; None where nothing was.

    Events are tried where somebody can `press`; `login` is the file with the device's login. Raises
    ValueError for an address at which no bytes can be heard, OSError.
    """
    place = Place.parse(where)
    if place.over not in profile.wire.over:
        raise ValueError(f"{profile.name} goes over {', '.join(profile.wire.over)}, not {place.over}")
    async with tapped(where, profile) as (own, tap):

        def begin(trial: str) -> None:
            tap.trial = trial

        examined = await examine(
            profile,
            own,
            drivers,
            pace=pace,
            begin=begin,
            events=tuple(events_of(profile)) if press else (),
            press=partial(press, tap) if press else lambda _event: None,
            login=login,
        )
        said = exchanges([one for one in tap.said if one.trial != FIRMWARE], profile, place.over)
    if not said and tap.connections and examined.passed:
        said = [Exchange(trial=ANSWERS, sends="", hears="")]  # to take a connection is an answer
    if not said:
        return examined, None
    recording = Recording(
        format=1,
        recorded=on,
        device=device,
        over=place.over,
        unit=place.unit,
        path=place.path,
        firmware=examined.firmware,
        exchange=said,
    )
    return examined, recording


async def prove(profile: Profile, recording: Recording, drivers: Drivers) -> Proof:
    """The trials with a device that says what was recorded. Raises ValueError, OSError."""
    recorded = {exchange.trial for exchange in recording.exchange}
    with TemporaryDirectory(prefix="hallctl-replay-") as home:
        end = free_end(recording.over, Path(home))
        device = RecordedDevice(recording, profile, end)
        await end.start()
        rest = recording.path if recording.unit is None else f"/unit/{recording.unit}"
        try:
            examined = await examine(
                profile,
                address(recording.over, spot_of(end), rest),
                drivers,
                login=a_login(profile, Path(home)),
                pace=_QUICK,
                begin=device.begin,
                events=[name for name in events_of(profile) if EVENT + name in recorded],
            )
        finally:
            await end.stop()
    return Proof(examined, tuple(device.strange), tuple(device.unheard))
