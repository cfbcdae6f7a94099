"""What a device of each kind must be able to do, as its driver's commands with contents that never change."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from functools import partial
from typing import Any, Final

from hallctl.contracts.devices import Colour, DisplayState, Frame, KeypadFace, Outcome
from hallctl.contracts.mail import Recipient
from hallctl.contracts.notices import NoticePaper
from hallctl.contracts.papers import Name, TicketPaper
from hallctl.contracts.speech import Sound, Utterance
from hallctl.contracts.views import TicketView
from hallctl.contracts.wall import WallRow, WallView
from hallctl.contracts.wall_faces import WallFace
from hallctl.domain.papers import PaperStyle
from hallctl.domain.walls import WallStyle
from hallctl.profiles import FramesProfile, ModbusProfile, Profile
from hallctl.profiles.schema.asking import Happening

Act = Callable[[Any], Awaitable[Outcome]]
"""Lets a driver do something. Drivers of one kind have the methods of its Protocol."""


@dataclass(frozen=True, slots=True)
class Trial:
    """`act` must end with DONE. Without the capability or command `needs` there is no such trial."""

    name: str
    act: Act
    needs: str | None = None


def trials_for(profile: Profile) -> tuple[Trial, ...]:
    """The trials of this kind that the profile promises to pass."""
    return tuple(
        trial
        for trial in (*TRIALS.get(profile.kind, ()), *_switching(profile), IDENTIFY)
        if trial.needs is None or trial.needs in {*profile.capabilities, *profile.commands}
    )


def events_of(profile: Profile) -> Mapping[str, Happening]:
    """What the device asks of the hall by itself, by the names of the profile."""
    if not isinstance(profile, FramesProfile | ModbusProfile):
        return {}
    return {name: event for name, event in profile.events.items() if event.asks is not None}


def _switching(profile: Profile) -> Iterator[Trial]:
    """Every output of a relay module on and off."""
    if profile.kind != "relay":
        return
    for name in profile.commands:
        if name != IDENTIFY.name:
            yield Trial(f"{name}_on", partial(_switch, name, on=True))
            yield Trial(f"{name}_off", partial(_switch, name, on=False))


def _switch(channel: str, driver: Any, *, on: bool) -> Awaitable[Outcome]:
    switched: Awaitable[Outcome] = driver.set(channel, on=on)
    return switched


def _show(frame: Frame, driver: Any) -> Awaitable[Outcome]:
    shown: Awaitable[Outcome] = driver.show(frame)
    return shown


def _frame(state: DisplayState, *lines: str, number: str | None = None, blink: bool = False) -> Frame:
    colour = {DisplayState.CALLING: Colour.RED, DisplayState.PAUSED: Colour.AMBER}.get(state, Colour.GREEN)
    return Frame(state=state, number=number, lines=lines, blink=blink, colour=colour)


async def _a_picture(driver: Any) -> Outcome:
    return Outcome.TIMED_OUT if await driver.snapshot() is None else Outcome.DONE


async def _capture(driver: Any) -> Outcome:
    scan = await driver.capture("job_0123456789abcdef")
    return Outcome.REFUSED if scan.outcome is Outcome.DONE and not scan.pages else scan.outcome


async def _label(driver: Any) -> Outcome:
    label = await driver.label("p_0123456789abcdef", _RECIPIENT)
    return Outcome.UNKNOWN if label.outcome is Outcome.DONE and not label.tracking else label.outcome


_CAPTURE: Final = Trial("capture", _capture, "capture")
_CALLING: Final = _frame(DisplayState.CALLING, "请A012号", "到3号窗口", number="A012", blink=True)
_SERVING: Final = _frame(DisplayState.SERVING, "A012", "正在办理", "工号 0031", number="A012")
_PAUSED: Final = _frame(DisplayState.PAUSED, "暂停服务", "请稍候")

_TICKET: Final = TicketView(
    id="t_0123456789abcdef",
    number="A012",
    zone="A",
    items=("SI-001",),
    type=None,
    klass="NORMAL",
    state="WAITING",
    taken_at=datetime(2026, 1, 5, 1, 30, tzinfo=UTC),
    ahead=3,
    wait_s=None,
    hall="demo",
    valid_on=date(2026, 1, 5),
    url="http://127.0.0.1/t/0123456789abcdef",
)
PAPER: Final = TicketPaper(
    ticket=_TICKET,
    hall="示范政务服务大厅",
    zone=Name("综合服务区", "General"),
    services=(Name("社会保障卡申领", "Social security card"),),
    klass=None,
    taken_at=_TICKET.taken_at,
    slot=None,
    style=PaperStyle(),
)
NOTICE: Final = NoticePaper(
    notice="n_0123456789abcdef",
    pdf=(
        b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n"
        b"2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n"
        b"3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"
    ),
    copies=1,
)
_RATE: Final = 8000
_TONE: Final = Sound(
    _RATE,
    b"".join(
        (abs(n % (16 + n // 80) - 8) * 2000 - 8000).to_bytes(2, "little", signed=True)
        for n in range(_RATE // 10)
    ),
)
"""A tenth of a second of a tone that falls, the same on every machine."""

SENTENCE: Final = Utterance("conformance", "请A012号到3号窗口", sound=_TONE, volume=80)
_RECIPIENT: Final = Recipient(name="示例", phone="13800000000", address="示范路1号")
_WALL: Final = WallFace(
    hall="示范政务服务大厅",
    at=datetime(2026, 1, 5, 9, 30, tzinfo=UTC),
    open=True,
    hours="09:00-17:00",
    view=WallView(rows=(WallRow("A012", "3", datetime(2026, 1, 5, 9, 30, tzinfo=UTC)),), zones=()),
    style=WallStyle(),
)
_FACE: Final = KeypadFace(window="3", seq=7, state="SERVING", waiting=12, number="A012")

IDENTIFY: Final = Trial("identify", lambda driver: driver.identify(), "identify")
TRIALS: Final[Mapping[str, tuple[Trial, ...]]] = {
    "window_display": (
        Trial("show_calling", partial(_show, _CALLING)),
        Trial("show_serving", partial(_show, _SERVING)),
        Trial("show_paused", partial(_show, _PAUSED)),
    ),
    "dispenser": (Trial("print_ticket", lambda driver: driver.print_ticket(PAPER), "print"),),
    "printer": (Trial("print_notice", lambda driver: driver.print_notice(NOTICE), "print"),),
    "rater": (
        Trial("prompt", lambda driver: driver.ask("t_0123456789abcdef", 60.0), "prompt"),
        Trial("clear", lambda driver: driver.clear(), "clear"),
    ),
    "keypad": (Trial("show_face", lambda driver: driver.show(_FACE), "show"),),
    "speaker": (Trial("say", lambda driver: driver.say(SENTENCE), "say"),),
    "camera": (Trial("snapshot", _a_picture, "snapshot"),),
    "doc_camera": (_CAPTURE,),
    "scanner": (_CAPTURE,),
    "mail_terminal": (Trial("label", _label, "label"),),
    "led_wall": (Trial("show_wall", lambda driver: driver.show(_WALL), "show"),),
}
"""Kind of device → its trials, besides that it answers and tells which it is."""

ANSWERS_TO: Final[Mapping[str, object]] = {"ticket.issue": _TICKET}
"""Request of a device → the data with which the hall would answer; without an entry there is none."""

BEFORE_EVENTS: Final = frozenset({"prompt"})
"""Trials without which an event of the device would count for nothing."""
