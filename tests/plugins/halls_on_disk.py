"""A small hall on disk that a test may change before it is loaded."""

from collections.abc import Iterable, Mapping
from datetime import date
from pathlib import Path

from hallctl.configuration.checks import Known
from hallctl.configuration.findings import Finding
from hallctl.configuration.loading import Loaded, load

TODAY = date(2026, 3, 2)
KNOWN = Known(frozenset({"strict", "weighted"}), lambda profile, kind: profile == f"generic-{kind}")
HALL = """\
[hall]
id = "small"
name = "小镇便民服务中心"
level = "township"

[hours]
weekdays = "09:00-17:00"
lunch = "12:00-13:30"
last_ticket = "16:45"

[[zone]]
id = "A"
name = "综合服务区"
prefix = "A"

[[window]]
id = "1"
zone = "A"
kind = "COMPREHENSIVE"

[[window]]
id = "2"
zone = "A"
kind = "RESULT"

[[item]]
code = "SI-001"
name = "社保卡补办"
department = "人社局"
zone = "A"
handling_s = 480

[[staff]]
id = "u01"
name = "王某"
post = "comprehensive_acceptance"
items = ["SI-*"]

[[staff]]
id = "u02"
name = "李某"
post = "result_issue"

[[staff]]
id = "u03"
name = "张某"
post = "hall_supervisor"

[[staff]]
id = "u04"
name = "刘某"
post = "dispatcher"

[[device]]
id = "led-1"
kind = "window_display"
profile = "generic-window_display"
address = "tcp://127.0.0.1:502/unit/1"
window = "1"

[[device]]
id = "net-1"
kind = "network_link"
profile = "asset"
link = "internet"
"""


class HallOnDisk:
    """`hall.toml` in a folder of its own."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.path = folder / "hall.toml"
        self.path.write_text(HALL, encoding="utf-8")

    def write(self, name: str, content: str | bytes) -> None:
        """Put a file beside the hall's."""
        path = self.folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content.encode() if isinstance(content, str) else content)

    def change(self, before: str, after: str) -> None:
        """Replace a piece of the file, which must be there."""
        text = self.path.read_text(encoding="utf-8")
        assert before in text
        self.path.write_text(text.replace(before, after), encoding="utf-8")

    def append(self, text: str) -> None:
        self.path.write_text(self.path.read_text(encoding="utf-8") + text, encoding="utf-8")

    def line(self, text: str) -> int:
        """The number of the first line that begins with `text`."""
        lines = self.path.read_text(encoding="utf-8").splitlines()
        return next(number for number, line in enumerate(lines, 1) if line.startswith(text))

    def load(
        self,
        *,
        sets: Iterable[str] = (),
        environment: Mapping[str, str] | None = None,
        today: date = TODAY,
        known: Known = KNOWN,
    ) -> Loaded:
        return load(self.path, today=today, known=known, sets=sets, environment=environment)

    def findings(self, *sets: str, today: date = TODAY) -> list[Finding]:
        return list(self.load(sets=sets, today=today).findings)
