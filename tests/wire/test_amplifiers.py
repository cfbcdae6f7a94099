"""The output that leads to a loudspeaker is on from before its first sample until after its last (DEV-06)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import partial
from itertools import pairwise
from pathlib import Path

from devices_hall import Floor, devices_hall
from free_ports import free_port
from halls import GUIDE, a_setup, staff_actor
from polling import until
from tones import tone

from hallctl.contracts.speech import Sound
from hallctl.domain import commands as c
from hallctl.domain.relays import Channel
from hallctl.domain.setup import DeviceEntry, HallSetup
from hallctl.domain.voice import VoiceRules
from hallctl.reactions.announcing.amplifiers import Pace
from hallctl.simulation.faults import Fault, Trouble
from hallctl.simulation.relays import SimulatedRelay, Switched
from hallctl.speech.phrases import Sentence
from hallctl.speech.voice import Voice

OUTPUT = "channel_3"
Span = tuple[float, float]


class Humming:
    """An engine that says everything in one tone."""

    async def speak(self, _sentence: Sentence) -> Sound:
        return tone(500, 0.3)


def a_zone_with_an_amplifier() -> list[DeviceEntry]:
    relay = DeviceEntry(
        "relay-1",
        "relay",
        "generic-modbus-8x8",
        f"tcp://127.0.0.1:{free_port()}/unit/9",
        channels={OUTPUT: Channel("A区功放")},
    )
    address = f"rtp://127.0.0.1:{free_port()}"
    pa = DeviceEntry("pa-a", "speaker", "generic-rtp-pcma", address, zone="A", amplifier=f"relay-1/{OUTPUT}")
    return [relay, pa]


def lit(switched: Sequence[Switched]) -> list[Span]:
    """From when to when the output was on."""
    changes = [each for each in switched if each.name == OUTPUT]
    return [(now.at, then.at) for now, then in pairwise(changes) if now.on and not then.on]


async def call(floor: Floor, window: str) -> None:
    await floor.issue(GUIDE, "A1")
    actor = staff_actor(floor.hall.setup, f"u0{window}", window)
    await floor.hall.do(c.OpenWindow(window=window), actor)
    await floor.hall.do(c.CallNext(window=window), actor)


def in_calm(setup: HallSetup) -> HallSetup:
    """A call is one sentence."""
    return replace(setup, voice=VoiceRules(times=1, chime=False))


async def test_the_zone_is_selected_before_the_first_sample_and_released_after_the_last(
    tmp_path: Path,
) -> None:
    setup = in_calm(a_setup())
    async with devices_hall(
        tmp_path, a_zone_with_an_amplifier(), setup=setup, voice=Voice(lambda: [Humming()])
    ) as floor:
        relay: SimulatedRelay = floor.simulator("relay-1")
        for windows, sentences in (("12", 2), ("3", 3)):
            for window in windows:
                await call(floor, window)
            await until(partial(is_over, floor, relay, sentences))
        heard, spans = list(floor.simulator("pa-a").heard()), lit(relay.switched)
    for sound in heard:
        on, off = next(span for span in spans if span[0] < sound.began < span[1])
        assert sound.began - on >= Pace().settle_s
        assert sound.ended < off
    assert all(any(on < sound.began < off for sound in heard) for on, off in spans)
    assert len(spans) >= 2, "between the calls it was off"


def is_over(floor: Floor, relay: SimulatedRelay, sentences: int) -> bool:
    """So many sentences were begun, and the zone is off again."""
    began = sum(packet.marker for packet in floor.simulator("pa-a").listener.packets)
    return began >= sentences and not relay.is_on(OUTPUT)


async def test_a_module_that_is_silent_is_flagged_and_the_call_is_heard_all_the_same(tmp_path: Path) -> None:
    async with devices_hall(tmp_path, a_zone_with_an_amplifier(), voice=Voice(lambda: [Humming()])) as floor:
        floor.simulator("relay-1").suffer(Trouble(Fault.HALF_OPEN))
        await call(floor, "1")
        await until(lambda: floor.simulator("pa-a").heard() and "relay-1" in floor.hall.faults)
