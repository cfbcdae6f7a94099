"""What is said of an announcement (公告): its chime, then its text, as often as it asks for."""

from __future__ import annotations

from hallctl.contracts.speech import Priority
from hallctl.domain.announcements import AnnouncementPriority
from hallctl.speech.phrases import Language, plain
from hallctl.speech.voice import Script


def announced(zh: str, en: str, priority: AnnouncementPriority, times: int = 1) -> Script:
    """The Chinese text and, where there is one, the English after it; all of it `times` in a row."""
    once = [plain(zh, Language.CHINESE)]
    if en:
        once.append(plain(en, Language.ENGLISH))
    return Script(tuple(once * times), Priority[priority.name])
