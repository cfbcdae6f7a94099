"""`hallctl voice`: the voice of a hall made, brought in, heard and looked at (语音)."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Annotated, Final

import typer

from hallctl.cli.files import ConfigFile, Sets, configuration, fail
from hallctl.configuration.configuration import Configuration
from hallctl.contracts.speech import Priority, Sound
from hallctl.speech.engine import CannotSpeak, Engine
from hallctl.speech.engines.clips import (
    Vocabulary,
    prepared,
    recordings,
    store,
    word_named,
)
from hallctl.speech.making import engines_of
from hallctl.speech.phrases import Language, Piece, Sentence, plain
from hallctl.speech.presence import silent
from hallctl.speech.settings import EngineName
from hallctl.speech.sounds import NotSound, decoded, loudness, wav
from hallctl.speech.voice import Script, Voice
from hallctl.speech.wording import Wording

app = typer.Typer(
    no_args_is_help=True, help="The voice of a hall: made, brought in, heard, looked at (语音播报)."
)

SAMPLE: Final = "A012"
"""A ticket that `check` calls: a letter, a zero, a one."""

Spoken = Annotated[Language, typer.Option("--language", help="zh or en.")]
Replace = Annotated[bool, typer.Option("--replace", help="Also words that have a clip already.")]
Folder = Annotated[Path | None, typer.Option("--out", help="Folder of clips; else that of [voice] folder.")]


@app.command()
def build(
    file: ConfigFile,
    engine: Annotated[EngineName, typer.Option(help="espeak or program.")] = EngineName.ESPEAK,
    language: Spoken = Language.CHINESE,
    out: Folder = None,
    replace_all: Replace = False,  # noqa: FBT002 - typer
    sets: Sets = None,
) -> None:
    """Have an engine speak every word of the hall's calls once, and keep them as clips."""
    hall = configuration(file, sets)
    folder = out or hall.voice.folder
    words = vocabulary(hall).words(language)
    wanted = {word: words[word] for word in _without_clip(folder, language, words, all_of_them=replace_all)}
    try:
        (maker,) = engines_of(replace(hall.voice, engines=(engine,)))
        asyncio.run(_build(maker, language, wanted, folder))
    except (CannotSpeak, OSError, ValueError) as error:
        raise fail(f"voice build: {error}") from None
    typer.echo(f"{folder / language}: {len(wanted)} clips made, {len(words) - len(wanted)} were there")


@app.command("import")
def bring(
    file: ConfigFile,
    folder: Annotated[Path, typer.Argument(help="A speaker's recordings, each named as the word it is.")],
    language: Spoken = Language.CHINESE,
    out: Folder = None,
    sets: Sets = None,
) -> None:
    """Take over a speaker's recordings: trimmed, equally loud. Says which words of calls are missing."""
    hall = configuration(file, sets)
    kept = out or hall.voice.folder
    words = vocabulary(hall).words(language)
    found = recordings(folder)
    if not found:
        raise fail(f"{folder} holds no recordings (.wav, .flac, .mp3, .ogg, .m4a)")
    for name, recording in found:
        word = word_named(name, language, hall.voice.one)
        typer.echo(f"{recording.name} → {_taken(recording, kept, language, word)}")
    missing = _without_clip(kept, language, words)
    if missing:
        typer.echo(f"missing {len(missing)} of {len(words)}: {'、'.join(missing)}")
        raise typer.Exit(1)
    typer.echo(f"all {len(words)} words of calls are recorded")


@app.command()
def say(
    file: ConfigFile,
    text: Annotated[str, typer.Argument(help="A sentence; without it, a call.")] = "",
    *,
    number: Annotated[str, typer.Option(help="The ticket that is called.")] = SAMPLE,
    window: Annotated[str | None, typer.Option(help="The window; else the hall's first.")] = None,
    language: Spoken = Language.CHINESE,
    out: Annotated[Path, typer.Option(help="The sound file (WAV).")] = Path("voice.wav"),
    sets: Sets = None,
) -> None:
    """Make a sentence, or a call, into a sound file as the hall would speak it."""
    hall = configuration(file, sets)
    place = window or next(iter(hall.setup.windows))
    script = Script((plain(text, language),), Priority.NOTICE) if text else _wording(hall).full(number, place)
    try:
        sound = asyncio.run(Voice.of(hall.voice).sound(script))
        out.write_bytes(wav(sound))
    except (CannotSpeak, OSError) as error:
        raise fail(f"voice say: {error}") from None
    typer.echo(f"{out}: {script.text} ({_measured(sound)})")


@app.command()
def check(file: ConfigFile, sets: Sets = None) -> None:
    """Have every engine call a ticket, and say which can. Ends with 1 where the hall cannot call aloud."""
    hall = configuration(file, sets)
    able = asyncio.run(_check(hall))
    for language in Language:
        words = vocabulary(hall).words(language)
        missing = _without_clip(hall.voice.folder, language, words)
        if words and EngineName.CLIPS in hall.voice.engines:
            typer.echo(f"clips {language}: {len(words) - len(missing)} of {len(words)} words of calls")
            if missing and len(missing) < len(words):
                typer.echo(f"  missing: {'、'.join(missing)}")
    if not able:
        reason = silent(hall.voice) or "no engine can say a call in every language of the hall"
        raise fail(f"calls are shown and not spoken: {reason}")


def vocabulary(hall: Configuration) -> Vocabulary:
    """What the hall's calls are made of."""
    setup = hall.setup
    letters = "".join(sorted({letter for zone in setup.zones.values() for letter in zone.prefix}))
    return Vocabulary(_wording(hall).phrases, tuple(setup.windows), letters, hall.voice.one)


def _wording(hall: Configuration) -> Wording:
    return Wording(hall.setup.voice)


async def _build(engine: Engine, language: Language, words: Mapping[str, Piece], folder: Path) -> None:
    for word, piece in words.items():
        spoken = await engine.speak(Sentence(language, (piece,)))
        await asyncio.to_thread(lambda: store(folder, language, word, prepared(spoken)))  # noqa: B023 - awaited


def _taken(recording: Path, folder: Path, language: Language, word: str) -> str:
    try:
        clip = prepared(decoded(recording))
        if not clip.samples:
            return "left out: nothing is to be heard in it"
        kept = store(folder, language, word, clip)
    except (NotSound, ValueError) as error:
        return f"left out: {error}"
    except OSError as error:
        raise fail(f"voice import: {error}") from None
    return f"{kept} ({_measured(clip)})"


def _without_clip(
    folder: Path, language: Language, words: Mapping[str, Piece], *, all_of_them: bool = False
) -> tuple[str, ...]:
    known = set() if all_of_them else {word for word, _ in recordings(folder / language)}
    return tuple(word for word in words if word not in known)


async def _check(hall: Configuration) -> bool:
    place = next(iter(hall.setup.windows))
    call = _wording(hall).full(SAMPLE, place, times=1)
    for name in hall.voice.engines:
        for sentence in call.sentences:
            voice = Voice.of(replace(hall.voice, engines=(name,)))
            typer.echo(f"{name} {sentence.language}: {await _heard(voice, Script((sentence,)))}")
    try:
        await Voice.of(hall.voice).sound(call)
    except CannotSpeak:
        return False
    return True


async def _heard(voice: Voice, script: Script) -> str:
    try:
        return f"{script.text} ({_measured(await voice.sound(script))})"
    except CannotSpeak as error:
        return f"cannot: {error}"


def _measured(sound: Sound) -> str:
    return f"{sound.seconds:.1f} s, loudness {loudness(sound):.2f}"
