"""Reads and checks the firmware profiles."""

from hallctl.profiles.fields import FrameError
from hallctl.profiles.happenings import Happened, ValueWatch, heard_as
from hallctl.profiles.library import ProfileLibrary, read_profile
from hallctl.profiles.problems import ProfileError, ProfileProblem, UnknownProfileError
from hallctl.profiles.schema import (
    FramesProfile,
    ModbusProfile,
    MqttProfile,
    PlainProfile,
    Profile,
    SerialSettings,
)
from hallctl.profiles.splitter import Heard, Splitter

__all__ = [
    "FrameError",
    "FramesProfile",
    "Happened",
    "Heard",
    "ModbusProfile",
    "MqttProfile",
    "PlainProfile",
    "Profile",
    "ProfileError",
    "ProfileLibrary",
    "ProfileProblem",
    "SerialSettings",
    "Splitter",
    "UnknownProfileError",
    "ValueWatch",
    "heard_as",
    "read_profile",
]
