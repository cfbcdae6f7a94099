"""What a window display says in each state of its window."""

from datetime import UTC, datetime

import msgspec
import pytest

from hallctl.contracts.devices import Colour, DisplayState
from hallctl.contracts.frames import window_frame
from hallctl.contracts.views import TicketView, WindowView
from hallctl.domain.hours import Span
from hallctl.domain.panels import Dimming, PanelRules
from hallctl.domain.setup import Window, WindowKind, Zone
from hallctl.domain.state import WindowState

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
WINDOW = Window("3", "A", WindowKind.COMPREHENSIVE)
ZONE = Zone("A", "社会事务区", "A")
TICKET = TicketView(
    id="t1", number="A012", zone="A", items=("SI-001",), type=None, klass="NORMAL", state="CALLED",
    taken_at=NOW, ahead=None, wait_s=None, hall="demo", valid_on=NOW.date(), url="/t/x",
)  # fmt: skip


def view(state: WindowState, ticket: TicketView | None = None) -> WindowView:
    return WindowView(
        window="3", seq=1, zone="A", kind="COMPREHENSIVE", state=state, reason=None, staff="u07",
        staff_name="王某", staff_no="007", acting_for=None, ticket=ticket, held=(), called_at=None,
        started_at=None, calls=0, served_today=0, served_s=0,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("state", "ticket", "shown", "line", "colour"),
    [
        (WindowState.OPEN, None, DisplayState.OPEN, "等待叫号", Colour.GREEN),
        (WindowState.CALLING, TICKET, DisplayState.CALLING, "请A012号", Colour.RED),
        (WindowState.SERVING, TICKET, DisplayState.SERVING, "A012 办理中", Colour.GREEN),
        (WindowState.PAUSED, None, DisplayState.PAUSED, "暂停服务", Colour.AMBER),
        (WindowState.VACANT_POST, None, DisplayState.PAUSED, "暂停服务", Colour.AMBER),
        (WindowState.CLOSED, None, DisplayState.CLOSED, "未开放", Colour.AMBER),
        (WindowState.FAULT, None, DisplayState.FAULT, "暂停服务", Colour.RED),
    ],
)
def test_the_main_line(
    state: WindowState, ticket: TicketView | None, shown: DisplayState, line: str, colour: Colour
) -> None:
    frame = window_frame(view(state, ticket), WINDOW, ZONE)
    assert (frame.state, frame.lines[0], frame.colour) == (shown, line, colour)
    assert frame.blink is (state is WindowState.CALLING)


def test_the_other_lines_tell_window_clerk_and_place() -> None:
    frame = window_frame(view(WindowState.CALLING, TICKET), WINDOW, ZONE)
    assert frame.lines[1:] == ("3号窗口 工号007", "社会事务区", "Now calling A012")
    assert frame.number == "A012"


def test_a_window_with_a_name_shows_it() -> None:
    named = Window("3", "A", WindowKind.COMPREHENSIVE, name="社保专窗")
    assert window_frame(view(WindowState.OPEN), named, ZONE).lines[2] == "社保专窗"


def test_no_name_of_a_person_is_ever_shown() -> None:
    for state in WindowState:
        assert "王" not in "".join(window_frame(view(state, TICKET), WINDOW, ZONE).lines)


@pytest.mark.parametrize(
    ("reason", "place", "english"),
    [
        ("LUNCH", "3号窗口 轮班就餐", "Paused: lunch"),
        ("WORKSTATION_LOST", "3号窗口 设备故障", "Paused: equipment fault"),
        ("OTHER", "3号窗口", "Paused"),
        ("王某请假", "3号窗口", "Paused"),
    ],
)
def test_a_pause_tells_a_visitor_why_and_no_more_than_that(reason: str, place: str, english: str) -> None:
    paused = msgspec.structs.replace(view(WindowState.PAUSED), reason=reason)
    lines = window_frame(paused, WINDOW, ZONE).lines
    assert (lines[0], lines[1], lines[3]) == ("暂停服务", place, english)


def test_who_stands_in_for_another_is_shown_so() -> None:
    covered = msgspec.structs.replace(view(WindowState.SERVING, TICKET), acting_for="u01")
    assert window_frame(covered, WINDOW, ZONE).lines[1] == "3号窗口 顶岗007"


def test_a_post_that_nobody_holds_asks_for_patience_and_names_nobody() -> None:
    assert window_frame(view(WindowState.VACANT_POST), WINDOW, ZONE).lines[1] == "3号窗口 请稍候"


@pytest.mark.parametrize(("hour", "percent"), [(9, None), (17, 40), (18, 20), (19, None)])
def test_the_first_dimming_that_holds_goes_before(hour: int, percent: int | None) -> None:
    evening, late = Span(17 * 60, 19 * 60), Span(18 * 60, 20 * 60)
    rules = PanelRules(None, (Dimming(20, Span(18 * 60, 19 * 60)), Dimming(40, evening)))
    assert rules.brightness_at(NOW.replace(hour=hour)) == percent
    assert PanelRules(80, (Dimming(20, late),)).brightness_at(NOW.replace(hour=hour)) == (
        20 if hour >= 18 else 80
    )
