"""What happened at a device, as its profile names it: an edge or count in its registers, a frame it sent."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from hallctl.contracts.asking import Ask
from hallctl.profiles.readings import Reading, content_of
from hallctl.profiles.schema.asking import Happening
from hallctl.profiles.schema.frames import FramesProfile
from hallctl.profiles.schema.modbus import ModbusProfile, ValueEvent
from hallctl.profiles.splitter import HeardFrame

_COUNTS: Final = 65536
_MOST_AT_ONCE: Final = 1000


@dataclass(frozen=True, slots=True)
class Happened:
    """An event of the profile: what it asks of the hall (None: nothing), with which arguments."""

    event: str
    asks: str | None
    args: Mapping[str, object]
    reply: bytes | None = None
    """What goes back over the line at once."""

    def as_ask(self) -> Ask | None:
        """The request to the hall; each one is another."""
        return None if self.asks is None else Ask.new(self.asks, **self.args)


class ValueWatch:
    """Tells what happened between readings of one device. The first reading only says how things are."""

    def __init__(self, profile: ModbusProfile) -> None:
        self._profile = profile
        self._known: dict[str, str | int] = {}

    def look(self, reading: Reading) -> list[Happened]:
        """The events since the reading before; a reading may hold a part of the values."""
        happened: list[Happened] = []
        for name, event in self._profile.events.items():
            now = content_of(self._profile, reading, event.value, event.field)
            if now is None:
                continue
            before = self._known.get(name)
            self._known[name] = now
            if before is not None and _is_it(event, before, now):
                happened.append(Happened(name, event.asks, self._args(event, reading)))
        return happened

    def forget(self) -> None:
        """The device was away: what it holds when it is back happened unseen, or never."""
        self._known.clear()

    def _args(self, event: ValueEvent, reading: Reading) -> dict[str, object]:
        args: dict[str, object] = dict(event.args)
        for argument, place in event.takes.items():
            value, _, field = place.partition(".")
            args[argument] = content_of(self._profile, reading, value, field or None)
        return args


def heard_as(profile: FramesProfile, heard: HeardFrame) -> list[Happened]:
    """The events that this frame is, with what goes back over the line for each."""
    return [
        Happened(name, event.asks, _taken(event, heard), profile.reply_to(name, heard))
        for name, event in profile.events.items()
        if event.fits(heard)
    ]


def _taken(event: Happening, heard: HeardFrame) -> dict[str, object]:
    return {**event.args, **{argument: heard.values[field] for argument, field in event.takes.items()}}


def _is_it(event: ValueEvent, before: str | int, now: str | int) -> bool:
    if not event.counts:
        return now == event.becomes != before
    # A device that counts from the beginning again was restarted; nobody pressed a thousand times.
    return isinstance(before, int) and isinstance(now, int) and 0 < (now - before) % _COUNTS <= _MOST_AT_ONCE
