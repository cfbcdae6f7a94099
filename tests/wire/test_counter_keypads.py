"""A clerk with a keypad, a visitor with a rating pad: from key to command to digits, on real wires."""

import asyncio
from collections.abc import Callable
from pathlib import Path

from devices_hall import Floor, devices_hall
from halls import KIOSK, staff_actor
from polling import until

from hallctl.domain import commands as c
from hallctl.domain.ratings import Evaluation
from hallctl.domain.setup import DeviceEntry
from hallctl.domain.state import WindowState
from hallctl.domain.tickets import Ticket, TicketState
from hallctl.registry.framed import SAID_AGAIN_S
from hallctl.simulation.keypads import FramedKeypad, ModbusKeypad
from hallctl.simulation.mqtt_rater import nobody
from hallctl.simulation.rater_frames import FramedRater


def line(home: Path) -> tuple[DeviceEntry, ...]:
    """Window 1 has keypad and pad in one case, window 2 a keypad on the same line."""
    port = f"serial://{home / 'tty'}"
    return (
        DeviceEntry("key-1", "keypad", "generic-ff68", f"{port}/unit/1", window="1"),
        DeviceEntry("pad-1", "rater", "generic-ff68", f"{port}/unit/1", window="1"),
        DeviceEntry("key-2", "keypad", "generic-ff68", f"{port}/unit/2", window="2"),
    )


async def staffed(floor: Floor, *windows: str) -> None:
    for window in windows:
        actor = staff_actor(floor.hall.setup, f"u0{window}", window)
        await floor.hall.do(c.OpenWindow(window=window), actor)


def state(floor: Floor, window: str) -> WindowState:
    return floor.hall.day.windows[window].state


def shows(keypad: FramedKeypad | ModbusKeypad, waiting: str, ticket: str) -> Callable[[], bool]:
    return lambda: (keypad.waiting, keypad.ticket) == (waiting, ticket)


def in_state(ticket: Ticket, wanted: TicketState) -> bool:
    return ticket.state is wanted


async def press(floor: Floor, key: FramedKeypad, name: str, typed: str = "") -> None:
    """Press a key and wait until the hall has done it, as somebody would who looks at the digits."""
    done = floor.requests.stats.accepted["key.pressed"]
    assert await key.press(name, typed)
    await until(lambda: floor.requests.stats.accepted["key.pressed"] > done)


async def test_a_day_at_a_window_with_nothing_but_keys(tmp_path: Path) -> None:
    async with devices_hall(tmp_path, line(tmp_path)) as floor:
        key: FramedKeypad = floor.simulator("key-1")
        await staffed(floor, "1", "2")
        first, second, third = [await floor.issue(KIOSK) for _ in range(3)]
        await until(shows(key, "3", ""))
        await press(floor, key, "call")
        await until(shows(key, "2", "001"))
        assert state(floor, "1") is WindowState.CALLING
        await press(floor, key, "recall")
        assert first.calls == 2
        await press(floor, key, "hold")
        assert in_state(first, TicketState.HELD)
        await until(shows(key, "2", ""))
        await press(floor, key, "back")
        await until(shows(key, "2", "001"))
        await press(floor, key, "rate")
        assert in_state(first, TicketState.COMPLETED)
        await until(shows(key, "2", ""))
        await press(floor, key, "call")
        await until(shows(key, "1", "002"))
        await press(floor, key, "transfer", "02")
        assert second.target_window == "2"
        await until(shows(key, "1", ""))
        await press(floor, key, "call")
        await until(shows(key, "0", "003"))
        await press(floor, key, "recall")
        await asyncio.sleep(SAID_AGAIN_S)  # a person's pause: sooner it is the same press, said again
        await press(floor, key, "recall")
        assert third.calls == 3
        await press(floor, key, "give_up")
        assert in_state(third, TicketState.NO_SHOW)
        await until(shows(key, "0", ""))
        await press(floor, key, "pause")
        assert state(floor, "1") is WindowState.PAUSED
        await asyncio.sleep(SAID_AGAIN_S)
        await press(floor, key, "pause")
        assert state(floor, "1") is WindowState.OPEN
        pressed = [r for r in floor.hall.feed.after(0) if r.actor.workstation == "key-1"]
        assert {r.actor.person for r in pressed if r.type.startswith("ticket")} == {"u01"}


async def test_a_refused_key_beeps_and_changes_nothing(tmp_path: Path) -> None:
    async with devices_hall(tmp_path, line(tmp_path)) as floor:
        key: FramedKeypad = floor.simulator("key-1")
        assert await key.press("call")
        await until(lambda: key.beeps == 1)
        assert floor.requests.stats.refused == {"NOBODY_SIGNED_ON": 1}
        await staffed(floor, "1")
        assert await key.press("recall")
        await until(lambda: key.beeps == 2)
        assert floor.requests.stats.refused["NO_TICKET"] == 1


async def test_a_key_pressed_before_the_digits_changed_is_not_carried_out(tmp_path: Path) -> None:
    async with devices_hall(tmp_path, line(tmp_path)) as floor:
        key: FramedKeypad = floor.simulator("key-1")
        await staffed(floor, "1")
        await floor.issue(KIOSK)
        await floor.issue(KIOSK)
        await until(shows(key, "2", ""))
        raw = key.profile.encoded("key", {"key": "call", "typed": b""}, 1)
        recall = key.profile.encoded("key", {"key": "recall", "typed": b""}, 1)
        assert key.port is not None
        key.port.say(raw + recall + raw)
        await until(lambda: floor.requests.stats.refused.get("STALE", 0) >= 1)
        await until(shows(key, "1", "001"))
        assert len([t for t in floor.hall.day.tickets.values() if t.state is TicketState.CALLED]) == 1


async def ended(floor: Floor, window: str = "1") -> Ticket:
    """A visit that has just come to its end."""
    actor = staff_actor(floor.hall.setup, f"u0{window}", window)
    ticket = await floor.issue(KIOSK)
    for press in (c.CallNext, c.StartService):
        await floor.hall.do(press(window=window), actor)
    await floor.hall.do(c.CompleteService(window=window, outcome="enquiry_only"), actor)
    return ticket


async def test_the_pad_in_the_same_case_asks_and_brings_the_answer(tmp_path: Path) -> None:
    async with devices_hall(tmp_path, line(tmp_path)) as floor:
        pad: FramedRater = floor.simulator("pad-1")
        pad.visitors = nobody
        await staffed(floor, "1")
        ticket = await ended(floor)
        await until(lambda: pad.tones)
        assert await pad.touch(2)
        await until(lambda: ticket.rated == 2)
        assert ticket.evaluation is Evaluation.RATED
        assert await pad.touch(5)
        assert floor.requests.stats.accepted["rating.given"] == 1
