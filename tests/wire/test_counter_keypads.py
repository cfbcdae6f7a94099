"""A clerk with a keypad, a visitor with a rating pad: from key to command to digits, on real wires."""

import asyncio
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

import pytest
from devices_hall import Floor, devices_hall
from halls import KIOSK, Clock, staff_actor
from polling import PATIENCE_S, until, waited_s

from hallctl import timers
from hallctl.domain import commands as c
from hallctl.domain import events as e
from hallctl.domain.ratings import Evaluation
from hallctl.domain.setup import DeviceEntry
from hallctl.domain.state import WindowState
from hallctl.domain.tickets import Ticket, TicketState
from hallctl.registry.framed import SAID_AGAIN_S
from hallctl.simulation.faults import WELL, Fault, Trouble
from hallctl.simulation.framed_units import AGAIN_S
from hallctl.simulation.keypads import FramedKeypad, ModbusKeypad
from hallctl.simulation.mqtt_rater import nobody
from hallctl.simulation.rater_frames import FramedRater

E = TypeVar("E", bound=e.Event)


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
    """Press a key until the hall has done it: one that meets the new digits is refused, and made again.

    Every press is acknowledged, however busy the machine: the driver knows what it hears again meanwhile.
    """
    stats = floor.requests.stats
    key.tries = int(PATIENCE_S / AGAIN_S)
    done = stats.accepted["key.pressed"]
    while stats.accepted["key.pressed"] == done:
        refused = stats.refused["STALE"]
        assert await key.press(name, typed)
        await until(lambda: stats.accepted["key.pressed"] > done or stats.refused["STALE"] > refused)  # noqa: B023
        if stats.refused["STALE"] > refused:
            await asyncio.sleep(SAID_AGAIN_S)


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
        key.tries = int(PATIENCE_S / AGAIN_S)
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
        key.ports[0].say(raw + recall + raw)
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


async def test_a_pad_that_has_lost_its_line_is_replaced_by_an_invitation(tmp_path: Path) -> None:
    async with devices_hall(tmp_path, line(tmp_path)) as floor:
        for device in ("pad-1", "key-1"):  # one case
            floor.simulator(device).suffer(Trouble(Fault.MUTE))
        await staffed(floor, "1")
        ticket = await ended(floor)
        await until(lambda: heard(floor, e.RatingInvited))
        (invited,) = heard(floor, e.RatingInvited)
        assert (invited.token, invited.because) == (ticket.token, "pad_timed_out")
        assert ticket.evaluation is Evaluation.INVITED


@pytest.mark.req("DEV-07")
async def test_the_prompt_comes_within_a_second_and_no_touch_in_a_minute_is_no_vote(tmp_path: Path) -> None:
    clock = Clock()
    async with devices_hall(tmp_path, line(tmp_path), clock=clock) as floor:
        pad: FramedRater = floor.simulator("pad-1")
        pad.visitors = nobody
        await staffed(floor, "1")
        ticket = await ended(floor)
        assert await waited_s(pad.asked.wait()) < 1.0
        clock.sleep(seconds=59)
        await timers.tick(floor.hall)
        assert heard(floor, e.RatingLapsed) == []
        clock.sleep(seconds=1)
        await timers.tick(floor.hall)
        (lapsed,) = heard(floor, e.RatingLapsed)
        assert (lapsed.ticket, lapsed.result, ticket.rated) == (ticket.id, "NOT_RATED", None)
        assert heard(floor, e.RatingGiven) == []


def heard(floor: Floor, kind: type[E]) -> list[E]:
    return [r.event for r in floor.hall.feed.after(0) if isinstance(r.event, kind)]


@pytest.mark.parametrize("fault", [Fault.GARBLE, Fault.DROP, Fault.DUPLICATE, Fault.DELAY])
async def test_a_key_on_a_bad_line_acts_once_or_not_at_all(tmp_path: Path, fault: Fault) -> None:
    async with devices_hall(tmp_path, line(tmp_path)) as floor:
        key: FramedKeypad = floor.simulator("key-1")
        await staffed(floor, "1")
        for _ in range(3):
            await floor.issue(KIOSK)
        await until(shows(key, "3", ""))
        key.suffer(Trouble(fault, chance=0.5, delay_s=0.2))
        await key.press("call")
        key.suffer(WELL)
        await until(lambda: floor.hall.day.state.devices["key-1"].state == "ONLINE")
        if not heard(floor, e.TicketCalled):
            await press(floor, key, "call")
        await until(shows(key, "2", "001"))
        assert len(heard(floor, e.TicketCalled)) == 1


async def test_digits_come_back_after_a_power_cut(tmp_path: Path) -> None:
    async with devices_hall(tmp_path, line(tmp_path)) as floor:
        key: FramedKeypad = floor.simulator("key-1")
        await floor.issue(KIOSK)
        await until(shows(key, "1", ""))
        key.suffer(Trouble(Fault.REBOOT, delay_s=0.3))
        assert (key.waiting, key.ticket) == ("", "")
        await until(shows(key, "1", ""))


def modbus(port: int) -> tuple[DeviceEntry, ...]:
    return (
        DeviceEntry("key-1", "keypad", "generic-modbus", f"tcp://127.0.0.1:{port}/unit/1", window="1"),
        DeviceEntry("key-2", "keypad", "generic-modbus", f"tcp://127.0.0.1:{port}/unit/2", window="2"),
    )


async def test_buttons_behind_modbus_do_the_same(tmp_path: Path, free_port: int) -> None:
    async with devices_hall(tmp_path, modbus(free_port)) as floor:
        key: ModbusKeypad = floor.simulator("key-1")
        await staffed(floor, "1", "2")
        first, second = await floor.issue(KIOSK), await floor.issue(KIOSK)
        await until(shows(key, "002", ""))
        key.press("call")
        await until(shows(key, "001", "001"))
        key.press("rate")
        await until(lambda: first.state is TicketState.COMPLETED)
        await until(shows(key, "001", ""))
        key.press("call")
        await until(shows(key, "000", "002"))
        key.press("transfer", target=2)
        await until(lambda: second.target_window == "2")
        key.press("transfer")
        await until(lambda: key.words("tone") == [1])


async def test_presses_while_the_line_was_away_are_not_carried_out(tmp_path: Path, free_port: int) -> None:
    async with devices_hall(tmp_path, modbus(free_port)[:1]) as floor:
        key: ModbusKeypad = floor.simulator("key-1")
        await staffed(floor, "1")
        await floor.issue(KIOSK)
        await until(shows(key, "001", ""))
        key.suffer(Trouble(Fault.REBOOT, delay_s=0.5))
        key.press("call")
        await until(shows(key, "001", ""))
        assert heard(floor, e.TicketCalled) == []
        key.press("call")
        await until(shows(key, "000", "001"))
