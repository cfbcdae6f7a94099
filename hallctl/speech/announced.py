"""What is said of an announcement (公告): its chime, then its text, as often as it asks for."""

from __future__ import annotations

from hallctl.contracts.speech import Priority
from hallctl.domain.voice import VoiceRules
from hallctl.speech.phrases import Language, plain
from hallctl.speech.voice import Script


def announced(rules: VoiceRules, zh: str, en: str, priority: Priority, times: int = 1) -> Script:
    """The Chinese text and, where there is one, the English after it; all of it `times` in a row.

    An emergency always has its warning before it.
    """
    texts = ((zh, Language.CHINESE), (en, Language.ENGLISH))
    once = tuple(plain(text, language) for text, language in texts if text)
    chimes = rules.chime or priority is Priority.EMERGENCY
    return Script(once, priority if chimes else None, times)
