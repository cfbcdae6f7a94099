"""Driver of a controller of LED matrices: paints the hall's face and streams it, again and again.

What was shown last goes on being shown, whatever becomes of the hall: a wall is never made dark or empty
because of a fault. While nothing new comes, a small sign says that the picture is an older one.
"""

from __future__ import annotations

import asyncio
import uuid
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Final, Self

import structlog

from displays.pixel_wall.wiring import FULL, wired
from hallctl.contracts.devices import Ear, Outcome
from hallctl.contracts.wall import WallView
from hallctl.contracts.wall_faces import WallFace
from hallctl.domain.pixels import Pixels
from hallctl.domain.setup import DeviceEntry
from hallctl.links.datagrams import Datagrams, Tries
from hallctl.links.link import Timing
from hallctl.links.pixel_packets import LANGUAGES, universes_of
from hallctl.links.wires import Wires
from hallctl.profiles import Profile
from hallctl.profiles.schema import PixelProfile
from hallctl.raster.faces import NoFace
from hallctl.raster.wall import Moment, painted
from hallctl.registry.vitals import Vitals

if TYPE_CHECKING:
    from PIL.Image import Image

BLINKS: Final = 3
BLINK_S: Final = 0.5
"""A new call, or an emergency, is dark so often for so long, so that people look up."""

STALE_S: Final = 150.0
"""The hall shows its face anew each minute; after so long without, something is wrong with it."""

ASKED: Final = 3
"""A question is waited for so many times as long as an answer takes."""

MARK_S: Final = 3.0
MARK: Final = ((255, 0, 0), (0, 255, 0), (0, 0, 255), (255, 255, 255))
"""What `identify` shows, and how long: whether all lamps work and hang in the right order is seen as well."""

UNIVERSES: Final = {"artnet": range(0x8000), "sacn": range(1, 64_000)}
"""Type of the wire → the universes that it has."""

SHIFTED_OF: Final = 100
"""The picture wanders by no more than this part of the wall's shorter side."""

log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Shot:
    """A picture as bytes. `stands_s`: how long before the next one; None: until something changes."""

    data: bytes
    stands_s: float | None = None


class PixelWall:
    """A wall (LED电子显示屏) behind its controller. Nothing raises; outcomes tell."""

    def __init__(
        self,
        entry: DeviceEntry,
        profile: PixelProfile,
        datagrams: Datagrams,
        ear: Ear,
        *,
        timing: Timing | None = None,
    ) -> None:
        self._entry, self._profile, self._datagrams = entry, profile, datagrams
        stream = profile.stream
        self.pixels = entry.pixels or Pixels(stream.width, stream.height)
        self._check()
        source = uuid.uuid5(uuid.NAMESPACE_URL, f"hallctl:{entry.id}")
        self._language = LANGUAGES[profile.wire.type](self.pixels.first, stream.sync, source)
        self._timing = timing or Timing()
        self._vitals = Vitals(entry, profile.firmware, ear.tell, self._timing)
        self._face: WallFace | None = None
        self._shown_at = 0.0
        self._blinks = 0
        self._marked_until = 0.0
        self._wake = asyncio.Event()
        self._outcome: asyncio.Future[Outcome] | None = None
        self._last: Shot | None = None
        self._kept: tuple[tuple[WallFace, Moment], bytes] | None = None

    @classmethod
    def made(cls, entry: DeviceEntry, profile: Profile, wires: Wires, ear: Ear) -> Self:
        """The driver. Raises ValueError when profile or address are not for it."""
        if not isinstance(profile, PixelProfile):
            raise ValueError(f"{entry.id}: profile {profile.name} is not one of pixels")  # noqa: TRY004
        tries = Tries(profile.stream.burst, profile.stream.gap_s)
        return cls(entry, profile, wires.datagrams.open(entry.address, tries=tries), ear)

    @property
    def id(self) -> str:
        """The device's id in the register."""
        return self._entry.id

    async def show(self, face: WallFace) -> Outcome:
        """Show `face`. Of faces that come faster than they can be sent only the newest is."""
        if self._face is not None and _is_striking(self._face.view, face.view):
            self._blinks = 2 * BLINKS
        self._face, self._shown_at = face, self._timing.monotonic()
        return await self._next_shot()

    async def identify(self) -> Outcome:
        """Four stripes in red, green, blue and white for a moment, then what was there before."""
        self._marked_until = self._timing.monotonic() + MARK_S
        return await self._next_shot()

    async def run(self) -> None:
        """Stream until cancelled, and ask how the controller is where it answers."""
        async with asyncio.TaskGroup() as both:
            both.create_task(self._stream())
            if self._profile.stream.asks:
                both.create_task(self._ask())

    # --- the stream ---

    async def _next_shot(self) -> Outcome:
        """What becomes of the next picture that goes out."""
        if self._outcome is None:
            self._outcome = asyncio.get_running_loop().create_future()
        self._wake.set()
        try:
            async with asyncio.timeout(self._profile.wire.deadline_s):
                return await asyncio.shield(self._outcome)
        except TimeoutError:
            return Outcome.TIMED_OUT

    async def _stream(self) -> None:
        while True:
            self._wake.clear()
            waiting, self._outcome = self._outcome, None
            shot = await self._shot()
            outcome = await self._sent(shot)
            if waiting is not None and not waiting.done():
                waiting.set_result(outcome)
            rest_s = self._profile.stream.again_s
            if shot is not None and shot.stands_s is not None:
                rest_s = min(rest_s, shot.stands_s)
            await self._rest(rest_s)

    async def _rest(self, rest_s: float) -> None:
        """Until it is time or something is new; a new face does not cut a blink short."""
        if self._blinks:
            await self._timing.sleep(rest_s)
            return
        try:
            async with asyncio.timeout(rest_s):
                await self._wake.wait()
        except TimeoutError:
            return

    async def _sent(self, shot: Shot | None) -> Outcome:
        """Before the first face nothing is sent: the controller keeps what it has."""
        if shot is None:
            return Outcome.DONE
        deadline_s = self._profile.wire.deadline_s
        outcome = await self._datagrams.stream(self._language.frame(shot.data), deadline_s)
        if outcome is not Outcome.DONE:
            self._vitals.unreachable()
        elif not self._profile.stream.asks:
            self._vitals.alive()
        return outcome

    async def _shot(self) -> Shot | None:
        """The picture of now; where it cannot be painted, the last that could."""
        if self._timing.monotonic() < self._marked_until:
            return Shot(wired(_mark(self.pixels), self.pixels))
        face = self._face
        if face is None:
            return None
        lit = self._blinks % 2 == 0
        stands_s = BLINK_S if self._blinks else None
        self._blinks = max(0, self._blinks - 1)
        try:
            data = await asyncio.to_thread(self._painted, face, lit=lit)
        except NoFace as error:
            log.error("the wall cannot be painted", device=self.id, cause=str(error))  # noqa: TRY400 - it says all
            return self._last
        self._last = Shot(data, stands_s)
        return self._last

    def _painted(self, face: WallFace, *, lit: bool) -> bytes:
        """In a thread: a wall of 4K takes a while."""
        now = self._timing.monotonic()
        moment = replace(moment_of(face, self.pixels, now), lit=lit, stale=now - self._shown_at > STALE_S)
        key = (face, moment)
        if self._kept is not None and self._kept[0] == key:
            return self._kept[1]
        outline = Path(self.pixels.face) if self.pixels.face else None
        image = painted(face, self.pixels.width, self.pixels.height, moment, outline=outline)
        data = wired(image, self.pixels, face.brightness or FULL)
        self._kept = key, data
        return data

    # --- signs of life ---

    async def _ask(self) -> None:
        question = self._language.question()
        while question is not None:
            await self._datagrams.link.wait_online()
            answer = await self._datagrams.ask(
                question,
                lambda data: self._language.firmware(data) is not None,
                self._profile.wire.timeout_s * ASKED,
            )
            if answer is None:
                self._vitals.missed()
            else:
                self._vitals.firmware = self._language.firmware(answer) or None
                self._vitals.alive()
            await self._timing.sleep(min(self._profile.wire.poll_s, self._entry.heartbeat_s))

    def _check(self) -> None:
        known = UNIVERSES.get(self._profile.wire.type)
        first = self.pixels.first
        last = first + universes_of(3 * self.pixels.width * self.pixels.height) - 1
        if known is not None and not (first in known and last in known):
            raise ValueError(
                f"{self._entry.id}: universes {first} to {last}; there are {known[0]} to {known[-1]}"
            )


def _is_striking(before: WallView, now: WallView) -> bool:
    """Whether there is an emergency or, without one, a call that was not there."""
    if now.emergencies:
        return now.emergencies[:1] != before.emergencies[:1]
    return bool(now.rows) and now.rows[:1] != before.rows[:1]


def moment_of(face: WallFace, pixels: Pixels, seconds: float) -> Moment:
    """What takes turns, and where the picture has wandered to, after so many seconds."""
    style = face.style
    most = min(style.shift_px, min(pixels.width, pixels.height) // SHIFTED_OF)
    shift = _wandered(most, int(seconds // style.shift_every_s)) if most else (0, 0)
    return Moment(turn=int(seconds // style.rotate_s), shift=shift)


def _wandered(most: int, step: int) -> tuple[int, int]:
    """From side to side, a pixel each time; up and down a quarter behind."""
    way = [*range(-most, most), *range(most, -most, -1)]
    return way[step % len(way)], way[(step + most) % len(way)]


def _mark(pixels: Pixels) -> Image:
    from PIL import Image

    image = Image.new("RGB", (pixels.width, pixels.height))
    stripe = -(-pixels.width // len(MARK))
    for place, colour in enumerate(MARK):
        image.paste(colour, (place * stripe, 0, (place + 1) * stripe, pixels.height))
    return image
