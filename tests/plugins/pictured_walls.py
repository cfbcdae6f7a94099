"""Faces of walls for tests, with everything on them that a wall may show, and their golden pictures."""

from datetime import datetime, timedelta, timezone
from pathlib import Path

from hallctl.contracts.views import WaitView, ZoneView
from hallctl.contracts.wall import WallNotice, WallRow, WallView
from hallctl.contracts.wall_faces import WallFace
from hallctl.domain.walls import WallLayout, WallStyle, WallTheme

NOW = datetime(2026, 11, 23, 10, 42, tzinfo=timezone(timedelta(hours=8)))
CALLS = ("A012 3", "B105 12", "A011 5", "C027 8", "A010 3", "D004 16", "A009 1", "A008 2")


def a_zone(name: str, waiting: int, wait: WaitView | None, **other: object) -> ZoneView:
    values = {"open": True, "open_windows": 2, "hours": "09:00-17:00", "unserved": 0} | other
    return ZoneView(zone=name, name=name, name_en=name, kinds=(), waiting=waiting, wait_s=wait, **values)  # type: ignore[arg-type]


ZONES = (
    a_zone("社会事务", 18, WaitView(720, 1000, 1500)),
    a_zone("不动产登记", 9, WaitView(1200, 1800, 2400)),
    a_zone("市场准入", 4, WaitView(200, 400, 600)),
    a_zone("公安户籍", 0, WaitView(0, 0, 0)),
)


def a_face(
    *calls: str,
    open_: bool = True,
    style: WallStyle | None = None,
    notices: tuple[str, ...] = (),
    alarms: tuple[str, ...] = (),
    results: tuple[str, ...] = ("SI-0412", "RE-0098"),
    brightness: int | None = None,
    at: datetime = NOW,
) -> WallFace:
    rows = (WallRow(number, window, at) for number, window in (call.split() for call in calls))
    return WallFace(
        hall="示范县政务服务中心",
        at=at,
        open=open_,
        hours="09:00-17:00",
        view=WallView(
            rows=tuple(rows),
            zones=ZONES,
            results=results,
            results_at=("1",),
            notices=(
                *(WallNotice(id=text, text=text, priority="EMERGENCY") for text in alarms),
                *(WallNotice(id=text, text=text) for text in notices),
            ),
        ),
        style=style or WallStyle(),
        brightness=brightness,
    )


GOLDEN = Path(__file__).parents[1] / "golden" / "walls"
"""Only dots, which are the same with every version of the library that draws outlines."""

GOLDENS = {
    "calling-64x32": (a_face("A012 3", "B105 12"), 64, 32),
    "calling-96x48": (a_face(*CALLS), 96, 48),
    "calling-128x64": (a_face(*CALLS), 128, 64),
    "empty-64x32": (a_face(), 64, 32),
    "closed-128x64": (a_face(open_=False), 128, 64),
    "contrast-96x48": (a_face(*CALLS, style=WallStyle(theme=WallTheme.CONTRAST)), 96, 48),
    "alarm-64x32": (a_face(*CALLS, alarms=("请有序撤离",)), 64, 32),
    "alarm-128x64": (a_face(*CALLS, alarms=("请立即从最近出口有序撤离，不要乘坐电梯",)), 128, 64),
    "strip-256x32": (a_face(*CALLS, style=WallStyle(layout=WallLayout.STRIP)), 256, 32),
}
