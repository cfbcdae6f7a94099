"""What hangs on a relay module (继电器模块): outputs that the hall switches, inputs that tell."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Follows(StrEnum):
    """What decides about an output."""

    HAND = "hand"  # a person switches it
    HOURS = "hours"  # on while a zone of the hall is open: lights, amplifiers


class InputAlarm(StrEnum):
    """Alarms that an input may stand for; the code is that of the alarm."""

    DOOR_OPEN = "DOOR_OPEN"  # 门磁
    HELP_CALLED = "HELP_CALLED"  # 求助按钮
    TAMPER = "TAMPER"  # 防拆
    INPUT_ACTIVE = "INPUT_ACTIVE"


@dataclass(frozen=True, slots=True)
class Channel:
    """An output (回路): the amplifier of a zone, a row of lights."""

    name: str = ""
    follows: Follows = Follows.HAND
    zone: str | None = None  # whose hours it follows; any zone's where there is none


@dataclass(frozen=True, slots=True)
class Input:
    """An input (开关量输入). Its alarm stands while it is as `when` says, or until somebody has come."""

    name: str = ""
    alarm: InputAlarm = InputAlarm.INPUT_ACTIVE
    when: bool = True
    keep: bool = False  # a button that is let go at once: the alarm stays until it is acknowledged


OFF, ON = "off", "on"


def word(*, on: bool) -> str:
    """How a profile and an event say it."""
    return ON if on else OFF


def place(device: str, part: str) -> str:
    """By what a channel or an input of a module is known."""
    return f"{device}/{part}"
