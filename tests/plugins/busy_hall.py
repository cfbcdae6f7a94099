"""A hall of any size that never closes: the configuration of load, kill and race tests."""

from __future__ import annotations

from dataclasses import dataclass

HEAD = """\
[hall]
id = "busy"
name = "示范县政务服务中心"
level = "township"
timezone = "Asia/Shanghai"

[hours]
weekdays = "00:00-24:00"
off_days = "REGULAR"
holidays = "REGULAR"

[queue]
calls_before_no_show = {calls_before_no_show}

[web]
bind = "127.0.0.1:0"

[mqtt]
bind = "127.0.0.1:0"

[database]
url = "sqlite:///hall.db"
"""
ZONES = "ABCDEFGH"
OFFICE = "人社局"


@dataclass(frozen=True)
class BusyHall:
    """So many zones with so many windows and items each. Windows and items are numbered through from 1.

    Each window has a clerk of its own, `clerk-W`, who may do everything; `dispatch-N` are dispatchers.
    With `displays`, every window has a display `led-W` on MQTT.
    """

    zones: int = 1
    windows: int = 4
    items: int = 4
    dispatchers: int = 1
    displays: bool = False
    calls_before_no_show: int = 1000

    @property
    def zone_ids(self) -> tuple[str, ...]:
        return tuple(ZONES[: self.zones])

    @property
    def window_ids(self) -> tuple[str, ...]:
        return tuple(str(number) for number in range(1, self.zones * self.windows + 1))

    @property
    def item_codes(self) -> tuple[str, ...]:
        return tuple(f"IT-{number:03d}" for number in range(1, self.zones * self.items + 1))

    @property
    def dispatcher_ids(self) -> tuple[str, ...]:
        return tuple(f"dispatch-{number}" for number in range(1, self.dispatchers + 1))

    @property
    def display_ids(self) -> tuple[str, ...]:
        return tuple(f"led-{window}" for window in self.window_ids) if self.displays else ()

    def zone_of(self, window: str) -> str:
        return self.zone_ids[(int(window) - 1) // self.windows]

    def items_of(self, zone: str) -> tuple[str, ...]:
        place = self.zone_ids.index(zone)
        return self.item_codes[place * self.items : (place + 1) * self.items]

    def toml(self) -> str:
        """The configuration file."""
        parts = [HEAD.format(calls_before_no_show=self.calls_before_no_show)]
        for zone in self.zone_ids:
            parts.append(table_of("zone", id=zone, name=f"{zone}区", prefix=zone))
            parts += [
                table_of("item", code=code, name=f"事项{code}", department=OFFICE, zone=zone, handling_s=480)
                for code in self.items_of(zone)
            ]
        for window in self.window_ids:
            parts.append(table_of("window", id=window, zone=self.zone_of(window), kind="COMPREHENSIVE"))
            clerk = {"id": f"clerk-{window}", "name": "王某", "post": "comprehensive_acceptance"}
            parts.append(table_of("staff", **clerk, items=["*"]))
        for person in self.dispatcher_ids:
            parts.append(table_of("staff", id=person, name="褚某", post="dispatcher"))
        for display in self.display_ids:
            wire = {"kind": "window_display", "profile": "generic-mqtt", "address": "mqtt:"}
            parts.append(table_of("device", id=display, window=display.removeprefix("led-"), **wire))
        return "\n".join(parts)


def table_of(name: str, /, **values: str | int | list[str]) -> str:
    """One entry of a list of tables, as TOML."""
    lines = [f"{key} = {_value(value)}" for key, value in values.items()]
    return "\n".join((f"[[{name}]]", *lines, ""))


def _value(value: str | int | list[str]) -> str:
    if isinstance(value, list):
        return f"[{', '.join(map(_value, value))}]"
    return str(value) if isinstance(value, int) else f'"{value}"'
