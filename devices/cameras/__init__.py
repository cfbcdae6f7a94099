"""Cameras (音视频监控设备)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from devices.cameras.camera import NetworkCamera
from hallctl.registry.making import Maker

DRIVERS: Final[Mapping[str, Maker]] = {
    "onvif": NetworkCamera.made,
    "isapi": NetworkCamera.made,
    "rtsp": NetworkCamera.made,
}
