"""What is said of a call, in the hall's own words."""

from __future__ import annotations

from hallctl.contracts.speech import Priority
from hallctl.domain.voice import CALL_FIELDS, CallWords, VoiceRules
from hallctl.speech.phrases import Language, Phrase, Sentence
from hallctl.speech.voice import Script


class Wording:
    """The scripts of calls."""

    def __init__(self, rules: VoiceRules) -> None:
        """Raises BadPhrase."""
        words = {Language.CHINESE: rules.chinese, Language.ENGLISH: rules.english}
        self._languages = [_Spoken(language, each) for language, each in words.items() if each is not None]
        self._rules = rules

    @property
    def phrases(self) -> tuple[Phrase, ...]:
        """All that calls are made of, for a speaker to record."""
        return tuple(phrase for each in self._languages for phrase in (each.full, each.short))

    def full(self, number: str, window: str, times: int | None = None) -> Script:
        """A call as it is said in a calm hall: `times`, or as often as the hall wishes."""
        once = tuple(each.full.sentence({"number": number, "window": window}) for each in self._languages)
        return self._script(once, self._rules.times if times is None else times)

    def short(self, number: str, window: str) -> Script:
        """The same when many wait: in Chinese alone, and brief."""
        return self._script((self._languages[0].short.sentence({"number": number, "window": window}),))

    def chime_alone(self) -> Script:
        """Only the sign to look up at the displays."""
        return Script((), Priority.CALL)

    def _script(self, sentences: tuple[Sentence, ...], times: int = 1) -> Script:
        return Script(sentences, Priority.CALL if self._rules.chime else None, times)


class _Spoken:
    def __init__(self, language: Language, words: CallWords) -> None:
        self.full = Phrase(words.full, language, CALL_FIELDS)
        self.short = Phrase(words.short, language, CALL_FIELDS)
