"""Has the hall speak with the real piper and sherpa-onnx: `make speech-engines`.

They are installed beside the project, into build/speech-engines, for a hall needs neither. Their voices are
those of `tiny_voices.py`; sherpa-onnx is started as docs/voice.md tells an operator to.
"""

import asyncio
import re
import subprocess
import sys
import venv
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from hallctl.contracts.speech import Sound
from hallctl.domain.voice import VoiceRules
from hallctl.speech.phrases import Language
from hallctl.speech.settings import EngineName, ProgramSettings, VoiceSettings
from hallctl.speech.sounds import samples
from hallctl.speech.voice import Script, Voice
from hallctl.speech.wording import Wording

ROOT = Path(__file__).parents[2]
HOME = ROOT / "build" / "speech-engines"
PACKAGES = ("piper-tts==1.8.0", "sherpa-onnx==2.0.1", "onnx==1.23.2")
RATE, HERTZ = 16_000, 500
CALLS = Wording(VoiceRules(times=1, chime=False))


def installed() -> Path:
    """The folder of its programs; made when they are first needed."""
    programs = HOME / "bin"
    if not (programs / "piper").exists():
        venv.create(HOME, with_pip=True)
        subprocess.run([programs / "python", "-m", "pip", "install", "-q", *PACKAGES], check=True)
    return programs


def recipe(name: str) -> Path:
    """A program as the guide has it."""
    guide = (ROOT / "docs" / "voice.md").read_text(encoding="utf-8")
    found = re.search(rf"```python\n(# {re.escape(name)}\n.*?)```", guide, re.DOTALL)
    if found is None:
        raise SystemExit(f"docs/voice.md has no {name}")
    file = HOME / name
    file.write_text(found[1], encoding="utf-8")
    return file


async def spoken(command: Sequence[str], script: Script) -> Sound:
    """By an engine of the hall as its file would name it."""
    program = ProgramSettings(tuple(command), Language.CHINESE, RATE)
    return await Voice.of(VoiceSettings((EngineName.PROGRAM,), program=program)).sound(script)


def hertz(sound: Sound) -> int:
    """Its loudest frequency."""
    spectrum = np.abs(np.fft.rfft(samples(sound)))
    return round(int(spectrum.argmax()) / sound.seconds)


async def tried(name: str, command: Sequence[str]) -> bool:
    """Whether it speaks: in its voice's tone, and the longer the more there is to say."""
    short, full = [
        await spoken(command, script) for script in (CALLS.short("A012", "2"), CALLS.full("A012", "12"))
    ]
    well = abs(hertz(full) - HERTZ) <= 1 and 0.5 < short.seconds < full.seconds
    said = f"{short.seconds:.2f} s and {full.seconds:.2f} s at {full.rate} Hz, {hertz(full)} Hz"
    print(f"{name}: {said}: {'well' if well else 'WRONG'}")
    return well


async def main() -> int:
    """0: both speak."""
    programs, voices = await asyncio.to_thread(installed), HOME / "voices"
    python, tiny = str(programs / "python"), Path(__file__).with_name("tiny_voices.py")
    await asyncio.to_thread(subprocess.run, [python, str(tiny), str(voices)], check=True)
    commands = {
        "piper": [str(programs / "piper"), "--model", str(voices / "piper.onnx"), "--output-raw"],
        "sherpa-onnx": [python, str(recipe("sherpa.py")), str(voices)],
    }
    wells = [await tried(name, command) for name, command in commands.items()]
    return 0 if all(wells) else 1


if __name__ == "__main__":
    sys.exit(asyncio.run(main()))
