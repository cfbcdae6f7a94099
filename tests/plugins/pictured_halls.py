"""Halls that pretend, in the states worth looking at: at work, crowded, closed, paused, on a special day."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Final

from fake_hall import FakeHall
from fake_setup import SHANGHAI, a_setup
from fake_views import a_device, a_person, a_ticket, an_advice, an_alarm
from msgspec.structs import replace

from hallctl.contracts.views import LoadView, MeasureView, SurgeView, WaitView, WhyView
from hallctl.contracts.wall import WallNotice

CALLS: Final = (("D004", "16"), ("A010", "3"), ("C027", "8"), ("A011", "5"), ("B105", "12"), ("A012", "3"))


def calls(hall: FakeHall) -> None:
    for number, window in CALLS:
        hall.call(number, window)


def closed(hall: FakeHall) -> None:
    hall.open = False


def paused(hall: FakeHall) -> None:
    calls(hall)
    hall.intake, hall.intake_reason = "paused", "磁盘已满"


def emergency(hall: FakeHall) -> None:
    calls(hall)
    hall.notices = [
        WallNotice(
            id="fire",
            text="请立即从最近的安全出口有序撤离，不要乘坐电梯",
            text_en="Leave now. Do not use the lifts.",
            priority="EMERGENCY",
        )
    ]


def special_day(hall: FakeHall) -> None:
    """One zone gives no more numbers, one opens early, one is closed."""
    calls(hall)
    hall.zones[1] = replace(hall.zones[1], stopped=True)
    hall.zones[2] = replace(hall.zones[2], hours="07:30-18:00")
    hall.zones[3] = replace(hall.zones[3], open=False, hours="13:00-17:00")


def at_work(hall: FakeHall) -> None:
    calls(hall)
    because = (
        "A012号折算等候17分钟、预计办理6分钟，先于B104号（折算等候21分钟、预计办理19分钟）："
        "等候与办理时长之比更高，且让号不超过规定的2.0倍。"
    )
    hall.serve("3", "A012", held=(a_ticket("A004", state="HELD"),), why=WhyView(because, because))
    hall.waiting = [
        a_ticket("A013"),
        a_ticket("A015", klass="CARE", items=("SI-002",)),
        a_ticket("B106", items=("RE-002",), zone="B"),
        a_ticket("A014", items=("SI-003",)),
        a_ticket("A016", items=("SI-004",)),
        a_ticket("A017"),
    ]
    hall.devices = [
        a_device("led-3", "window_display"),
        a_device("rater-3", "rater"),
        a_device("pa-A", "speaker", state="OFFLINE", zone=hall.setup.windows["3"].zone, window=None),
    ]
    hall.alarms = [an_alarm()]


def called(hall: FakeHall) -> None:
    at_work(hall)
    hall.serve("3", "A012", state="CALLING")


def free(hall: FakeHall) -> None:
    at_work(hall)
    hall.set_window("3")


def helping(hall: FakeHall) -> None:
    at_work(hall)
    hall.serve("3", "A012", zone="B", home="A", until=datetime.now(SHANGHAI) + timedelta(hours=1))


def idle(hall: FakeHall) -> None:
    hall.set_window("3", served_today=0, served_s=0)


def resting(hall: FakeHall) -> None:
    at_work(hall)
    hall.set_window("3", state="PAUSED", reason="LUNCH")


def stopped(hall: FakeHall) -> None:
    at_work(hall)
    hall.intake, hall.intake_reason = "paused", "磁盘已满"


def busy(hall: FakeHall) -> None:
    at_work(hall)
    states = (
        "SERVING",
        "CALLING",
        "OPEN",
        "SERVING",
        "PAUSED",
        "SERVING",
        "FAULT",
        "SERVING",
        "VACANT_POST",
        "CLOSED",
    )
    for place, window in enumerate(hall.setup.windows):
        state = states[place % len(states)]
        if state in {"SERVING", "CALLING"}:
            hall.serve(window, f"A{place:03}", state=state)
        else:
            hall.set_window(window, state=state)


def advised(hall: FakeHall) -> None:
    busy(hall)
    hall.alarms += [an_alarm("SURGE", "A/人社局"), an_alarm("VACANT_POST", "9")]
    hall.surges = [
        SurgeView(
            zone="A",
            department="人社局",
            came=14,
            usual=6.4,
            minutes=15,
            measures=(
                MeasureView(kind="open_window", window="10", said=WhyView("增开窗口10", "open window 10")),
                MeasureView(
                    kind="extend_hours", window=None, said=WhyView("延长服务时间", "extend the hours")
                ),
            ),
        )
    ]
    hall.set_window("10", state="CLOSED", staff=None, staff_name=None, served_today=0, served_s=0)
    hall.set_window("4", zone="B", home="E", load=LoadView(7200, None, 6300, None))
    hall.advice = [an_advice(WhyView("社保医保有 18 人等候，最久 23 分钟", "18 wait for up to 23 minutes"))]
    names = ("王敏", "李建国", "赵某", "钱某", "孙某", "周某", "吴某", "郑某")
    hall.roster = [
        a_person(
            f"u{place + 5:02}",
            name,
            number=f"10{place + 5:02}",
            present=place < 6,
            window=str(place + 1) if place < 5 else None,
            lunch=place % 2 + 1,
            lunch_at=("11:30-12:30", "12:30-13:30")[place % 2],
            shifts=() if place % 3 else ("09:00-13:00",),
            breaks=("10:30-10:45",) if place == 2 else (),
        )
        for place, name in enumerate(names)
    ]


def long_wait(hall: FakeHall) -> None:
    """For SI-001 people wait long, and there are all other ways."""
    tomorrow = (datetime.now(SHANGHAI) + timedelta(days=1)).replace(hour=9, minute=0, second=0, microsecond=0)
    hall.diversion = {
        "zone": "A",
        "wait_s": WaitView(1800, 2520, 3600),
        "long": True,
        "suggestions": [
            {"way": "self_service", "said": {"zh": "可在自助终端办理，无需等候。", "en": "No waiting."}},
            {"way": "online", "said": {"zh": "可在网上办理，无需到窗口。", "en": "Without a window."}},
            {"way": "zone", "zone": "E", "items": ["CA-001"], "wait_s": WaitView(120, 240, 420)},
            {"way": "slot", "items": ["SI-001"], "slots": [tomorrow, tomorrow + timedelta(minutes=15)]},
        ],
    }


def large() -> FakeHall:
    return FakeHall(
        a_setup(zones=10, windows=40, name="黔西南布依族苗族自治州兴义市政务服务中心（市民之家）")
    )


def bare() -> FakeHall:
    return FakeHall(a_setup(zones=0))


def near(hall: FakeHall) -> None:
    hall.reminded = True


def phone(state: str) -> Callable[[FakeHall], None]:
    def prepare(hall: FakeHall) -> None:
        hall.ticket_state = state

    return prepare
