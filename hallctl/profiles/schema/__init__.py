"""What a profile may say: the strict shape of `firmware_profiles/<kind>/<vendor>-<model>.toml`.

A profile describes a model and a range of its firmware. Where a device stands and how it is reached is in the
hall's configuration. Nothing here knows a driver; driver and simulator agree only through these values.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from hallctl.profiles.schema.base import Command, Firmware, ProfileBase, Quirk, SerialSettings, Wire
from hallctl.profiles.schema.camera import CameraProfile
from hallctl.profiles.schema.escpos import EscposProfile
from hallctl.profiles.schema.frames import FramesProfile
from hallctl.profiles.schema.modbus import ModbusProfile
from hallctl.profiles.schema.mqtt import MqttProfile
from hallctl.profiles.schema.page import PageProfile
from hallctl.profiles.schema.pixels import PixelProfile
from hallctl.profiles.schema.plain import PlainProfile
from hallctl.profiles.schema.probe import ProbeProfile
from hallctl.profiles.schema.sound import PlayProfile, RtpProfile, SoundCardProfile

Profile = ModbusProfile | MqttProfile | FramesProfile | PlainProfile

SHAPES: Final[Mapping[str, type[Profile]]] = {
    "modbus": ModbusProfile,
    "mqtt": MqttProfile,
    "probe": ProbeProfile,
    "frames": FramesProfile,
    "escpos": EscposProfile,
    "ddp": PixelProfile,
    "artnet": PixelProfile,
    "sacn": PixelProfile,
    "http": PlainProfile,
    "http_play": PlayProfile,
    "ipp": PlainProfile,
    "isapi": CameraProfile,
    "onvif": CameraProfile,
    "raw": PlainProfile,
    "rtp": RtpProfile,
    "rtsp": CameraProfile,
    "sam": PlainProfile,
    "sound_card": SoundCardProfile,
    "web": PageProfile,
}
"""Type of the wire → shape of the profile. A type with more to say has its own subclass of `PlainProfile`."""

__all__ = [
    "SHAPES",
    "CameraProfile",
    "Command",
    "EscposProfile",
    "Firmware",
    "FramesProfile",
    "ModbusProfile",
    "MqttProfile",
    "PageProfile",
    "PixelProfile",
    "PlainProfile",
    "PlayProfile",
    "ProbeProfile",
    "Profile",
    "ProfileBase",
    "Quirk",
    "RtpProfile",
    "SerialSettings",
    "SoundCardProfile",
    "Wire",
]
