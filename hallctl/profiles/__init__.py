"""Reads and checks the firmware profiles."""

from hallctl.profiles.library import (
    ProfileError,
    ProfileLibrary,
    ProfileProblem,
    UnknownProfileError,
    read_profile,
)
from hallctl.profiles.schema import ModbusProfile, MqttProfile, Profile

__all__ = [
    "ModbusProfile",
    "MqttProfile",
    "Profile",
    "ProfileError",
    "ProfileLibrary",
    "ProfileProblem",
    "UnknownProfileError",
    "read_profile",
]
