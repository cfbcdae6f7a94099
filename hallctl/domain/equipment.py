"""Kinds of device (设备种类) that a hall may register, and which its level makes mandatory (DEV-02)."""

from __future__ import annotations

from enum import StrEnum
from typing import Final


class DeviceKind(StrEnum):
    """A kind of the device register (DEV-01, S0:L33-46).

    Names are those of the standard's list; values are what a configuration writes and what the folder of
    the kind's profiles is called.
    """

    WORKSTATION = "workstation"
    DOC_CAMERA = "doc_camera"
    SCANNER = "scanner"
    ID_READER = "id_reader"
    DISPENSER = "dispenser"
    TOUCH_TERMINAL = "touch_terminal"
    EVALUATION_DEVICE = "rater"
    AV_MONITOR = "camera"
    BROADCAST = "speaker"
    KIOSK = "kiosk"
    WINDOW_DISPLAY = "window_display"
    LED_WALL = "led_wall"
    KEYPAD = "keypad"
    VIDEO_CONFERENCE = "video_conference"
    PRINTER = "printer"
    MAIL_TERMINAL = "mail_terminal"
    HOTLINE = "hotline"
    E_SEAL = "e_seal"
    NETWORK_LINK = "network_link"
    FACILITY = "facility"
    THIRD_PARTY_TERMINAL = "third_party_terminal"
    QR_SIGN = "qr_sign"
    RELAY = "relay"


TITLES: Final = {
    DeviceKind.WORKSTATION: "计算机",
    DeviceKind.DOC_CAMERA: "高拍仪",
    DeviceKind.SCANNER: "扫描仪",
    DeviceKind.ID_READER: "身份证读卡器",
    DeviceKind.DISPENSER: "排队叫号机",
    DeviceKind.TOUCH_TERMINAL: "智能触摸查询终端",
    DeviceKind.EVALUATION_DEVICE: "服务质量评价设备",
    DeviceKind.AV_MONITOR: "音视频监控设备",
    DeviceKind.BROADCAST: "大厅广播设备",
    DeviceKind.KIOSK: "自助办理一体机",
    DeviceKind.WINDOW_DISPLAY: "窗口显示屏",
    DeviceKind.LED_WALL: "LED电子显示屏",
    DeviceKind.KEYPAD: "窗口呼叫器",
    DeviceKind.VIDEO_CONFERENCE: "远程视频",
    DeviceKind.PRINTER: "打印机",
    DeviceKind.MAIL_TERMINAL: "邮政寄递",
    DeviceKind.HOTLINE: "热线",
    DeviceKind.E_SEAL: "电子印章",
    DeviceKind.NETWORK_LINK: "网络",
    DeviceKind.FACILITY: "便民设施",
    DeviceKind.THIRD_PARTY_TERMINAL: "第三方终端",
    DeviceKind.QR_SIGN: "静态评价二维码",
    DeviceKind.RELAY: "继电器模块",
}
"""The kinds in Chinese, as the standard lists them."""

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

RECORDING_KINDS: Final = frozenset({DeviceKind.AV_MONITOR, DeviceKind.VIDEO_CONFERENCE})
"""Kinds that record people."""
