"""The sections that set the daemon: queue rules, pages, broker, database, keys, log."""

from __future__ import annotations

from typing import Annotated, Literal
from urllib.parse import urlsplit

from pydantic import AfterValidator, Field
from pydantic_core import PydanticCustomError

from hallctl.configuration.fields import (
    BindAddress,
    Count,
    Flag,
    Seconds,
    SecondsOrNone,
    Section,
    Share,
    Text,
)
from hallctl.domain.advice.rules import AdviceRules
from hallctl.domain.enquiries import EnquiryRules
from hallctl.domain.papers import PaperRow, PaperStyle
from hallctl.domain.recording import RecordingRules
from hallctl.domain.routing.seniority import WeightedRules
from hallctl.domain.setup import QueueRules
from hallctl.domain.tickets import TicketClass
from hallctl.domain.walls import WallContent, WallLayout, WallStyle, WallTheme

_RULES = QueueRules()
_WEIGHTED = WeightedRules()
_ADVICE = AdviceRules()
_ENQUIRIES = EnquiryRules()
_PAPER = PaperStyle()
_RECORDING = RecordingRules()
_WALL = WallStyle()
_EMBEDDED = "embedded"
_HOUR_S = 3600


def _url(*schemes: str) -> AfterValidator:
    def checked(text: str) -> str:
        parts = urlsplit(text)
        if parts.scheme not in schemes or not parts.netloc:
            raise PydanticCustomError("url", "a URL", {"schemes": ", ".join(schemes)})
        return text

    return AfterValidator(checked)


def _broker(text: str) -> str:
    parts = urlsplit(text)
    if text != _EMBEDDED and not (parts.scheme in {"mqtt", "mqtts"} and parts.hostname):
        raise PydanticCustomError("broker", "embedded or a URL")
    return text


def _database(text: str) -> str:
    if not text.startswith(("sqlite:///", "postgresql+psycopg://")) or text == "sqlite:///":
        raise PydanticCustomError("database", "a database URL")
    return text


def _fills_an_hour(slot_s: int) -> int:
    if _HOUR_S % slot_s and slot_s % _HOUR_S:
        raise PydanticCustomError("slot", "fills an hour")
    return slot_s


def _every_class_once(order: tuple[TicketClass, ...]) -> tuple[TicketClass, ...]:
    if sorted(order) != sorted(TicketClass):
        raise PydanticCustomError("order", "each class once")
    return order


class PaceSection(Section):
    """How the seniority of a class grows."""

    rate: Annotated[float, Field(strict=True, gt=0, le=100)]
    head_start_min: Annotated[float, Field(strict=True, ge=0, le=10_000)]


def _pace(klass: TicketClass) -> PaceSection:
    rate, head_start = _WEIGHTED.paces[klass]
    return PaceSection(rate=rate, head_start_min=head_start)


class SenioritySection(Section):
    """`[routing.seniority]`: the weighted rule's table of classes."""

    GREEN_CHANNEL: PaceSection = _pace(TicketClass.GREEN_CHANNEL)
    CARE: PaceSection = _pace(TicketClass.CARE)
    BOOKED: PaceSection = _pace(TicketClass.BOOKED)
    TRANSFER: PaceSection = _pace(TicketClass.TRANSFER)
    NORMAL: PaceSection = _pace(TicketClass.NORMAL)


class RoutingSection(Section):
    """`[routing]`: who is called next (QUE-12, QUE-32)."""

    rule: str = "strict"
    order: Annotated[tuple[TicketClass, ...], AfterValidator(_every_class_once)] = tuple(
        TicketClass(name) for name in _RULES.order
    )
    priority_in_a_row: Count = _RULES.priority_in_a_row
    theta: Share = _WEIGHTED.theta
    gamma: Annotated[float, Field(strict=True, ge=0, le=2)] = _WEIGHTED.gamma
    eta: Annotated[float, Field(strict=True, ge=0, le=10)] = _WEIGHTED.eta
    by_count: Share = _WEIGHTED.by_count
    seniority: SenioritySection = SenioritySection()


class QueueSection(Section):
    """`[queue]`: no-shows, requeueing, priority reasons (QUE-11, QUE-25)."""

    calls_before_no_show: Count = _RULES.calls_before_no_show
    no_show_after_s: Seconds = _RULES.no_show_after_s
    requeue_within_s: SecondsOrNone = _RULES.requeue_within_s
    requeue_places_behind: Count = _RULES.requeue_places_behind
    special_reasons: tuple[Text, ...] = _RULES.special_reasons
    self_declared: frozenset[TicketClass] = frozenset(TicketClass(name) for name in _RULES.self_declared)
    vacant_after_s: Seconds = _RULES.vacant_after_s
    forgotten_after_s: Seconds = _RULES.forgotten_after_s
    auto_call_after_s: SecondsOrNone = _RULES.auto_call_after_s
    remind_ahead: Annotated[int, Field(strict=True, ge=0, le=100)] = _RULES.remind_ahead
    rate_within_s: Seconds = _RULES.rate_within_s
    rate_cases_within_days: Annotated[int, Field(strict=True, ge=1, le=365)] = _RULES.rate_cases_within_days
    close_grace_s: SecondsOrNone = _RULES.close_grace_s
    divert_after_s: SecondsOrNone = _RULES.divert_after_s
    press_guard_s: Annotated[int, Field(strict=True, ge=0, le=60)] = _RULES.press_guard_s
    reissue_within_s: SecondsOrNone = _RULES.reissue_within_s
    offline_from: Annotated[int, Field(strict=True, ge=1, le=9999)] = _RULES.offline_from


class TicketSection(Section):
    """`[ticket]`: what the hall has its tickets say (QUE-02)."""

    rows: Annotated[tuple[PaperRow, ...], Field(min_length=1)] = _PAPER.rows
    heading: str = _PAPER.heading
    footer: tuple[Text, ...] = _PAPER.footer
    logo: Text | None = _PAPER.logo
    english: Flag = _PAPER.english


class AdviceSection(Section):
    """`[advice]`: what waiting is worth, what a surge is, how full windows are planned (QUE-17, QUE-18)."""

    price: Annotated[float, Field(strict=True, gt=0, le=1000)] = _ADVICE.price
    least_open_min: Annotated[float, Field(strict=True, ge=0, le=600)] = _ADVICE.least_open_min
    every_min: Annotated[float, Field(strict=True, ge=1, le=120)] = _ADVICE.every_min
    surge_factor: Annotated[float, Field(strict=True, gt=1, le=100)] = _ADVICE.surge_factor
    surge_min: Annotated[int, Field(strict=True, ge=5, le=120)] = _ADVICE.surge_min
    target_load: Annotated[float, Field(strict=True, gt=0, le=1)] = _ADVICE.target_load


class WallSection(Section):
    """`[wall]`: how the big screen (大屏) is arranged, what takes turns on it, how it is spared (DEV-05)."""

    layout: WallLayout = _WALL.layout
    columns: Annotated[int, Field(strict=True, ge=0, le=4)] = _WALL.columns
    theme: WallTheme = _WALL.theme
    contents: tuple[WallContent, ...] = _WALL.contents
    rotate_s: Annotated[int, Field(strict=True, ge=3, le=3600)] = _WALL.rotate_s
    shift_px: Annotated[int, Field(strict=True, ge=0, le=40)] = _WALL.shift_px
    shift_every_s: Annotated[int, Field(strict=True, ge=10, le=86_400)] = _WALL.shift_every_s


class CameraSection(Section):
    """`[camera]`: what recordings are for, how long they stay, what visitors are told (SEC-10)."""

    mark_services: Flag = _RECORDING.mark_services
    review_evidence: Flag = _RECORDING.review_evidence
    retention_days: Annotated[int, Field(strict=True, ge=1, le=3650)] = _RECORDING.retention_days
    snapshots: Flag = _RECORDING.snapshots
    notice: Text = _RECORDING.notice
    notice_en: Text = _RECORDING.notice_en
    folder: Text = "var/clips"


class AppointmentsSection(Section):
    """`[appointments]`: slots and check-in (QUE-13)."""

    slot_s: Annotated[Seconds, AfterValidator(_fills_an_hour)] = _RULES.slot_s
    slot_capacity: Count = _RULES.slot_capacity
    check_in_early_s: SecondsOrNone = _RULES.check_in_early_s
    due_early_s: SecondsOrNone = _RULES.due_early_s
    late_s: SecondsOrNone = _RULES.late_s
    book_ahead_days: Annotated[int, Field(strict=True, ge=0, le=366)] = _RULES.book_ahead_days
    remind_before_s: SecondsOrNone = _RULES.remind_before_s


class WebSection(Section):
    """`[web]`: pages and API."""

    bind: BindAddress = "127.0.0.1:8080"
    public_url: Annotated[str, _url("http", "https")] | None = None
    trusted_proxies: tuple[Text, ...] = ()


class MqttSection(Section):
    """`[mqtt]`: the broker, our own or another's."""

    broker: Annotated[str, AfterValidator(_broker)] = _EMBEDDED
    bind: BindAddress = "127.0.0.1:1883"
    user: str = ""
    password_file: Text | None = None
    ca_file: Text | None = None
    keepalive_s: Annotated[int, Field(strict=True, ge=1, le=60)] = 5


class DatabaseSection(Section):
    """`[database]`: where the journal lives."""

    url: Annotated[str, AfterValidator(_database)] = "sqlite:///var/hall.db"


class PersonalSection(Section):
    """`[personal]`: the key that wraps the keys of personal data."""

    master_key_file: Text | None = None
    scans: Text = "var/scans"


class PrivacySection(Section):
    """`[privacy]`: for how many days it is kept who came and who applied; 0: for ever (SEC-11)."""

    visits_days: Annotated[int, Field(strict=True, ge=0, le=36500)] = 180
    cases_days: Annotated[int, Field(strict=True, ge=0, le=36500)] = 3650


class EnquiriesSection(Section):
    """`[enquiries]`: how long enquiries may take (咨询时限, C15 to C17)."""

    sweep_h: Annotated[int, Field(strict=True, ge=1, le=80)] = _ENQUIRIES.sweep_h
    answer_days: Annotated[int, Field(strict=True, ge=1, le=60)] = _ENQUIRIES.answer_days


class LookupsSection(Section):
    """`[lookups]`: data that authorities share, so that nobody is asked for it (ITEM-28, INT-33)."""

    records: Text | None = None
    wait_s: Annotated[float, Field(strict=True, ge=0.1, le=10)] = 2.0


class LoggingSection(Section):
    """`[logging]`: what the log says and how."""

    level: Literal["debug", "info", "warning", "error"] = "info"
    format: Literal["text", "json"] = "text"
