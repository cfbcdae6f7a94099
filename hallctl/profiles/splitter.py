"""From bytes as a line brings them to whole frames. It never raises, and what it keeps is bounded."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final, Protocol

from hallctl.profiles.fields import Content, FrameError, Incomplete
from hallctl.profiles.frame_spec import FrameSpec


@dataclass(frozen=True, slots=True)
class Heard:
    """A frame that came: which, what it says, and its bytes."""

    name: str
    values: Mapping[str, Content]
    raw: bytes


class HeardFrame(Protocol):
    """`Heard` as a line hands it on."""

    @property
    def name(self) -> str: ...  # noqa: D102 - same as there
    @property
    def values(self) -> Mapping[str, Content]: ...  # noqa: D102 - same
    @property
    def raw(self) -> bytes: ...  # noqa: D102 - same


class Splitter:
    """The state of one line: bytes that may still become a frame. The first declared frame that fits is it.

    A byte with which no frame can begin is passed over, so it finds its way again after any garbage.
    """

    def __init__(self, frames: Mapping[str, FrameSpec]) -> None:
        self._frames: Final = frames
        self._keeps: Final = max((spec.longest for spec in frames.values()), default=0)
        beginnings = {name: spec.beginning for name, spec in frames.items()}
        self._beginnings: Final = {n: (re.compile(p, re.DOTALL), long) for n, (p, long) in beginnings.items()}
        self._sieves: Final = {name: spec.sieve for name, spec in frames.items()}
        self._anyone: Final = re.compile(b"|".join(p for p, _ in beginnings.values()), re.DOTALL)
        self._sure: Final = max((length for _, length in beginnings.values()), default=0)
        self._begun = bytearray()
        self.dropped = 0
        """Bytes that belonged to no frame, for counters."""

    def feed(self, chunk: bytes) -> list[Heard]:
        """The frames that are complete with `chunk`, in order."""
        heard: list[Heard] = []
        # In pieces, so that a flood is not held at once.
        for begin in range(0, len(chunk), _PIECE):
            self._begun += chunk[begin : begin + _PIECE]
            heard += self._take(bytes(self._begun), ended=False)
        return heard

    def quiet(self) -> list[Heard]:
        """The line was silent for longer than a device pauses in a frame: what is begun ends here.

        Frames that it hid come out.
        """
        return self._take(bytes(self._begun), ended=True)

    @property
    def begun(self) -> bytes:
        """What may still become a frame."""
        return bytes(self._begun)

    def _take(self, raw: bytes, *, ended: bool) -> list[Heard]:
        heard: list[Heard] = []
        place = 0
        while place < len(raw):
            begins = self._next(raw, place)
            self.dropped += begins - place
            place = begins
            if place >= len(raw):
                break
            found = self._at(raw, place)
            if isinstance(found, Heard):
                heard.append(found)
                place += len(found.raw)
            elif found and not ended and len(raw) - place < self._keeps:
                break
            else:
                place += 1
                self.dropped += 1
        self._begun = bytearray(raw[place:])
        return heard

    def _next(self, raw: bytes, place: int) -> int:
        """The next place where a frame could begin: most of a flood is passed over at one look."""
        match = self._anyone.search(raw, place)
        undecided = max(min(len(raw) - self._sure + 1, len(raw)), place)
        return undecided if match is None else min(match.start(), undecided)

    def _fits(self, name: str, raw: bytes, place: int) -> bool:
        pattern, length = self._beginnings[name]
        if len(raw) - place < length:
            return True
        sieve = self._sieves[name]
        return pattern.match(raw, place) is not None and not (sieve and sieve.rules_out(raw, place))

    def _at(self, raw: bytes, place: int) -> Heard | bool:
        """The frame at `place`; otherwise whether one could become of it."""
        unfinished = False
        for name, spec in self._frames.items():
            if not self._fits(name, raw, place):
                continue
            try:
                values, length = spec.read(raw, place)
            except Incomplete:
                unfinished = True
            except FrameError:
                continue
            else:
                return Heard(name, values, raw[place : place + length])
        return unfinished


_PIECE: Final = 4096
