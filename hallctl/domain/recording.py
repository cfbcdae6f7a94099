"""Clip marks (录像标记): which stretch of which camera belongs to what, and for what it may be looked at.

The hall stores marks, never moving pictures of its own accord: footage stays in the recorder until somebody
with the power AUDIT fetches it for a purpose that is allowed (DEV-08, SEC-10, X43).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Final

import msgspec


class Purpose(StrEnum):
    """Why a stretch was marked; it never changes."""

    SERVICE = "service"  # 窗口服务全过程
    VIDEO_SESSION = "video_session"  # 远程视频核验
    DISPUTE = "dispute"  # 现场争议


class Use(StrEnum):
    """For what somebody wants to see it."""

    CASE = "case"  # 已立案件 a case on record
    PUBLIC_SAFETY = "public_safety"  # 公共安全
    SESSION_RECORD = "session_record"  # 核验记录 the proof of what was verified in a video session
    REVIEW = "review"  # 差评核实 a bad rating; only where the hall says so


USES: Final[Mapping[Purpose, frozenset[Use]]] = {
    Purpose.SERVICE: frozenset({Use.CASE, Use.PUBLIC_SAFETY}),
    Purpose.VIDEO_SESSION: frozenset({Use.CASE, Use.SESSION_RECORD}),
    Purpose.DISPUTE: frozenset({Use.CASE, Use.PUBLIC_SAFETY}),
}
"""What a clip of each purpose may be used for (F11: cameras in public places, no other use)."""


NOTICE: Final = "本区域有音视频监控，仅用于公共安全和依法核查"
NOTICE_EN: Final = "Audio and video are recorded here, for public safety and lawful review only"


@dataclass(frozen=True, slots=True)
class RecordingRules:
    """How the hall handles recordings. `notice` is shown to visitors wherever cameras see them."""

    mark_services: bool = True
    review_evidence: bool = False
    retention_days: int = 30
    snapshots: bool = False
    notice: str = NOTICE
    notice_en: str = NOTICE_EN

    def allows(self, purpose: Purpose, use: Use) -> bool:
        """Whether a clip that was marked for `purpose` may be looked at for `use`."""
        if use is Use.REVIEW:
            return self.review_evidence and purpose is Purpose.SERVICE
        return use in USES[purpose]


class Clip(msgspec.Struct):
    """A mark of today. `ended_at`: None while it goes on."""

    id: str
    camera: str
    window: str
    purpose: Purpose
    begun_at: datetime
    ended_at: datetime | None = None
    ticket: str | None = None
    session: str | None = None


class VideoState(StrEnum):
    """Where a video session is."""

    CONNECTED = "CONNECTED"
    ENDED = "ENDED"


class VideoOutcome(StrEnum):
    """What came of a video session (视频核验结果)."""

    VERIFIED = "verified"  # 原件核验一致
    NOT_VERIFIED = "not_verified"  # 核验不一致
    CONSULTED = "consulted"  # 会商完成
    INTERRUPTED = "interrupted"  # 中断


class VideoNotice(StrEnum):
    """How the person was asked before the recording began (X43)."""

    CONSENTED = "consented"  # 本人同意
    INFORMED = "informed"  # 已告知


class Recording(StrEnum):
    """Whether a session is being recorded."""

    ON = "on"
    UNCONFIRMED = "unconfirmed"  # every recorder of the window is away: the session goes on, a person is told


class VideoSession(msgspec.Struct):
    """A session between a remote window (远程窗口) and its home window, while it lasts."""

    id: str
    window: str
    peer: str
    since: datetime
    recording: Recording
    ticket: str | None = None
    application: str | None = None
    clips: list[str] = msgspec.field(default_factory=list)
