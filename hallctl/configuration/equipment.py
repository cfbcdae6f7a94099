"""Kinds of device (设备种类) that a hall may register, and which its level makes mandatory (DEV-02)."""

from __future__ import annotations

from enum import StrEnum
from typing import Final

ASSET: Final = "asset"
"""Profile of a device that is registered and has no driver."""


class DeviceKind(StrEnum):
    """A kind of the device register (DEV-01, S0:L33-46)."""

    WORKSTATION = "workstation"  # 计算机
    DOC_CAMERA = "doc_camera"  # 高拍仪
    SCANNER = "scanner"  # 扫描仪
    ID_READER = "id_reader"  # 身份证读卡器
    DISPENSER = "dispenser"  # 排队叫号机
    TOUCH_TERMINAL = "touch_terminal"  # 智能触摸查询终端
    EVALUATION_DEVICE = "evaluation_device"  # 服务质量评价设备
    AV_MONITOR = "av_monitor"  # 音视频监控设备
    BROADCAST = "broadcast"  # 大厅广播设备
    KIOSK = "kiosk"  # 自助办理一体机
    WINDOW_DISPLAY = "window_display"  # 窗口显示屏
    LED_WALL = "led_wall"  # LED电子显示屏
    KEYPAD = "keypad"  # 窗口呼叫器
    VIDEO_CONFERENCE = "video_conference"  # 远程视频
    PRINTER = "printer"  # 打印机
    MAIL_TERMINAL = "mail_terminal"  # 邮政寄递
    HOTLINE = "hotline"  # 热线
    E_SEAL = "e_seal"  # 电子印章
    NETWORK_LINK = "network_link"  # 网络
    FACILITY = "facility"  # 便民设施
    THIRD_PARTY_TERMINAL = "third_party_terminal"  # 第三方终端
    QR_SIGN = "qr_sign"  # 静态评价二维码


MANDATORY: Final = (
    DeviceKind.WORKSTATION,
    DeviceKind.DOC_CAMERA,
    DeviceKind.SCANNER,
    DeviceKind.ID_READER,
    DeviceKind.DISPENSER,
    DeviceKind.TOUCH_TERMINAL,
    DeviceKind.EVALUATION_DEVICE,
    DeviceKind.AV_MONITOR,
    DeviceKind.BROADCAST,
    DeviceKind.KIOSK,
    DeviceKind.WINDOW_DISPLAY,
    DeviceKind.LED_WALL,
)
"""The twelve kinds that county level and above must have."""

AT_WINDOWS: Final = frozenset(
    {DeviceKind.WINDOW_DISPLAY, DeviceKind.EVALUATION_DEVICE, DeviceKind.KEYPAD, DeviceKind.WORKSTATION},
)
"""Kinds that stand at one window and name it."""

SCHEMES: Final = ("mqtt", "tcp", "udp", "serial", "http", "https", "rtsp", "onvif", "rtp", "alsa")
"""Transports that an address may name. `mqtt:` is the hall's own broker, the topics follow the device id."""
