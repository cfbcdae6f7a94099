"""Reads and checks the firmware profiles."""

from hallctl.profiles.fields import FrameError
from hallctl.profiles.library import (
    ProfileError,
    ProfileLibrary,
    ProfileProblem,
    UnknownProfileError,
    read_profile,
)
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
    "read_profile",
]
