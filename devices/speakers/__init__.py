"""Loudspeakers (大厅广播设备)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from devices.speakers.http_play import HttpPlaySpeaker
from devices.speakers.mqtt import MqttSpeaker
from devices.speakers.rtp import RtpSpeaker
from devices.speakers.sound_card import SoundCardSpeaker
from hallctl.registry.making import Maker

DRIVERS: Final[Mapping[str, Maker]] = {
    "http_play": HttpPlaySpeaker,
    "mqtt": MqttSpeaker.made,
    "rtp": RtpSpeaker.made,
    "sound_card": SoundCardSpeaker.made,
}
