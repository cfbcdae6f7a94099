"""The smallest hall with everything that a visit touches: one window with display, dispenser and pad."""

from __future__ import annotations

TOML = """\
[hall]
id = "visit"
name = "示范县政务服务中心"
level = "county"
timezone = "Asia/Shanghai"
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

[[window]]
id = "3"
zone = "A"
kind = "COMPREHENSIVE"
name = "社会事务综合受理"

[[item]]
code = "SI-001"
name = "社保卡补办"
department = "人社局"
zone = "A"
handling_s = 480

[[staff]]
id = "u07"
name = "王某"
number = "1007"
post = "comprehensive_acceptance"
items = ["SI-*"]

[[device]]
id = "disp-1"
kind = "dispenser"
profile = "generic-mqtt"
address = "mqtt:"

[[device]]
id = "led-3"
kind = "window_display"
profile = "generic-modbus-text"
address = "tcp://127.0.0.1:{modbus}/unit/3"
window = "3"
heartbeat_s = 1

[[device]]
id = "pad-3"
kind = "rater"
profile = "{pad}"
address = "mqtt:"
window = "3"

[web]
bind = "127.0.0.1:0"

[mqtt]
bind = "127.0.0.1:0"

[database]
url = "sqlite:///hall.db"
"""


def visit_toml(modbus_port: int, *, pad: str = "generic-mqtt") -> str:
    """The configuration, with the display behind that port of loopback and a pad of that profile."""
    return TOML.format(modbus=modbus_port, pad=pad)
