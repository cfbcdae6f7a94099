"""A controller of LED matrices: the picture of its lamps is put together from the datagrams that come."""

from __future__ import annotations

import struct
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Final

from hallctl.domain.pixels import Order, Pixels
from hallctl.domain.setup import DeviceEntry
from hallctl.profiles import Profile
from hallctl.profiles.schema import PixelProfile
from hallctl.simulation.faults import Fault
from hallctl.simulation.simulator import Simulator, Surroundings, WireSimulator
from hallctl.simulation.wire_ends import Hears, Say

if TYPE_CHECKING:
    from PIL.Image import Image

ARTNET: Final = b"Art-Net\0"
ACN: Final = b"ASC-E1.17\0\0\0"
UNIVERSE: Final = 510
DDP_HEADER: Final = 10
FIRMWARE: Final = (1, 4)


@dataclass(slots=True)
class Lamps:
    """`coming` is what has come, `lit` what is seen since the last datagram that completed a picture.

    `frames`: pictures that were completed. `lost`: datagrams that did not follow the one before.
    """

    size: int
    coming: bytearray = field(init=False)
    lit: bytes = field(init=False)
    frames: int = 0
    lost: int = 0

    def __post_init__(self) -> None:
        self.coming = bytearray(self.size)
        self.lit = bytes(self.size)

    def put(self, offset: int, data: bytes) -> None:
        """A part of the picture; what lies outside is of no lamp."""
        data = data[: max(self.size - offset, 0)]
        self.coming[offset : offset + len(data)] = data

    def show(self) -> None:
        """All at once."""
        self.lit = bytes(self.coming)
        self.frames += 1


class SimulatedPixelWall(WireSimulator):
    """A wall. `image` is what somebody sees who stands before it."""

    def __init__(self, device: str, profile: PixelProfile, pixels: Pixels) -> None:
        super().__init__(device)
        self.pixels = pixels
        self.lamps = Lamps(3 * pixels.width * pixels.height)
        self._profile = profile
        self._sequence: int | None = None
        self._hears = {"ddp": self._ddp, "artnet": self._artnet, "sacn": self._sacn}[profile.wire.type]

    @property
    def image(self) -> Image:
        """The lamps, each in its place."""
        from PIL import Image

        pixels = self.pixels
        image = Image.new("RGB", (pixels.width, pixels.height))
        for row in range(pixels.height):
            start = 3 * row * pixels.width
            lamps = self.lamps.lit[start : start + 3 * pixels.width]
            line = [lamps[place : place + 3] for place in range(0, len(lamps), 3)]
            if pixels.order is Order.SERPENTINE and row % 2:
                line.reverse()
            found = bytes(each[pixels.colours.index(lamp)] for each in line for lamp in "rgb")
            image.paste(Image.frombytes("RGB", (pixels.width, 1), found), (0, row))
        return image

    def save(self, path: Path) -> None:
        """The picture as PNG."""
        self.image.save(path, "PNG")

    def opens(self, say: Say) -> Hears:
        """The ear for whoever sends."""
        return lambda data: None if self.trouble.fault is Fault.MUTE else self._hears(data, say)

    def forget(self) -> None:
        """Dark, as after a power cut."""
        self.lamps = Lamps(self.lamps.size)
        self._sequence = None

    def _ddp(self, data: bytes, _say: Say) -> None:
        if len(data) < DDP_HEADER or data[0] & 0xC0 != 0x40 or data[0] & 0x02:  # noqa: PLR2004 - version 1, no query
            return
        flags, sequence, _, output, offset, size = struct.unpack_from("!BBBBIH", data)
        if output != 1 or len(data) != DDP_HEADER + size:
            return
        self._follows(sequence & 15, (self._sequence or 0) % 15 + 1)
        self.lamps.put(offset, data[DDP_HEADER:])
        if flags & 1:
            self.lamps.show()

    def _artnet(self, data: bytes, say: Say) -> None:
        if len(data) < 14 or not data.startswith(ARTNET):  # noqa: PLR2004 - the shortest packet
            return
        code = int.from_bytes(data[8:10], "little")
        if code == 0x2000:  # noqa: PLR2004 - OpPoll
            self.reply(say, self._poll_reply())
        elif code == 0x5000 and len(data) > 18:  # noqa: PLR2004 - OpDmx
            universe = int.from_bytes(data[14:16], "little")
            size = int.from_bytes(data[16:18])
            if universe == self.pixels.first:
                self._follows(data[12], (self._sequence or 0) % 255 + 1)
            self._universe(universe, data[18 : 18 + size][:UNIVERSE])
        elif code == 0x5200:  # noqa: PLR2004 - OpSync
            self.lamps.show()

    def _poll_reply(self) -> bytes:
        name = self.device.encode()[:17].ljust(18, b"\0")
        head = ARTNET + b"\x00\x21" + bytes(4) + (0x1936).to_bytes(2, "little") + bytes(self._firmware())
        return (head + bytes(8) + name + name.ljust(64, b"\0")).ljust(239, b"\0")

    def _firmware(self) -> tuple[int, ...]:
        if self.trouble.fault is Fault.WRONG_FIRMWARE:
            return tuple(int(part) for part in self.trouble.firmware.split("."))[:2]
        return FIRMWARE

    def _sacn(self, data: bytes, _say: Say) -> None:
        if len(data) < 49 or data[4:16] != ACN:  # noqa: PLR2004 - the shortest packet
            return
        vector = int.from_bytes(data[18:22])
        if vector == 8:  # noqa: PLR2004 - VECTOR_ROOT_E131_EXTENDED
            self.lamps.show()
        elif vector == 4 and len(data) > 126:  # noqa: PLR2004 - VECTOR_ROOT_E131_DATA
            universe = int.from_bytes(data[113:115])
            if universe == self.pixels.first:
                self._follows(data[111], ((-1 if self._sequence is None else self._sequence) + 1) % 256)
            count = int.from_bytes(data[123:125]) - 1
            self._universe(universe, data[126 : 126 + count][:UNIVERSE])

    def _universe(self, universe: int, slots: bytes) -> None:
        place = universe - self.pixels.first
        if place >= 0:
            self.lamps.put(place * UNIVERSE, slots)
        last = (self.lamps.size - 1) // UNIVERSE
        if place == last and not self._profile.stream.sync:
            self.lamps.show()

    def _follows(self, sequence: int, expected: int) -> None:
        if self._sequence is not None and sequence != expected:
            self.lamps.lost += 1
        self._sequence = sequence


def pixels(entry: DeviceEntry, profile: Profile, around: Surroundings) -> Simulator:
    """A wall at its address. Raises ValueError."""
    if not isinstance(profile, PixelProfile):
        raise ValueError(f"{profile.name} is not a profile of pixels")  # noqa: TRY004 - the hall's file is wrong
    size = entry.pixels or Pixels(profile.stream.width, profile.stream.height)
    wall = SimulatedPixelWall(entry.id, profile, size)
    wall.join(around.end(entry.address), wall.opens)
    return wall
