"""A device that speaks in frames of its own on a serial line, TCP or UDP: frames, commands, what it tells.

The field called `unit` is where the device's unit number stands; the number is in the hall's configuration.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import ClassVar, Final, Literal

from pydantic import Field, model_validator

from hallctl.profiles.fields import Contents, FrameError, UintField
from hallctl.profiles.frame_spec import FrameSpec
from hallctl.profiles.schema.asking import Condition, Happening, holds
from hallctl.profiles.schema.base import ProfileBase, Seconds, Transport, Wire, Word
from hallctl.profiles.schema.strict import Strict
from hallctl.profiles.splitter import HeardFrame, Splitter

UNIT: Final = "unit"


class FramesWire(Wire):
    """A line of bytes. A command that is not confirmed is sent again until its `tries` are used up."""

    TRANSPORTS: ClassVar[frozenset[Transport]] = frozenset({"serial", "tcp", "udp"})

    type: Literal["frames"]


class Kind(Strict):
    """A kind of frame whose contents are as `where` says."""

    frame: Word
    where: dict[Word, Condition] = Field(default_factory=dict)

    def fits(self, heard: HeardFrame) -> bool:
        """Whether `heard` is meant."""
        return heard.name == self.frame and all(
            holds(condition, heard.values.get(name)) for name, condition in self.where.items()
        )


class Answer(Kind):
    """What confirms a command: such a frame whose fields `same` are those of the command."""

    same: list[Word] = Field(default_factory=list)


class Reply(Strict):
    """What goes back at once for what was heard: `sends`, with `sets` and the fields `same` as heard."""

    sends: Word
    sets: dict[Word, str | int] = Field(default_factory=dict)
    same: list[Word] = Field(default_factory=list)


class Sends(Strict):
    """A command: the frame, its fixed contents, and what confirms it: its echo, another frame, or nothing.

    What nothing confirms is sent in all of its `tries`. `repeat_s`: how soon the same may be sent once more
    that is shown already; None: not until the device was away.
    """

    sends: Word
    sets: dict[Word, str | int] = Field(default_factory=dict)
    confirm: Literal["echo", "none"] | Answer = "none"
    deadline_s: Seconds | None = None
    tries: int = Field(default=1, ge=1, le=10)
    pause_s: float = Field(default=0.1, ge=0, le=10)
    lasts_s: Seconds | None = None
    repeat_s: Seconds | None = None


class FramePoll(Strict):
    """A command that is sent again and again to see whether the device lives."""

    interval_s: Seconds = 5.0
    command: Word


class FrameEvent(Happening, Kind):
    """A frame that the device sends by itself. `takes` names fields; `answer` acknowledges it on the line."""

    answer: Literal["echo", "none"] | Reply = "none"


class FrameFault(Kind):
    """A frame that reports a fault; another frame of the kind that does not fit takes it back."""

    text: str = Field(min_length=1)


class Told(Strict):
    """The field of a frame in which the device tells something."""

    frame: Word
    field: Word


class FramesProfile(ProfileBase):
    """A device that speaks in frames."""

    wire: FramesWire
    frames: dict[Word, FrameSpec] = Field(min_length=1)
    commands: dict[Word, Sends] = Field(default_factory=dict)
    poll: dict[Word, FramePoll] = Field(default_factory=dict)
    events: dict[Word, FrameEvent] = Field(default_factory=dict)
    faults: dict[Word, FrameFault] = Field(default_factory=dict)
    version: Told | None = None

    def splitter(self) -> Splitter:
        """From bytes to frames, for one line."""
        return Splitter(self.frames)

    @property
    def has_units(self) -> bool:
        """As `ProfileBase.has_units`: where a frame has a field for it."""
        return any(UNIT in spec.names for spec in self.frames.values())

    @property
    def is_mute(self) -> bool:
        """Whether such a device never says a word: that its wire is there is all that can be known of it."""
        confirmed = any(command.confirm != "none" for command in self.commands.values())
        return not (confirmed or self.events or self.faults or self.version)

    @property
    def is_asked(self) -> bool:
        """Whether a poll asks for something that the device answers."""
        return any(self.commands[poll.command].confirm != "none" for poll in self.poll.values())

    def wants(self, command: str) -> bool:
        """Whether the command cannot be said without contents that somebody gives."""
        order = self.commands[command]
        return bool(set(self.frames[order.sends].wanted) - {*order.sets, UNIT})

    def frame_of(self, command: str, values: Contents, unit: int | None = None) -> bytes:
        """The bytes of `command` for `values`, of which the frame takes those that it has fields for.

        Raises `FrameError` where one is missing or does not fit, KeyError when there is no such command.
        """
        order = self.commands[command]
        return self.encoded(order.sends, {**values, **order.sets}, unit)

    def encoded(self, frame: str, values: Contents, unit: int | None = None) -> bytes:
        """A frame of this kind with what it has fields for."""
        spec = self.frames[frame]
        given = {**values, **({} if unit is None else {UNIT: unit})}
        return spec.encode({name: given[name] for name in spec.names if name in given})

    def answers(self, command: str, sent: bytes) -> Callable[[HeardFrame], bool] | None:
        """Whether a frame confirms the command that was `sent`; None when nothing does."""
        confirm = self.commands[command].confirm
        if confirm == "none":
            return None
        if isinstance(confirm, Answer):
            own = self.frames[self.commands[command].sends].decode(sent)
            same = {name: own[name] for name in confirm.same}
            return lambda heard: (
                confirm.fits(heard) and all(heard.values.get(name) == own for name, own in same.items())
            )
        return lambda heard: heard.raw == sent

    def reply_to(self, event: str, heard: HeardFrame) -> bytes | None:
        """What goes back over the line for a frame that is this event; None when nothing does."""
        answer = self.events[event].answer
        if answer == "none":
            return None
        if isinstance(answer, Reply):
            return self.encoded(answer.sends, {**{n: heard.values[n] for n in answer.same}, **answer.sets})
        return heard.raw

    def deadline_s(self, command: str) -> float:
        """How long `command` may take."""
        own = self.commands[command].deadline_s
        return self.wire.deadline_s if own is None else own

    @staticmethod
    def meant_for(heard: HeardFrame, unit: int | None) -> bool:
        """Whether the frame comes from this unit; one without a unit field comes from the only one."""
        return unit is None or heard.values.get(UNIT, unit) == unit

    # --- checks ----------

    def _uses(self) -> Iterator[tuple[str, str, list[str]]]:
        """Where a kind of frame is named, which, and which of its fields."""
        for name, command in self.commands.items():
            yield f"commands.{name}.sends", command.sends, list(command.sets)
            if isinstance(command.confirm, Answer):
                fields = [*command.confirm.where, *command.confirm.same]
                yield f"commands.{name}.confirm.frame", command.confirm.frame, fields
                yield f"commands.{name}.confirm.same", command.sends, command.confirm.same
        for name, event in self.events.items():
            yield f"events.{name}.frame", event.frame, [*event.where, *event.takes.values()]
            if isinstance(event.answer, Reply):
                yield (
                    f"events.{name}.answer.sends",
                    event.answer.sends,
                    [*event.answer.sets, *event.answer.same],
                )
                yield f"events.{name}.answer.same", event.frame, event.answer.same
        for name, fault in self.faults.items():
            yield f"faults.{name}.frame", fault.frame, list(fault.where)
        if self.version is not None:
            yield "version.frame", self.version.frame, [self.version.field]

    @model_validator(mode="after")
    def _names_exist(self) -> FramesProfile:
        for where, frame, fields in self._uses():
            if frame not in self.frames:
                raise ValueError(f"{where}: no frame is called {frame!r}; there are {sorted(self.frames)}")
            names = self.frames[frame].names
            for field in fields:
                if field not in names:
                    raise ValueError(f"{where}: {frame!r} has no field {field!r}, but {list(names)}")
        for name, poll in self.poll.items():
            if poll.command not in self.commands:
                raise ValueError(f"poll.{name}.command: there is no command {poll.command!r}")
        return self

    @model_validator(mode="after")
    def _contents_fit(self) -> FramesProfile:
        for name, command in self.commands.items():
            self._check_sets(f"commands.{name}.sets", command.sends, command.sets)
        for name, event in self.events.items():
            if isinstance(event.answer, Reply):
                self._check_sets(f"events.{name}.answer.sets", event.answer.sends, event.answer.sets)
        for where, kind in self._kinds():
            for name, condition in kind.where.items():
                self._check_word(f"{where}.where.{name}", kind.frame, name, condition)
        return self

    def _kinds(self) -> Iterator[tuple[str, Kind]]:
        yield from ((f"events.{name}", event) for name, event in self.events.items())
        yield from ((f"faults.{name}", fault) for name, fault in self.faults.items())
        for name, command in self.commands.items():
            if isinstance(command.confirm, Answer):
                yield f"commands.{name}.confirm", command.confirm

    def _check_sets(self, where: str, frame: str, sets: Contents) -> None:
        for field in self.frames[frame].fields:
            if field.name in sets:
                try:
                    self.frames[frame].check(field.name, sets[field.name])
                except FrameError as error:
                    raise ValueError(f"{where}.{error}") from None

    def _check_word(self, where: str, frame: str, name: str, condition: Condition) -> None:
        """A bare word that the field does not have would never come."""
        field = next(field for field in self.frames[frame].fields if field.name == name)
        if isinstance(field, UintField) and isinstance(condition, str) and condition not in field.meanings:
            raise ValueError(f"{where}: {condition!r} is none of {sorted(field.meanings)}")

    @model_validator(mode="after")
    def _keeps_its_promises(self) -> FramesProfile:
        known = {*self.commands, *self.events, *self.faults, *(["firmware"] if self.version else [])}
        known.update(*(self.frames[command.sends].names for command in self.commands.values()))
        for capability in self.capabilities:
            if capability not in known and not any(
                event.asks and capability in event.asks for event in self.events.values()
            ):
                raise ValueError(f"capabilities: {capability!r} has no command or event behind it")
        return self
