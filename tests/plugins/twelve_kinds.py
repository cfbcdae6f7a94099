"""A hall with one device of each kind that a county must have, at a counter and a kiosk, all simulated."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from free_ports import free_port

HALL: Final = """\
[hall]
id = "twelve"
name = "示范县政务服务中心"
level = "county"
equipment = "partial"

[hours]
weekdays = "00:00-24:00"
off_days = "REGULAR"
holidays = "REGULAR"

[[zone]]
id = "A"
name = "社会事务区"
name_en = "Social affairs"
prefix = "A"
kinds = ["ZONE_WINDOW", "ZONE_24H"]

[[window]]
id = "1"
zone = "A"
kind = "COMPREHENSIVE"

[[item]]
code = "SI-001"
name = "社保卡补办"
name_en = "Replace a social security card"
department = "人社局"
zone = "A"
handling_s = 480
self_service = true

[[item]]
code = "SI-002"
name = "医保参保登记"
department = "医保局"
zone = "A"
handling_s = 480

[[staff]]
id = "u01"
name = "王某"
post = "comprehensive_acceptance"
items = ["SI-*"]

[web]
bind = "127.0.0.1:0"

[mqtt]
bind = "127.0.0.1:0"

[database]
url = "sqlite:///hall.db"
"""
DEVICE: Final = """
[[device]]
id = "{id}"
kind = "{kind}"
profile = "{profile}"
address = "{address}"
heartbeat_s = 0.4
"""
AT_THE_WINDOW: Final = 'window = "1"\n'
TOKENS: Final = {
    "kiosk-1": "kiosk",
    **dict.fromkeys(("workstation-1", "rater-1", "wall-1", "terminal-1", "speaker-1"), "device"),
}
"""Devices that come in with a token → its kind."""


def twelve_toml(folder: Path) -> str:
    """The configuration; ports are free ones, serial lines lie in `folder`."""
    tcp, http = f"tcp://127.0.0.1:{free_port()}", "http://127.0.0.1:{}"
    devices = (
        ("workstation-1", "workstation", "generic-web", "web:", AT_THE_WINDOW),
        ("doc-1", "doc_camera", "generic-http", http.format(free_port()), AT_THE_WINDOW),
        ("scanner-1", "scanner", "generic-http", http.format(free_port()), AT_THE_WINDOW),
        ("id-1", "id_reader", "generic-sam", f"serial://{folder / 'cards'}", 'kiosk = "kiosk-1"\n'),
        ("printer-1", "dispenser", "generic-escpos-80", tcp, ""),
        ("terminal-1", "touch_terminal", "generic-mqtt", "mqtt:", ""),
        ("rater-1", "rater", "generic-web", "web:", AT_THE_WINDOW),
        ("camera-1", "camera", "generic-rtsp", f"rtsp://127.0.0.1:{free_port()}/stream", AT_THE_WINDOW),
        ("speaker-1", "speaker", "generic-mqtt", "mqtt:", ""),
        ("kiosk-1", "kiosk", "generic-web", "web:", 'printer = "printer-1"\nzone = "A"\n'),
        (
            "display-1",
            "window_display",
            "generic-modbus-text",
            f"tcp://127.0.0.1:{free_port()}/unit/1",
            AT_THE_WINDOW,
        ),
        ("wall-1", "led_wall", "generic-web", "web:", ""),
    )
    return HALL + "".join(
        DEVICE.format(id=name, kind=kind, profile=profile, address=address) + more
        for name, kind, profile, address, more in devices
    )
