"""Faces of walls for tests, with everything on them that a wall may show."""

from datetime import datetime, timedelta, timezone

from hallctl.contracts.views import WaitView, ZoneView
from hallctl.contracts.wall import WallNotice, WallRow, WallView
from hallctl.contracts.wall_faces import WallFace
from hallctl.domain.walls import WallStyle

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
            notices=tuple(WallNotice(id=text, text=text) for text in notices),
        ),
        style=style or WallStyle(),
        brightness=brightness,
    )
