"""Recorded clips (录音片段): a folder for each language, in it a sound file for each word.

    clips/zh/请.wav  clips/zh/号到.wav  clips/zh/A.wav  clips/zh/十.wav …

A window's number may be one recording (`十二`) or be joined from its parts.
"""

from __future__ import annotations

import asyncio
import unicodedata
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Final, NamedTuple

import structlog

from hallctl.contracts.speech import Sound
from hallctl.speech.engine import CannotSpeak
from hallctl.speech.numerals import aloud, count, digit
from hallctl.speech.phrases import Count, Language, Pause, Phrase, Piece, Sentence, Spelled, Words, reading
from hallctl.speech.presence import BRING_CLIPS
from hallctl.speech.sounds import NotSound, decoded, joined, levelled, silence, trimmed, wav

log = structlog.get_logger(__name__)

RATE: Final = 22050
GAP_S: Final = 0.03
"""Between two clips."""

SUFFIXES: Final = (".wav", ".flac", ".mp3", ".ogg", ".m4a")
Clips = Mapping[tuple[Language, str], Sound]


class Vocabulary(NamedTuple):
    """What a hall's calls are made of: its phrases, windows and the letters of its ticket numbers."""

    phrases: tuple[Phrase, ...]
    windows: tuple[str, ...]
    letters: str
    one: str = "一"

    def words(self, language: Language) -> dict[str, Piece]:
        """Each word that a speaker of `language` records, and what it is a word of."""
        found: dict[str, Piece] = {}
        for piece in self._pieces(language):
            for word in aloud(piece, language, self.one):
                found.setdefault(word, piece if isinstance(piece, Spelled) else Words(word))
        return found

    def _pieces(self, language: Language) -> Iterator[Piece]:
        spoken = [phrase for phrase in self.phrases if phrase.language is language]
        if not spoken:
            return
        for phrase in spoken:
            yield from phrase.fixed()
        yield from map(Spelled, (*self.letters, *"0123456789"))
        for window in self.windows:
            yield from reading(window, language)


class Recorded:
    """Speaks with clips: an engine for what is made of words that were recorded."""

    def __init__(self, clips: Clips, one: str = "一") -> None:
        self._clips, self._one = clips, one

    async def speak(self, sentence: Sentence) -> Sound:
        """One sentence as sound. Raises CannotSpeak, naming the words that were not recorded."""
        if not self._clips:
            raise CannotSpeak(f"no clips are recorded: {BRING_CLIPS}")
        parts = [part for piece in sentence.pieces for part in self._parts(piece, sentence.language)]
        missing = [part for part in parts if isinstance(part, str)]
        if missing:
            raise CannotSpeak(f"not recorded: {'、'.join(dict.fromkeys(missing))}")
        sounds = [part for part in parts if isinstance(part, Sound)]
        return await asyncio.to_thread(joined, sounds, RATE)

    def _parts(self, piece: Piece, language: Language) -> Iterator[Sound | str]:
        if isinstance(piece, Pause):
            yield silence(piece.seconds, RATE)
            return
        words = aloud(piece, language, self._one)
        whole = (language, together(words, language))
        if isinstance(piece, Count) and whole in self._clips:
            words = (whole[1],)
        for word in words:
            yield self._clips.get((language, word), word)
            yield silence(GAP_S, RATE)


def together(words: tuple[str, ...], language: Language) -> str:
    """Words as one, as a clip of a whole number is named."""
    return ("" if language is Language.CHINESE else " ").join(words)


def load(folder: Path) -> Clips:
    """The clips of a folder. Takes a moment. A file that is no sound is left out, and the log says so."""
    found: dict[tuple[Language, str], Sound] = {}
    for language in Language:
        for word, file in recordings(folder / language.value):
            try:
                found[language, word] = joined([decoded(file)], RATE)
            except NotSound as error:
                log.warning("a clip is left out", file=str(file), reason=str(error))
    return found


def prepared(recording: Sound) -> Sound:
    """A recording as clips are kept: without silence around it, as loud as the others."""
    return levelled(joined([trimmed(recording)], RATE))


def store(folder: Path, language: Language, word: str, clip: Sound) -> Path:
    """Write a clip. Raises ValueError where the word cannot name a file."""
    if not word or "/" in word or word.startswith("."):
        raise ValueError(f"a file cannot be named {word!r}")
    place = folder / language.value
    place.mkdir(parents=True, exist_ok=True)
    file = place / f"{word}.wav"
    file.write_bytes(wav(clip))
    return file


def recordings(folder: Path) -> list[tuple[str, Path]]:
    """The files of a folder of recordings, each with its name as a word."""
    files = sorted(file for file in folder.glob("*") if file.suffix.lower() in SUFFIXES)
    return [(unicodedata.normalize("NFC", file.stem).strip(), file) for file in files]


def word_named(name: str, language: Language, one: str = "一") -> str:
    """The word that a speaker has recorded under `name`: a letter in any case, a number in digits."""
    if name.isascii() and name.isdigit():
        if len(name) == 1:
            return digit(name, language, one)
        return together(count(int(name), language), language) if len(name) <= _LONGEST else name
    return name.upper() if len(name) == 1 else name


_LONGEST: Final = 4
"""Digits of a number that is one word."""
