"""Recorded clips (录音片段): a folder for each language, in it a sound file for each word.

    clips/zh/请.wav  clips/zh/号到.wav  clips/zh/A.wav  clips/zh/十.wav …

A window's number may be one recording (`十二`) or be joined from its parts.
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Final, NamedTuple

from hallctl.contracts.speech import Sound
from hallctl.speech.engine import CannotSpeak
from hallctl.speech.numerals import aloud, digit
from hallctl.speech.phrases import Count, Language, Pause, Phrase, Piece, Sentence, reading
from hallctl.speech.sounds import NotSound, decoded, joined, levelled, silence, trimmed, wav

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

    def words(self, language: Language) -> tuple[str, ...]:
        """Each word that a speaker of `language` records, once."""
        return tuple(dict.fromkeys(self._words(language)))

    def _words(self, language: Language) -> Iterator[str]:
        spoken = [phrase for phrase in self.phrases if phrase.language is language]
        if not spoken:
            return
        for phrase in spoken:
            yield from phrase.words()
        for char in (*"0123456789", *self.letters):
            yield digit(char, language, self.one)
        for window in self.windows:
            for piece in reading(window, language):
                yield from aloud(piece, language, self.one)


class Recorded:
    """Speaks with clips: an engine for what is made of words that were recorded."""

    def __init__(self, clips: Clips, one: str = "一") -> None:
        self._clips, self._one = clips, one

    async def speak(self, sentence: Sentence) -> Sound:
        """One sentence as sound. Raises CannotSpeak, naming the words that were not recorded."""
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
        whole = (language, ("" if language is Language.CHINESE else " ").join(words))
        if isinstance(piece, Count) and whole in self._clips:
            words = (whole[1],)
        for word in words:
            yield self._clips.get((language, word), word)
            yield silence(GAP_S, RATE)


def load(folder: Path) -> Clips:
    """The clips of a folder. Takes a moment. Raises CannotSpeak where a file is no sound."""
    return {
        (language, file.stem): _read(file)
        for language in Language
        for file in _files(folder / language.value)
    }


def prepared(recording: Sound) -> Sound:
    """A recording as clips are kept: without silence around it, as loud as the others."""
    return levelled(joined([trimmed(recording)], RATE))


def store(folder: Path, language: Language, word: str, clip: Sound) -> Path:
    """Write a clip. Raises ValueError where the word cannot name a file."""
    if "/" in word or word.startswith("."):
        raise ValueError(f"a file cannot be named {word!r}")
    place = folder / language.value
    place.mkdir(parents=True, exist_ok=True)
    file = place / f"{word}.wav"
    file.write_bytes(wav(clip))
    return file


def recordings(folder: Path) -> Iterable[tuple[str, Path]]:
    """The words of a folder of recordings, each with its file."""
    return [(file.stem, file) for file in _files(folder)]


def _files(folder: Path) -> list[Path]:
    return sorted(file for file in folder.glob("*") if file.suffix.lower() in SUFFIXES)


def _read(file: Path) -> Sound:
    try:
        return joined([decoded(file)], RATE)
    except NotSound as error:
        raise CannotSpeak(str(error)) from error
