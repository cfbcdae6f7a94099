"""Who is in the hall during the week of faults: visitors, clerks, and misfortune."""

from __future__ import annotations

import asyncio
import inspect
from contextlib import suppress
from typing import Final

from virtual_time import HOURGLASS
from week_ledger import now
from week_world import World, device_at, reads, shown_over

from hallctl.domain import commands as c
from hallctl.domain.actors import Actor
from hallctl.domain.ratings import Evaluation
from hallctl.domain.refusals import Refused
from hallctl.domain.setup import DeviceEntry
from hallctl.domain.state import WindowState
from hallctl.domain.tickets import Ticket
from hallctl.simulation.faults import WELL, Fault, Trouble

KIOSK: Final = Actor.public("kiosk")

FAULT_S: Final = (5.0, 240.0)
SETTLED_S: Final = 150.0
"""After which everything that has been healed is known to be well."""

INVITED_S: Final = 5.0
"""Within which a visitor whose pad is dead is invited to rate elsewhere (EVA-12)."""

SHOWN_S: Final = 3.0
"""Within which a call is read over the window."""

COMMON: Final = (
    Fault.DROP,
    Fault.DELAY,
    Fault.DUPLICATE,
    Fault.HALF_OPEN,
    Fault.REBOOT,
    Fault.SLOW,
    Fault.MUTE,
    Fault.REFUSE,
    Fault.WRONG_FIRMWARE,
)


async def visitors(world: World) -> None:
    """Somebody takes a number now and then."""
    while True:
        await asyncio.sleep(world.chance.expovariate(1 / world.pace.visitors_s))
        await world.do(c.IssueTicket(items=("SI-001",)), KIOSK)
        world.visitors += 1


async def clerk(world: World, window: str) -> None:
    """Looks at the window and presses what comes next; a press of somebody else's key is looked at again."""
    person = world.hall.setup.staff[f"u{window}"]
    actor = Actor.staff(person.id, person.post, window, f"ws-{window}")
    await world.do(c.SignOn(person=person.id, workstation=f"ws-{window}", window=window), actor)
    while True:
        try:
            await _press(world, window, actor)
        except Refused as refused:
            await asyncio.sleep(1)
            if refused.code == "INTAKE_PAUSED":
                world.ledger.complain(f"{now():%a %H:%M:%S} intake paused")


async def _press(world: World, window: str, actor: Actor) -> None:
    duty = world.hall.day.duty(window, "A")
    ticket = world.hall.day.tickets.get(duty.ticket or "")
    if duty.state in {WindowState.CLOSED, WindowState.PAUSED} or duty.staff is None:
        resume = duty.state is WindowState.PAUSED
        await world.do(c.ResumeWindow(window=window) if resume else c.OpenWindow(window=window), actor)
    elif ticket is None:
        await asyncio.sleep(world.chance.uniform(2, 20))
        if len(world.hall.day.waiting) and not await _by_key(world, window):
            await world.do(c.CallNext(window=window), actor)
    elif ticket.state == "CALLED":
        world.calls += 1
        await _read_it(world, window, ticket.number)
        await asyncio.sleep(world.chance.uniform(5, 20))
        await world.do(c.StartService(window=window), actor)
    else:
        await asyncio.sleep(world.chance.uniform(20, 80))
        pad = f"rater-{window}"
        dies = pad in world.must_die
        if dies:
            _suffer_case(world, pad, Trouble(Fault.MUTE))
        await world.do(c.CompleteService(window=window, outcome="enquiry_only"), actor)
        world.served += 1
        if dies:
            await _is_invited(world, pad, ticket)


async def _is_invited(world: World, pad: str, ticket: Ticket) -> None:
    """Who has just been served where the pad died, before the hall could know of it."""
    await asyncio.sleep(INVITED_S)
    if ticket.evaluation is not Evaluation.INVITED:
        world.ledger.complain(f"{now():%a %H:%M:%S} {pad} is dead, and nobody invited {ticket.number}")
    _suffer_case(world, pad, WELL)
    world.must_die.remove(pad)


def _suffer_case(world: World, pad: str, trouble: Trouble) -> None:
    """The pad, and the keypad in the same case, which would acknowledge the question as well."""
    entries = world.hall.setup.devices
    for entry in entries.values():
        if entry.id == pad or (entry.kind == "keypad" and entry.address == entries[pad].address != "mqtt:"):
            world.simulated.suffer(entry.id, trouble)


async def _by_key(world: World, window: str) -> bool:
    """Half of the calls are made with the keypad; who sees nothing happen takes the panel."""
    keypad = device_at(world, "keypad", window)
    if keypad is None or world.chance.random() < 0.5:
        return False
    with suppress(TimeoutError):
        pressed = keypad.press("call")
        if inspect.isawaitable(pressed):
            await pressed
    await asyncio.sleep(2)
    called = world.hall.day.duty(window, "A").ticket is not None
    world.keyed += called
    return called


async def _read_it(world: World, window: str, number: str) -> None:
    """What a visitor sees of a call, over a window whose display has been well for a while."""
    display = world.hall.setup.devices.get(f"window_display-{window}")
    await asyncio.sleep(SHOWN_S)
    if display is None or HOURGLASS.now - world.troubled_at.get(display.id, 0.0) < SETTLED_S:
        return
    if not reads(world, window, number):
        text = shown_over(world, window)
        world.ledger.complain(f"{now():%a %H:%M:%S} {number} was called to {window}, there stands {text!r}")
    world.shown += 1


def faults_of(entry: DeviceEntry) -> tuple[Fault, ...]:
    """What may befall a device. TCP has checksums of its own: on it bytes are lost, never other ones."""
    more = (Fault.PAPER_OUT,) if entry.kind in {"dispenser", "printer"} else ()
    noisy = (Fault.GARBLE,) if entry.address.startswith(("serial:", "mqtt:")) else ()
    return (*COMMON, *more, *noisy)


async def misfortune(world: World, entry: DeviceEntry, until: float) -> None:
    """One device dies and returns, again and again."""
    while True:
        await asyncio.sleep(world.chance.expovariate(1 / world.pace.between_s))
        lasts_s = world.chance.uniform(*FAULT_S)
        if HOURGLASS.now + lasts_s > until:
            return
        fault = world.chance.choice(faults_of(entry))
        hits = world.chance.choice((0.2, 0.5, 1.0))
        trouble = Trouble(fault, hits, world.chance.uniform(0.1, 5), firmware="0.1")
        world.faults[fault.value] += 1
        world.simulated.suffer(entry.id, trouble)
        world.troubled_at[entry.id] = HOURGLASS.now + lasts_s
        await asyncio.sleep(lasts_s)
        world.simulated.suffer(entry.id, WELL)
