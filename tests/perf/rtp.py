"""How evenly sound leaves for the loudspeakers while the hall and the loop that speaks are both busy."""

from __future__ import annotations

import asyncio
import json
import subprocess
import sys
from pathlib import Path
from typing import Final

from daemon import Daemon
from figures import MS, Figure, p50, p99
from queue_load import BIG, Load, admit

from hallctl.links.rtp import Codec, RtpFormat, RtpStreams
from hallctl.links.rtp_sender import PACKET_S

VOICES: Final = 8
SPELL_S: Final = 15.0
AIM_MS: Final = 2.0
_FORM: Final = RtpFormat(Codec.PCMA, 8000, 8)


async def rtp(place: Path, seconds: float = SPELL_S) -> list[Figure]:
    """Eight zones speak without a pause, first in silence, then while people take numbers."""
    alone = await _deviations(seconds / 3, None)
    daemon = Daemon.in_folder(place / "rtp", BIG.toml())
    rights = admit(daemon)
    with daemon:
        async with Load(daemon.port, *rights) as load:
            await load.open_windows()
            await load.take(200)
            busy = await _deviations(seconds, load)
            rate = load.timed.rate
    late = p99(busy) * MS
    return [
        Figure(
            name="rtp_packets",
            value=late,
            unit="ms",
            p50=p50(busy) * MS,
            p99=late,
            bare=p99(alone) * MS,
            ratio=p99(busy) / p99(alone),
            target=f"p99 < {AIM_MS:.0f} ms",
            ok=late < AIM_MS,
            note=(
                f"{len(busy)} packets of {VOICES} loudspeakers: how far from 20 ms after the one before by "
                f"the kernel's clock, the worst {max(busy) * MS:.1f} ms, while the process that speaks is 10 "
                f"clients, who take {rate:.0f} numbers a second from a hall beside it; bare: nobody does"
            ),
        )
    ]


async def _deviations(seconds: float, load: Load | None) -> list[float]:
    script = str(Path(__file__).with_name("rtp_ear.py"))
    with subprocess.Popen(  # noqa: ASYNC220 - before anything runs
        [sys.executable, script], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as ear:
        assert ear.stdout is not None
        streams = RtpStreams()
        running = asyncio.create_task(streams.run())
        try:
            port = ear.stdout.readline().strip()
            sound = b"\xd5" * round(seconds * _FORM.rate)
            voices = [streams.open(f"rtp://127.0.0.{host}:{port}", _FORM) for host in range(2, VOICES + 2)]
            async with asyncio.TaskGroup() as group:
                for voice in voices:
                    group.create_task(voice.play(sound))
                if load is not None:
                    group.create_task(load.take_for(seconds))
        finally:
            running.cancel()
            await asyncio.gather(running, return_exceptions=True)
            told, _ = ear.communicate("end\n")
    return [abs(gap - PACKET_S) for gap in json.loads(told)]
